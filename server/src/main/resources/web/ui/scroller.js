import { Directive, directive } from '../vendor/lit-html/directive.js';
import { html, render, repeat } from './html.js';

/** Rows kept beyond what is seen, above and below, so that a quick thumb meets no gap. */
const SPARE = 8;
/** The window moves by this many rows, so that most frames of a scroll draw nothing. */
const STEP = 4;
const MOVES = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity };

/** Puts a slot where it belongs; through the object model, as the policy forbids styles in markup. */
const placed = directive(class extends Directive {
  #top = null;

  render() {}

  update({ element }, [top]) {
    if (top !== this.#top) element.style.transform = `translateY(${top}px)`;
    this.#top = top;
  }
});

/**
 * A list of any length of which only what is in sight is in the document. It scrolls with the page; all rows are of one height.
 *
 * `view` is `{items, key(item), row(item), height}`, the height being that of a row in rem. Arrow keys, Page Up and Down, Home
 * and End move the focus from row to row; a row that has the focus stays, wherever the page is scrolled to.
 */
export class Scroller extends HTMLElement {
  #view = { items: [], key: item => item.id, row: () => null, height: 4 };
  #range = '';
  #wanted = null;
  #frame = 0;
  #scrolled = () => this.#schedule();
  #watching = new ResizeObserver(() => this.#schedule());

  get view() {
    return this.#view;
  }

  set view(view) {
    this.#view = view;
    this.#range = '';
    if (this.isConnected) this.#draw();
  }

  connectedCallback() {
    this.setAttribute('role', 'list');
    this.addEventListener('keydown', this.#pressed);
    addEventListener('scroll', this.#scrolled, { passive: true });
    this.#watching.observe(this);
    this.#watching.observe(document.documentElement);
    this.#range = '';
    this.#draw();
  }

  disconnectedCallback() {
    this.removeEventListener('keydown', this.#pressed);
    removeEventListener('scroll', this.#scrolled);
    this.#watching.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const { items, key, row, height } = this.#view;
    const pixels = height * parseFloat(getComputedStyle(document.documentElement).fontSize);
    const above = -this.getBoundingClientRect().top;
    const first = Math.floor(Math.max(0, above / pixels - SPARE) / STEP) * STEP;
    const last = Math.min(items.length, Math.ceil(((above + innerHeight) / pixels + SPARE) / STEP) * STEP);
    const range = `${first} ${last} ${this.#wanted} ${pixels}`;
    if (range === this.#range) return;
    this.#range = range;
    this.style.height = `${items.length * pixels}px`;
    this.style.setProperty('--row-height', `${pixels}px`);
    const shown = this.#kept(first, last);
    const focused = this.#focusedPart();
    render(repeat(shown, index => key(items[index]), index => html`
      <div class="slot" role="listitem" data-key=${key(items[index])} data-index=${index} aria-setsize=${items.length} aria-posinset=${index + 1}
        ${placed(index * pixels)}>${row(items[index])}</div>`), this);
    // Whoever works by keyboard stays where the row was that has left the list.
    if (focused && !focused.element.isConnected) this.#focus(Math.min(focused.index, items.length - 1), focused.part);
  }

  /** The indexes to be shown: what is near, the row that has the focus, and the one that is to get it. */
  #kept(first, last) {
    const shown = Array.from({ length: Math.max(0, last - first) }, (_, n) => first + n);
    for (const index of [this.#focused(), this.#wanted]) {
      if (index !== null && index >= 0 && !shown.includes(index)) shown.push(index);
    }
    return shown.sort((one, other) => one - other);
  }

  #focused() {
    const slot = this.contains(document.activeElement) ? document.activeElement.closest('.slot') : null;
    if (!slot) return null;
    const { items, key } = this.#view;
    const near = Number(slot.dataset.index);
    const is = item => item !== undefined && String(key(item)) === slot.dataset.key;
    return is(items[near]) ? near : items.findIndex(is);
  }

  /** The element of a row that has the focus, the row's index, and the how-manieth part of it the element is; or null. */
  #focusedPart() {
    const element = document.activeElement;
    const slot = this.contains(element) ? element.closest('.slot') : null;
    return slot && { element, index: Number(slot.dataset.index), part: [...slot.querySelectorAll('a, button')].indexOf(element) };
  }

  #focus(index, part) {
    const parts = this.querySelectorAll(`.slot[data-index="${index}"] :is(a, button)`);
    (parts[part] ?? parts[0])?.focus();
  }

  #pressed = event => {
    const move = MOVES[event.key];
    const from = move === undefined || event.ctrlKey || event.metaKey || event.altKey ? null : this.#focused();
    if (from === null) return;
    event.preventDefault();
    const { part } = this.#focusedPart();
    this.#wanted = Math.min(this.#view.items.length - 1, Math.max(0, from + move));
    this.#draw();
    this.#focus(this.#wanted, part);
    this.#wanted = null;
  };
}

customElements.define('maestro-scroller', Scroller);

/** A list of which only what is in sight is in the document: see {@link Scroller}. */
export const scroller = view => html`<maestro-scroller .view=${view}></maestro-scroller>`;
