import { html, nothing } from './html.js';

/**
 * What a person writes until it is taken: a text, and what became of the last try to send it. Those that extend it say in words
 * `why` it was not taken, and show it.
 */
export class Written {
  #redraw;
  #refused;
  draft = '';
  /** What is being sent, in the words of who extends this; null for nothing. */
  busy = null;
  refusal = null;

  /** `refused()` is told of every refusal. */
  constructor({ redraw, refused }) {
    this.#redraw = redraw;
    this.#refused = refused;
  }

  /** Whether there is something here that a person would miss. */
  get holds() {
    return this.busy !== null || this.refusal !== null || this.draft.trim() !== '';
  }

  get isBusy() {
    return this.busy !== null;
  }

  /** Takes what was typed. */
  write(text) {
    this.draft = text;
    this.#redraw();
  }

  /** Sends with `send()`; `busy` says what is at work meanwhile, in which nothing else is sent. */
  async sending(busy, send) {
    // A second press may come before the frame in which the buttons are disabled.
    if (this.isBusy) return;
    this.busy = busy;
    this.refusal = null;
    this.#redraw();
    try {
      await send();
    } catch (refusal) {
      this.refusal = refusal;
      this.#refused();
    }
    this.busy = null;
    this.#redraw();
  }

  /** Shows what was written when nothing takes it any more; `field` is for a text that is not empty. */
  unsent(field) {
    return html`
      <div class="answer">
        ${this.isBusy ? html`<p class="quiet small" role="status">Sending…</p>` : nothing}
        ${this.fault()}
        ${this.draft ? field : nothing}
      </div>`;
  }

  /** Shows why the last try was not taken, if it was not. */
  fault() {
    return this.refusal ? html`<p class="refused" role="alert">${this.why}</p>` : nothing;
  }
}
