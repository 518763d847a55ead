const TICK_MS = 1000;
const READ_MS = 15_000;

/**
 * What of a project's sessions no event tells: when their agents were heard last, and which terminals there are. It is read anew
 * every 15 s while the page is in sight, and whatever shows it is drawn anew every second.
 *
 * `read` returns the sessions that matter, as they are read.
 */
export class Pulse {
  #hub;
  #read;
  #redraw;
  #heard = new Map();
  #terminals = null;
  #due = 0;
  #reading = false;
  #timer;
  #closed = false;

  constructor(hub, read, redraw) {
    this.#hub = hub;
    this.#read = read;
    this.#redraw = redraw;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
  }

  /** When an agent was heard last, in ms since the epoch, or null. What an event holds is older than what was read. */
  heardAt(session) {
    return Math.max(session.lastHeartbeat ?? 0, this.#heard.get(session.id) ?? 0) || null;
  }

  /** Whether a session has a terminal: undefined while that is not known. */
  hasTerminal(sessionId) {
    return this.#terminals?.has(sessionId);
  }

  /** Reads at the next second: something changed. */
  soon() {
    this.#due = 0;
  }

  close() {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  #tick() {
    if (document.visibilityState !== 'visible') return;
    if (Date.now() >= this.#due && !this.#reading) this.#readAll();
    this.#redraw();
  }

  async #readAll() {
    this.#due = Date.now() + READ_MS;
    this.#reading = true;
    const [sessions, terminals] = await Promise.allSettled([this.#read(), this.#hub.terminals()]);
    this.#reading = false;
    if (this.#closed) return;
    // What could not be read is shown as it was; the bar says how the connection is.
    if (sessions.status === 'fulfilled') sessions.value.forEach(({ id, lastHeartbeat }) => lastHeartbeat && this.#heard.set(id, lastHeartbeat));
    if (terminals.status === 'fulfilled') this.#terminals = new Set(terminals.value.map(({ sessionId }) => sessionId));
    this.#redraw();
  }
}
