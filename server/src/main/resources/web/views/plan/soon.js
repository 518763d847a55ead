const PAUSE_MS = 2000;
/** What comes together is done once. */
const TOGETHER_MS = 150;
/** Refusals that no further try would change. */
const FINAL = new Set(['not_found', 'forbidden', 'unauthenticated']);

export const isFinal = refusal => FINAL.has(refusal.code);

/** How long to wait after a refusal. */
export const pauseAfter = refusal => refusal.retryAfter ?? PAUSE_MS;

/** Does things a little later, each once for all that asked for it in a while; what is refused is done again. */
export class Soon {
  #timers = new Map();
  #closed = false;
  #done;

  /** `done` is called after each. */
  constructor(done) {
    this.#done = done;
  }

  do(key, act, pause = TOGETHER_MS) {
    clearTimeout(this.#timers.get(key));
    if (this.#closed) return;
    this.#timers.set(key, setTimeout(async () => {
      this.#timers.delete(key);
      try {
        await act();
      } catch (refusal) {
        if (!isFinal(refusal)) this.do(key, act, pauseAfter(refusal));
      }
      this.#done();
    }, pause));
  }

  close() {
    this.#closed = true;
    this.#timers.forEach(clearTimeout);
  }
}
