import { Signal } from './signal.js';

/** What a project holds, by the names of `state:sync`. */
export const KINDS = ['sessions', 'tasks', 'teamMembers', 'mail', 'terminals', 'modals'];

const SYNC_PAUSE_MS = 2000;
const FAMILIES = { task: 'tasks', session: 'sessions', team_member: 'teamMembers', mail: 'mail' };
const WHOLE = new Set(['created', 'updated', 'archived', 'received']);

/**
 * One project, live: its documents as the hub has them, with what this client has changed and not been answered to yet laid over
 * them.
 *
 * `sync` says how far it can be believed: `never` (nothing is here yet), `live`, or `stale` (there is no connection, the state is
 * being fetched anew, or the project may not be seen now). Events: `change` `(kinds)` after documents changed, once for all that
 * came together, with the set of kinds; `sync` `(sync)`; `notice` `({event, data, timestamp})` for each `notify:*`; `event`
 * `(name, envelope)` for whatever the hub tells of the project, after it was put in; `trouble` `(refusal)` when the state could
 * not be fetched, which is tried again; `gone` when the project was deleted, or may not be seen any more (it is `live` again when
 * it may); `closed`.
 *
 * Documents are never changed in place: another version is another object. No event tells of terminals: they are as they were
 * when the state was last fetched (`refresh`).
 */
export class Project extends Signal {
  #id;
  #rest;
  #space;
  #ends;
  #base = Object.fromEntries(KINDS.map(kind => [kind, new Map()]));
  #shown = Object.fromEntries(KINDS.map(kind => [kind, null]));
  #overlays = [];
  #changed = new Set();
  /** How often the state was fetched, and whether all that came since is in it. */
  #fetched = 0;
  #isWhole = false;
  #fetching = 0;
  #sync = 'never';
  #timer = null;
  #closed = false;

  constructor(id, space, rest) {
    super();
    this.#id = id;
    this.#rest = rest;
    this.#space = space;
    this.#ends = [
      space.on('in', ({ recovered }) => this.#in(recovered)),
      space.on('event', (name, payload) => this.#heard(name, payload)),
      space.on('state', state => this.#moved(state)),
    ];
  }

  get id() {
    return this.#id;
  }

  get sync() {
    return this.#sync;
  }

  /** The socket in `/mobile`. */
  get space() {
    return this.#space;
  }

  /** All documents of a kind as they are to be shown, by id: a map that is never changed, and the same until something changes. */
  all(kind) {
    this.#shown[kind] ??= this.#laidOver(kind);
    return this.#shown[kind];
  }

  /** A document as it is to be shown, or undefined. */
  get(kind, id) {
    return this.all(kind).get(id);
  }

  /** Whether this client changed a document and does not know yet what became of that. */
  isPending(kind, id) {
    return this.#overlays.some(overlay => overlay.kind === kind && overlay.id === id);
  }

  /** Fetches the state anew; it is `stale` until that is here. */
  refresh() {
    this.#isWhole = false;
    if (this.#space.state.phase === 'in') this.#fetch();
  }

  /**
   * Changes a document by REST, and shows it changed at once. When the hub refuses, it is shown as it was, or as the hub says it
   * is now, and the `Refusal` is thrown. What the hub answers is the document. `send` is called when whatever was done to the
   * document before has been answered: the hub gets it in the order in which it was done.
   */
  change(kind, id, patch, send) {
    return this.#with({ kind, id, patch }, send, answer => this.#renew(kind, id, answer));
  }

  /**
   * Makes a document by REST, and shows it at once, under an id of this client's own (`new:…`) until the hub's own is here. What
   * is of the same content counts as that. What is made of a kind is made in turn, too.
   */
  create(kind, draft, send) {
    const id = `new:${++made}`;
    const now = Date.now();
    const patch = { id, projectId: this.#id, version: 0, createdAt: now, updatedAt: now, ...draft };
    const overlay = { kind, id, patch, draft, real: null, removed: new Set() };
    const fetched = this.#fetched;
    return this.#with(overlay, send, answer => {
      // What a state that was fetched meanwhile lacks is removed already, or comes as an event.
      if (!overlay.removed.has(answer.id) && fetched === this.#fetched) this.#put(kind, answer);
    });
  }

  /** Removes a document by REST, and shows it gone at once; in turn, as a change. */
  remove(kind, id, send) {
    return this.#with({ kind, id, patch: null }, send, () => this.#drop(kind, id));
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#ends.forEach(end => end());
    this.#space.close();
    this.emit('closed');
  }

  async #with(overlay, send, done) {
    const earlier = this.#overlays.findLast(other => isBefore(other, overlay));
    this.#lay(overlay);
    // Two requests travel on two connections, of which either may be the faster one.
    const sent = (async () => {
      await earlier?.answered;
      return send(this.#rest);
    })();
    overlay.answered = sent.then(() => {}, () => {});
    try {
      const answer = await sent;
      done(answer);
      this.#lift([overlay]);
      return answer;
    } catch (refusal) {
      if (refusal.isUnclear) {
        // It may have been done, or be about to be: neither is shown as true before the state is here.
        overlay.isUnclear = true;
        this.refresh();
      } else {
        this.#renew(overlay.kind, overlay.id, refusal.current);
        this.#lift([overlay]);
      }
      throw refusal;
    }
  }

  #in(recovered) {
    if (recovered && this.#isWhole) {
      this.#become('live');
    } else {
      this.#isWhole = false;
      this.#fetch();
    }
  }

  #fetch() {
    clearTimeout(this.#timer);
    if (this.#sync === 'live') this.#become('stale');
    const run = ++this.#fetching;
    const unclear = this.#overlays.filter(overlay => overlay.isUnclear);
    // Events follow the answer at once, so it is put in before anything else is done.
    this.#space.request('state:sync', undefined, (refusal, state) => {
      if (this.#closed || run !== this.#fetching) return;
      if (!refusal) return this.#begin(state, unclear);
      if (this.#space.state.phase !== 'in') return;
      this.#timer = setTimeout(() => this.#fetch(), refusal.retryAfter ?? SYNC_PAUSE_MS);
      this.emit('trouble', refusal);
    });
  }

  #begin(state, unclear) {
    this.#fetched++;
    this.#isWhole = true;
    for (const kind of KINDS) {
      const known = this.#base[kind];
      this.#base[kind] = new Map((state[kind] ?? []).map(document => [keyOf(kind, document), document]));
      for (const [id, document] of this.#base[kind]) {
        if (!known.has(id)) this.#recognize(kind, document);
      }
      this.#touch(kind);
    }
    this.#lift(unclear);
    this.#become('live');
  }

  #moved({ phase, refusal }) {
    if (phase !== 'in') this.#pause();
    if (phase === 'refused' && refusal.code === 'not_found') this.emit('gone');
  }

  /** Fetches nothing for now; what is here may be outdated. */
  #pause() {
    clearTimeout(this.#timer);
    this.#fetching++;
    if (this.#sync === 'live') this.#become('stale');
  }

  #become(sync) {
    if (this.#sync === sync) return;
    this.#sync = sync;
    this.emit('sync', sync);
  }

  #heard(name, envelope) {
    if (name === 'auth:access') return this.#seen(envelope);
    const [family, word] = name.split(':');
    const data = envelope?.data;
    if (!data) return;
    if (family === 'notify') {
      this.emit('notice', { event: name, data, timestamp: envelope.timestamp });
    } else if (name === 'project:deleted') {
      this.emit('gone');
    } else if (name === 'session:modal') {
      this.#put('modals', modal(this.#id, data));
    } else if (name === 'session:modal_closed') {
      this.#drop('modals', data.modalId);
    } else if (FAMILIES[family] && WHOLE.has(word)) {
      this.#put(FAMILIES[family], data);
    } else if (FAMILIES[family] && word === 'deleted') {
      this.#drop(FAMILIES[family], data.id);
    }
    this.emit('event', name, envelope);
  }

  /** Of a project that was lost nothing is heard until it is gained again. */
  #seen({ gained, lost }) {
    if (lost.includes(this.#id)) {
      this.#isWhole = false;
      this.#pause();
      this.emit('gone');
    } else if (gained.includes(this.#id)) {
      this.refresh();
    }
  }

  #put(kind, document) {
    const id = keyOf(kind, document);
    const known = this.#base[kind].get(id);
    // An answer may be older than an event that overtook it.
    if (known && known.version > document.version) return;
    if (!known) this.#recognize(kind, document);
    this.#base[kind].set(id, document);
    this.#touch(kind);
  }

  /** Puts in what an answer says of a document, which may be gone by now, or be about another. */
  #renew(kind, id, document) {
    if (document?.id === id && document.version && this.#base[kind].has(id)) this.#put(kind, document);
  }

  /** Of a document that was not here before: it may be the one that is being made, whose event overtook the answer. */
  #recognize(kind, document) {
    const overlay = this.#overlays.find(({ kind: other, draft, real }) => other === kind && draft && !real && isMadeOf(document, draft));
    if (overlay) overlay.real = document.id;
  }

