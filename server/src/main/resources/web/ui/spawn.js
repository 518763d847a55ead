import { TaskChoice, wordsOf } from './choose-tasks.js';
import { dialog } from './dialog.js';
import { apart, lasting } from './format.js';
import { html, nothing } from './html.js';
import { badge, filledIn, said } from './parts.js';
import { go, to } from './router.js';
import { once } from './sending.js';
import { tellRefusal, toast } from './toast.js';

const TICK_MS = 1000;

/**
 * Asks for what a new session is to be, has it spawned, and shows what becomes of it. Resolves with the session, or null.
 *
 * `taskIds` are chosen from the start, and `member` is the team member it is to be.
 */
export function spawn(hub, project, { taskIds = [], member = null } = {}) {
  const spawning = new Spawning(hub.rest, project, taskIds, member);
  return dialog({ title: 'Spawn a session', body: (done, draw) => spawning.render(done, draw) }).then(() => spawning.end());
}

class Spawning {
  #rest;
  #project;
  #once = once();
  #tasks;
  #members;
  #fields;
  #named;
  #draw = () => {};
  #busy = false;
  #refusal = null;
  #session = null;
  #askedAt = 0;
  #isLeft = false;
  #ends = [];

  constructor(rest, project, taskIds, member) {
    this.#rest = rest;
    this.#project = project;
    this.#tasks = new TaskChoice(project, () => this.#draw(), { chosen: taskIds });
    this.#members = [...project.all('teamMembers').values()].filter(({ archived }) => !archived);
    this.#fields = { name: '', memberId: '', agentId: '', skills: '', spawnReason: '' };
    this.#named = false;
    if (member) this.#be(member.id);
    const timer = setInterval(() => this.#session && this.#draw(), TICK_MS);
    this.#ends.push(() => clearInterval(timer), project.on('change', () => this.#draw()));
  }

  end() {
    this.#isLeft = true;
    this.#ends.forEach(end => end());
    return this.#session;
  }

  render(done, draw) {
    this.#draw = draw;
    return this.#session ? this.#progress(done) : this.#form(done);
  }

  #form(done) {
    const { name, memberId, agentId, skills, spawnReason } = this.#fields;
    return html`
      <form class="form" @submit=${event => { event.preventDefault(); this.#ask(); }}>
        <p class="quiet small">A desktop that is open on this project starts its terminal.</p>
        ${filledIn(this.#busy, html`
          ${this.#members.length ? html`
            <label class="field"><span>Team member</span>
              <select @change=${event => { this.#be(event.target.value); this.#draw(); }}>
                <option value="" ?selected=${memberId === ''}>Nobody in particular</option>
                ${this.#members.map(member => html`<option value=${member.id} ?selected=${member.id === memberId}>${apart(member.name)}</option>`)}
              </select></label>` : nothing}
          ${this.#field('name', 'Name', name, { maxlength: 500, placeholder: 'Worker' })}
          ${this.#tasks.render()}
          ${this.#field('agentId', 'Agent', agentId, { maxlength: 200, placeholder: 'Which agent is to run, such as claude' })}
          ${this.#field('skills', 'Skills', skills, { placeholder: 'Between commas' })}
          ${this.#field('spawnReason', 'Reason', spawnReason, { maxlength: 4096, placeholder: 'What it is for' })}`)}
        ${this.#refusal ? html`<p class="refused" role="alert">${this.#why()}</p>` : nothing}
        <div class="actions end">
          <button type="button" class="button" @click=${() => done(null)}>Cancel</button>
          <button class="button primary" ?disabled=${this.#busy}>${this.#busy ? 'Asking…' : 'Spawn'}</button>
        </div>
      </form>`;
  }

  #field(key, label, value, { maxlength = 4096, placeholder = '' } = {}) {
    return html`
      <label class="field"><span>${label}</span>
        <input type="text" autocomplete="off" maxlength=${maxlength} placeholder=${placeholder} .value=${value}
          @input=${event => { this.#fields[key] = event.target.value; this.#named ||= key === 'name'; }}></label>`;
  }

  // A member brings an agent and skills, and a name unless the person gave one.
  #be(memberId) {
    const member = this.#members.find(({ id }) => id === memberId);
    Object.assign(this.#fields, { memberId, agentId: member?.agentId ?? '', skills: (member?.skillIds ?? []).join(', ') });
    if (!this.#named) this.#fields.name = member?.name ?? '';
  }

  async #ask() {
    const { name, agentId, skills, spawnReason } = this.#fields;
    const asked = {
      projectId: this.#project.id,
      taskIds: [...this.#tasks.chosen],
      skills: wordsOf(skills),
      ...(name.trim() && { name: name.trim() }),
      ...(agentId.trim() && { agentId: agentId.trim() }),
      ...(spawnReason.trim() && { spawnReason: spawnReason.trim() }),
    };
    this.#busy = true;
    this.#refusal = null;
    this.#draw();
    try {
      this.#session = await this.#once(asked, key => this.#rest.post('/api/sessions/spawn', asked, { key }));
      this.#askedAt = Date.now();
      if (this.#isLeft) this.#tell();
    } catch (refusal) {
      this.#refusal = refusal;
      if (this.#isLeft) tellRefusal(refusal.isUnclear ? 'The session may not have been spawned' : 'The session was not spawned', refusal);
    }
    if (this.#isLeft) return;
    this.#busy = false;
    this.#draw();
  }

  // Who has left the form while this was asked.
  #tell() {
    const { id, name } = this.#session;
    toast(`${apart(name)} waits for a desktop to start it.`, {
      tone: 'good', action: { label: 'Show', act: () => go(to('projects', this.#project.id, 'sessions', id)) },
    });
  }

  #why() {
    return this.#refusal.isUnclear ? `${this.#refusal.message} It may have been spawned all the same. Asked for again as it is here, it is not spawned twice.` : this.#refusal.message;
  }

  #progress(done) {
    const session = this.#project.get('sessions', this.#session.id) ?? this.#session;
    const gone = this.#project.sync === 'live' && !this.#project.get('sessions', this.#session.id) && Date.now() - this.#askedAt > 5000;
    const lead = (label, ...segments) => html`<button class="button primary" @click=${() => { done(session); go(to('projects', this.#project.id, ...segments)); }}>${label}</button>`;
    return html`
      <div class="stack">
        <p>${said(session.name)} ${badge(gone ? 'stopped' : session.status, gone ? 'deleted' : undefined)}</p>
        <p class="quiet" role="status">${gone ? 'It was deleted.' : become(session.status)}</p>
        ${session.status === 'spawning' && !gone ? html`<p class="quiet small">Asked for ${lasting(Date.now() - this.#askedAt)} ago. It is offered for 30 s, three times.</p>` : nothing}
        <div class="actions end">
          <button class="button" @click=${() => done(session)}>Close</button>
          ${gone ? nothing : session.status === 'running' ? lead('Open its terminal', 'terminals', session.id) : lead('Show it', 'sessions', session.id)}
        </div>
      </div>`;
  }
}

function become(status) {
  return status === 'spawning' ? 'Waiting for a desktop to start it. You may close this; it goes on.'
    : status === 'failed' ? 'It failed: no desktop started it in time, or its agent was lost.'
      : status === 'running' || status === 'idle' ? 'It runs.'
        : status === 'needs_input' ? 'It runs, and asks for something.' : 'It is over.';
}
