import { dialog } from '../../ui/dialog.js';
import { word } from '../../ui/format.js';
import { html, nothing, repeat } from '../../ui/html.js';
import { badge, filledIn, said } from '../../ui/parts.js';
import { go, to } from '../../ui/router.js';
import { once } from '../../ui/sending.js';
import { tellRefusal, toast } from '../../ui/toast.js';
import { createTask } from './changes.js';
import { mark, matches, PRIORITIES, shortly, TITLE_LENGTH, wordsOf } from './model.js';

/** As many as anybody reads through; who seeks another types more of its title. */
const MOST_FOUND = 40;

/** Asks for a task in full and makes it. */
export function makeTask(project, given = {}) {
  const draft = { title: '', description: '', initialPrompt: '', priority: 'medium', parentId: null, dependencies: [], skillIds: '', ...given };
  const sending = once();
  let trouble = null;
  let busy = false;
  let isLeft = false;

  const pick = async (title, take, draw) => {
    const id = await pickTask(project, { title, without: [...draft.dependencies, draft.parentId] });
    if (id) take(id);
    draw();
  };
  const send = async (event, done, draw) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    trouble = null;
    draw();
    const { title, description, initialPrompt, priority, parentId, dependencies } = draft;
    const skillIds = draft.skillIds.split(',').map(skill => skill.trim()).filter(Boolean);
    const content = {
      title: title.trim(), priority, ...(description && { description }), ...(initialPrompt && { initialPrompt }),
      ...(parentId && { parentId }), ...(dependencies.length && { dependencies }), ...(skillIds.length && { skillIds }),
    };
    try {
      const task = await sending(content, key => createTask(project, content, key));
      done(task);
      toast(`“${shortly(task.title, 40)}” is made.`, { tone: 'good', action: { label: 'Open', act: () => go(to('projects', project.id, 'tasks', task.id)) } });
    } catch (refusal) {
      if (isLeft) return tellRefusal(`“${shortly(content.title, 40)}” ${refusal.isUnclear ? 'may not have been' : 'was not'} made`, refusal);
      busy = false;
      trouble = refusal;
      draw();
    }
  };
  const faultOf = field => trouble?.details?.filter(({ path }) => path.split('/')[1] === field).map(({ message }) => message).join('; ');
  const field = (name, label, control) => html`
    <label class="field"><span>${label}</span>${control}${faultOf(name) ? html`<span class="fault">${faultOf(name)}</span>` : nothing}</label>`;
  const input = event => { draft[event.target.name] = event.target.value; };
  const title = id => shortly(project.get('tasks', id)?.title ?? 'a task that is gone', 60);

  return dialog({
    title: given.parentId ? 'New child task' : 'New task',
    body: (done, draw) => html`
      <form class="form" @submit=${event => send(event, done, draw)}>
        ${filledIn(busy, html`
          ${field('title', 'Title', html`<input name="title" required maxlength=${TITLE_LENGTH} autocomplete="off" autofocus .value=${draft.title} @input=${input}>`)}
          ${field('description', 'Description', html`<textarea name="description" rows="3" .value=${draft.description} @input=${input}></textarea>`)}
          ${field('priority', 'Priority', html`<select name="priority" @change=${input}>
            ${PRIORITIES.map(priority => html`<option value=${priority} ?selected=${priority === draft.priority}>${word(priority)}</option>`)}</select>`)}
          ${field('initialPrompt', 'Prompt for the agent', html`<textarea name="initialPrompt" rows="3" .value=${draft.initialPrompt} @input=${input}></textarea>`)}
          <div class="field"><span>Parent</span>
            <div class="actions">
              ${draft.parentId ? html`<span class="task-named">${said(title(draft.parentId))}</span>
                <button type="button" class="link" @click=${() => { draft.parentId = null; draw(); }}>Take away</button>`
                : html`<button type="button" class="button" @click=${() => pick('Parent', id => { draft.parentId = id; }, draw)}>Choose…</button>`}
            </div>${faultOf('parentId') ? html`<span class="fault">${faultOf('parentId')}</span>` : nothing}</div>
          <div class="field"><span>Waits for</span>
            ${draft.dependencies.map(id => html`<div class="actions"><span class="task-named">${said(title(id))}</span>
              <button type="button" class="link" aria-label=${`Take away ${title(id)}`}
                @click=${() => { draft.dependencies = draft.dependencies.filter(other => other !== id); draw(); }}>Take away</button></div>`)}
            <div class="actions"><button type="button" class="button"
              @click=${() => pick('Waits for', id => { draft.dependencies = [...draft.dependencies, id]; }, draw)}>Add a task…</button></div>
            ${faultOf('dependencies') ? html`<span class="fault">${faultOf('dependencies')}</span>` : nothing}</div>
          ${field('skillIds', 'Skills, parted by commas', html`<input name="skillIds" autocomplete="off" .value=${draft.skillIds} @input=${input}>`)}`)}
        ${trouble ? html`<p class="fault" role="alert">${trouble.message}</p>` : nothing}
        <div class="actions end">
          <button type="button" class="button" @click=${() => done()}>Cancel</button>
          <button class="button primary" ?disabled=${busy}>${busy ? 'Making…' : 'Make task'}</button>
        </div>
      </form>`,
  }).finally(() => { isLeft = true; });
}