  #drop(kind, id) {
    for (const { kind: other, removed } of this.#overlays) {
      if (other === kind) removed?.add(id);
    }
    if (this.#base[kind].delete(id)) this.#touch(kind);
  }

  #lay(overlay) {
    this.#overlays.push(overlay);
    this.#touch(overlay.kind);
  }

  #lift(overlays) {
    this.#overlays = this.#overlays.filter(other => !overlays.includes(other));
    overlays.forEach(({ kind }) => this.#touch(kind));
  }

  #laidOver(kind) {
    const shown = new Map(this.#base[kind]);
    for (const { id, patch, draft, real } of this.#overlays.filter(overlay => overlay.kind === kind)) {
      if (patch === null) {
        shown.delete(id);
      } else if (draft ? !real : shown.has(id)) {
        shown.set(id, { ...shown.get(id), ...patch });
      }
    }
    return shown;
  }

  #touch(kind) {
    this.#shown[kind] = null;
    if (this.#changed.size === 0) queueMicrotask(() => this.#tell());
    this.#changed.add(kind);
  }

  #tell() {
    const changed = this.#changed;
    this.#changed = new Set();
    if (!this.#closed) this.emit('change', changed);
  }
}

let made = 0;

/** Whether what one overlay is of has to be answered before the other's is sent: the same document, or one made before it. */
const isBefore = (one, other) => one.kind === other.kind && (one.id === other.id || Boolean(one.draft && other.draft));

const keyOf = (kind, document) => kind === 'terminals' ? document.sessionId : document.id;

/** The document that the event of a modal tells of. */
const modal = (projectId, { modalId, sessionId, title, html, filePath = null, timestamp }) =>
  ({ id: modalId, projectId, version: 1, sessionId, title, html, filePath, createdAt: timestamp, updatedAt: timestamp });

const isMadeOf = (document, draft) =>
  Object.entries(draft).every(([name, value]) => !(name in document) || JSON.stringify(document[name]) === JSON.stringify(value));
