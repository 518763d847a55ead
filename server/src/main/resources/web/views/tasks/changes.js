// How tasks are changed: shown at once, taken back when the hub refuses, and then it is said why.

import { word } from '../../ui/format.js';
import { toast } from '../../ui/toast.js';
import { draftOf, shortly } from './model.js';

export const pathOf = (id, ...rest) => `/api/tasks/${[id, ...rest].map(encodeURIComponent).join('/')}`;

/** Makes a task, once under a key; throws the refusal. */
export const createTask = (project, content, key) =>
  project.create('tasks', draftOf(content), rest => rest.post('/api/tasks', { projectId: project.id, ...content }, { key }));

/** Changes fields of a task, whatever version it has; a refusal is told, and answered with false. */
export const setFields = (project, task, fields) =>
  told(task, () => project.change('tasks', task.id, fields, rest => rest.patch(pathOf(task.id), fields)));

/**
 * Changes something of a task whose answer is not the task: it is fetched then, so that nothing flickers between the answer and
 * the event. `patch` is how the task is to look meanwhile. Throws the refusal.
 */
export async function changeWithin(project, task, patch, send) {
  let isDone = false;
  try {
    await project.change('tasks', task.id, patch, async rest => {
      await send(rest);
      isDone = true;
      return rest.get(pathOf(task.id));
    });
  } catch (refusal) {
    // It is changed all the same when the task cannot be fetched: an event tells of it, or the state that is fetched anew.
    if (!isDone) throw refusal;
  }
}

/** The same; a refusal is told, and answered with false. */
export const within = (project, task, patch, send) => told(task, () => changeWithin(project, task, patch, send));

/** Does something to a task; a refusal is told, and answered with false. */
export async function told(task, act) {
  try {
    await act();
    return true;
  } catch (refusal) {
    tellUnchanged(task, refusal);
    return false;
  }
}

/** Tells why a task was not changed, with what is different now. */
export function tellUnchanged(task, refusal) {
  const now = refusal.current ? differences(task, refusal.current) : [];
  const more = now.length ? ` It has changed meanwhile: ${now.join(', ')}.` : '';
  const what = refusal.isUnclear ? 'may not have been changed' : 'was not changed';
  toast(`“${shortly(task.title, 40)}” ${what}: ${refusal.message}${more}`, { tone: 'bad' });
}

const COMPARED = ['title', 'description', 'status', 'priority', 'claimedBy', 'parentId'];

/** What of a task is another than it was, in words. */
export function differences(was, is) {
  return COMPARED.filter(field => field in is && (was[field] ?? null) !== (is[field] ?? null)).map(field => {
    if (field === 'status' || field === 'priority') return `${field} is ${word(is[field])}`;
    if (field === 'claimedBy') return is.claimedBy ? 'a session has claimed it' : 'nobody has claimed it';
    return `${field === 'parentId' ? 'parent' : field} is another`;
  });
}
