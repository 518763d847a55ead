import { isFinal, pauseAfter } from './soon.js';

/** Coming and going is told, and counted; that this comes to the right number is asked so often, and not by all at once. */
const ASK_AFTER_MS = 10_000;
const SPREAD_MS = 5000;

/** Who is in a project now. The hub tells how many there are to who joins, and names only those who come and go. */
export class Presence {
  #join;
  #changed;
  #count = 0;
  #named = new Set();
  #timer = null;
  #notBefore = 0;

  /** `join()` joins the project and returns how many are in it. */
  constructor(join, changed) {
    this.#join = join;
    this.#changed = changed;
  }

  /** How many are here, and of those but this person the names of whoever came while it was here. */
  get people() {
    const names = [...this.#named].sort();
    return { count: Math.max(this.#count, this.#count && names.length + 1), names };
  }

  /** The socket is in. */
  begin() {
    this.#askAfter(0);
  }

  /** The socket is not in; who comes and goes meanwhile is not told. */
  end() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#count = 0;
    this.#named.clear();
  }

  came(userId) {
    if (this.#count && !this.#named.has(userId)) this.#count++;
    this.#named.add(userId);
    this.#askOnce();
  }

  left(userId) {
    if (this.#count) this.#count = Math.max(1, this.#count - 1);
    this.#named.delete(userId);
    this.#askOnce();
  }

  #askOnce() {
    if (this.#timer === null) this.#askAfter(ASK_AFTER_MS + Math.random() * SPREAD_MS);
  }

  #askAfter(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), Math.max(pause, this.#notBefore - Date.now()));
  }

  async #ask() {
    this.#timer = null;
    try {
      this.#count = await this.#join();
      this.#changed();
    } catch (refusal) {
      if (refusal.isUnclear || refusal.code === 'closed' || isFinal(refusal)) return;
      this.#notBefore = Date.now() + pauseAfter(refusal);
      this.#askAfter(0);
    }
  }
}
