import { standing, turnOff, turnOn } from '../notifications.js';
import { question } from '../ui/question.js';
import { Answers, asker, overInWords } from '../ui/answers.js';
import { ago, clock, lasting, plural, when } from '../ui/format.js';
import { html, nothing, repeat } from '../ui/html.js';
import { empty, said, skeleton } from '../ui/parts.js';
import { to } from '../ui/router.js';

const TICK_MS = 1000;

/** What waits for a person, the oldest first, and what was told lately. */
export async function open({ project, attention, query, redraw }) {
  const view = new Waiting(project, attention, redraw);
  view.moved(query);
  return { title: 'Waiting', render: () => view.render(), moved: asked => view.moved(asked), close: () => view.close() };
}

class Waiting {
  #project;
  #attention;
  #redraw;
  #answers;
  #known = null;
  #said = '';
  #sought = null;
  #timer;

  constructor(project, attention, redraw) {
    this.#project = project;
    this.#attention = attention;
    this.#redraw = redraw;
    this.#answers = new Answers(project, attention, redraw, key => this.#answered(key));
    this.#timer = setInterval(() => document.visibilityState === 'visible' && redraw(), TICK_MS);
  }

  /** Goes to the question that the address names. */
  moved(query) {
    this.#sought = query.get('item');
  }

