import { question } from '../ui/question.js';
import { Answers, overInWords } from '../ui/answers.js';
import { TaskChoice } from '../ui/choose-tasks.js';
import { confirm, dialog } from '../ui/dialog.js';
import { focusOn, passingFocus } from '../ui/focus.js';
import { ago, apart, plural, when } from '../ui/format.js';
import { html, nothing, repeat } from '../ui/html.js';
import { icon } from '../ui/icons.js';
import { badge, empty, said, skeleton } from '../ui/parts.js';
import { Pulse } from '../ui/pulse.js';
import { remembered } from '../ui/remembered.js';
import { go, to } from '../ui/router.js';
import { heard, isOver, standing } from '../ui/sessions.js';
import { tellRefusal, toast } from '../ui/toast.js';
import { writeMail } from '../ui/write-mail.js';

const EVENTS = 30;

/** One session: what it is, what it works on, what happened to it, and what can be done with it. */
export class SessionDetail {
  #project;
  #id;
  #redraw;
  #pulse;
  #answers;
  #events = EVENTS;
  #letters = remembered(mail => [...mail.values()]
    .filter(({ fromSessionId, toSessionId }) => fromSessionId === this.#id || toSessionId === this.#id)
    .sort((one, other) => other.createdAt - one.createdAt));

  constructor({ hub, project, attention, redraw }, id) {
    this.#project = project;
    this.#id = id;
    this.#redraw = redraw;
    this.#pulse = new Pulse(hub, async () => [await hub.rest.get(this.#path)], redraw);
    this.#answers = new Answers(project, attention, redraw, key => requestAnimationFrame(() => this.#leadOn(key)));
  }

  close() {
    this.#answers.close();
    this.#pulse.close();
  }

