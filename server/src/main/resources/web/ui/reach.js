import { Signal } from '../client/signal.js';

const EVERY_MS = 15_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;
const PATIENCE_MS = 10_000;

/**
 * Whether the hub answers, for views that hold no connection to it: it is asked now and then, while somebody looks.
 *
 * `state` is as that of the client's `Link`; each change is the event `state`.
 */
export class Reach extends Signal {
  #state = { phase: 'idle', reason: null, attempt: 0, nextTryAt: null };
  #timer = null;
  #run = 0;

  constructor() {
    super();
    const look = () => this.#state.phase !== 'idle' && document.visibilityState === 'visible' && this.tryNow();
    addEventListener('online', look);
    addEventListener('offline', look);
    document.addEventListener('visibilitychange', look);
  }

  get state() {
    return this.#state;
  }

  /** Begins to ask; `known` says that the hub has just answered. */
  start(known = false) {
    if (this.#state.phase !== 'idle') return;
    if (known) return this.#answered();
    this.tryNow();
  }

  stop() {
    this.#run++;
    clearTimeout(this.#timer);
    this.#become({ phase: 'idle', reason: null, attempt: 0, nextTryAt: null });
  }

  async tryNow() {
    const run = ++this.#run;
    const attempt = this.#state.attempt + 1;
    clearTimeout(this.#timer);
    if (this.#state.phase !== 'open') this.#become({ ...this.#state, phase: 'connecting', attempt, nextTryAt: null });
    const reason = await unreached();
    if (run !== this.#run) return;
    reason ? this.#wait(reason, attempt) : this.#answered();
  }

  #answered() {
    this.#become({ phase: 'open', reason: null, attempt: 0, nextTryAt: null });
    this.#after(EVERY_MS);
  }

  #wait(reason, attempt) {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    this.#become({ phase: 'waiting', reason, attempt, nextTryAt: Date.now() + pause });
    this.#after(pause);
  }

  #after(pause) {
    clearTimeout(this.#timer);
    // A page that nobody sees asks nothing; it asks when it is seen again.
    this.#timer = setTimeout(() => document.visibilityState === 'visible' && this.tryNow(), pause);
  }

  #become(state) {
    const changed = state.phase !== this.#state.phase || state.nextTryAt !== this.#state.nextTryAt;
    this.#state = Object.freeze(state);
    if (changed) this.emit('state', state);
  }
}

/** Asks the hub whether it is there; returns why it is not, or null. */
async function unreached() {
  if (!navigator.onLine) return 'This device is offline.';
  try {
    const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.ok ? null : 'The hub does not answer as it should.';
  } catch (failure) {
    return failure.name === 'TimeoutError' ? 'The hub did not answer in time.' : 'The hub cannot be reached.';
  }
}
