import { Refusal } from '../../client/refusal.js';
import { Signal } from '../../client/signal.js';

/** The hub takes 64 KiB at once; no character takes more than 3 bytes for each of its units. */
const MOST_UNITS = 16 * 1024;
const LONGEST_PAUSE_MS = 5000;
const MOST_SHOWN = 60;

/**
 * What is typed into a terminal, on its way: sent in order, one piece at a time, so that nothing overtakes what is sent again.
 *
 * `unsent` is what the hub did not take, or null: `{text, refusal}`. It stays until it is sent again or given up, and nothing
 * typed after it is sent before. Event: `change`.
 */
export class Keys extends Signal {
  #send;
  #waiting = '';
  /** Ends with what is being sent, if anything is. */
  #sending = null;
  #unsent = null;
  #ctrl = false;
  /** Why the piece that is being sent is not sent again. */
  #stopped = null;
  /** Ends the pause of a piece that is to be sent again. */
  #interrupt = () => {};

  /** `send(text)` resolves when the hub has taken it. */
  constructor(send) {
    super();
    this.#send = send;
  }

  get unsent() {
    return this.#unsent;
  }

  /** Whether the next key is sent with Ctrl. */
  get ctrl() {
    return this.#ctrl;
  }

  set ctrl(on) {
    this.#ctrl = on;
    this.emit('change');
  }

  type(text) {
    const keys = this.#ctrl ? control(text) : text;
    if (this.#ctrl) this.ctrl = false;
    if (this.#unsent) {
      this.#unsent = { ...this.#unsent, text: this.#unsent.text + keys };
      this.emit('change');
      return;
    }
    this.#waiting += keys;
    this.#run();
  }

  /** Tries again what was not sent. */
  again() {
    this.#waiting = this.#unsent.text;
    this.forget();
    this.#run();
  }

  /** Sends no more of what still waits: it was not sent. */
  stop() {
    this.#stopped = new Refusal('stopped', 'Control ended before it was sent.');
    if (this.#waiting) {
      this.#unsent = { text: this.#waiting, refusal: this.#stopped };
      this.#waiting = '';
      this.emit('change');
    }
    this.#interrupt();
  }

  /** Ends when nothing is on its way any more: it was sent, or is `unsent`. */
  async sent() {
    await this.#sending;
  }

  /** Gives up what was not sent. */
  forget() {
    this.#unsent = null;
    this.emit('change');
  }

  #run() {
    if (this.#waiting) this.#sending ??= this.#sendAll();
  }

  async #sendAll() {
    while (this.#waiting) {
      const piece = whole(this.#waiting);
      this.#waiting = this.#waiting.slice(piece.length);
      try {
        await this.#sent(piece);
      } catch (refusal) {
        this.#unsent = { text: piece + (this.#unsent?.text ?? '') + this.#waiting, refusal };
        this.#waiting = '';
        this.emit('change');
      }
    }
    this.#sending = null;
  }

  async #sent(piece) {
    this.#stopped = null;
    for (;;) {
      try {
        return await this.#send(piece);
      } catch (refusal) {
        if (refusal.code !== 'rate_limited') throw refusal;
        // None of it was taken, and it will be, unless control has ended: whoever types takes control.
        if (!this.#stopped) await this.#pause(Math.min(refusal.retryAfter ?? 100, LONGEST_PAUSE_MS));
        if (this.#stopped) throw this.#stopped;
      }
    }
  }

  #pause(ms) {
    return new Promise(resolve => {
      this.#interrupt = resolve;
      setTimeout(resolve, ms);
    });
  }
}

/** As much of a text as is sent at once, not ending within a character. */
function whole(text) {
  const cut = text.slice(0, MOST_UNITS);
  return cut.length < text.length && /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** What a key is with Ctrl; what has none stays. */
function control(text) {
  if (!/^[@-_a-z ?]/.test(text)) return text;
  const first = text[0] === '?' ? '\x7f' : String.fromCharCode(text[0].toUpperCase().charCodeAt(0) & 0x1f);
  return first + text.slice(1);
}

/** What was typed, as it can be shown in a sentence. */
export function shown(text) {
  const plain = text.slice(0, MOST_SHOWN + 1).replace(/[\x00-\x1f\x7f]/g, key => key === '\r' || key === '\n' ? '⏎' : key === '\x7f' ? '⌫' : String.fromCharCode(0x2400 + key.charCodeAt(0)));
  return plain.length > MOST_SHOWN ? `${plain.slice(0, MOST_SHOWN)}…` : plain;
}
