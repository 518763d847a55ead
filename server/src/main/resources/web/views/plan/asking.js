// The forms of a plan. What they end with is `remove` when that is to be removed which was edited.

import { once } from '../../ui/sending.js';
import { form } from './forms.js';

export const STATUSES = [['todo', 'To do'], ['in_progress', 'In progress'], ['completed', 'Done'], ['failed', 'Failed']];
const PRIORITIES = [['high', 'High'], ['medium', 'Medium'], ['low', 'Low']];

export function askState(board) {
  const seen = board.workflow;
  const send = atSeen(seen);
  return form({
    title: 'Change the state',
    label: 'Change',
    fields: [
      { name: 'state', label: 'State', value: seen.state, required: true, most: 200, hint: 'A word or two, such as planning, building, review.' },
      { name: 'reason', label: 'Reason (optional)', value: '' },
    ],
    save: values => {
      const state = values.state.trim();
      return send({ state }, version => board.setState(state, values.reason.trim(), version || undefined));
    },
  });
}

/** Makes a sprint, or edits one. */
export function askSprint(board, sprint) {
  const adding = once();
  const endsOn = sprint?.endsAt ? dayOf(sprint.endsAt) : '';
  return form({
    title: sprint ? 'Edit the sprint' : 'Make a sprint',
    label: sprint ? 'Save' : 'Make it',
    fields: [
      { name: 'name', label: 'Name', value: sprint?.name, required: true, most: 500 },
      { name: 'goal', label: 'Goal (optional)', kind: 'lines', value: sprint?.goal },
      { name: 'ends', label: 'Meant to end (optional)', kind: 'day', value: endsOn },
    ],
    save: values => {
      const wanted = { name: values.name.trim(), goal: values.goal.trim() };
      const endsAt = values.ends ? new Date(`${values.ends}T23:59:59`).getTime() : null;
      const draft = { ...wanted, ...(endsAt && { endsAt }) };
      if (!sprint) return adding(draft, key => board.addSprint(draft, key));
      return board.changeSprint(sprint.id, changed(sprint, { ...wanted, ...(endsOn !== values.ends && { endsAt }) }));
    },
    remove: sprint ? 'Delete the sprint' : null,
  });
}

export function askStory(board, story) {
  const send = atSeen(story, now => board.putStory(now));
  const sprints = board.sprints.filter(({ status, id }) => status !== 'ended' || id === story.sprintId);
  return form({
    title: 'Edit the story',
    label: 'Save',
    fields: [
      { name: 'title', label: 'Title', value: story.title, required: true, most: 500 },
      { name: 'description', label: 'Description', kind: 'lines', value: story.description },
      { name: 'status', label: 'Status', kind: 'choice', options: STATUSES, value: story.status },
      { name: 'points', label: 'Points', kind: 'number', value: story.points ?? '', hint: 'How large it is, against the others.' },
      { name: 'priority', label: 'Priority', kind: 'choice', options: PRIORITIES, value: story.priority },
      { name: 'sprintId', label: 'Sprint', kind: 'choice', options: [['', 'None'], ...sprints.map(({ id, name }) => [id, name])], value: story.sprintId ?? '' },
    ],
    save: async values => {
      const patch = changed(story, { ...values, title: values.title.trim(), points: values.points === '' ? null : Number(values.points), sprintId: values.sprintId || null });
      if (Object.keys(patch).length > 0) await send(patch, version => board.changeStory(story.id, patch, version));
    },
    remove: 'Delete the story',
  });
}

/**
 * A function `(patch, send)` that calls `send(version)`: with that of the document that was seen, and again with the one there is
 * now, if what the patch changes is in it as it was seen. If it is not, the refusal names it as `collided`, and what there is now
 * counts as seen. `heard(document)` is told of what there is now.
 */
function atSeen(document, heard = () => {}) {
  let seen = document;
  return async (patch, send) => {
    for (;;) {
      try {
        return await send(seen.version);
      } catch (refusal) {
        const { code, current } = refusal;
        if (code !== 'stale_version' || !current) throw refusal;
        const collided = Object.keys(patch).filter(name => current[name] !== seen[name] && current[name] !== patch[name]);
        seen = current;
        heard(current);
        if (collided.length > 0) throw Object.assign(refusal, { collided });
      }
    }
  };
}

const dayOf = time => {
  const date = new Date(time);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(part => String(part).padStart(2, '0')).join('-');
};

/** What is another in `values` than in a document. */
const changed = (document, values) => Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== document[name]));
