import { wordsOf } from '../ui/choose-tasks.js';
import { confirm, dialog } from '../ui/dialog.js';
import { passingFocus } from '../ui/focus.js';
import { apart } from '../ui/format.js';
import { html, nothing, repeat } from '../ui/html.js';
import { icon } from '../ui/icons.js';
import { empty, filledIn, said, skeleton } from '../ui/parts.js';
import { remembered } from '../ui/remembered.js';
import { once } from '../ui/sending.js';
import { spawn } from '../ui/spawn.js';
import { tellRefusal, toast } from '../ui/toast.js';

const LABELS = { name: 'Name', role: 'Role', description: 'Description', agentId: 'Agent', skillIds: 'Skills' };

const shown = value => Array.isArray(value) ? value.join(', ') : value ?? '';

/** Whether it is still being made, so that the hub knows nothing of it. */
const isNew = member => member.id.startsWith('new:');

const path = member => `/api/team-members/${encodeURIComponent(member.id)}`;

/** The team of a project: what sessions can be spawned as. */
export async function open({ hub, project }) {
  async function attempt(failed, what) {
    try {
      await what();
      return true;
    } catch (refusal) {
      tellRefusal(failed, refusal);
      return false;
    }
  }

  // Whatever version it has: whoever brings it back changes nothing else of it.
  const bringBack = member => attempt(`${apart(member.name)} was not brought back`,
    () => project.change('teamMembers', member.id, { archived: false }, rest => rest.patch(path(member), { archived: false })));

  const archive = member => attempt(`${apart(member.name)} was not archived`,
    () => project.change('teamMembers', member.id, { archived: true }, rest => rest.post(`${path(member)}/archive`)));

  async function remove(member, button) {
    if (!await confirm(`Delete ${apart(member.name)}?`, 'Sessions that were spawned as this member stay. To keep it for later, archive it.', 'Delete')) return;
    const done = await attempt(`${apart(member.name)} was not deleted`, () => passingFocus(button,
      () => project.remove('teamMembers', member.id, rest => rest.delete(path(member)))));
    if (done) toast(`${apart(member.name)} is deleted.`);
  }

  const card = member => html`
    <li class="card member ${project.isPending('teamMembers', member.id) ? 'pending' : ''}">
      <div><h3>${said(member.name)}</h3>${member.role ? html`<p class="quiet small">${said(member.role)}</p>` : nothing}</div>
      ${member.description ? html`<p class="about">${member.description}</p>` : nothing}
      ${member.agentId || member.skillIds.length ? html`<p class="words">
        ${member.agentId ? html`<span class="badge accent">${said(member.agentId)}</span>` : nothing}
        ${member.skillIds.map(skill => html`<span class="badge">${said(skill)}</span>`)}</p>` : nothing}
      <div class="actions tight">
        ${member.archived ? html`<button class="button" ?disabled=${isNew(member)} @click=${event => passingFocus(event.currentTarget, () => bringBack(member))}>Bring back</button>`
          : html`<button class="button" ?disabled=${isNew(member)} @click=${() => spawn(hub, project, { member })}>Spawn</button>
            <button class="button" ?disabled=${isNew(member)} @click=${() => edit(project, member)}>Edit</button>
            <button class="button" ?disabled=${isNew(member)} @click=${event => passingFocus(event.currentTarget, () => archive(member))}>Archive</button>`}
        <button class="button danger" ?disabled=${isNew(member)} @click=${event => remove(member, event.currentTarget)}>Delete</button>
      </div>
    </li>`;

  const byName = remembered(members => [...members.values()].sort((one, other) => one.name.localeCompare(other.name)));

  return {
    title: 'Team',
    render: () => {
      const members = byName(project.all('teamMembers'));
      const here = members.filter(({ archived }) => !archived);
      const gone = members.filter(({ archived }) => archived);
      return html`
        <div class="head"><h2>Team</h2><button class="button primary" @click=${() => edit(project)}>${icon('plus')}Add</button></div>
        ${project.sync === 'never' ? skeleton(3)
          : here.length === 0 ? empty('There is nobody in the team.', 'A member is a kind of agent with its skills, to spawn sessions as.')
            : html`<ul class="members">${repeat(here, ({ id }) => id, card)}</ul>`}
        ${gone.length ? html`<details class="section"><summary>Archived <span class="quiet">· ${gone.length}</span></summary>
          <ul class="members">${repeat(gone, ({ id }) => id, card)}</ul></details>` : nothing}`;
    },
  };
}

