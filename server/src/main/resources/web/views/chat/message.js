// How a message looks, and what becomes of a command.

import { ago, clock, plural, size } from '../../ui/format.js';
import { html, nothing, repeat } from '../../ui/html.js';
import { to } from '../../ui/router.js';

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });
const RUNS_AT_MOST_MS = 120_000;

/** A day as people call it. */
export function dayName(time, now = Date.now()) {
  const midnight = value => new Date(value).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(now) - midnight(time)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return new Date(time).getFullYear() === new Date(now).getFullYear() ? day.format(time) : dayOfYear.format(time);
}

/** Text with the addresses in it as links. */
export function text(content) {
  const parts = [];
  let from = 0;
  for (const { 0: address, index } of content.matchAll(LINK)) {
    parts.push(content.slice(from, index), html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${address}</a>`);
    from = index + address.length;
  }
  return parts.length ? [...parts, content.slice(from)] : content;
}

/** The name that someone goes by: sessions have one of their own. */
export const nameOf = (project, userId) => userId === 'hub' ? 'Maestro Hub' : project.get('sessions', userId)?.name || userId;

/** What a message says, as it is shown in any place. */
export const content = message => html`
  <div class="content ${message.type === 'command' ? 'command' : ''}">${text(message.content)}</div>
  ${message.attachments?.length ? html`<ul class="files" aria-label="Files spoken of">${message.attachments.map(file => html`
    <li><span class="name">${file.name}</span> <span class="quiet">${size(file.size)} · ${file.type}</span></li>`)}</ul>` : nothing}`;

/** The reactions, to be added to or taken back. */
export const reactions = (given, { me, project, react }) => given.length === 0 ? nothing : html`
  <ul class="reactions" aria-label="Reactions">${repeat(given, ({ emoji }) => emoji, ({ emoji, userIds }) => {
    const mine = userIds.includes(me.id);
    const who = userIds.map(userId => userId === me.id ? 'you' : nameOf(project, userId)).join(', ');
    return html`<li><button class="reaction" aria-pressed=${mine} title=${who} aria-label="${emoji}, ${plural(userIds.length, 'person', 'people')}: ${who}. ${mine ? 'Take yours back' : 'Add yours'}"
      @click=${() => react(emoji, !mine)}><span class="emoji">${emoji}</span> ${userIds.length}</button></li>`;
  })}</ul>`;

/** The thread of a message: how many replies, and when the last one was. */
export const threadLink = (thread, href) => !thread?.messageCount ? nothing : html`
  <a class="thread-link" href=${href}>${plural(thread.messageCount, 'reply', 'replies')}<span class="quiet">, last ${ago(thread.lastMessageAt)}</span></a>`;

/** What became of a command. */
export function result(message, known, project) {
  if (message.type !== 'command') return nothing;
  if (known) return ended(known, project);
  // That it ended is a version of its own; what came of it is told once, and kept nowhere.
  const isRunning = !(message.version > 1) && Date.now() - message.createdAt < RUNS_AT_MOST_MS;
  return html`<p class="result quiet">${isRunning ? 'Running…' : 'It has ended. Results are told once, and not kept.'}</p>`;
}

function ended({ command, success, result: given, error, execution_time: took, embed_data: embedded }, project) {
  const shown = success ? inWords(command, given, project) : nothing;
  return html`
    <div class="result ${success ? 'good' : 'bad'}">
      <p><span class="badge ${success ? 'good' : 'bad'}">${success ? 'Done' : 'Failed'}</span>
        <span class="quiet small">${took < 1000 ? `${took} ms` : `${(took / 1000).toFixed(1)} s`}</span></p>
      ${success ? shown : html`<p>${error ?? 'No reason was given.'}</p>`}
      ${embedded === undefined ? nothing : raw('What came with it', embedded)}
    </div>`;
}

function inWords(command, given, project) {
  if (given === undefined || given === null) return nothing;
  if (command === 'help' && Array.isArray(given.commands)) {
    return html`<dl class="commands">${given.commands.map(({ usage, description }) => html`<dt><code>${usage}</code></dt><dd>${description || 'Run by whoever registered it.'}</dd>`)}</dl>`;
  }
  if (command === 'task' && given.id) return html`<p>Task made: <a href=${to('projects', project.id, 'tasks', given.id)}>${given.title}</a></p>`;
  if (command === 'state' && given.state) return html`<p>The state is <strong>${given.state}</strong>.</p>`;
  if (command === 'sprint' && given.name) return html`<p>The sprint <a href=${to('projects', project.id, 'plan')}>${given.name}</a> has ${given.status === 'active' ? 'started' : 'ended'}.</p>`;
  if ((command === 'approve' || command === 'reject') && given.status) return html`<p>${given.task?.title ?? 'The question'}: ${given.status}.</p>`;
  if (typeof given !== 'object') return html`<p class="content">${text(String(given))}</p>`;
  return raw('Result', given);
}

const raw = (summary, value) => html`<details><summary>${summary}</summary><pre>${JSON.stringify(value, null, 2)}</pre></details>`;

/** Parts a list of messages by days, and by who said them in one go; `last` is the message before them. */
export function grouped(messages, last = null) {
  return messages.map(message => {
    const newDay = !last || new Date(message.createdAt).toDateString() !== new Date(last.createdAt).toDateString();
    const first = newDay || message.userId !== last.userId || message.createdAt - last.createdAt > 5 * 60_000
      || (message.type === 'system') !== (last.type === 'system');
    last = message;
    return { message, newDay, first };
  });
}

export const time = message => html`<time datetime=${new Date(message.createdAt).toISOString()}>${clock(message.createdAt)}</time>`;
