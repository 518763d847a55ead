// Pages that sessions show: HTML that an agent wrote, of which only what is harmless comes onto this page.

import createPurifier from '../vendor/dompurify/dist/purify.es.mjs';
import { html, nothing, ref } from './html.js';
import { once } from './sending.js';

const TAGS = ['a', 'abbr', 'article', 'b', 'blockquote', 'br', 'button', 'caption', 'cite', 'code', 'dd', 'del', 'details', 'dfn', 'div', 'dl', 'dt',
  'em', 'fieldset', 'figcaption', 'figure', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'i', 'img', 'input', 'ins', 'kbd',
  'label', 'legend', 'li', 'mark', 'meter', 'ol', 'optgroup', 'option', 'output', 'p', 'pre', 'progress', 'q', 's', 'samp', 'section',
  'select', 'small', 'span', 'strong', 'sub', 'summary', 'sup', 'table', 'tbody', 'td', 'textarea', 'tfoot', 'th', 'thead', 'time', 'tr',
  'u', 'ul', 'var'];
const ATTRIBUTES = ['alt', 'checked', 'cols', 'colspan', 'data-action', 'datetime', 'dir', 'disabled', 'for', 'high', 'href', 'id', 'label', 'lang', 'low',
  'max', 'maxlength', 'min', 'minlength', 'multiple', 'name', 'open', 'optimum', 'placeholder', 'readonly', 'required', 'reversed', 'rows',
  'rowspan', 'scope', 'selected', 'size', 'start', 'step', 'title', 'type', 'value'];
const INPUTS = new Set(['checkbox', 'color', 'date', 'datetime-local', 'email', 'hidden', 'month', 'number', 'password', 'radio', 'range', 'search',
  'submit', 'tel', 'text', 'time', 'url', 'week']);
const LINK = /^(?:https?:\/\/|mailto:)/i;
// The page's own headings are above these.
const HEADINGS = { H1: 'h4', H2: 'h5', H3: 'h6', H4: 'h6', H5: 'h6', H6: 'h6' };

const purifier = createPurifier(window);
let pages = 0;

/**
 * Makes of an agent's HTML what may be shown: no scripts, styles, frames, images, forms of its own, or links but to the web. Names
 * and ids get a prefix, so that none takes the place of something of this page; `field(name)` undoes it.
 */
export function washed(source) {
  const prefix = `page-${++pages}-`;
  // The document of a template has no window: what is read into it is inert, and breaks no policy that would be told of.
  const content = document.createElement('template').content.ownerDocument.createElement('div');
  content.innerHTML = source;
  purifier.sanitize(content, {
    ALLOWED_TAGS: TAGS, ALLOWED_ATTR: ATTRIBUTES, ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false, SANITIZE_DOM: false, IN_PLACE: true,
  });
  for (const element of [...content.querySelectorAll('*')]) {
    for (const attribute of ['id', 'for', 'name']) {
      if (element.hasAttribute(attribute)) element.setAttribute(attribute, prefix + element.getAttribute(attribute));
    }
    tame(element);
  }
  return { content, field: name => name.slice(prefix.length) };
}

function tame(element) {
  if (element.tagName === 'IMG') {
    element.replaceWith(element.alt ? `[${element.alt}]` : '');
  } else if (element.tagName === 'A') {
    LINK.test(element.getAttribute('href') ?? '')
      ? Object.assign(element, { target: '_blank', rel: 'noopener noreferrer' }) : element.removeAttribute('href');
  } else if (element.tagName === 'BUTTON') {
    element.type = 'submit';
    element.classList.add('button');
  } else if (element.tagName === 'INPUT') {
    const type = (element.getAttribute('type') ?? 'text').toLowerCase();
    element.type = ['button', 'image', 'reset'].includes(type) ? 'submit' : INPUTS.has(type) ? type : 'text';
    if (element.type === 'submit') element.classList.add('button');
    element.autocomplete = 'off';
  } else if (HEADINGS[element.tagName]) {
    const heading = element.ownerDocument.createElement(HEADINGS[element.tagName]);
    heading.append(...element.childNodes);
    element.replaceWith(heading);
  }
}

/** What is filled into the fields of a page. */
const filled = content => JSON.stringify([...content.querySelectorAll('input, select, textarea')]
  .map(field => [field.checked, field.tagName === 'SELECT' ? [...field.options].map(option => option.selected) : field.value]));

/**
 * A page that a session shows. Its buttons send what its fields hold: `act(action, data, key)`, the action being the button's
 * `data-action`, else its value, else its name; what may have been sent is sent again under the same key. `leave()` closes the page
 * for everybody. Both throw refusals, of which `refused()` is told.
 */
export class PageOfSession {
  #act;
  #leave;
  #redraw;
  #refused;
  #page = null;
  #sent = null;
  #once = once();
  #into = element => element && !element.firstChild && element.append(this.#page.content);
  busy = false;
  refusal = null;
  done = null;

  constructor({ act, leave, redraw, refused }) {
    this.#act = act;
    this.#leave = leave;
    this.#redraw = redraw;
    this.#refused = refused;
  }

  /** Whether there is something here that a person would miss: fields that are other than they came, or were sent. */
  get holds() {
    return this.busy || this.refusal !== null || this.#page !== null && filled(this.#page.content) !== this.#sent;
  }

  get isBusy() {
    return this.busy;
  }

  /** Why what was done last was not taken. */
  get why() {
    return this.refusal.isUnclear ? 'It may have been sent: the hub did not say whether it was taken.' : `Not sent: ${this.refusal.message}`;
  }

  /** `over` shows what was filled in, when nothing takes it any more. */
  render(modal, over = false) {
    if (!this.#page) {
      this.#page = washed(modal.html);
      this.#sent = filled(this.#page.content);
    }
    return html`
      <form class="page-of-session" tabindex="0" aria-label=${modal.title} aria-busy=${this.busy} @submit=${event => this.#pressed(event)}>
        <fieldset ?disabled=${over}><div ${ref(this.#into)}></div></fieldset>
      </form>
      ${this.refusal ? html`<p class="refused" role="alert">${this.why}</p>` : nothing}
      <p class="quiet small" role="status">${this.busy ? 'Sending…' : this.done ? `Sent: ${this.done}. The session decides what follows.` : nothing}</p>
      ${over ? nothing : html`
        <div class="actions"><button class="button" type="button" ?disabled=${this.busy} @click=${() => this.#try(this.#leave)}>Close the page</button></div>`}`;
  }

  #pressed(event) {
    event.preventDefault();
    const { submitter } = event;
    if (!submitter || this.busy) return;
    const name = submitter.name && this.#page.field(submitter.name);
    const label = submitter.textContent.trim() || submitter.value;
    const action = submitter.dataset.action || submitter.value || name || label || 'submit';
    const data = {};
    for (const [key, value] of new FormData(event.target, submitter)) {
      const field = this.#page.field(key);
      // A field called __proto__ is a field, too.
      const held = Object.hasOwn(data, field) ? [data[field], value].flat() : value;
      Object.defineProperty(data, field, { value: held, enumerable: true, configurable: true, writable: true });
    }
    const now = filled(this.#page.content);
    this.#try(async () => {
      await this.#once([action, data], key => this.#act(action, data, key));
      this.#sent = now;
      this.done = label || action;
    });
  }

  async #try(what) {
    this.busy = true;
    this.refusal = null;
    this.done = null;
    this.#redraw();
    try {
      await what();
    } catch (refusal) {
      this.refusal = refusal;
      this.#refused();
    }
    this.busy = false;
    this.#redraw();
  }
}
