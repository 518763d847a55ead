// What a person begins to answer, wherever it is shown.

import { Answering } from './answering.js';
import { Approving } from './approving.js';
import { apart } from './format.js';
import { PageOfSession } from './page-of-session.js';
import { go, to } from './router.js';
import { toast } from './toast.js';

/** By the item's key: what was begun and not sent, or is under way, outlives leaving a view. */
const begun = new Map();

/** Who asks, as people call it. */
export const asker = (project, { sessionId, document, kind }) =>
  project.get('sessions', sessionId)?.name ?? (kind === 'approval' ? document.requestedBy ?? 'Somebody' : 'A session');

/** What became of what is over, unless the refusal of the answer says it, or it is not known. */
export const overInWords = ({ isBusy, refusal }) => isBusy || refusal?.isUnclear || refusal?.code === 'conflict' ? ''
  : 'This is answered already, or asked no more. What you wrote was not sent.';

/**
 * The answers to what waits in a project, as a view shows them: each a card `{item, answer, over}`. A question keeps its card, and
 * so what was written to it, in all views. `answered(key)` is called when an answer was taken.
 */
export class Answers {
  #project;
  #attention;
  #redraw;
  #answered;
  #isOpen = true;

  constructor(project, attention, redraw, answered = () => {}) {
    this.#project = project;
    this.#attention = attention;
    this.#redraw = redraw;
    this.#answered = answered;
  }

  /**
   * The cards of what waits and is wanted, the oldest first. What waits no more goes; but not from under who writes to it: it is
   * `over` then.
   */
  cards(wanted = () => true) {
    const { items } = this.#attention;
    const waiting = new Set(items.map(item => item.key));
    const cards = items.filter(wanted).map(item => this.#cardOf(item));
    for (const [key, card] of begun) {
      if (card.project !== this.#project.id || waiting.has(key) || !wanted(card.item) || !this.#isRead(card.item)) continue;
      Object.assign(card, { by: this, over: true });
      if (card.dismissed || !card.answer.holds) begun.delete(key);
      // One's own closing of a page is shown done at once.
      else if (!(card.item.kind === 'modal' && card.answer.isBusy)) cards.push(card);
    }
    return cards.sort((one, other) => one.item.order - other.item.order);
  }

  dismiss(card) {
    card.dismissed = true;
  }

  close() {
    this.#isOpen = false;
    for (const [key, card] of begun) {
      if (card.by === this && !card.answer.holds) begun.delete(key);
    }
  }

  // What was not read yet may wait all the same.
  #isRead({ kind }) {
    return kind === 'approval' ? this.#attention.ready : this.#project.sync !== 'never';
  }

  #cardOf(item) {
    const card = begun.get(item.key) ?? this.#begin(item);
    return Object.assign(card, { item, by: this, over: false, dismissed: false });
  }

  #begin(item) {
    const card = { project: this.#project.id, item, by: this };
    const hands = { redraw: () => card.by.#redraw(), refused: () => card.by.#refused(card) };
    const { kind, id } = item;
    card.answer = kind === 'modal' ? new PageOfSession({
      act: (...what) => card.by.#attention.act(card.item.document, ...what),
      leave: () => this.#taken(card, card.by.#attention.closePage(card.item.document)),
      ...hands,
    }) : kind === 'input' ? new Answering({ send: text => this.#taken(card, card.by.#attention.reply(card.item, text)), ...hands })
      : new Approving({ send: (...what) => this.#taken(card, card.by.#attention.resolve(id, ...what)), ...hands });
    begun.set(item.key, card);
    return card;
  }

  async #taken(card, answer) {
    await answer;
    if (card.item.kind === 'modal') card.dismissed = true;
    if (card.by.#isOpen) card.by.#answered(card.item.key);
  }

  // Where nobody looks at the card, it is told in passing.
  #refused({ item, answer }) {
    if (this.#isOpen) return;
    toast(`${apart(asker(this.#project, item))}: ${answer.why}`, {
      tone: 'bad', action: { label: 'Show', act: () => go(to('projects', this.#project.id, 'waiting')) },
    });
  }
}
