import { Manager } from '../vendor/socket.io-client/dist/socket.io.esm.min.js';
import { Signal } from './signal.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5000;
const LONGEST_HINT_MS = 60_000;
const PATIENCE_MS = 10_000;
/** No namespace: begins with no slash. */
const KEEPER = 'link';

/** What a close of the connection is, in words for a person. */
const CLOSES = {
  'transport close': 'The hub closed the connection, or the network did.',
  'transport error': 'The connection broke.',
  'ping timeout': 'Nothing was heard of the hub for too long.',
  'parse error': 'The hub sent what could not be read.',
  'forced close': 'The connection was closed.',
};

const IDLE = Object.freeze({ phase: 'idle', reason: null, attempt: 0, nextTryAt: null });

/**
 * One connection, with at most one socket in each namespace. It opens itself again, as long as somebody uses it.
 *
 * `state` is `{phase, reason, attempt, nextTryAt}`, and each change of it is the event `state`:
 *
 * - `idle`: nobody uses it;
 * - `connecting`: a try is under way, the `attempt`-th since it was last open;
 * - `open`;
 * - `waiting`: the last try failed, or the connection broke, for `reason`, a sentence; the next try is at `nextTryAt`, in ms
 *   since the epoch.
 *
 * Pauses between tries grow from 1 s to 5 s, a random part of them taken off; a hub that says when to come back
 * (`server:shutdown`, `server:goodbye`) is obeyed, and its reason is told. When the device is online or in sight again, it is tried at once.
 */
export class Link extends Signal {
  #manager;
  #users = new Set();
  /** By namespace: whether its socket leaves it, and what takes its place then. */
  #places = new Map();
  #state = IDLE;
  #timer = null;
  #hint = null;
  /** Why the hub says that it closes, until it is open again. */
  #goodbye = null;
  #silence = { since: 0, most: Infinity };
  #closed = false;
  #look = () => {
    if (globalThis.document?.visibilityState === 'hidden') return;
    // A device that slept notices only late that its connection has died meanwhile.
    if (this.#state.phase === 'open' && Date.now() - this.#silence.since > this.#silence.most) this.restart();
    this.tryNow();
  };

  constructor(url, { transports = ['websocket', 'polling'], path = '/socket.io' } = {}) {
    super();
    this.#manager = new Manager(url, {
      autoConnect: false, reconnection: false, timeout: PATIENCE_MS, transports, tryAllTransports: true, path,
    });
    // Without one that is always active, the manager closes the connection when its last socket is refused or put out.
    this.#manager.nsps[KEEPER] = { active: true };
    this.#manager.on('close', reason => this.#broke(this.#goodbye ?? CLOSES[reason] ?? `The connection ended (${reason}).`));
    this.#manager.on('ping', () => { this.#silence.since = Date.now(); });
    globalThis.addEventListener?.('online', this.#look);
    globalThis.document?.addEventListener('visibilitychange', this.#look);
  }

  get state() {
    return this.#state;
  }

  /** Whether a namespace cannot be had: there is a socket that stays, or somebody waits for the place of the one that leaves. */
  has(namespace) {
    const place = this.#places.get(namespace);
    return Boolean(place) && (!place.isLeaving || place.next !== null);
  }

  /**
   * Has `taken` called with a socket in a namespace that can be had, not connected yet: at once, or when the one that leaves it
   * has left. `auth` is called at each CONNECT.
   */
  socket(namespace, auth, taken) {
    if (this.has(namespace)) throw new Error(`This connection has a socket in ${namespace} already.`);
    const take = () => {
      this.#places.set(namespace, { isLeaving: false, next: null });
      taken(this.#manager.socket(namespace, { auth }));
    };
    const leaving = this.#places.get(namespace);
    if (leaving) leaving.next = take;
    else take();
  }

  /** Notes that the socket in a namespace leaves it, so that another may wait for its place. */
  leaves(namespace) {
    this.#places.get(namespace).isLeaving = true;
  }

  /** Waits for a place in a namespace no more. */
  forgo(namespace) {
    this.#places.get(namespace).next = null;
  }

  /** Gives a namespace free; its socket is disconnected. */
  free(namespace) {
    // The manager would hand the same socket out again, with what it was to say at CONNECT.
    delete this.#manager.nsps[namespace];
    const { next } = this.#places.get(namespace);
    this.#places.delete(namespace);
    next?.();
  }

  /** Keeps the connection open for somebody; returns what ends that. The last that goes closes it. */
  use() {
    const user = {};
    if (this.#closed) return () => {};
    this.#users.add(user);
    if (this.#state.phase === 'idle') this.#open(1);
    return () => {
      if (this.#users.delete(user) && this.#users.size === 0) this.#rest();
    };
  }

  /** Notes why the hub closes, and when it would have this client back: a sentence, and ms from now or null. */
  leaveBy({ code, reason, retry, after }) {
    this.#goodbye = reason;
    if (retry === 'later' && Number.isFinite(after)) this.comeBackAfter(after);
    if (retry === 'now' && code !== 'server_shutdown') this.#hint = null;
  }

  /** Notes when the hub would have its clients back, in ms from now; it holds for the next break. */
  comeBackAfter(ms) {
    this.#hint = Math.min(Math.max(Number(ms) || 0, 0), LONGEST_HINT_MS);
  }

  /** Tries now, if it is waiting. */
  tryNow() {
    if (this.#state.phase === 'waiting') this.#open(this.#state.attempt + 1);
  }

  /** Closes the connection, if it is open, and opens it again. */
  restart() {
    if (this.#state.phase === 'open') this.#open(1);
  }

  close() {
    this.#closed = true;
    globalThis.removeEventListener?.('online', this.#look);
    globalThis.document?.removeEventListener('visibilitychange', this.#look);
    this.#users.clear();
    this.#rest();
  }

  #rest() {
    clearTimeout(this.#timer);
    if (this.#state.phase === 'idle') return;
    this.#become(IDLE);
    this.#manager.disconnect();
  }

  #open(attempt) {
    clearTimeout(this.#timer);
    const wasOpen = this.#state.phase === 'open';
    this.#become({ phase: 'connecting', reason: this.#state.reason, attempt, nextTryAt: null });
    if (wasOpen) this.#manager.disconnect();
    this.#manager.open(failure => this.#opened(attempt, failure));
    this.#manager.engine.once('handshake', ({ pingInterval, pingTimeout }) => {
      this.#silence = { since: Date.now(), most: pingInterval + pingTimeout };
    });
  }

  #opened(attempt, failure) {
    if (this.#state.phase !== 'connecting') return;
    if (failure) {
      this.#wait(unreachable(failure), attempt);
    } else {
      this.#hint = this.#goodbye = null;
      this.#become({ phase: 'open', reason: null, attempt: 0, nextTryAt: null });
    }
  }

  #broke(reason) {
    if (this.#state.phase === 'open') this.#wait(reason, 0);
  }

  #wait(reason, attempt) {
    const usual = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(attempt - 1, 0), LONGEST_PAUSE_MS);
    const pause = this.#hint ?? usual * (1 - Math.random() / 2);
    this.#hint = null;
    this.#timer = setTimeout(() => this.#open(attempt + 1), pause);
    this.#become({ phase: 'waiting', reason, attempt, nextTryAt: Date.now() + pause });
  }

  #become(state) {
    this.#state = Object.freeze(state);
    this.emit('state', this.#state);
  }
}

function unreachable(failure) {
  if (globalThis.navigator?.onLine === false) return 'This device is offline.';
  return failure.message === 'timeout' ? 'The hub did not answer in time.' : 'The hub cannot be reached.';
}