/**
 * Asks for a task of the project, and answers with its id or null. With `act`, that is done with the id before the dialog ends;
 * what it throws is shown in the dialog, and another can be chosen; who has left it by then is told by `refused(refusal)`.
 */
export function pickTask(project, { title, without = [], act = null, refused = null }) {
  let search = '';
  let trouble = null;
  let busy = false;
  let isLeft = false;
  const choose = async (id, done, draw) => {
    if (busy) return;
    busy = true;
    try {
      await act?.(id);
      done(id);
    } catch (refusal) {
      if (isLeft) return refused(refusal);
      trouble = refusal;
      busy = false;
      draw();
    }
  };
  return dialog({
    title,
    body: (done, draw) => {
      const words = wordsOf(search);
      const found = [];
      for (const task of [...project.all('tasks').values()].reverse()) {
        if (found.length > MOST_FOUND) break;
        if (!without.includes(task.id) && !task.id.startsWith('new:') && matches(task, words)) found.push(task);
      }
      return html`
        <div class="stack">
          <input type="search" aria-label="Search by title" placeholder="Search" autofocus autocomplete="off" @input=${event => { search = event.target.value; draw(); }}>
          ${trouble ? html`<p class="fault" role="alert">${trouble.message}</p>` : nothing}
          ${found.length ? html`<ul class="list task-found">${repeat(found.slice(0, MOST_FOUND), task => task.id, task => html`
            <li><button class="row" @click=${() => choose(task.id, done, draw)}>${mark(task.status)}
              <span class="main"><span dir="auto">${shortly(task.title, 160)}</span></span><span class="visually-hidden">${word(task.status)}</span></button></li>`)}</ul>
            ${found.length > MOST_FOUND ? html`<p class="quiet small">There are more; type more of the title.</p>` : nothing}`
            : html`<p class="quiet">No task is called so.</p>`}
        </div>`;
    },
  }).finally(() => { isLeft = true; });
}

/** Asks for one of some sessions, and answers with its id or null. */
export const pickSession = (title, sessions) => dialog({
  title,
  body: done => sessions.length ? html`
    <div><ul class="list task-found">${sessions.map(session => html`
      <li><button class="row" @click=${() => done(session.id)}><span class="main"><span dir="auto">${session.name || 'Unnamed session'}</span></span>
        <span class="side">${badge(session.status)}</span></button></li>`)}</ul></div>`
    : html`<p class="quiet">No session is at work. Start one under Sessions, or run an agent.</p>`,
});

/** Shows a text that somebody else has changed while one was writing, and asks which is to stand: `mine`, `theirs` or null. */
export const settle = (label, mine, theirs) => dialog({
  title: `${label} was changed meanwhile`,
  body: done => html`
    <div class="stack">
      <p>Somebody changed it while you were writing. Which is to stand?</p>
      <section><h3>As it is now</h3><p class="task-prose task-version" dir="auto" tabindex="0">${theirs || '(empty)'}</p></section>
      <section><h3>As you wrote it</h3><p class="task-prose task-version" dir="auto" tabindex="0">${mine || '(empty)'}</p></section>
      <div class="actions end">
        <button class="button" @click=${() => done('theirs')}>Keep what is there</button>
        <button class="button primary" @click=${() => done('mine')}>Take mine</button>
      </div>
    </div>`,
});
