// Coming in: why one is not in, and the field for a link or a token.

import { dialog } from './dialog.js';
import { when } from './format.js';
import { html, nothing } from './html.js';
import { statedEnd, tokenIn } from './login.js';

const AGAIN = 'Ask for a new link, or open the one that the hub printed when it was last started.';

/** Why one is not in: a sentence, and what it means. */
export const REASONS = {
  nobody: () => ({
    lead: 'You must log in.',
    detail: 'You do not come straight from the machine that the hub runs on, so it must know who you are. Open the link that it '
      + 'printed when it started, or one with a token of your own.',
  }),
  local: () => ({
    lead: 'The live pages need a link.',
    detail: 'You are at the machine that the hub runs on, and may see everything; what is live is shown only to those who bring '
      + 'a token. Open the link that the hub printed when it started, or paste it here.',
  }),
  refused: () => {
    const end = statedEnd();
    return end < Date.now() ? { lead: 'Your access has ended.', detail: `It ended on ${when(end)}. ${AGAIN}` }
      : { lead: 'This link does not hold.', detail: `The hub does not know its token. ${AGAIN}` };
  },
  agent: () => ({
    lead: 'This is the token of an agent.',
    detail: 'It lets the agent of one session work; these pages are for people. Open a link with a token of your own.',
  }),
};

/**
 * The field for a link or a token. `accept(token)` lets one in with it, or throws the `Refusal`; `redraw` is called when the
 * field is to be shown anew.
 */
export class Entry {
  #accept;
  #redraw;
  #fault = null;
  #busy = false;

  constructor(accept, redraw) {
    this.#accept = accept;
    this.#redraw = redraw;
  }

  /** The field and its button; `without`, if given, is done by one who goes on without a token. */
  form(without = null) {
    return html`
      <form class="form entry" novalidate @submit=${event => this.#submit(event)}>
        <label class="field"><span>Link or token</span>
          <input name="token" autocomplete="off" autocapitalize="off" spellcheck="false" inputmode="url" enterkeyhint="go"
            placeholder="http://…/?token=…" aria-invalid=${this.#fault ? 'true' : 'false'} aria-describedby="entry-fault">
          <span class="fault" id="entry-fault" role="alert">${this.#fault ?? ''}</span></label>
        <div class="actions">
          <button class="button primary" ?disabled=${this.#busy}>${this.#busy ? 'Asking the hub…' : 'Log in'}</button>
          ${without ? html`<button class="button" type="button" @click=${without}>Go on without it</button>` : nothing}
        </div>
      </form>`;
  }

  /** A page of its own that says why one is not in. */
  page({ lead, detail }, { without = null, after = nothing } = {}) {
    return html`
      <section class="enter" aria-labelledby="enter-lead">
        <h2 id="enter-lead">${lead}</h2>
        <p class="quiet">${detail}</p>
        ${this.form(without)}
        ${after}
      </section>`;
  }

  async #submit(event) {
    event.preventDefault();
    const field = event.target.elements.token;
    const token = tokenIn(field.value);
    if (!token) return this.#say(field.value.trim() ? 'That is neither a link with a token nor a token.' : 'Paste a link or a token here.', field);
    this.#busy = true;
    this.#say(null, null);
    try {
      await this.#accept(token);
      field.value = '';
    } catch (refusal) {
      this.#say(sentence(token, refusal), field);
    } finally {
      this.#busy = false;
      this.#redraw();
    }
  }

  #say(fault, field) {
    this.#fault = fault;
    this.#redraw();
    field?.focus();
  }
}

function sentence(token, refusal) {
  if (refusal.code !== 'unauthenticated') return refusal.message;
  const end = statedEnd(token);
  return end < Date.now() ? `It ended on ${when(end)}.` : 'The hub does not know this token.';
}

/** Asks for a link or a token over what is shown now; resolves with whether one is in. */
export const logIn = accept => {
  let redraw = () => {};
  let done = () => {};
  const entry = new Entry(async token => {
    await accept(token);
    done(true);
  }, () => redraw());
  return dialog({
    title: 'Log in',
    stays: true,
    body: (end, draw) => {
      done = end;
      redraw = draw;
      return html`<div class="stack"><p class="quiet">What you were looking at stays as it is.</p>${entry.form()}</div>`;
    },
  }).then(Boolean);
};
