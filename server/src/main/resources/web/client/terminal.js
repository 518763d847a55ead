import { Signal } from './signal.js';

const ACK_EVERY_BYTES = 16 * 1024;
const IDLE_MS = 500;
const PAUSE_MS = 2000;
/** Refusals that a further try may change: a terminal may still come. */
const PASSING = new Set(['not_found', 'unavailable', 'rate_limited', 'conflict', 'timeout', 'internal']);

/**
 * One terminal, watched: it writes to a screen what the hub sends, comes back where it stood after a break, and tells the hub how
 * far the screen has come, so that a slow one is not drowned.
 *
 * The screen is `{reset(cols, rows), write(text, done), resize(cols, rows)}`; `done` is to be called when the text is on it.
 *
 * `state` is `{phase, refusal, cols, rows, writable, connected, title, truncated, resyncs, controller, mine, exit}`: `phase` is
 * `joining`, `live`, `away` (no connection to the hub), `refused` (with the `refusal`; it is tried again while there is no such
 * terminal), or `ended` (with `exit`, `{exitCode, reason}`). `connected` says whether the terminal's owner is; `controller` who
 * typed last, if anybody, and `mine` whether that is this viewer. Events: `state`; `resync` when output was skipped; `closed`.
 */
export class Terminal extends Signal {
  #space;
  #sessionId;
  #screen;
  #ends;
  /** Where the next output begins; null while nothing is on the screen. */
  #position = null;
  #written = 0;
  #acked = 0;
  /** One more with each watch, each break, and each screen that is begun. */
  #run = 0;
  #retry = null;
  #idle = null;
  #closed = false;
  #state = Object.freeze({
    phase: 'joining', refusal: null, cols: 80, rows: 24, writable: false, connected: true, title: '', truncated: false,
    resyncs: 0, controller: null, mine: false, exit: null,
  });

  constructor(space, sessionId, screen) {
    super();
    this.#space = space;
    this.#sessionId = sessionId;
    this.#screen = screen;
    this.#ends = [
      space.on('in', () => this.#watch()),
      space.on('event', (name, payload) => payload?.sessionId === sessionId && this.#heard(name, payload)),
      space.on('state', ({ phase, refusal }) => this.#moved(phase, refusal)),
    ];
    if (space.state.phase === 'in') this.#watch();
    if (space.state.phase === 'refused') this.#moved('refused', space.state.refusal);
  }

  get sessionId() {
    return this.#sessionId;
  }

  get state() {
    return this.#state;
  }

  /** Types; throws a `Refusal` when it may not, or nothing takes it. */
  input(text) {
    return this.#space.ask('terminal:input', { sessionId: this.#sessionId, input: text });
  }

  /** Has the PTY take another size; `forbidden` to who is not the controller. */
  resize(cols, rows) {
    return this.#space.ask('terminal:resize', { sessionId: this.#sessionId, cols, rows });
  }

  /** Watches anew, from nothing; after an end it is the session's next terminal. */
  rejoin() {
    this.#position = null;
    this.#become({ phase: 'joining', refusal: null, exit: null });
    if (this.#space.state.phase === 'refused') {
      this.#space.retry();
    } else {
      this.#watch();
    }
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#pause();
    this.#ends.forEach(end => end());
    this.#space.tell('terminal:unwatch', { sessionId: this.#sessionId });
    this.emit('closed');
  }

  #watch() {
    if (this.#closed || this.#state.phase === 'ended' || this.#space.state.phase !== 'in') return;
    this.#pause();
    const run = this.#run;
    const since = this.#position;
    // Output follows the answer at once, so the screen is begun before anything else is done.
    this.#space.request('terminal:watch', { sessionId: this.#sessionId, ...(since !== null && { since }) }, (refusal, answer) => {
      if (run !== this.#run) return;
      if (refusal) return this.#refused(refusal);
      this.#watched(since, answer);
    });
  }

  #watched(since, answer) {
    if (since === null || answer.position !== since || answer.truncated || answer.scrollback) {
      this.#begin(answer);
    } else {
      this.#acked = since;
      this.#screen.resize(answer.cols, answer.rows);
    }
    const { cols, rows, writable, connected, title, truncated, controller = null, mine = false } = answer;
    this.#become({ phase: 'live', refusal: null, cols, rows, writable, connected, title: title ?? '', truncated, controller, mine });
  }

  #refused(refusal) {
    if (this.#space.state.phase !== 'in') return;
    if (PASSING.has(refusal.code)) this.#retry = setTimeout(() => this.#watch(), refusal.retryAfter ?? PAUSE_MS);
    this.#become({ phase: 'refused', refusal });
  }

  #begin({ cols, rows, scrollback, position }) {
    const run = ++this.#run;
    this.#position = position;
    this.#written = position;
    this.#screen.reset(cols, rows);
    this.#screen.write(scrollback, () => {
      // What was skipped is owed to the hub until it hears that the screen has come past it.
      if (run === this.#run) this.#ack(Math.max(position, this.#written));
    });
  }

  #heard(name, payload) {
    if (this.#state.phase === 'ended') return;
    if (name === 'terminal:output') {
      this.#output(payload);
    } else if (name === 'terminal:resync') {
      this.#resync(payload);
    } else if (name === 'terminal:resized') {
      this.#screen.resize(payload.cols, payload.rows);
      this.#become({ cols: payload.cols, rows: payload.rows });
    } else if (name === 'terminal:owner') {
      this.#become({ connected: payload.connected });
    } else if (name === 'terminal:controller') {
      this.#become({ controller: payload.controller, mine: payload.mine });
    } else if (name === 'terminal:exit') {
      this.#exit(payload);
    }
  }

  #output({ data, position }) {
    // While it is asked for anew, what is on its way of before has no place.
    if (this.#position === null) return;
    if (position !== this.#position) return this.rejoin();
    const end = position + bytes(data);
    const run = this.#run;
    this.#position = end;
    this.#screen.write(data, () => {
      if (run === this.#run) this.#shown(end);
    });
  }

  #resync(start) {
    // As with output: the answer of the watch that is under way begins the screen.
    if (this.#position === null) return;
    this.#begin(start);
    this.#become({ cols: start.cols, rows: start.rows, resyncs: this.#state.resyncs + 1 });
    this.emit('resync');
  }

  #exit({ exitCode = null, reason = null }) {
    this.#pause();
    // The command goes on, and its terminal is there again with the hub.
    if (reason === 'server_shutdown') return this.#become({ phase: 'away' });
    this.#become({ phase: 'ended', exit: { exitCode, reason } });
  }

  #shown(end) {
    this.#written = end;
    clearTimeout(this.#idle);
    if (end - this.#acked >= ACK_EVERY_BYTES) {
      this.#ack(end);
    } else {
      this.#idle = setTimeout(() => this.#ack(this.#written), IDLE_MS);
    }
  }

  #ack(position) {
    clearTimeout(this.#idle);
    this.#acked = position;
    this.#space.tell('terminal:ack', { sessionId: this.#sessionId, position });
  }

  #moved(phase, refusal) {
    if (phase === 'in' || this.#state.phase === 'ended') return;
    this.#pause();
    this.#become(phase === 'refused' ? { phase, refusal } : { phase: 'away' });
  }

  /** Ends what is under way; what the screen still writes is not told of. */
  #pause() {
    this.#run++;
    clearTimeout(this.#retry);
    clearTimeout(this.#idle);
  }

  #become(change) {
    if (this.#closed) return;
    this.#state = Object.freeze({ ...this.#state, ...change });
    this.emit('state', this.#state);
  }
}

const encoder = new TextEncoder();

/** How many bytes of UTF-8 a text is, which is what positions count. */
const bytes = text => encoder.encode(text).length;
