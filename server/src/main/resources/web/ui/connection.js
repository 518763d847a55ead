import { clock, lasting } from './format.js';
import { html, nothing, render } from './html.js';

/** What passes within this is shown in the bar alone. */
const LASTS_MS = 2000;
const TICK_MS = 1000;

/** How the connection may be: the tone of its dot, and its word in the bar. */
const KINDS = {
  live: { tone: 'live', text: 'Live' },
  reached: { tone: 'live', text: 'Connected' },
  entering: { tone: '', text: '' },
  connecting: { tone: 'waiting', text: 'Connecting…' },
  waiting: { tone: 'waiting', text: 'Offline' },
  fetching: { tone: 'stale', text: 'Fetching…' },
  ended: { tone: 'ended', text: 'Not logged in' },
  refused: { tone: 'ended', text: 'Not admitted' },
};
const WELL = new Set(['live', 'reached', 'entering', 'refused']);

/**
 * How the connection is: a word in the bar, a strip under it when something lasts, and a sentence for whoever listens.
 *
 * It draws into elements of its own, so that a countdown costs nothing of the view. `read()` says how things are:
 * `{kind, reason, nextTryAt, since, note}`, `since` being the time of what is shown when it is stale, and `note` what is told
 * while all is well: `{text, tone, action: {label, act}, dismiss}`. `tryNow()` tries again, `logIn()` asks for a token.
 */
export class Connection {
  /** The word for the bar. */
  element = Object.assign(document.createElement('span'), { className: 'link' });
  /** The strip under the bar. */
  strip = Object.assign(document.createElement('div'), { className: 'strip', hidden: true });
  /** What is read out. */
  spoken = Object.assign(document.createElement('p'), { className: 'visually-hidden', role: 'status' });
  #read;
  #tryNow;
  #logIn;
  #onStrip;
  #timer = null;
  #kind = 'entering';
  #badSince = null;
  #told = null;

  constructor({ read, tryNow, logIn, onStrip }) {
    this.#read = read;
    this.#tryNow = tryNow;
    this.#logIn = logIn;
    this.#onStrip = onStrip;
    this.update();
  }

  update() {
    clearTimeout(this.#timer);
    const standing = this.#read();
    this.#kind = standing.kind;
    const well = WELL.has(standing.kind);
    this.#badSince = well ? null : this.#badSince ?? Date.now();
    const lasted = well ? 0 : Date.now() - this.#badSince;
    const lasts = !well && (lasted >= LASTS_MS || standing.kind === 'ended');
    this.#drawWord(standing);
    this.#drawStrip(standing, lasts);
    this.#speak(standing, lasts);
    if (standing.nextTryAt) this.#timer = setTimeout(() => this.update(), TICK_MS);
    else if (!well && !lasts) this.#timer = setTimeout(() => this.update(), LASTS_MS - lasted);
  }

  #drawWord({ kind, reason, nextTryAt }) {
    const { tone, text } = KINDS[kind];
    this.element.className = `link ${tone}`;
    this.element.hidden = !text;
    this.element.title = reason ?? text;
    render(html`${text}${nextTryAt ? html`<span class="countdown">· ${left(nextTryAt)}</span>` : nothing}`, this.element);
  }

  #drawStrip({ kind, reason, nextTryAt, since, note }, lasts) {
    const shown = lasts || note;
    this.strip.className = lasts ? `strip ${kind}` : `strip ${note?.tone ?? ''}`;
    this.strip.hidden = !shown;
    this.#onStrip(Boolean(shown));
    if (!shown) return render(nothing, this.strip);
    const asOf = since ? html` <span class="nowrap">Shown as of ${clock(since)}.</span>` : nothing;
    const [text, action] = !lasts ? [note.text, note.action]
      : kind === 'ended' ? [reason, { label: 'Log in', act: this.#logIn }]
        : kind === 'waiting' ? [html`${reason} <span class="nowrap">Next try in ${left(nextTryAt)}.</span>${asOf}`, { label: 'Try now', act: this.#tryNow }]
          : kind === 'connecting' ? [html`${reason ? `${reason} Trying again…` : 'Connecting to the hub…'}${asOf}`, null]
            : [html`Fetching what is new…${asOf}`, null];
    render(html`
      <p>${text}</p>
      ${action ? html`<button class="link" @click=${() => action.act()}>${action.label}</button>` : nothing}
      ${!lasts && note.dismiss ? html`<button class="icon" aria-label="Dismiss" @click=${() => note.dismiss()}>×</button>` : nothing}`, this.strip);
  }

  // Once for each change that lasts: tries that fail one after the other are one change.
  #speak({ kind, reason, note }, lasts) {
    const now = lasts ? kind === 'ended' ? reason : 'away' : note ? note.text : null;
    if (now === this.#told) return;
    if (!lasts && !WELL.has(kind)) return;
    this.spoken.textContent = now === 'away' ? `Not connected. ${reason ?? ''}`.trim()
      : now ?? KINDS[kind].text;
    this.#told = now;
  }
}

const left = time => lasting(Math.max(0, time - Date.now()));
