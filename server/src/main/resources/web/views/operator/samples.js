import { Signal } from '../../client/signal.js';

const HOUR_MS = 3_600_000;
const USUAL_INTERVAL_MS = 5000;
/** The whole hour of a node is some 400 KB. */
const WHOLE_EVERY_MS = 60_000;
/** The status names all rooms of all nodes, which may be many. */
const STATUS_EVERY_MS = 15_000;
/** So many answers in a row by others, for each node there is, and a node is taken for gone. */
const SILENT = 12;
/** Refusals that asking again would not change. */
const FINAL = new Set(['forbidden', 'unauthenticated']);

/**
 * How the hub is doing: the last hour of each node that has answered, of which one is shown, and who is connected to all nodes
 * (`status`). The hour is asked again at every sample while the page is in sight, the status less often and only while that is
 * watched; nothing at all while the page is not in sight. Event: `change`.
 *
 * `refusal` is why the last try failed, null when it did not; what was there before stays.
 */
export class Samples extends Signal {
  status = null;
  refusal = null;
  #rest;
  /** By node: `{node, startedAt, interval, samples, whole, silent}`. A balancer chooses who answers, at each request anew. */
  #histories = new Map();
  #shown = null;
  #wholeDue = -Infinity;
  #statusAt = -Infinity;
  #watched = false;
  #timer = null;
  #asking = false;
  #closed = false;
  #seen = () => this.#ask();

  constructor(rest) {
    super();
    this.#rest = rest;
    document.addEventListener('visibilitychange', this.#seen);
    this.#ask();
  }

  /** The nodes that have answered. */
  get nodes() {
    return [...this.#histories.keys()].sort();
  }

  /** The node that is shown, null before the first answer. */
  get node() {
    return this.#shown?.node ?? null;
  }

  get samples() {
    return this.#shown?.samples ?? [];
  }

  get startedAt() {
    return this.#shown?.startedAt ?? null;
  }

  get interval() {
    return this.#shown?.interval ?? USUAL_INTERVAL_MS;
  }

  /** The last sample, null before the first. */
  get last() {
    return this.samples.at(-1) ?? null;
  }

  /** Shows another node. */
  show(node) {
    this.#shown = this.#histories.get(node) ?? this.#shown;
    this.emit('change');
  }

  /** Says whether anybody looks at the status. */
  watch(watched) {
    this.#watched = watched;
    if (watched && this.#isStatusDue()) this.#ask();
  }

  /** Asks now, whatever became of the last time. */
  again() {
    this.#statusAt = -Infinity;
    return this.#ask();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#seen);
  }

  async #ask() {
    if (this.#asking || this.#closed || document.visibilityState === 'hidden') return;
    clearTimeout(this.#timer);
    this.#asking = true;
    try {
      await Promise.all([this.#askSamples(), this.#isStatusDue() && this.#askStatus()]);
      this.refusal = null;
    } catch (refusal) {
      this.refusal = refusal;
    }
    this.#asking = false;
    if (this.#closed) return;
    if (!FINAL.has(this.refusal?.code)) this.#timer = setTimeout(() => this.#ask(), this.interval);
    this.emit('change');
  }

  #isStatusDue() {
    return !this.status || this.#statusAt === -Infinity || (this.#watched && performance.now() - this.#statusAt >= STATUS_EVERY_MS);
  }

  async #askStatus() {
    this.status = await this.#rest.get('/ws-status');
    this.#statusAt = performance.now();
  }

  async #askSamples() {
    const since = this.#since();
    const told = await this.#rest.get('/api/admin/samples', { since });
    // Not evenly: a balancer that takes turns would let the same node answer each time.
    if (since === undefined) this.#wholeDue = performance.now() + WHOLE_EVERY_MS * (1 + Math.random() / 2);
    this.#take(told, since === undefined);
  }

  /** From when on samples are wanted, whichever node answers: what every known one has told already; all, while one lacks some. */
  #since() {
    const histories = [...this.#histories.values()];
    const lacks = histories.length === 0 || histories.some(({ whole }) => !whole);
    if (lacks && performance.now() >= this.#wholeDue) return undefined;
    const ends = histories.flatMap(({ samples }) => samples.at(-1)?.time ?? []);
    return ends.length ? Math.min(...ends) : undefined;
  }

  #take({ node, startedAt, interval, samples }, whole) {
    const known = this.#histories.get(node);
    const byTime = new Map([...known?.samples ?? [], ...samples].map(sample => [sample.time, sample]));
    const all = [...byTime.values()].sort((one, other) => one.time - other.time);
    const oldest = (all.at(-1)?.time ?? 0) - HOUR_MS;
    const history = { node, startedAt, interval, samples: all.filter(sample => sample.time > oldest), whole: whole || (known?.whole ?? false), silent: 0 };
    this.#histories.set(node, history);
    for (const other of this.#histories.values()) {
      if (other !== history && ++other.silent > SILENT * this.#histories.size) this.#histories.delete(other.node);
    }
    this.#shown = this.#histories.get(this.#shown?.node) ?? history;
  }
}