/**
 * Asks for a new member, or for what is to change of one: only what the person changed is sent. What somebody else changed meanwhile
 * stays where the person did not change it, too, and is named where both did.
 */
function edit(project, member = null) {
  let base = member;
  let refusal = null;
  let collided = null;
  let busy = false;
  let isLeft = false;
  const sending = once();
  const fields = {
    name: member?.name ?? '', role: member?.role ?? '', description: member?.description ?? '', agentId: member?.agentId ?? '',
    skills: (member?.skillIds ?? []).join(', '),
  };
  const given = () => ({
    name: fields.name.trim(), role: fields.role.trim(), description: fields.description, agentId: fields.agentId.trim() || null,
    skillIds: wordsOf(fields.skills),
  });
  const asGiven = given();
  // What the person left alone follows what others make of it.
  const changed = () => Object.fromEntries(Object.entries(given()).filter(([key, value]) => shown(value) !== shown(asGiven[key])));
  const send = async () => {
    if (!base) {
      const content = given();
      return sending(content, key => project.create('teamMembers', { ...content, archived: false },
        rest => rest.post('/api/team-members', { projectId: project.id, ...content }, { key })));
    }
    for (;;) {
      const content = changed();
      if (Object.keys(content).length === 0) return base;
      try {
        return await project.change('teamMembers', base.id, content, rest => rest.patch(path(base), content, { version: base.version }));
      } catch (failure) {
        if (failure.code !== 'stale_version' || !failure.current) throw failure;
        const earlier = base;
        base = failure.current;
        const both = Object.keys(content).filter(key => shown(earlier[key]) !== shown(base[key]) && shown(base[key]) !== shown(content[key]));
        if (both.length === 0) continue;
        collided = both;
        throw failure;
      }
    }
  };
  const save = async (done, draw) => {
    busy = true;
    refusal = collided = null;
    draw();
    try {
      const saved = await send();
      if (isLeft) toast(`${apart(saved.name)} is saved.`, { tone: 'good' });
      done(saved);
    } catch (failure) {
      if (isLeft) return tellRefusal(failure.isUnclear ? 'The member may not have been saved' : 'The member was not saved', failure);
      refusal = failure;
      busy = false;
      draw();
    }
  };
  const why = () => collided ? html`Somebody else has changed it meanwhile: ${collided.map((key, n) =>
    html`${n ? '; ' : ''}${LABELS[key].toLowerCase()} is now “${said(shown(base[key]))}”`)}. Save again to put yours in its place.`
    : `${refusal.isUnclear ? 'It may have been saved' : 'Not saved'}: ${refusal.message}`;
  const field = (key, label, more = {}) => html`
    <label class="field"><span>${label}</span><input type="text" autocomplete="off" maxlength=${more.maxlength ?? 500} ?required=${more.required} placeholder=${more.placeholder ?? ''}
      .value=${fields[key]} @input=${event => { fields[key] = event.target.value; }}>
      ${(refusal?.details ?? []).filter(({ path }) => path.startsWith(`/${key === 'skills' ? 'skillIds' : key}`)).map(({ message }) => html`<span class="fault">${message}</span>`)}</label>`;
  return dialog({
    title: member ? 'Edit a member' : 'Add a member',
    body: (done, draw) => html`
      <form class="form" @submit=${event => { event.preventDefault(); save(done, draw); }}>
        ${filledIn(busy, html`
          ${field('name', 'Name', { required: true })}
          ${field('role', 'Role', { placeholder: 'What it is there for' })}
          ${field('agentId', 'Agent', { maxlength: 200, placeholder: 'Which agent is to run, such as claude' })}
          ${field('skills', 'Skills', { maxlength: 4096, placeholder: 'Between commas' })}
          <label class="field"><span>Description</span><textarea rows="3" .value=${fields.description} @input=${event => { fields.description = event.target.value; }}></textarea></label>`)}
        ${refusal ? html`<p class="refused" role="alert">${why()}</p>` : nothing}
        <div class="actions end">
          <button type="button" class="button" @click=${() => done(null)}>Cancel</button>
          <button class="button primary" ?disabled=${busy}>${busy ? 'Saving…' : 'Save'}</button>
        </div>
      </form>`,
  }).finally(() => { isLeft = true; });
}
