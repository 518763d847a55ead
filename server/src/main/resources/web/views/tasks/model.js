// What tasks are to a person: the words for them, and which are shown in which order.

import { html, nothing } from '../../ui/html.js';
import { word } from '../../ui/format.js';

export const STATUSES = ['pending', 'in_progress', 'blocked', 'completed', 'failed', 'cancelled'];
export const PRIORITIES = ['low', 'medium', 'high'];
export const FILTERS = ['open', 'all', ...STATUSES];
export const SORTS = { newest: 'Newest first', priority: 'Most urgent first', changed: 'Recently changed' };

/** What the hub allows (docs/protocol/errors.md). */
export const TITLE_LENGTH = 500;

export const isOpen = task => task.status === 'pending' || task.status === 'in_progress' || task.status === 'blocked';

const RANK = { high: 0, medium: 1, low: 2 };
const newest = (one, other) => other.createdAt - one.createdAt || (one.id < other.id ? 1 : -1);
const ORDERS = {
  newest,
  priority: (one, other) => RANK[one.priority] - RANK[other.priority] || newest(one, other),
  changed: (one, other) => other.updatedAt - one.updatedAt || newest(one, other),
};

const passes = (task, status) => status === 'all' || (status === 'open' ? isOpen(task) : task.status === status);

/** Whether a task's title has every word of a search. */
export function matches(task, words) {
  const title = task.title.toLowerCase();
  return words.every(one => title.includes(one));
}

export const wordsOf = text => text.toLowerCase().split(/\s+/).filter(Boolean);

/** Which tasks are shown, in their order, and how many there are of each status among those that the search finds. */
export function chosen(tasks, status, search, sort) {
  const words = wordsOf(search);
  const found = words.length ? [...tasks.values()].filter(task => matches(task, words)) : [...tasks.values()];
  const counts = Object.fromEntries(FILTERS.map(filter => [filter, 0]));
  for (const task of found) {
    counts[task.status]++;
    counts.all++;
    if (isOpen(task)) counts.open++;
  }
  return { items: found.filter(task => passes(task, status)).sort(ORDERS[sort]), counts };
}

/** The tasks that name each task: as parent, and among what they wait for. */
export function relations(tasks) {
  const children = new Map();
  const dependents = new Map();
  const add = (map, id, task) => map.has(id) ? map.get(id).push(task) : map.set(id, [task]);
  for (const task of tasks.values()) {
    if (task.parentId) add(children, task.parentId, task);
    for (const id of task.dependencies) add(dependents, id, task);
  }
  return { children, dependents };
}

/** What a task still waits for. */
export const openDependencies = (task, tasks) => task.dependencies.map(id => tasks.get(id)).filter(other => other && isOpen(other));

/** What a task is before the hub has answered, as far as it is shown; the hub makes the same of it. */
export const draftOf = content => ({
  status: 'pending', priority: 'medium', parentId: null, dependencies: [], subtasks: [], progress: 0, claimedBy: null, ...content,
});

const MARKS = {
  pending: nothing,
  in_progress: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 6a6 6 0 0 1 0 12z" fill="currentColor" stroke="none"/></svg>`,
  blocked: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 7v6M12 16.5v.01"/></svg>`,
  completed: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 12.5l3.5 3.5L17 9"/></svg>`,
  failed: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8.5 8.5l7 7M15.5 8.5l-7 7"/></svg>`,
  cancelled: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8 12h8"/></svg>`,
};

/** A task's status as a mark; a word says it, too, wherever it stands. */
export const mark = status => html`<span class="task-mark is-${status}">${MARKS[status] ?? nothing}</span>`;

/** Three bars, as many of them strong as the priority is high. */
export const urgency = priority => html`<span class="task-urgency is-${priority}" title="${word(priority)} priority"><svg viewBox="0 0 12 12" aria-hidden="true"
  ><path d="M2 11V8"/><path d="M6 11V5"/><path d="M10 11V2"/></svg><span class="visually-hidden">${word(priority)} priority</span></span>`;

/** A title where only a line's worth of it fits. */
export const shortly = (text, most = 80) => text.length > most ? `${text.slice(0, most - 1)}…` : text;
