import { dialog } from '../../ui/dialog.js';
import { html, nothing, repeat } from '../../ui/html.js';
import { filledIn } from '../../ui/parts.js';
import { once } from '../../ui/sending.js';
import { tellRefusal, toast } from '../../ui/toast.js';

const NAME_LENGTH = 500;
const PATH_LENGTH = 4096;

const faultOf = (trouble, field) => trouble?.details?.filter(({ path }) => path.split('/')[1] === field).map(({ message }) => message).join('; ');

const field = (trouble, name, label, control, hint) => html`
  <label class="field"><span>${label}</span>${control}${hint ? html`<span class="quiet small home-hint">${hint}</span>` : nothing}
    ${faultOf(trouble, name) ? html`<span class="fault">${faultOf(trouble, name)}</span>` : nothing}</label>`;

/** Asks for a project and makes it; answers with the project, or null. */
export function makeProject(hub) {
  const form = new ProjectForm({ name: '', description: '', workingDir: '', members: [] });
  const sending = once();
  return form.until(dialog({
    title: 'New project',
    body: (done, draw) => form.render(draw, {
      label: 'Make project', refused: 'The project was not made', cancel: () => done(),
      send: async values => {
        const made = await sending(values, key => hub.rest.post('/api/projects', values, { key }));
        if (form.isLeft) toast(`“${made.name}” is made.`, { tone: 'good' });
        done(made);
      },
    }),
  }));
}

/** Lets a project be changed or deleted. */
export function editProject(hub, project) {
  const path = `/api/projects/${encodeURIComponent(project.id)}`;
  const form = new ProjectForm(project);
  let base = project;
  const save = async done => {
    // What the person left alone stays as others have made it meanwhile.
    const fields = form.changedFrom(project);
    if (!Object.keys(fields).length) return done();
    try {
      await hub.rest.patch(path, fields, { version: base.version });
    } catch (refusal) {
      if (refusal.code !== 'stale_version' || !refusal.current) throw refusal;
      const theirs = form.changedBetween(base, refusal.current);
      base = refusal.current;
      // Nobody's change is lost by this one when it touched other fields.
      if (!theirs.some(name => name in fields)) return save(done);
      throw Object.assign(new Error(`Somebody changed ${theirs.join(' and ')} meanwhile: ${theirs.map(name => `${name} is now “${shown(base[name])}”`).join('; ')}. Save again to put yours in its place.`), { cause: refusal });
    }
    toast('The project is changed.', { tone: 'good' });
    done();
  };
  return form.until(dialog({
    title: 'Change project',
    body: (done, draw) => html`${form.render(draw, { label: 'Save', refused: 'The project was not changed', cancel: () => done(), send: () => save(done) })}
      <div class="home-danger"><button class="button danger" @click=${() => { done(); deleteProject(hub, project); }}>Delete project…</button></div>`,
  }));
}

const shown = value => Array.isArray(value) ? value.join(', ') : value ?? '';

function deleteProject(hub, project) {
  let typed = '';
  let trouble = null;
  let busy = false;
  let isLeft = false;
  const send = async (event, done, draw) => {
    event.preventDefault();
    if (busy || typed.trim() !== project.name.trim()) return;
    busy = true;
    draw();
    try {
      await hub.rest.delete(`/api/projects/${encodeURIComponent(project.id)}`);
      toast('The project is deleted.');
      done();
    } catch (refusal) {
      if (isLeft) return tellRefusal('The project was not deleted', refusal);
      busy = false;
      trouble = refusal;
      draw();
    }
  };
  return dialog({
    title: 'Delete project',
    body: (done, draw) => html`
      <form class="form" @submit=${event => send(event, done, draw)}>
        <p><strong><bdi>${project.name}</bdi></strong> is deleted for everybody, with its tasks, sessions and terminals, mail, team, chat, stories, sprints and approvals.
          This cannot be undone.</p>
        <label class="field"><span>Type the project’s name to delete it</span>
          <input name="name" autocomplete="off" autofocus @input=${event => { typed = event.target.value; draw(); }}></label>
        ${trouble ? html`<p class="fault" role="alert">${trouble.message}</p>` : nothing}
        <div class="actions end">
          <button type="button" class="button" @click=${() => done()}>Keep it</button>
          <button class="button danger" ?disabled=${busy || typed.trim() !== project.name.trim()}>${busy ? 'Deleting…' : 'Delete project'}</button>
        </div>
      </form>`,
  }).finally(() => { isLeft = true; });
}

