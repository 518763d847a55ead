import { go, to } from '../../ui/router.js';
import { tellRefusal, toast } from '../../ui/toast.js';
import { Conversation } from './conversation.js';

/** What was written and is not in the chat yet outlives the view, by person and project: `{unsent, drafts}`. */
const written = new Map();
const open = new Map();

/**
 * Takes the chat of a project: its `conversation`, with its `panes` and `composers`, and the `drafts` of what one writes, by
 * thread. All views take the same one, until the last has released it and all is sent that was said in it.
 */
export function take(hub, me, projectId, threadId) {
  const key = JSON.stringify([me.id, projectId]);
  if (!written.has(key)) written.set(key, { unsent: [], drafts: new Map() });
  if (!open.has(key)) open.set(key, held(hub, me, projectId, written.get(key)));
  const one = open.get(key);
  const view = { threadId };
  one.views.add(view);
  return { ...one, release: () => release(one, view, key) };
}

function held(hub, me, projectId, { unsent, drafts }) {
  const conversation = new Conversation(hub, me, projectId, unsent);
  const views = new Set();
  conversation.on('refused', tellRefusal);
  conversation.on('unsent', ({ threadId }, refusal) => {
    const isShown = [...views].some(view => threadId === null || view.threadId === threadId);
    // Who has signed out is not to be told.
    if (isShown || refusal.code === 'closed') return;
    const act = () => go(to('projects', projectId, 'chat', ...(threadId ? [threadId] : [])));
    toast(`A message was not sent: ${refusal.message}`, { tone: 'bad', action: { label: 'Show it', act } });
  });
  return { conversation, panes: new Map(), composers: new Map(), drafts, views };
}

async function release({ conversation, views }, view, key) {
  views.delete(view);
  if (views.size > 0) return;
  conversation.stopTyping();
  await conversation.sent();
  if (views.size > 0 || open.get(key)?.conversation !== conversation) return;
  open.delete(key);
  written.get(key).unsent = conversation.failed;
  conversation.close();
}
