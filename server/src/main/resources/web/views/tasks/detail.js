import { confirm } from '../../ui/dialog.js';
import { plural, word } from '../../ui/format.js';
import { html, live, nothing, repeat } from '../../ui/html.js';
import { icon } from '../../ui/icons.js';
import { badge, empty, moment, said, skeleton } from '../../ui/parts.js';
import { go, to } from '../../ui/router.js';
import { remembered } from '../../ui/remembered.js';
import { changeWithin, pathOf, setFields, tellUnchanged, told, within } from './changes.js';
import { makeTask, pickSession, pickTask } from './dialogs.js';
import { listOf } from './list.js';
import { isOpen, mark, PRIORITIES, relations, shortly, STATUSES, TITLE_LENGTH } from './model.js';
import { Quick } from './quick.js';
import { Text } from './text.js';

const TEXT_LENGTH = 64 * 1024;
const NOTE_LENGTH = 4096;
/** How often the page says anew how long ago things were. */
const TICK_MS = 30_000;
const FIRST_ENTRIES = 20;
/** A title beyond this is set smaller. */
const LONG_TITLE = 90;

export async function open(context) {
  const { project, segments: [id], redraw } = context;
  const related = remembered(relations);
  const texts = {
    title: new Text(context, id, 'title', { label: 'Title', most: TITLE_LENGTH, lines: false,
      shown: text => html`<h2 dir="auto" class=${text.length > LONG_TITLE ? 'long' : ''}>${text}</h2>` }),
    description: new Text(context, id, 'description', { label: 'Description', most: TEXT_LENGTH, lines: true, none: 'Add a description',
      shown: text => html`<p class="task-prose" dir="auto">${text}</p>` }),
    initialPrompt: new Text(context, id, 'initialPrompt', { label: 'Prompt', most: TEXT_LENGTH, lines: true, none: 'Add a prompt for the agent',
      shown: text => html`<p class="task-prose" dir="auto">${text}</p>` }),
  };
  const add = (list, content, draft, key) => {
    const now = project.get('tasks', id)?.[list] ?? [];
    return changeWithin(project, { id }, { [list]: [...now, { id: `new:${Date.now()}`, ...content, ...draft }] }, rest => rest.post(pathOf(id, list), content, { key }));
  };
  const quick = {
    subtask: new Quick({ label: 'Title of a new subtask', hint: 'Add a subtask', most: TITLE_LENGTH, done: 'added',
      add: (title, key) => add('subtasks', { title }, { completed: false, order: Infinity }, key) }, redraw),
    note: new Quick({ label: 'A note on this task', hint: 'Add a note', most: NOTE_LENGTH, done: 'added',
      add: (message, key) => add('timeline', { message }, { type: 'note', timestamp: Date.now() }, key) }, redraw),
  };
  const state = { quick, context, project, all: false };
  const ticking = setInterval(redraw, TICK_MS);
  let seen = false;

  return {
    title: shortly(project.get('tasks', id)?.title ?? 'Task', 60),
    close() {
      clearInterval(ticking);
      [...Object.values(texts), ...Object.values(quick)].forEach(part => part.close());
    },
    render() {
      const tasks = project.all('tasks');
      const task = tasks.get(id);
      seen ||= Boolean(task);
      const back = html`<a class="button task-back" href=${listOf(project.id)}>${icon('back')} Tasks</a>`;
      if (!task) {
        return project.sync === 'never' ? html`${back}${skeleton(6)}`
          : html`${back}${empty(seen ? 'This task was deleted.' : 'There is no such task.', seen ? '' : 'It may have been deleted.')}
            <div class="stack">${Object.values(texts).map(text => text.renderLost())}</div>`;
      }
      return html`${back}
        <article class="task-detail ${project.isPending('tasks', id) ? 'waits-for-hub' : ''}">
          <header>${texts.title.render()}</header>
          <div class="task-columns">
            <div class="standing">${standing(task, project)}</div>
            <div class="body">
              <section aria-labelledby="description-of"><h3 id="description-of">Description</h3>${texts.description.render()}</section>
              ${subtasks(task, state)}
              ${links(task, tasks, related(tasks), state)}
              <section aria-labelledby="prompt-of"><h3 id="prompt-of">Prompt</h3>${texts.initialPrompt.render()}</section>
              ${timeline(task, state)}
            </div>
            <div class="rest">${rest(task, project)}</div>
          </div>
        </article>`;
    },
  };
}

/** Has the focus stay near when the row goes whose button has it: at the next row's, else at the section's heading. */
function stayNear(button) {
  const row = button.closest('li');
  const section = row.closest('section');
  const next = row.nextElementSibling ?? row.previousElementSibling;
  const watching = new MutationObserver(() => {
    if (button.isConnected) return;
    watching.disconnect();
    if (document.activeElement !== document.body) return;
    const like = next?.isConnected ? next.querySelector('button:enabled') : null;
    (like ?? section.querySelector('h3')).focus();
  });
  watching.observe(section, { childList: true, subtree: true });
}

