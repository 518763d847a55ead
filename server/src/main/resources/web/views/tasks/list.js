import { count, plural, word } from '../../ui/format.js';
import { html, live, nothing, ref } from '../../ui/html.js';
import { icon } from '../../ui/icons.js';
import { badge, empty, said, skeleton } from '../../ui/parts.js';
import { go, to } from '../../ui/router.js';
import { remembered } from '../../ui/remembered.js';
import { scroller } from '../../ui/scroller.js';
import { toast } from '../../ui/toast.js';
import { makeTask } from './dialogs.js';
import { createTask, setFields } from './changes.js';
import { chosen, FILTERS, mark, openDependencies, shortly, SORTS, TITLE_LENGTH, urgency } from './model.js';
import { Quick } from './quick.js';

/** The height of a row in rem. */
const ROW = 4.5;
const LABELS = { open: 'Open', all: 'All' };

/** How each project's list was left for one of its tasks, so that coming back finds it so. */
const left = new Map();

/** The address of a project's list as it was last seen. */
export const listOf = projectId => left.get(projectId)?.address ?? to('projects', projectId, 'tasks');

export async function open(context) {
  const { project, redraw } = context;
  const pick = remembered(chosen);
  let shown = read(context.query);
  const quick = new Quick({
    label: 'Title of a new task', hint: 'Add a task', most: TITLE_LENGTH, primary: true, done: 'made', add: (title, key) => createTask(project, { title }, key),
  }, redraw);

  const address = changes => {
    const { status, search, sort } = { ...shown, ...changes };
    const query = new URLSearchParams({ ...(status !== 'open' && { status }), ...(search && { q: search }), ...(sort !== 'newest' && { sort }) });
    return to('projects', project.id, 'tasks') + (query.size ? `?${query}` : '');
  };
  const change = (changes, options) => {
    go(address(changes), options);
    shown = { ...shown, ...changes };
    redraw();
  };
  const leave = () => left.set(project.id, { address: address({}), top: scrollY });

  const render = () => {
    const tasks = project.all('tasks');
    const { items, counts } = pick(tasks, shown.status, shown.search, shown.sort);
    const here = project.sync !== 'never';
    return html`<div class="tasks-list">
      <div class="head">
        <h2>Tasks</h2>
        <button class="button" @click=${() => makeTask(project)}>${icon('plus')} New task…</button>
      </div>
      ${quick.render()}
      <div class="task-sieve">
        <input type="search" aria-label="Search by title" placeholder="Search" .value=${live(shown.search)} autocomplete="off"
          @input=${event => change({ search: event.target.value }, { replace: true })}>
        <select aria-label="Order" @change=${event => change({ sort: event.target.value }, { replace: true })}>
          ${Object.entries(SORTS).map(([sort, label]) => html`<option value=${sort} ?selected=${sort === shown.sort}>${label}</option>`)}
        </select>
      </div>
      <div class="chips" role="group" aria-label="Status">
        ${FILTERS.map(status => html`
          <button class="chip" aria-pressed=${status === shown.status} @click=${() => change({ status })}>
            ${LABELS[status] ?? capital(word(status))} <span class="number">${here ? count(counts[status]) : ''}</span></button>`)}
      </div>
      <p class="visually-hidden" role="status">${here ? plural(items.length, 'task') : ''}</p>
      ${!here ? skeleton(8) : items.length
        ? html`<div class="list" @click=${leave} ${ref(element => element && arrive())}>${scroller({
          items, key: task => task.id, height: ROW, row: task => row(task, { project, tasks }),
        })}</div>`
        : nobody({ tasks, shown, change })}</div>`;
  };

  // The list must be there before the page is long enough to be scrolled to where it was.
  const arrive = () => {
    if (!top) return;
    const wanted = top;
    top = 0;
    queueMicrotask(() => scrollTo(0, wanted));
  };

  const was = left.get(project.id);
  left.delete(project.id);
  let top = was?.address === address({}) ? was.top : 0;
  return { title: 'Tasks', render, close: () => quick.close(), moved: query => { shown = read(query); } };
}

function read(query) {
  const [status, sort] = [query.get('status'), query.get('sort')];
  return { status: FILTERS.includes(status) ? status : 'open', search: query.get('q') ?? '', sort: SORTS[sort] ? sort : 'newest' };
}

const capital = text => text[0].toUpperCase() + text.slice(1);

function nobody({ tasks, shown, change }) {
  if (tasks.size === 0) return empty('There is no task yet.', 'A task says what is to be done. Type its title above, and people and agents of the project see it at once.');
  if (shown.search) {
    return empty('No task is called so.', `None with “${shortly(shown.search)}” in its title${shown.status === 'all' ? '' : ' among those'}.`,
      html`<button class="button" @click=${() => change({ search: '', status: 'all' })}>Show all tasks</button>`);
  }
  return shown.status === 'open'
    ? empty('Nothing is open.', 'Whatever there was to do is done.', html`<button class="button" @click=${() => change({ status: 'all' })}>Show all tasks</button>`)
    : empty(`No task is ${word(shown.status)}.`, '', html`<button class="button" @click=${() => change({ status: 'all' })}>Show all tasks</button>`);
}

function row(task, { project, tasks }) {
  const isNew = task.id.startsWith('new:');
  const done = task.status === 'completed';
  const waits = openDependencies(task, tasks).length;
  const ticked = task.subtasks.filter(subtask => subtask.completed).length;
  const holder = task.claimedBy && (project.get('sessions', task.claimedBy)?.name || 'a session');
  const main = html`
    <span class="title" dir="auto">${task.title}</span>
    <span class="meta">
      ${badge(task.status)}${urgency(task.priority)}
      ${task.subtasks.length ? html`<span>${ticked} of ${task.subtasks.length} ticked</span>` : nothing}
      ${task.progress ? html`<span>${plural(task.progress, 'step')} done</span>` : nothing}
      ${waits ? html`<span class="waits">waits for ${waits}</span>` : nothing}
      ${holder ? html`<span class="holder">${said(holder)}</span>` : nothing}
    </span>`;
  return html`
    <div class="task-row ${isNew || project.isPending('tasks', task.id) ? 'pending' : ''} is-${task.status}">
      <button class="icon tick" aria-pressed=${done} aria-label=${`Completed: ${shortly(task.title)}`} ?disabled=${isNew} @click=${() => tick(project, task)}>${mark(task.status)}</button>
      ${isNew ? html`<span class="into">${main}</span>` : html`<a class="into" href=${to('projects', project.id, 'tasks', task.id)}>${main}</a>`}
    </div>`;
}

async function tick(project, task) {
  const status = task.status === 'completed' ? 'pending' : 'completed';
  const done = await setFields(project, task, { status });
  if (done && status === 'completed') {
    toast(`“${shortly(task.title, 40)}” is completed.`, { action: { label: 'Undo', act: () => setFields(project, task, { status: task.status }) } });
  }
}
