import { Signal } from '../../client/signal.js';
import { inTurn } from '../../ui/sending.js';

const PATH = '/api/admin/config';

/**
 * The settings that can be changed while the hub runs. Event: `change`.
 *
 * `settings` are as the hub lists them, with what is on its way put in, marked `pending`.
 */
export class Settings extends Signal {
  refusal = null;
  #rest;
  #known = null;
  /** What is on its way, by its key: `{value}`. */
  #pending = new Map();
  #turn = inTurn();

  constructor(rest) {
    super();
    this.#rest = rest;
  }

  /** Null before they are there. */
  get settings() {
    return this.#known?.settings.map(setting => this.#pending.has(setting.key)
      ? { ...setting, value: this.#pending.get(setting.key).value ?? setting.started, pending: true } : setting) ?? null;
  }

  async load() {
    try {
      this.#take(await this.#rest.get(PATH));
      this.refusal = null;
    } catch (refusal) {
      this.refusal = refusal;
    }
    this.emit('change');
  }

  /**
   * Changes one, as if it were done already; throws the hub's refusal, and then it is as it was, or as somebody else has made it.
   * `value` is null for that of the start.
   */
  async change(key, value, reason) {
    const mine = { value };
    this.#pending.set(key, mine);
    this.emit('change');
    try {
      // All of them have one version, which one's own change before this one makes another.
      await this.#turn(() => this.#send({ changes: { [key]: value }, version: this.#known.version, ...(reason && { reason }) }));
    } finally {
      if (this.#pending.get(key) === mine) this.#pending.delete(key);
      this.emit('change');
    }
  }

  async #send(change) {
    try {
      this.#take(await this.#rest.patch(PATH, change));
    } catch (refusal) {
      if (refusal.current) this.#take(refusal.current);
      else if (refusal.isUnclear) await this.load();
      throw refusal;
    }
  }

  // An answer may be overtaken by a later one.
  #take(told) {
    if (!this.#known || told.version >= this.#known.version) this.#known = told;
  }
}
