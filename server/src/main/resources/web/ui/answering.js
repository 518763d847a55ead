import { html, live, nothing } from './html.js';
import { said } from './parts.js';
import { choices } from './question.js';
import { Written } from './written.js';

/**
 * What a person writes to a session that asks. `send(text)` sends it and throws a refusal, of which `refused()` is told; the text
 * stays until it was taken.
 */
export class Answering extends Written {
  #send;

  constructor({ send, ...hands }) {
    super(hands);
    this.#send = send;
  }

  /** Why the last answer was not taken. */
  get why() {
    const { code, isUnclear, message } = this.refusal;
    return code === 'conflict' ? 'Somebody else has answered this already.'
      : code === 'unavailable' ? 'No terminal of this session takes an answer now. Your text is still here.'
        : isUnclear ? 'It may have been sent: the hub did not say whether it was taken. Your text is still here.'
          : `Not sent: ${message}`;
  }

  /** `over` shows what was written, when nothing takes it any more. */
  render({ message, id, name, over = false }) {
    if (over) return this.unsent(html`<label class="quiet small" for=${id}>You wrote</label><textarea id=${id} rows="1" readonly .value=${this.draft}></textarea>`);
    const offers = choices(message);
    return html`
      <form class="answer" @submit=${event => { event.preventDefault(); this.#answer(this.draft); }}>
        ${offers.length ? html`
          <div class=${offers[0].label.startsWith('1 ') ? 'offers listed' : 'offers'} role="group" aria-label="Answers that ${name} offers">
            ${offers.map(({ text, label }) => html`<button type="button" class="button" ?disabled=${this.isBusy} @click=${() => this.#answer(text, text)}>
              <span>${this.busy === text ? 'Sending…' : label}</span></button>`)}
          </div>` : nothing}
        ${this.fault()}
        <div class="writing">
          <label class="visually-hidden" for=${id}>Your answer to ${said(name)}</label>
          <textarea id=${id} rows="1" enterkeyhint="send" placeholder="Your answer" autocomplete="off" autocapitalize="off" .value=${live(this.draft)}
            @input=${event => { this.refusal = null; this.write(event.target.value); }}
            @keydown=${event => this.#key(event)}></textarea>
          <button class="button primary" ?disabled=${this.isBusy || this.draft.trim() === ''}>${this.busy === '' ? 'Sending…' : 'Send'}</button>
        </div>
      </form>`;
  }

  #key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (this.draft.trim() !== '' && !this.isBusy) this.#answer(this.draft);
  }

  // `busy` is the text of an offer, or '' for what is written.
  #answer(text, offer = '') {
    return this.sending(offer, async () => {
      await this.#send(text);
      // An offer was taken beside it, or more was written meanwhile: that is not sent.
      if (this.draft === text) this.draft = '';
    });
  }
}