  get #path() {
    return `/api/sessions/${encodeURIComponent(this.#id)}`;
  }

  render() {
    const session = this.#project.get('sessions', this.#id);
    const back = html`<a class="back" href=${to('projects', this.#project.id, 'sessions')}>${icon('back')}Sessions</a>`;
    if (!session) {
      return html`${back}<div class="stack">${this.#questions()}</div>${this.#project.sync === 'live' ? empty('There is no such session.', 'It was deleted, or belongs to another project.') : skeleton()}`;
    }
    return html`
      ${back}
      <div class="head"><h2 class="name">${said(session.name)}</h2><span class="state">${standing(session)}</span></div>
      <div class="stack">
        ${this.#questions()}
        ${this.#actions(session)}
        ${this.#facts(session)}
      </div>
      ${this.#tasks(session)}
      ${this.#mail(session)}
      ${this.#history(session)}`;
  }

  #questions() {
    const cards = this.#answers.cards(({ kind, id }) => kind === 'input' && id === this.#id);
    return repeat(cards, ({ item }) => item.key, card => this.#question(card));
  }

  // Whoever does something else by then, such as answering the next question, is left there.
  #leadOn(key) {
    const at = document.activeElement;
    if (at === document.body || at.closest('.asking')?.dataset.key === key) focusOn(document.querySelector('.head h2'));
  }

  #question(card) {
    const { item, answer, over } = card;
    const { name, needsInput: { message } } = item.document;
    return html`
      <section class="card stack asking" data-key=${item.key} aria-label=${over ? 'It asked' : 'It asks'}>${question(message || 'It did not say what it needs.')}
        ${answer.render({ message, id: `answer-${item.key}`, name, over })}
        ${over ? html`<div class="actions over"><p class="small">${overInWords(answer)}</p>
          <button class="button" @click=${() => { this.#answers.dismiss(card); this.#redraw(); }}>Dismiss</button></div>` : nothing}
      </section>`;
  }

  #actions(session) {
    const terminal = this.#pulse.hasTerminal(session.id);
    return html`
      <div class="actions tight">
        ${terminal ? html`<a class="button primary" href=${to('projects', this.#project.id, 'terminals', session.id)}>Terminal</a>` : nothing}
        <button class="button" @click=${() => writeMail(this.#project, { toSessionId: session.id })}>Write</button>
        <button class="button" @click=${() => this.#rename(session)}>Rename</button>
        ${isOver(session) ? nothing : html`<button class="button" @click=${() => this.#stop(session)}>Stop</button>`}
        <button class="button danger" @click=${() => this.#delete(session)}>Delete</button>
      </div>`;
  }

  #facts(session) {
    const { metadata, startedAt, completedAt, lastActivity, hostname, platform, agentId } = session;
    const last = heard(session, this.#pulse.heardAt(session));
    const terminal = this.#pulse.hasTerminal(session.id);
    const fact = (name, value) => value ? html`<dt>${name}</dt><dd>${value}</dd>` : nothing;
    const time = at => at && html`<time datetime=${new Date(at).toISOString()} title=${when(at)}>${ago(at)}</time>`;
    return html`
      <dl class="facts card">
        ${last === nothing ? nothing : fact('Agent', last)}
        ${fact('Terminal', terminal === undefined ? null : terminal ? 'there is one' : 'none')}
        ${fact('Runs', agentId && said(agentId))}
        ${fact('On', [hostname, platform].filter(Boolean).join(', '))}
        ${fact('Started', time(startedAt))}
        ${fact('Last active', time(lastActivity))}
        ${fact('Ended', time(completedAt))}
        ${fact('Spawned by', metadata.spawnedBy && said(this.#who(metadata.spawnedBy)))}
        ${fact('Reason', metadata.spawnReason && said(metadata.spawnReason))}
        ${fact('Skills', metadata.skills.join(', '))}
      </dl>`;
  }

  #tasks(session) {
    return html`
      <section class="section">
        <div class="titled"><h3>Tasks</h3><button class="button" @click=${() => this.#give(session)}>${icon('plus')}Add</button></div>
        ${session.taskIds.length === 0 ? html`<p class="quiet small">It has no tasks.</p>` : html`
          <ul class="list">${repeat(session.taskIds, id => id, id => {
            const task = this.#project.get('tasks', id);
            const title = task?.title ?? id;
            return html`<li class="session"><a class="row" href=${to('projects', this.#project.id, 'tasks', id)}><span class="main"><span class="name">${said(title)}</span></span>
              <span class="side">${task ? badge(task.status) : nothing}</span></a>
              <button class="icon" aria-label="Take “${title}” from it" @click=${event => passingFocus(event.currentTarget, () => this.#take(session, id))}>×</button></li>`;
          })}</ul>`}
      </section>`;
  }

  #mail(session) {
    const mail = this.#letters(this.#project.all('mail'));
    if (mail.length === 0) return nothing;
    return html`
      <section class="section">
        <h3>Mail</h3>
        <ul class="list">${repeat(mail, ({ id }) => id, letter => html`
          <li><a class="row" href=${to('projects', this.#project.id, 'mail', letter.id)}><span class="main"><span class="name">${said(letter.subject)}</span>
            <span class="quiet small">${letter.toSessionId === session.id ? html`from ${said(this.#who(letter.fromSessionId) ?? 'nobody')}` : html`to ${said(this.#who(letter.toSessionId))}`}</span></span>
            <span class="side quiet small">${ago(letter.createdAt)}</span></a></li>`)}</ul>
      </section>`;
  }

  #history({ events }) {
    if (events.length === 0) return nothing;
    const newest = events.slice(-this.#events).reverse();
    return html`
      <section class="section">
        <h3>What happened</h3>
        <ol class="list history">${repeat(newest, ({ id }) => id, event => html`
          <li class="row"><span class="main"><span class="told">${event.message || event.type}</span>
            ${event.data === null ? nothing : html`<code class="quiet">${JSON.stringify(event.data)}</code>`}</span>
            <span class="side quiet small">${event.message ? html`<span class="kind">${event.type}</span>` : nothing}<time title=${when(event.timestamp)}>${ago(event.timestamp)}</time></span></li>`)}</ol>
        ${events.length > newest.length ? html`<p class="actions more"><button class="button" @click=${() => { this.#events += 100; this.#redraw(); }}>Show earlier</button></p>` : nothing}
      </section>`;
  }

  #who(id) {
    return id && (this.#project.get('sessions', id)?.name ?? id);
  }

  #rename(session) {
    return dialog({
      title: 'Rename the session',
      body: done => html`
        <form class="form" @submit=${event => { event.preventDefault(); done(new FormData(event.target).get('name').trim()); }}>
          <label class="field"><span>Name</span><input name="name" required maxlength="500" autocomplete="off" .value=${session.name}></label>
          <div class="actions end"><button type="button" class="button" @click=${() => done(null)}>Cancel</button><button class="button primary">Rename</button></div>
        </form>`,
    }).then(name => name && name !== session.name && this.#do('It was not renamed', () => this.#change(session, { name })));
  }

  async #stop(session) {
    if (!await confirm('Stop the session?', 'The hub counts it as stopped from then on. What runs in its terminal is not ended by that.', 'Stop')) return;
    await this.#do('It was not stopped', () => this.#change(session, { status: 'stopped' }));
  }

  async #delete(session) {
    if (!await confirm(`Delete ${apart(session.name)}?`, 'Its events go with it; its tasks stay, without it.', 'Delete')) return;
    // It is shown gone at once, so this page of it has nothing to show.
    go(to('projects', this.#project.id, 'sessions'));
    const done = await this.#do(`${apart(session.name)} was not deleted`, () => this.#project.remove('sessions', session.id, rest => rest.delete(this.#path)));
    if (done) toast(`${apart(session.name)} is deleted.`);
  }

  #give(session) {
    let choice;
    dialog({
      title: 'Give it tasks',
      body: (done, draw) => {
        choice ??= new TaskChoice(this.#project, draw, { without: session.taskIds });
        return html`<form class="form" @submit=${event => { event.preventDefault(); done([...choice.chosen]); }}>${choice.render()}
          <div class="actions end"><button type="button" class="button" @click=${() => done(null)}>Cancel</button>
          <button class="button primary" ?disabled=${choice.chosen.size === 0}>Add</button></div></form>`;
      },
    }).then(ids => this.#add(session, ids ?? []));
  }

  /** Adds tasks, one after the other; one that is refused does not keep the others from it. */
  async #add(session, ids) {
    // By then one that is refused may be gone.
    const titles = ids.map(id => apart(this.#project.get('tasks', id)?.title ?? 'A task'));
    const refused = [];
    let why = null;
    for (const [n, id] of ids.entries()) {
      const taskIds = [...this.#project.get('sessions', session.id)?.taskIds ?? [], id];
      try {
        await this.#project.change('sessions', session.id, { taskIds }, rest => rest.post(this.#taskPath(id)));
      } catch (refusal) {
        if (refusal.isUnclear) {
          const left = ids.length - n - 1;
          tellRefusal(`${titles[n]} may not have been added${left ? `, and ${plural(left, 'task')} after it not at all` : ''}`, refusal);
          break;
        }
        refused.push(titles[n]);
        why = refusal;
      }
    }
    if (why) tellRefusal(`${refused.join(', ')} ${refused.length === 1 ? 'was' : 'were'} not added`, why);
  }

  #take(session, id) {
    const taskIds = session.taskIds.filter(other => other !== id);
    return this.#do('The task was not taken from it', () => this.#project.change('sessions', session.id, { taskIds }, rest => rest.delete(this.#taskPath(id))));
  }

  #taskPath(id) {
    return `${this.#path}/tasks/${encodeURIComponent(id)}`;
  }

  #change(session, patch) {
    return this.#project.change('sessions', session.id, patch, rest => rest.patch(this.#path, patch));
  }

  async #do(failed, what) {
    try {
      await what();
      return true;
    } catch (refusal) {
      tellRefusal(failed, refusal);
      return false;
    }
  }
}