function standing(task, project) {
  return html`
    ${task.error ? html`<div class="notice bad error" role="note"><strong>It failed:</strong> <span dir="auto">${task.error}</span></div>` : nothing}
    <section>
      <h3 id="status-of">Status</h3>
      <div class="task-choice" role="group" aria-labelledby="status-of">${STATUSES.map(status => html`
        <button class="chip" aria-pressed=${task.status === status} @click=${() => task.status !== status && setFields(project, task, { status })}>
          ${mark(status)}${word(status)}</button>`)}</div>
    </section>
    <section>
      <h3 id="priority-of">Priority</h3>
      <div class="task-choice" role="group" aria-labelledby="priority-of">${PRIORITIES.map(priority => html`
        <button class="chip" aria-pressed=${task.priority === priority} @click=${() => task.priority !== priority && setFields(project, task, { priority })}>
          ${word(priority)}</button>`)}</div>
    </section>`;
}

function rest(task, project) {
  const holder = task.claimedBy;
  const fact = (name, time) => time ? html`<dt>${name}</dt><dd>${moment(time)}</dd>` : nothing;
  return html`
    <section>
      <h3>Claimed by</h3>
      <div class="actions">
        ${holder ? html`${sessionLink(project, holder)}<button class="button" @click=${() => release(task, project)}>Release</button>`
          : html`<span class="quiet">Nobody</span><button class="button" @click=${() => claim(task, project)}>Claim for…</button>`}
      </div>
    </section>
    <section>
      <h3>Sessions</h3>
      ${task.sessionIds.length ? html`<ul class="stack task-tight">${task.sessionIds.map(id => html`<li>${sessionLink(project, id)}</li>`)}</ul>`
        : html`<p class="quiet small">No session works on it.</p>`}
    </section>
    <section>
      <h3>Facts</h3>
      <dl class="facts">
        ${task.progress ? html`<dt>Progress</dt><dd>${plural(task.progress, 'step')} done</dd>` : nothing}
        ${task.agent ? html`<dt>Agent</dt><dd>${said(task.agent)}</dd>` : nothing}
        ${task.skillIds.length ? html`<dt>Skills</dt><dd>${said(task.skillIds.join(', '))}</dd>` : nothing}
        ${fact('Made', task.createdAt)}${fact('Begun', task.startedAt)}${fact('Ended', task.completedAt)}${fact('Changed', task.updatedAt)}
      </dl>
    </section>
    <section><button class="button danger" @click=${() => remove(task, project)}>Delete task…</button></section>`;
}

function sessionLink(project, id) {
  const session = project.get('sessions', id);
  if (!session) return html`<span class="quiet">a session that is gone</span>`;
  return html`<a class="task-session" href=${to('projects', project.id, 'sessions', id)}>${said(session.name || 'Unnamed session')} ${badge(session.status)}</a>`;
}

function subtasks(task, { project, quick }) {
  const list = [...task.subtasks].sort((one, other) => one.order - other.order);
  const ticked = list.filter(subtask => subtask.completed).length;
  const change = (subtask, fields) => within(project, task,
    { subtasks: task.subtasks.map(other => other === subtask ? { ...subtask, ...fields } : other) },
    rest => rest.patch(pathOf(task.id, 'subtasks', subtask.id), fields));
  const drop = (subtask, button) => {
    stayNear(button);
    return within(project, task, { subtasks: task.subtasks.filter(other => other !== subtask) },
      rest => rest.delete(pathOf(task.id, 'subtasks', subtask.id)));
  };
  return html`
    <section aria-labelledby="subtasks-of">
      <h3 id="subtasks-of" tabindex="-1">Subtasks ${list.length ? html`<span class="quiet">${ticked} of ${list.length}</span>` : nothing}</h3>
      ${list.length ? html`
        <progress class="progress" max=${list.length} .value=${ticked} aria-label="Subtasks ticked"></progress>
        <ul class="list task-subtasks">${repeat(list, subtask => subtask.id, subtask => html`
          <li class=${subtask.id.startsWith('new:') ? 'pending' : ''}><div class="row">
            <label class="main"><input type="checkbox" .checked=${live(subtask.completed)} ?disabled=${subtask.id.startsWith('new:')}
              @change=${event => change(subtask, { completed: event.target.checked })}><span dir="auto">${subtask.title}</span></label>
            <button class="icon" aria-label=${`Remove ${shortly(subtask.title)}`} ?disabled=${subtask.id.startsWith('new:')} @click=${event => drop(subtask, event.currentTarget)}>×</button>
          </div></li>`)}</ul>` : nothing}
      ${quick.subtask.render()}
    </section>`;
}

