// How sessions are spoken of, wherever they are.

import { lasting, word } from './format.js';
import { html, nothing } from './html.js';
import { badge } from './parts.js';

const OVER = new Set(['completed', 'failed', 'stopped']);

export const isOver = session => OVER.has(session.status);

/** How a session stands: its status, and what its agent says or the hub says of it. */
export function standing(session) {
  const { status, agentStatus } = session;
  return html`${badge(status)}${agentStatus && agentStatus !== status ? badge(agentStatus, `agent ${word(agentStatus)}`) : nothing}`;
}

/** When the agent was heard, in words; `heardAt` is null if never. */
export function heard(session, heardAt, now = Date.now()) {
  const connected = session.agentStatus !== null && session.agentStatus !== 'lost';
  if (!heardAt) return isOver(session) ? nothing : connected ? 'not heard yet' : 'no agent has come';
  // Clocks of two machines differ.
  const ago = `${lasting(Math.max(0, now - heardAt))} ago`;
  return connected && session.agentStatus !== 'stale' ? `heard ${ago}` : `last heard ${ago}`;
}

/** Where a session belongs in a list: who asks first, then who works, who is silent, who is still to come, and who is over. */
export function group(session) {
  if (isOver(session)) return 'over';
  if (session.status === 'needs_input') return 'asking';
  if (session.status === 'spawning') return 'spawning';
  return session.agentStatus === 'stale' ? 'silent' : session.agentStatus === null ? 'alone' : 'working';
}
