import { plural } from '../../ui/format.js';
import { html, nothing, repeat } from '../../ui/html.js';
import { empty, skeleton, trouble } from '../../ui/parts.js';
import { to } from '../../ui/router.js';
import { copy } from './clipboard.js';

const REFRESH_MS = 4000;

/** The terminals of a project, as they are now; those that end while one looks stay as ended. */
export class TerminalList {
  #context;
  #viewer;
  #space;
  #ends = [];
  #terminals = null;
  #ended = new Map();
  #refusal = null;
  #timer = null;
  #asking = false;
  #closed = false;
  #look = () => this.#refresh();

  constructor(context) {
    this.#context = context;
    this.#viewer = context.hub.viewer();
    this.#space = this.#viewer.space;
    this.#ends.push(this.#space.on('in', this.#look));
    this.#ends.push(this.#space.on('state', ({ refusal }) => this.#tell(refusal)));
    this.#ends.push(context.project.on('change', kinds => kinds.has('sessions') && this.#refresh()));
    document.addEventListener('visibilitychange', this.#look);
    // Another may have had the socket open, or been refused.
    this.#refusal = this.#space.state.refusal;
    this.#refresh();
  }

  view() {
    return { title: 'Terminals', render: () => this.#render(), close: () => this.#close() };
  }

  #close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#look);
    this.#ends.forEach(end => end());
    this.#viewer.close();
  }

  #tell(refusal) {
    this.#refusal = refusal;
    this.#context.redraw();
  }

  async #refresh() {
    if (this.#asking || document.visibilityState === 'hidden' || this.#space.state.phase !== 'in') return;
    clearTimeout(this.#timer);
    this.#asking = true;
    try {
      const { terminals } = await this.#space.ask('terminal:list');
      this.#note(terminals.filter(terminal => terminal.projectId === this.#context.project.id));
      this.#tell(null);
    } catch (refusal) {
      if (!this.#closed && this.#space.state.phase === 'in') this.#tell(refusal);
    } finally {
      this.#asking = false;
      clearTimeout(this.#timer);
      if (!this.#closed) this.#timer = setTimeout(this.#look, REFRESH_MS);
    }
  }

  #note(terminals) {
    const ids = new Set(terminals.map(terminal => terminal.sessionId));
    for (const terminal of this.#terminals ?? []) {
      if (!ids.has(terminal.sessionId)) this.#ended.set(terminal.sessionId, terminal);
    }
    ids.forEach(id => this.#ended.delete(id));
    this.#terminals = terminals.sort((a, b) => b.createdAt - a.createdAt);
  }

  #render() {
    return html`<div class="head"><h2>Terminals</h2></div>${this.#content()}`;
  }

  #content() {
    if (this.#refusal) return trouble('The terminals could not be listed.', this.#refusal, () => this.#again());
    if (!this.#terminals) return html`<p class="visually-hidden" role="status">Fetching the terminals…</p>${skeleton(4)}`;
    const ended = [...this.#ended.values()];
    if (this.#terminals.length + ended.length === 0) return this.#empty();
    return html`
      <ul class="list terminal-list">
        ${repeat(this.#terminals, ({ sessionId }) => sessionId, terminal => this.#row(terminal))}
        ${repeat(ended, ({ sessionId }) => sessionId, terminal => this.#row(terminal, { ended: true }))}
      </ul>`;
  }

  #row(terminal, { ended = false } = {}) {
    const { sessionId, title, cols, rows, viewers, connected } = terminal;
    const name = this.#context.project.get('sessions', sessionId)?.name ?? 'A session';
    const state = ended ? ['quiet', 'ended'] : connected ? ['good', 'live'] : ['warn', 'agent away'];
    return html`
      <li><a class="row" href=${to('projects', this.#context.project.id, ended ? 'sessions' : 'terminals', sessionId)}>
        <span class="main">
          <span class="name">${name}</span>
          <span class="quiet small title">${title || 'no title'}</span>
          <span class="quiet small">${cols} × ${rows}${ended ? nothing : html` · ${viewers === 0 ? 'nobody watches' : plural(viewers, 'viewer')}`}</span>
        </span>
        <span class="side"><span class="badge ${state[0]}">${state[1]}</span></span>
      </a></li>`;
  }

  #empty() {
    const parts = ['java -jar maestro-hub.jar agent', `--url ${location.origin}`, `--project ${this.#context.project.id}`, '-- bash'];
    const command = parts.join(' ');
    return empty('No terminal runs now.', 'A terminal is there as long as an agent runs its command. Start one in a shell on the machine where it is to work:', html`
      <div class="command card"><pre tabindex="0" aria-label="The command">${parts.map(part => html`<span>${part}</span> `)}</pre>
        <button class="button" @click=${() => copy(command, 'The command')}>Copy</button></div>`);
  }

  #again() {
    this.#tell(null);
    this.#space.state.phase === 'in' ? this.#refresh() : this.#space.retry();
  }
}