function links(task, tasks, { children, dependents }, { project }) {
  const path = other => to('projects', project.id, 'tasks', other.id);
  const entry = (other, away = nothing) => html`
    <li class="row">${mark(other.status)}<a class="main" href=${path(other)}><span dir="auto">${other.title}</span></a>
      <span class="side"><span class="quiet small">${word(other.status)}</span>${away}</span></li>`;
  const list = (others, shown, none) => others.length ? html`<ul class="list task-links">${repeat(others, other => other.id, shown)}</ul>` : html`<p class="quiet small">${none}</p>`;
  const needed = task.dependencies.map(id => tasks.get(id)).filter(Boolean);
  const open = needed.filter(isOpen).length;
  const cut = (button, fields) => {
    stayNear(button);
    return setFields(project, task, fields);
  };
  // As they are by then: the list is sent whole, and others add to it, too.
  const neededNow = () => (project.get('tasks', task.id) ?? task).dependencies;
  const without = (id, button) => cut(button, { dependencies: neededNow().filter(other => other !== id) });
  const put = fields => project.change('tasks', task.id, fields, rest => rest.patch(pathOf(task.id), fields));
  const refused = refusal => tellUnchanged(task, refusal);
  const addNeeded = () => pickTask(project, { title: 'Waits for', without: [task.id, ...task.dependencies],
    act: id => put({ dependencies: [...new Set([...neededNow(), id])] }), refused });
  const chooseParent = () => pickTask(project, { title: 'Parent', without: [task.id, task.parentId], act: id => put({ parentId: id }), refused });
  const parent = task.parentId && tasks.get(task.parentId);
  return html`
    <section aria-labelledby="needed-of">
      <h3 id="needed-of" tabindex="-1">Waits for ${open ? html`<span class="badge warn">${open} open</span>` : nothing}</h3>
      ${list(needed, other => entry(other, html`
        <button class="icon" aria-label=${`Wait no more for ${shortly(other.title)}`} @click=${event => without(other.id, event.currentTarget)}>×</button>`), 'It waits for no other task.')}
      <div class="actions"><button class="button" @click=${addNeeded}>Add a task…</button></div>
    </section>
    ${dependents.has(task.id) ? html`<section><h3>Waited for by</h3>${list(dependents.get(task.id), other => entry(other))}</section>` : nothing}
    <section aria-labelledby="family-of">
      <h3 id="family-of" tabindex="-1">Parent and children</h3>
      ${parent ? html`<ul class="list task-links">${entry(parent, html`<span class="badge">parent</span>
          <button class="icon" aria-label="Take it out of its parent" @click=${event => cut(event.currentTarget, { parentId: null })}>×</button>`)}</ul>` : nothing}
      ${children.has(task.id) ? list(children.get(task.id), other => entry(other)) : parent ? nothing : html`<p class="quiet small">It stands alone.</p>`}
      <div class="actions">
        <button class="button" @click=${() => makeTask(project, { parentId: task.id })}>New child task…</button>
        <button class="button" @click=${chooseParent}>${parent ? 'Another parent…' : 'Choose a parent…'}</button>
      </div>
    </section>`;
}

function timeline(task, state) {
  const entries = [...task.timeline].reverse();
  const shown = state.all ? entries : entries.slice(0, FIRST_ENTRIES);
  return html`
    <section aria-labelledby="timeline-of">
      <h3 id="timeline-of">Timeline</h3>
      ${state.quick.note.render()}
      <ol class="task-timeline">${repeat(shown, entry => entry.id, entry => html`
        <li class=${entry.id.startsWith('new:') ? 'pending' : ''}>
          <p dir="auto">${entry.message || word(entry.type)}</p>
          <p class="quiet small">${word(entry.type)} · ${moment(entry.timestamp)}</p>
        </li>`)}</ol>
      ${shown.length < entries.length ? html`<button class="button" @click=${() => { state.all = true; state.context.redraw(); }}>Show all ${entries.length}</button>` : nothing}
    </section>`;
}

const AT_WORK = new Set(['spawning', 'idle', 'running', 'needs_input']);

async function claim(task, project) {
  const sessions = [...project.all('sessions').values()].filter(session => AT_WORK.has(session.status));
  const sessionId = await pickSession('Claim for', sessions);
  if (sessionId) await told(task, () => project.change('tasks', task.id, { claimedBy: sessionId }, rest => rest.post(pathOf(task.id, 'claim'), { sessionId })));
}

// Released is what one sees: had another session claimed it meanwhile, that claim stands.
const release = (task, project) => told(task, () => project.change('tasks', task.id, { claimedBy: null },
  rest => rest.delete(`${pathOf(task.id, 'claim')}?sessionId=${encodeURIComponent(task.claimedBy)}`)));

async function remove(task, project) {
  const sure = await confirm('Delete this task?', `“${shortly(task.title)}” is deleted with its subtasks and its timeline. Its children, and what waits for it, stay.`, 'Delete');
  if (!sure) return;
  const gone = told(task, () => project.remove('tasks', task.id, rest => rest.delete(pathOf(task.id))));
  go(listOf(project.id));
  await gone;
}