/** What a project says of itself, being written. */
class ProjectForm {
  #values;
  #member = '';
  #trouble = null;
  #busy = false;
  #isLeft = false;

  constructor({ name, description, workingDir, members }) {
    this.#values = { name, description: description ?? '', workingDir: workingDir ?? '', members: [...(members ?? [])] };
  }

  /** Whether its dialog has ended: how a request ended that was under way then has to be told elsewhere. */
  get isLeft() {
    return this.#isLeft;
  }

  /** Is in use until a dialog ends; answers with what it ended with. */
  until(ended) {
    return ended.finally(() => { this.#isLeft = true; });
  }

  /** The fields that are other than a project's, as PATCH takes them. */
  changedFrom(project) {
    const values = this.#given();
    return Object.fromEntries(Object.entries(values).filter(([name, value]) => shown(value) !== shown(project[name])));
  }

  /** Names of the fields in which two versions of a project differ. */
  changedBetween(was, is) {
    return Object.keys(this.#values).filter(name => shown(was[name]) !== shown(is[name]));
  }

  render(draw, { label, refused, cancel, send }) {
    const values = this.#values;
    const input = event => { values[event.target.name] = event.target.value; };
    return html`
      <form class="form" @submit=${event => this.#submit(event, draw, send, refused)}>
        ${filledIn(this.#busy, html`
          ${field(this.#trouble, 'name', 'Name', html`<input name="name" required maxlength=${NAME_LENGTH} autocomplete="off" autofocus .value=${values.name} @input=${input}>`)}
          ${field(this.#trouble, 'description', 'Description', html`<textarea name="description" rows="2" .value=${values.description} @input=${input}></textarea>`)}
          ${field(this.#trouble, 'workingDir', 'Folder', html`<input name="workingDir" maxlength=${PATH_LENGTH} autocomplete="off" spellcheck="false" .value=${values.workingDir} @input=${input}>`,
            'Where agents work, on their own machine.')}
          <div class="field"><label for="member">Members</label>
            ${values.members.length ? html`<ul class="home-members">${repeat(values.members, member => member, member => html`
              <li><bdi>${member}</bdi><button type="button" class="icon" aria-label=${`Take ${member} away`}
                @click=${() => { values.members = values.members.filter(other => other !== member); draw(); }}>×</button></li>`)}</ul>` : nothing}
            <div class="quick"><input id="member" name="member" placeholder="E-mail address or id" autocomplete="off" autocapitalize="off" spellcheck="false"
              .value=${this.#member} @input=${event => { this.#member = event.target.value; }} @keydown=${event => this.#pressed(event, draw)}>
              <button type="button" class="button" @click=${() => { this.#join(); draw(); }}>Add</button></div>
            <span class="quiet small home-hint">Members see the project, beside those whose token names it.</span>
            ${faultOf(this.#trouble, 'members') ? html`<span class="fault">${faultOf(this.#trouble, 'members')}</span>` : nothing}</div>`)}
        ${this.#trouble ? html`<p class="fault" role="alert">${this.#trouble.message}</p>` : nothing}
        <div class="actions end">
          <button type="button" class="button" @click=${cancel}>Cancel</button>
          <button class="button primary" ?disabled=${this.#busy}>${label}</button>
        </div>
      </form>`;
  }

  #pressed(event, draw) {
    if (event.key !== 'Enter' || event.isComposing || !this.#member.trim()) return;
    event.preventDefault();
    this.#join();
    draw();
  }

  #join() {
    const member = this.#member.trim();
    if (member && !this.#values.members.includes(member)) this.#values.members = [...this.#values.members, member];
    this.#member = '';
  }

  #given() {
    const { name, description, workingDir, members } = this.#values;
    return { name: name.trim(), description, workingDir, members };
  }

  async #submit(event, draw, send, refused) {
    event.preventDefault();
    if (this.#busy) return;
    this.#join();
    this.#busy = true;
    this.#trouble = null;
    draw();
    try {
      await send(this.#given());
    } catch (refusal) {
      if (this.#isLeft) return tellRefusal(refused, refusal);
      this.#trouble = refusal;
    }
    this.#busy = false;
    draw();
  }
}
