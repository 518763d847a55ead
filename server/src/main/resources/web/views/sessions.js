import { plural } from '../ui/format.js';
import { html, nothing, repeat } from '../ui/html.js';
import { icon } from '../ui/icons.js';
import { empty, said, skeleton } from '../ui/parts.js';
import { Pulse } from '../ui/pulse.js';
import { remembered } from '../ui/remembered.js';
import { to } from '../ui/router.js';
import { group, heard, isOver, standing } from '../ui/sessions.js';
import { spawn } from '../ui/spawn.js';
import { SessionDetail } from './session-detail.js';

const GROUPS = [
  ['asking', 'Waiting for you'], ['working', 'At work'], ['spawning', 'Waiting for a desktop'], ['silent', 'Silent'],
  ['alone', 'Without an agent'], ['over', 'Over'],
];
/** Whose agents may be heard. */
const HEARD = ['running', 'idle', 'needs_input'];
const OVER_AT_FIRST = 20;

/** The sessions of a project by how alive they are, or one of them. */
export async function open(context) {
  const [sessionId] = context.segments;
  const view = sessionId ? new SessionDetail(context, sessionId) : new Sessions(context);
  return { title: sessionId ? 'Session' : 'Sessions', render: () => view.render(), close: () => view.close() };
}

class Sessions {
  #hub;
  #project;
  #redraw;
  #pulse;
  #ends = [];
  #overShown = OVER_AT_FIRST;
  #grouped = remembered(grouped);

  constructor({ hub, project, redraw }) {
    this.#hub = hub;
    this.#project = project;
    this.#redraw = redraw;
    this.#pulse = new Pulse(hub, () => this.#readAlive(hub.rest), redraw);
    this.#ends.push(project.on('notice', () => this.#pulse.soon()), () => this.#pulse.close());
  }

  close() {
    this.#ends.forEach(end => end());
  }

  // A session may be long; those that are over are not heard of any more.
  async #readAlive(rest) {
    const sessions = [...this.#project.all('sessions').values()];
    const asked = HEARD.filter(status => sessions.some(session => session.status === status && session.agentStatus));
    const pages = await Promise.all(asked.map(status => rest.page('/api/sessions', { projectId: this.#project.id, status, limit: 200 })));
    return pages.flatMap(page => page.items);
  }

  render() {
    const sessions = this.#project.all('sessions');
    return html`
      <div class="head"><h2>Sessions</h2>
        <button class="button primary" @click=${() => spawn(this.#hub, this.#project)}>${icon('plus')}Spawn</button></div>
      ${this.#project.sync === 'never' ? skeleton()
        : sessions.size === 0 ? empty('There is no session yet.', 'A session is one agent at work. Spawn one here, or start one on a machine: maestro-hub agent --project …')
          : this.#groups(sessions)}`;
  }

  #groups(sessions) {
    const byGroup = this.#grouped(sessions);
    return GROUPS.filter(([name]) => byGroup.get(name).length).map(([name, label]) => {
      const all = byGroup.get(name);
      const shown = name === 'over' ? all.slice(0, this.#overShown) : all;
      return html`
        <section class="section">
          <h3>${label} <span class="nowrap">· ${all.length}</span></h3>
          <ul class="list">${repeat(shown, session => session.id, session => this.#row(session))}</ul>
          ${all.length > shown.length ? html`<p class="actions more"><button class="button" @click=${() => this.#showMore()}>Show ${Math.min(all.length - shown.length, 100)} more</button></p>` : nothing}
        </section>`;
    });
  }

  #showMore() {
    this.#overShown += 100;
    this.#redraw();
  }

  #row(session) {
    const last = heard(session, this.#pulse.heardAt(session));
    const terminal = this.#pulse.hasTerminal(session.id) && !isOver(session);
    const asks = session.needsInput.active && session.needsInput.message;
    return html`
      <li class="session ${this.#project.isPending('sessions', session.id) ? 'pending' : ''}">
        <a class="row" href=${to('projects', this.#project.id, 'sessions', session.id)}>
          <span class="main">
            <span class="name">${said(session.name)}</span>
            ${asks ? html`<span class="small asks">${said(asks)}</span>` : nothing}
            <span class="state">${standing(session)}</span>
            <span class="quiet small">${[last === nothing ? null : last, session.taskIds.length ? plural(session.taskIds.length, 'task') : null].filter(Boolean).join(' · ')}</span>
          </span>
        </a>
        ${terminal ? html`<a class="icon" href=${to('projects', this.#project.id, 'terminals', session.id)} aria-label="Terminal of ${session.name}">${icon('terminal')}</a>` : nothing}
      </li>`;
  }
}

/** Sessions by group, the last active first. */
function grouped(sessions) {
  const byGroup = new Map(GROUPS.map(([name]) => [name, []]));
  for (const session of sessions.values()) byGroup.get(group(session)).push(session);
  byGroup.forEach(all => all.sort((one, other) => other.lastActivity - one.lastActivity));
  return byGroup;
}
