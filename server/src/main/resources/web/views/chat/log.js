import { Refusal } from '../../client/maestro-client.js';

const PAGE = 50;
const CATCH_UP_PAGE = 100;
/** How much of a chat is read again after a break; who had more of it open begins at its end anew. */
const MOST_READ_AGAIN = 1000;
/** How much is kept of what is far above while one is at the end. */
const MOST_KEPT = 400;
/** Replies stand in pages among the messages; so many messages are to be seen all the same. */
const ENOUGH = 20;

/**
 * What was said in a chat, or in one of its threads, from some moment on without a hole: each message once, in the order of the
 * hub.
 *
 * It is to be told what its socket hears, from before it reads (`heard`): what comes while it reads is neither lost nor doubled.
 * `phase` is `never` (nothing is here yet), `ready`, or `refused` with the `refusal`; `older` says whether there is more before.
 */
export class Log {
  #rest;
  #path;
  #threadId;
  #changed;
  #messages = [];
  #cursor = null;
  #heard = new Map();
  #clock = 0;
  #run = 0;
  #fetching = false;
  #reading = false;
  #phase = 'never';
  #refusal = null;

  constructor(rest, path, threadId, changed) {
    this.#rest = rest;
    this.#path = path;
    this.#threadId = threadId;
    this.#changed = changed;
  }

  get threadId() {
    return this.#threadId;
  }

  /** The messages, the oldest first. */
  get messages() {
    return this.#messages;
  }

  get phase() {
    return this.#phase;
  }

  get refusal() {
    return this.#refusal;
  }

  get older() {
    return this.#cursor !== null;
  }

  /** Whether older messages are under way. */
  get isFetching() {
    return this.#fetching;
  }

  /** Whether something may be missing that is not going to be told. */
  get isBehind() {
    return this.#phase !== 'ready' || this.#reading || this.#refusal !== null;
  }

  /** Whether more is here than is of use to who reads at its end. */
  get isLong() {
    return this.#messages.length > MOST_KEPT && !this.#reading && !this.#fetching;
  }

  find(id) {
    return this.#messages.find(message => message.id === id);
  }

  /** Takes a message from the socket; returns whether it is a new one. */
  heard(message) {
    if (this.#phase !== 'ready' && !this.#reading) return false;
    this.#heard.set(message.id, ++this.#clock);
    const at = this.#messages.findLastIndex(other => other.id === message.id);
    if (at >= 0) {
      this.#messages = this.#messages.with(at, { ...message, version: this.#messages[at].version });
      return false;
    }
    // One that comes again since its reactions changed, and is further up than what was read.
    if (this.older && message.createdAt < this.#messages[0]?.createdAt) return false;
    this.#messages = [...this.#messages, message];
    return true;
  }

  /** Takes what the hub answered to a change of a message, unless something newer was heard since `moment`. */
  answered(message, moment) {
    const at = this.#messages.findLastIndex(other => other.id === message.id);
    if (at >= 0 && (this.#heard.get(message.id) ?? 0) <= moment) this.#messages = this.#messages.with(at, message);
  }

  get moment() {
    return this.#clock;
  }

  /** Reads the newest messages, as far back as they were had before, or `anew`; what was had is shown until then. */
  async catchUp({ anew = false } = {}) {
    const run = ++this.#run;
    const moment = this.#clock;
    const had = this.#messages;
    const oldest = anew ? undefined : had[0]?.id;
    const read = [];
    let own = 0;
    let cursor;
    this.#reading = true;
    try {
      do {
        const page = await this.#page(cursor, oldest ? CATCH_UP_PAGE : PAGE);
        if (run !== this.#run) return;
        read.push(...page.items);
        own += page.items.filter(message => this.#isOwn(message)).length;
        cursor = page.cursor;
      } while (cursor && read.length < MOST_READ_AGAIN && (oldest ? !read.some(message => message.id === oldest) : own < ENOUGH));
    } catch (refusal) {
      if (run !== this.#run) return;
      this.#reading = false;
      this.#refused(refusal);
      return;
    }
    this.#reading = false;
    this.#cursor = cursor;
    this.#take(read.filter(message => this.#isOwn(message)).reverse(), had, moment, read.at(-1)?.createdAt);
    this.#fetching = false;
    this.#phase = 'ready';
    this.#refusal = null;
    this.#changed();
  }

  /** Reads what was said before the oldest message that is here. */
  async fetchOlder() {
    if (this.#fetching || this.#reading || !this.older) return;
    const run = this.#run;
    const read = [];
    this.#fetching = true;
    this.#changed();
    try {
      do {
        const page = await this.#page(this.#cursor, PAGE);
        if (run !== this.#run) return;
        read.push(...page.items.filter(message => this.#isOwn(message)));
        this.#cursor = page.cursor;
      } while (this.#cursor && read.length < ENOUGH);
      const known = new Set(this.#messages.map(message => message.id));
      this.#messages = [...read.filter(message => !known.has(message.id)).reverse(), ...this.#messages];
      this.#refusal = null;
    } catch (refusal) {
      if (run === this.#run) this.#refused(refusal);
    } finally {
      if (run === this.#run) {
        this.#fetching = false;
        this.#changed();
      }
    }
  }

  #take(read, had, moment, since) {
    const before = new Set(had.map(message => message.id));
    const now = new Map(this.#messages.map(message => [message.id, message]));
    const isNewer = id => now.has(id) && (this.#heard.get(id) ?? 0) > moment;
    const inRead = new Set(read.map(message => message.id));
    // One that came again since its reactions changed may be further up than what was read.
    const isAbove = message => this.older && message.createdAt < since;
    this.#messages = [
      ...read.map(message => isNewer(message.id) ? { ...now.get(message.id), version: message.version } : message),
      ...this.#messages.filter(message => !inRead.has(message.id) && !before.has(message.id) && !isAbove(message)),
    ];
    this.#heard.clear();
  }

  #page(cursor, limit) {
    return this.#rest.page(`${this.#path}/messages`, { limit, cursor, threadId: this.#threadId });
  }

  #isOwn(message) {
    return message.threadId === this.#threadId;
  }

  #refused(refusal) {
    this.#refusal = refusal instanceof Refusal ? refusal : new Refusal('internal', String(refusal));
    if (this.#phase === 'never') this.#phase = 'refused';
    this.#changed();
  }
}
