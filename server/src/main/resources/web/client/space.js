import { Refusal } from './refusal.js';
import { Signal } from './signal.js';

const PATIENCE_MS = 15_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
/** Refusals that no further try would change; what they need is another token, or another project. */
const FINAL = new Set(['unauthenticated', 'forbidden', 'not_found', 'invalid', 'conflict', 'too_large']);
/** Goodbyes after which the hub closes the whole connection. */
const CONNECTION_ENDS = new Set(['server_shutdown', 'slow_consumer', 'resync', 'too_large', 'protocol_error']);
const NATIVE = new Set(['/ui', '/mobile', '/cli', '/terminal']);

/**
 * A socket in one namespace, held as long as it is open: it comes again after every break that is not for good.
 *
 * `state` is `{phase, refusal}`: `connecting`, with the `refusal` of the last try if the hub would not have it now; `in`;
 * `refused` for good, with the `refusal`, until `retry`; or `closed`. Events: `state`; `in` `({recovered})` each time it is in;
 * `event` `(name, payload, offset)` for whatever the hub sends; `expiring` `({expiresAt})` and `expired`
 * `({expiresAt, disconnectAt})` when its token ends.
 */
export class Space extends Signal {
  #link;
  #namespace;
  /** Null while another leaves its place. */
  #socket = null;
  #answers = new Set();
  #release = null;
  #end;
  #timer = null;
  /** What the hub said before it put this out, until it is in again. */
  #goodbye = null;
  #tries = 0;
  #state = Object.freeze({ phase: 'connecting', refusal: null });

