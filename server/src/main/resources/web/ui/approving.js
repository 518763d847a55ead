import { html, live } from './html.js';
import { said } from './parts.js';
import { once } from './sending.js';
import { Written } from './written.js';

/**
 * A person's answer to an approval. `send(approved, comment, key)` sends it and throws a refusal, of which `refused()` is told; what
 * may have been sent is sent again under the same key.
 */
export class Approving extends Written {
  #send;
  #once = once();

  constructor({ send, ...hands }) {
    super(hands);
    this.#send = send;
  }

  /** Why the last answer was not taken. */
  get why() {
    const { code, isUnclear, message, current } = this.refusal;
    if (isUnclear) return 'It may have been sent: the hub did not say whether it was taken.';
    if (code !== 'conflict') return `Not sent: ${message}`;
    const { status, resolvedBy } = current ?? {};
    return status === 'timed_out' ? 'Its time was over before you answered.'
      : `Somebody else has answered already: ${status ?? 'resolved'}${resolvedBy ? ` by ${resolvedBy}` : ''}.`;
  }

  /** `over` shows what was written, when it is decided already. */
  render({ id, name, over = false }) {
    if (over) return this.unsent(html`<label class="quiet small" for=${id}>You wrote</label><input id=${id} type="text" readonly .value=${this.draft}>`);
    return html`
      <form class="answer" @submit=${event => event.preventDefault()}>
        ${this.fault()}
        <label class="visually-hidden" for=${id}>Comment on ${said(name)}</label>
        <input id=${id} type="text" maxlength="4096" placeholder="Comment, if you like" autocomplete="off" .value=${live(this.draft)}
          @input=${event => this.write(event.target.value)} @keydown=${event => event.key === 'Enter' && event.preventDefault()}>
        <div class="verdict">
          <button type="button" class="button danger" ?disabled=${this.isBusy} @click=${() => this.#answer(false)}>${this.busy === false ? 'Rejecting…' : 'Reject'}</button>
          <button type="button" class="button primary" ?disabled=${this.isBusy} @click=${() => this.#answer(true)}>${this.busy === true ? 'Approving…' : 'Approve'}</button>
        </div>
      </form>`;
  }

  #answer(approved) {
    const comment = this.draft.trim();
    return this.sending(approved, async () => {
      await this.#once({ approved, comment }, key => this.#send(approved, comment, key));
      if (this.draft.trim() === comment) this.draft = '';
    });
  }
}
