// What many views show alike.

import { html, nothing } from './html.js';
import { ago, when, word } from './format.js';

/** Tones by status, so that a status looks the same everywhere. */
const TONES = {
  pending: 'quiet', in_progress: 'accent', blocked: 'warn', completed: 'good', failed: 'bad', cancelled: 'quiet',
  spawning: 'accent', idle: 'quiet', running: 'good', needs_input: 'warn', stopped: 'quiet',
  approved: 'good', rejected: 'bad', timed_out: 'bad', planned: 'quiet', active: 'accent', ended: 'quiet',
  stale: 'warn', lost: 'bad', todo: 'quiet', done: 'good',
};

/** What others wrote, kept apart from the text around it, whichever way it is read. */
export const said = text => html`<bdi>${text}</bdi>`;

/** A status as a word with its colour; the word alone says it, too. */
export const badge = (status, label = word(status)) => html`<span class="badge ${TONES[status] ?? 'quiet'}">${label}</span>`;

/** What is filled in. While it is sent nothing is: what somebody typed then would go with the form. */
export const filledIn = (isSent, content) => html`<fieldset class="fields" ?disabled=${isSent}>${content}</fieldset>`;

/** There is nothing here, and why, and what to do about it. */
export const empty = (title, text, action = nothing) => html`
  <div class="empty"><h3>${title}</h3>${text ? html`<p>${text}</p>` : nothing}${action}</div>`;

/** Something could not be shown. */
export const trouble = (title, refusal, again) => html`
  <div class="empty trouble" role="alert"><h3>${title}</h3><p>${refusal.message}</p>
    ${again ? html`<button class="button" @click=${again}>Try again</button>` : nothing}</div>`;

/** What a list looks like before it is here, so that nothing jumps when it is. */
export const skeleton = (rows = 5) => html`
  <div class="list skeleton" aria-hidden="true">${Array.from({ length: rows }, () => html`<div class="row"><span></span><span></span></div>`)}</div>`;

/** A time as people speak of it, with the exact one for who wants to know. */
export const moment = time => html`<time datetime=${new Date(time).toISOString()} title=${when(time)}>${ago(time)}</time>`;