  /** `auth` returns what is to be said at each CONNECT. */
  constructor(link, namespace, auth) {
    super();
    this.#link = link;
    this.#namespace = namespace;
    this.#end = link.on('state', () => this.#come());
    this.#release = link.use();
    link.socket(namespace, give => give(auth()), socket => this.#take(socket));
  }

  get namespace() {
    return this.#namespace;
  }

  get state() {
    return this.#state;
  }

  /** Resolves when it is in; throws its refusal, or `unreachable` when there is no connection now or it takes too long. */
  entered() {
    return new Promise((resolve, reject) => {
      const ends = [];
      const look = isLate => {
        const { phase, refusal } = this.#state;
        if (phase === 'connecting' && this.#link.state.phase !== 'waiting' && !isLate) return;
        ends.forEach(end => end());
        if (phase === 'in') resolve();
        else reject(phase === 'connecting' ? this.#absent() : refusal);
      };
      const timer = setTimeout(look, PATIENCE_MS, true);
      ends.push(() => clearTimeout(timer), this.on('state', () => look(false)), this.#link.on('state', () => look(false)));
      look(false);
    });
  }

  /** Sends an event, with at most one payload; resolves with the hub's ack, or throws a `Refusal`. */
  ask(name, payload) {
    return new Promise((resolve, reject) =>
      this.request(name, payload, (refusal, answer) => refusal ? reject(refusal) : resolve(answer)));
  }

  /**
   * The same with a callback `(refusal, answer)`, which is called before any event that the hub sent after its answer is heard.
   * A promise's listeners hear of it later.
   */
  request(name, payload, done) {
    if (this.#state.phase !== 'in') return done(this.#absent());
    const given = payload === undefined ? [] : [payload];
    this.#socket.timeout(PATIENCE_MS).emit(name, ...given, (failure, answer) => {
      if (failure) return done(this.#unanswered());
      if (answer?.success !== true) return done(Refusal.ofAck(answer));
      done(null, answer);
    });
  }

  /** Sends an event that needs no answer, if the socket is in. */
  tell(name, payload) {
    if (this.#state.phase === 'in') this.#socket.emit(name, ...(payload === undefined ? [] : [payload]));
  }

  /** Answers an event of the hub that asks for an ack: `listener(payload)` returns the answer. Returns what ends that. */
  answer(name, listener) {
    const answering = { name, listener };
    this.#answers.add(answering);
    return () => this.#answers.delete(answering);
  }

  /** Gives the socket another token, so that it stays when its own ends; one that is not in comes again with what `auth` says. */
  async renew(token) {
    if (this.#state.phase === 'in') {
      await this.ask(NATIVE.has(this.#namespace) ? 'auth:refresh' : 'authenticate', { token });
    } else {
      this.retry();
    }
  }

  /** Comes again at once with what `auth` says now, if it is not in. */
  retry() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#tries = 0;
    if (this.#state.phase === 'in' || this.#state.phase === 'closed') return;
    this.#release ??= this.#link.use();
    this.#become({ phase: 'connecting', refusal: null });
    this.#come();
  }

  close() {
    if (this.#state.phase === 'closed') return;
    clearTimeout(this.#timer);
    this.#end();
    // What was asked for hears that it will not be answered.
    this.#become({ phase: 'closed', refusal: new Refusal('closed', 'This was closed.') });
    if (!this.#socket) {
      this.#link.forgo(this.#namespace);
      return this.#rest();
    }
    this.#socket.offAny();
    this.#socket.removeAllListeners();
    const isAwaited = this.#socket.active && !this.#socket.connected && this.#link.state.phase === 'open';
    if (!isAwaited) return this.#leave();
    // The hub is about to let the socket in, and can be told of its leaving only then.
    this.#link.leaves(this.#namespace);
    this.#socket.once('connect', () => this.#leave());
    this.#socket.once('connect_error', () => this.#leave());
    this.#end = this.#link.on('state', () => this.#leave());
  }

  #leave() {
    this.#end();
    this.#socket.removeAllListeners();
    this.#socket.disconnect();
    this.#link.free(this.#namespace);
    this.#rest();
  }

  #rest() {
    this.#release?.();
    this.#release = null;
  }

  #take(socket) {
    this.#socket = socket;
    socket.on('connect', () => this.#connected());
    socket.on('connect_error', failure => this.#turnedAway(failure));
    socket.on('disconnect', reason => this.#left(reason));
    socket.onAny((name, ...values) => this.#heard(name, values));
    this.#come();
  }

  #absent() {
    return this.#state.phase === 'connecting' || !this.#state.refusal
      ? new Refusal('unreachable', this.#state.refusal?.message ?? 'There is no connection to the hub now.')
      : this.#state.refusal;
  }

  /** Why an ack did not come: this was closed, the connection broke, which tells of it before, or it took too long. */
  #unanswered() {
    return this.#state.phase === 'in' ? new Refusal('timeout', 'The hub did not answer in time.')
      : new Refusal('unreachable', this.#state.phase === 'closed' ? 'This was left before the hub answered.'
        : 'The connection to the hub broke before it answered.');
  }

  /** Connects, unless the socket does so by itself, waits for its time, or the connection is not open: that would open it. */
  #come() {
    if (this.#state.phase !== 'connecting' || this.#timer || !this.#socket || this.#socket.active) return;
    if (this.#link.state.phase === 'open') this.#socket.connect();
  }

  #connected() {
    this.#tries = 0;
    this.#goodbye = null;
    this.#become({ phase: 'in', refusal: null });
    this.emit('in', { recovered: this.#socket.recovered });
  }

  #turnedAway(failure) {
    // Without data it is the connection that failed, and the link tells of that.
    if (!failure.data) return;
    const { code = 'internal', retry_after: retryAfter = null } = failure.data;
    const refusal = new Refusal(code, failure.message, { retryAfter });
    if (FINAL.has(code)) {
      this.#refuse(refusal);
    } else {
      this.#become({ phase: 'connecting', refusal });
      this.#again(retryAfter);
    }
  }

  #refuse(refusal) {
    this.#become({ phase: 'refused', refusal });
    // The state's listeners may have asked for another try.
    if (this.#state.phase === 'refused') this.#rest();
  }

  #left(reason) {
    if (this.#state.phase !== 'in') return;
    const goodbye = this.#goodbye;
    const refusal = goodbye && new Refusal(goodbye.code, goodbye.reason, { retryAfter: goodbye.after ?? null });
    if (goodbye?.retry === 'never') return this.#refuse(refusal);
    const isPutOut = reason === 'io server disconnect';
    this.#become({ phase: 'connecting', refusal: isPutOut ? refusal : null });
    // After any other end the connection is opened again, and the socket comes with it.
    if (isPutOut) this.#again(goodbye?.after ?? null);
  }

  #again(pause) {
    const usual = Math.min(FIRST_PAUSE_MS * 2 ** this.#tries++, LONGEST_PAUSE_MS) * (1 - Math.random() / 2);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#come();
    }, pause ?? usual);
  }

  #heard(name, values) {
    const [payload, offset] = values;
    const ack = values.at(-1);
    if (typeof ack === 'function') this.#reply(name, payload, ack);
    if (name === 'server:shutdown') this.#link.comeBackAfter(payload?.reconnectAfter);
    if (name === 'server:goodbye') this.#leaving(payload);
    if (name === 'auth:expiring') this.emit('expiring', payload);
    if (name === 'auth:expired') this.emit('expired', payload);
    this.emit('event', name, payload, typeof offset === 'string' ? offset : null);
  }

  #leaving(goodbye) {
    this.#goodbye = goodbye;
    // Of a socket that is put out alone the connection stays, and has nothing to say.
    if (CONNECTION_ENDS.has(goodbye?.code)) this.#link.leaveBy(goodbye);
  }

  async #reply(name, payload, ack) {
    for (const { name: asked, listener } of this.#answers) {
      if (asked === name) ack(await listener(payload));
    }
  }

  #become(state) {
    this.#state = Object.freeze(state);
    this.emit('state', this.#state);
  }
}