  close() {
    clearInterval(this.#timer);
    this.#answers.close();
  }

  render() {
    const cards = this.#answers.cards();
    this.#seek(cards);
    this.#hear();
    return html`
      <div class="head"><h2>Waiting</h2>${cards.length ? html`<span class="badge warn">${cards.length}</span>` : nothing}</div>
      <p class="visually-hidden" role="status">${this.#said}</p>
      ${this.#attention.refusal ? html`<p class="card refused">Approvals cannot be read now: ${this.#attention.refusal.message}</p>` : nothing}
      ${cards.length ? html`<ol class="stack questions">${repeat(cards, card => card.item.key, card => this.#card(card))}</ol>`
        : this.#attention.ready || this.#attention.refusal ? this.#calm() : skeleton(3)}
      ${this.#notifying()}
      ${this.#lately()}`;
  }

  // Where the browser can, the person decides; where it was forbidden, only the browser's own settings can undo that.
  #notifying() {
    const stands = standing();
    if (stands === 'impossible') return nothing;
    return html`
      <p class="notifying quiet small">
        ${stands === 'denied' ? 'This browser was told not to notify you of this hub; its settings can change that.'
          : stands === 'on' ? 'You are notified of what begins to wait while this page is open, but out of sight.'
            : 'You can be notified of what begins to wait while this page is open, but out of sight.'}
        ${stands === 'off' ? html`<button class="link" @click=${() => turnOn().then(this.#redraw)}>Turn on</button>`
          : stands === 'on' ? html`<button class="link" @click=${() => { turnOff(); this.#redraw(); }}>Turn off</button>` : nothing}
      </p>`;
  }

  // What comes is seen as it comes; who reads by ear is told.
  #hear() {
    if (!this.#attention.ready) return;
    const { items } = this.#attention;
    const come = this.#known ? items.filter(item => !this.#known.has(item.key)) : [];
    this.#known = new Set(items.map(item => item.key));
    if (come.length === 0) return;
    const first = this.#wordsOf(come[0]);
    this.#said = html`${first}. ${items.length === 1 ? 'It alone waits.' : `${items.length} wait.`}`;
  }

  #wordsOf(item) {
    const name = said(asker(this.#project, item));
    return item.kind === 'input' ? html`${name} asks` : item.kind === 'approval' ? html`${name} wants approval` : html`${name} shows ${said(item.document.title)}`;
  }

  #card(card) {
    const { item, over } = card;
    const name = asker(this.#project, item);
    return html`
      <li class="card question" data-key=${item.key}>
        <header>
          <h3 tabindex="-1" id=${`title-${item.key}`}>${this.#title(item, name)}</h3>
          ${item.since === null ? nothing
            : html`<time class="quiet small nowrap" datetime=${new Date(item.since).toISOString()} title=${when(item.since)}>${ago(item.since)}</time>`}
        </header>
        ${item.kind === 'input' ? this.#input(card, name) : item.kind === 'approval' ? this.#approval(card) : this.#page(card)}
        ${over ? html`<div class="actions over"><p>${overInWords(card.answer)}</p>
          <button class="button" @click=${() => this.#dismiss(card)}>Dismiss</button></div>` : nothing}
      </li>`;
  }

  #title({ kind, sessionId, document }, name) {
    const who = sessionId ? html`<a href=${to('projects', this.#project.id, 'sessions', sessionId)}>${said(name)}</a>` : said(name);
    return kind === 'input' ? html`${who} asks` : kind === 'approval' ? html`${who} wants approval` : html`${who} shows “${said(document.title)}”`;
  }

  #input({ item, answer, over }, name) {
    const { id, needsInput } = item.document;
    const message = needsInput.message;
    return html`
      ${message ? question(message) : html`<p class="asked quiet">It did not say what it needs. Its terminal shows more.</p>`}
      <p><a class="small" href=${to('projects', this.#project.id, 'terminals', id)}>Open its terminal</a></p>
      ${answer.render({ message, id: `answer-${item.key}`, name, over })}`;
  }

  #approval({ item, answer, over }) {
    const { task, reason, timeoutAt, retryCount } = item.document;
    const left = timeoutAt - Date.now();
    const title = task?.title ?? 'A task';
    return html`
      ${question(reason)}
      <dl class="facts">
        <dt>Task</dt><dd>${task?.id ? html`<a href=${to('projects', this.#project.id, 'tasks', task.id)}>${said(title)}</a>` : said(title)}</dd>
        ${over ? nothing : html`<dt>Time left</dt><dd class=${left < 60_000 ? 'short' : ''}>${left > 0 ? lasting(left) : 'over'}</dd>`}
        ${retryCount ? html`<dt>Before</dt><dd>asked ${plural(retryCount, 'time')} without approval</dd>` : nothing}
      </dl>
      ${answer.render({ id: `comment-${item.key}`, name: title, over })}`;
  }

  #page({ item, answer, over }) {
    const { filePath } = item.document;
    return html`
      ${filePath ? html`<p class="quiet small"><code>${filePath}</code></p>` : nothing}
      ${answer.render(item.document, over)}`;
  }

  #calm() {
    const working = [...this.#project.all('sessions').values()].filter(({ status }) => status === 'running' || status === 'idle').length;
    return html`<div class="calm" tabindex="-1">${empty('Nothing waits for you.',
      working ? `${plural(working, 'session')} ${working === 1 ? 'is' : 'are'} at work. What they ask comes here by itself.`
        : 'What sessions ask, what is to be approved and what they show comes here by itself.')}</div>`;
  }

  #lately() {
    const notices = this.#attention.lately.list;
    if (notices.length === 0) return nothing;
    return html`
      <section class="section lately">
        <h3>Lately</h3>
        <ol class="list">${repeat(notices, notice => notice.id, ({ text, tone, timestamp, hash }) => html`
          <li><a class="row ${tone}" href=${hash}><span class="main"><span class="told">${text}</span></span>
            <time class="side quiet small nowrap" datetime=${new Date(timestamp).toISOString()} title=${when(timestamp)}>${clock(timestamp)}</time></a></li>`)}</ol>
      </section>`;
  }

  #dismiss(card) {
    const next = this.#nextAfter(card.item.key);
    this.#answers.dismiss(card);
    this.#arrive(card.item.key, next, '');
  }

  #answered(key) {
    this.#arrive(key, this.#nextAfter(key), 'Answered. ');
  }

  #nextAfter(key) {
    const keys = this.#answers.cards().map(card => card.item.key);
    const at = keys.indexOf(key);
    return keys[at + 1] ?? keys.find(other => other !== key) ?? null;
  }

  // After the frame in which the answered one goes; who reads by ear is told what comes next.
  #arrive(from, key, before) {
    const card = key && this.#answers.cards().find(({ item }) => item.key === key);
    this.#said = card ? html`${before}Next: ${said(asker(this.#project, card.item))}.` : `${before}Nothing else waits.`;
    this.#redraw();
    requestAnimationFrame(() => isAt(from) && this.#focus(key));
  }

  #focus(key) {
    const next = key ? document.getElementById(`title-${key}`) : document.querySelector('.calm');
    next?.focus({ preventScroll: true });
    next?.closest('.question')?.scrollIntoView({ block: 'nearest' });
  }

  #seek(cards) {
    const sought = this.#sought && cards.find(({ item }) => `${item.kind}:${item.id}` === this.#sought);
    if (!sought) return;
    const { key } = sought.item;
    this.#sought = null;
    requestAnimationFrame(() => this.#focus(key));
  }
}

/** Whether the focus is where a card stands, or stood: whoever is at something else by now, such as another answer, stays there. */
function isAt(key) {
  const at = document.activeElement;
  return at.matches('body, main') || at.closest('.question')?.dataset.key === key;
}
