import { Link } from './link.js';
import { Project } from './project.js';
import { Refusal } from './refusal.js';
import { Rest } from './rest.js';
import { Signal } from './signal.js';
import { Space } from './space.js';
import { Terminal } from './terminal.js';

/**
 * A hub, as one user knows it.
 *
 * `url` is the hub's origin, by default the page's; `token` the user's token, or a function that returns it, asked again whenever
 * it is needed. What it hands out shares one connection, which is open while something uses it; a second connection is opened only
 * for what cannot share one, such as two projects at a time.
 *
 * Events: `expiring` `({expiresAt})` a minute before a token ends and `expired` `({expiresAt, disconnectAt})` when it does, each
 * once for all that is open: call `renew`.
 */
export class Hub extends Signal {
  #url;
  #options;
  #links;
  #rest;
  #token;
  #spaces = new Set();
  #shared = new Map();
  #opened = new Set();
  #viewings = [];
  #told = {};
  #closed = false;

  constructor({ url = globalThis.location?.origin, token = null, transports, path } = {}) {
    super();
    this.#url = url;
    this.#options = { transports, path };
    this.#token = typeof token === 'function' ? token : () => token;
    this.#links = [new Link(url, this.#options)];
    this.#rest = new Rest(url, () => this.#token());
  }

  /** The connection. */
  get link() {
    return this.#links[0];
  }

  get rest() {
    return this.#rest;
  }

  /** Who the hub takes this client for (`GET /api/me`). */
  me() {
    return this.#rest.get('/api/me');
  }

  /** Opens a project, live. It is to be closed. */
  project(id) {
    const space = this.#enter('/mobile', () => ({ token: this.#token(), projectId: id }));
    return this.#keep(new Project(id, space, this.#rest));
  }

  /**
   * Opens a socket in any namespace. It is to be closed, once.
   *
   * Who asks for a namespace while another has it gets the same socket, which may be in already, and is open until the last has
   * closed it; with `auth`, which it says at CONNECT beside the token, one gets a socket of one's own.
   */
  space(namespace, { auth = null } = {}) {
    if (auth) return this.#enter(namespace, () => ({ token: this.#token(), ...auth }));
    let shared = this.#shared.get(namespace);
    if (!shared) {
      const space = this.#enter(namespace, () => ({ token: this.#token() }));
      const end = space.close.bind(space);
      shared = { space, users: 0 };
      space.close = () => {
        if (shared.users-- !== 1) return;
        this.#shared.delete(namespace);
        end();
      };
      this.#shared.set(namespace, shared);
    }
    shared.users++;
    return shared.space;
  }

  /** Watches a session's terminal on a screen. It is to be closed. */
  terminal(sessionId, screen) {
    const viewing = this.#viewer(sessionId);
    viewing.sessions.add(sessionId);
    return this.#keep(new Terminal(viewing.space, sessionId, screen), () => {
      viewing.sessions.delete(sessionId);
      this.#leave(viewing);
    });
  }

  /** Keeps the socket of `/terminal` open, which all that watches shares: `{space, close()}`. It is to be closed. */
  viewer() {
    const viewing = this.#viewer(null);
    viewing.users++;
    let kept = true;
    const close = () => {
      if (!kept) return;
      kept = false;
      viewing.users--;
      this.#leave(viewing);
    };
    return { space: viewing.space, close };
  }

  /** The terminals that one may see (`terminal:list`). */
  async terminals() {
    const viewing = this.#viewer(null);
    viewing.users++;
    try {
      await viewing.space.entered();
      return (await viewing.space.ask('terminal:list')).terminals;
    } finally {
      viewing.users--;
      this.#leave(viewing);
    }
  }

  /**
   * Goes on with another token, or, without one, with what the function says now: sockets that are in get it in place of their
   * own, what was refused is tried again. Throws the `Refusal` of a socket that does not take it.
   */
  async renew(token) {
    if (token !== undefined) this.#token = () => token;
    const now = this.#token();
    const told = await Promise.allSettled([...this.#spaces].map(space => space.renew(now)));
    // A socket that was lost meanwhile comes again with the new token by itself.
    const failed = told.find(({ status, reason }) => status === 'rejected' && !reason.isUnclear && reason.code !== 'closed');
    if (failed) throw failed.reason;
  }

  /** Closes everything that was opened. */
  close() {
    this.#closed = true;
    [...this.#opened].forEach(thing => thing.close());
    for (const shared of this.#shared.values()) shared.users = 1;
    [...this.#spaces].forEach(space => space.close());
    this.#links.forEach(link => link.close());
    this.#rest.close();
  }

  #enter(namespace, auth) {
    if (this.#closed) throw new Refusal('closed', 'This was closed.');
    const space = new Space(this.#linkFor(namespace), namespace, auth);
    this.#spaces.add(space);
    for (const name of ['expiring', 'expired']) space.on(name, end => this.#tellEnd(name, end));
    space.on('state', ({ phase }) => {
      if (phase === 'closed') this.#spaces.delete(space);
    });
    return space;
  }

  /** The first connection on which a namespace is free. */
  #linkFor(namespace) {
    const free = this.#links.find(link => !link.has(namespace));
    if (free) return free;
    const link = new Link(this.#url, this.#options);
    this.#links.push(link);
    return link;
  }

  #tellEnd(name, end) {
    if (this.#told[name] === end?.expiresAt) return;
    this.#told[name] = end?.expiresAt;
    this.emit(name, end);
  }

  /** Notes what is open, and has `done` called when it is closed. */
  #keep(thing, done = () => {}) {
    this.#opened.add(thing);
    thing.on('closed', () => {
      this.#opened.delete(thing);
      done();
    });
    return thing;
  }

  /** The hub knows one viewer of a terminal in each socket, so a second screen takes another. */
  #viewer(sessionId) {
    let viewing = this.#viewings.find(({ sessions }) => sessionId === null || !sessions.has(sessionId));
    if (!viewing) {
      viewing = { space: this.#enter('/terminal', () => ({ token: this.#token() })), sessions: new Set(), users: 0 };
      this.#viewings.push(viewing);
    }
    return viewing;
  }

  #leave(viewing) {
    if (viewing.sessions.size > 0 || viewing.users > 0) return;
    this.#viewings = this.#viewings.filter(other => other !== viewing);
    viewing.space.close();
  }
}
