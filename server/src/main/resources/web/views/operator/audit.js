import { Signal } from '../../client/signal.js';

const PAGE = 50;
/** More are not kept in a page that stays open; then it begins at the latest again. */
const MOST = 2000;

/**
 * What was done, the latest first: pages of what is stored, and what happens from now on. Event: `change`.
 *
 * `items` are as `GET /api/admin/audit` lists them; `filter` is `{userId, action}`, each empty for all.
 */
export class Audit extends Signal {
  items = null;
  cursor = null;
  refusal = null;
  filter = { userId: '', action: '' };
  busy = false;
  #rest;
  #run = 0;
  #told = new Set();
  #live = 0;
  #meanwhile = null;

  constructor(rest) {
    super();
    this.#rest = rest;
  }

  /** Begins at the latest. */
  async load(filter = this.filter) {
    const run = ++this.#run;
    this.filter = filter;
    // What comes meanwhile may be in the page, or not.
    const meanwhile = this.#meanwhile = [];
    await this.#fetch(run, null, page => {
      this.items = page;
      this.#told = new Set(page.map(same));
      this.#meanwhile = null;
      meanwhile.forEach(entry => this.#add(entry));
    });
    if (this.#meanwhile === meanwhile) this.#meanwhile = null;
  }

  /** Goes on where the last page ended. */
  async more() {
    if (!this.cursor || this.busy) return;
    await this.#fetch(this.#run, this.cursor, page => { this.items = [...this.items, ...page]; });
  }

  /** Takes a `user_action`. */
  heard(payload) {
    const entry = {
      id: `live-${++this.#live}`, userId: payload.user_id, action: payload.action, resource: payload.resource,
      timestamp: Date.parse(payload.timestamp), ipAddress: payload.ip_address, userAgent: payload.user_agent,
      success: payload.success, error: payload.error,
    };
    const { userId, action } = this.filter;
    if (userId && entry.userId !== userId || action && entry.action !== action) return;
    if (this.#meanwhile) this.#meanwhile.push(entry);
    else this.#add(entry);
  }

  #add(entry) {
    if (!this.items || this.#told.delete(same(entry))) return;
    if (this.items.length >= MOST) {
      this.load();
      return;
    }
    this.items = [entry, ...this.items];
    this.emit('change');
  }

  async #fetch(run, cursor, take) {
    this.busy = true;
    this.emit('change');
    try {
      const { userId, action } = this.filter;
      const page = await this.#rest.page('/api/admin/audit', { limit: PAGE, cursor, userId: userId || null, action: action || null });
      if (run !== this.#run) return;
      this.cursor = page.cursor;
      this.refusal = null;
      take(page.items);
    } catch (refusal) {
      if (run === this.#run) this.refusal = refusal;
    } finally {
      if (run === this.#run) {
        this.busy = false;
        this.emit('change');
      }
    }
  }
}

/** What of an entry is the same in a list and as it is told. */
const same = ({ userId, action, resource, timestamp, error, userAgent }) => JSON.stringify([userId, action, resource, timestamp, error ?? null, userAgent ?? null]);
