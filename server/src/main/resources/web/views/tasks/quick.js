import { html, live } from '../../ui/html.js';
import { once } from '../../ui/sending.js';
import { toast } from '../../ui/toast.js';
import { shortly } from './model.js';

/**
 * A line that is typed and added, one after the other, while those before are still under way. One that is refused comes back into
 * the field, unless the next is being typed there or its view was left: then it can be tried again where that is told.
 */
export class Quick {
  #options;
  #redraw;
  #text = '';
  #field = null;
  /** The line that came back, and what sends it: under the key of before, if it may have been added. */
  #back = null;
  #closed = false;

  /** `options`: `label`, `hint`, `most` characters, `primary`, `add(text, key)` adds a line or throws the refusal, `done` the word for that. */
  constructor(options, redraw) {
    this.#options = options;
    this.#redraw = redraw;
  }

  close() {
    this.#closed = true;
  }

  render() {
    const { label, hint, most, primary = false } = this.#options;
    return html`
      <form class="quick" @submit=${event => this.#submit(event)}>
        <input aria-label=${label} placeholder=${hint} maxlength=${most} autocomplete="off" enterkeyhint="done" .value=${live(this.#text)}
          @input=${event => { this.#text = event.target.value; }}>
        <button class=${primary ? 'button primary' : 'button'}>Add</button>
      </form>`;
  }

  #submit(event) {
    event.preventDefault();
    [this.#field] = event.target.elements;
    this.#field.focus();
    const text = this.#text.trim();
    if (!text) return;
    const sending = this.#back?.text === text ? this.#back.sending : once();
    this.#put('');
    this.#send(text, sending);
  }

  // At once: the next key may come before the next frame.
  #put(text) {
    this.#text = text;
    this.#field.value = text;
    this.#redraw();
  }

  async #send(text, sending) {
    try {
      await sending(text, key => this.#options.add(text, key));
    } catch (refusal) {
      const comesBack = !this.#closed && !this.#text.trim();
      if (comesBack) {
        this.#back = { text, sending };
        this.#put(text);
      }
      const what = `“${shortly(text, 40)}” ${refusal.isUnclear ? 'may not have been' : 'was not'} ${this.#options.done}`;
      toast(`${what}: ${refusal.message}`, { tone: 'bad', action: comesBack ? null : { label: 'Try again', act: () => this.#send(text, sending) } });
    }
  }
}
