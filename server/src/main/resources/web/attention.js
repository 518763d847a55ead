import { Refusal } from './client/refusal.js';
import { Signal } from './client/signal.js';
import { Notices } from './notices.js';
import * as notifications from './notifications.js';

const PAUSE_MS = 2000;
const LOOK_MS = 10_000;

/** How this page has seen sessions ask, by their ids. */
const rounds = new Map();

/**
 * What of a project waits for a person: sessions that ask, approvals, and pages that sessions show. Event: `change`.
 *
 * It listens to the portal's words for approvals before it reads those that there are, so none is missed; after a break that was
 * not recovered it reads again. The portal takes few connections of a person: whom it does not take looks every 10 s. `lately` are
 * the project's notices of this visit.
 */
export class Attention extends Signal {
  #project;
  #rest;
  #space;
  #ends = [];
  #approvals = new Map();
  // While the approvals are read, what is heard meanwhile is newer than what is read: id to document, null when it was resolved.
  #overtaken = null;
  #read = 'never';
  #refusal = null;
  #run = 0;
  #timer = null;
  #looking = null;
  #items = null;

  constructor(project, hub) {
    super();
    this.#project = project;
    this.#rest = hub.rest;
    this.lately = new Notices(project, this);
    this.#space = hub.space(`/project/${project.id}`);
    this.#ends.push(
      project.on('change', kinds => (kinds.has('sessions') || kinds.has('modals')) && this.#changed()),
      project.on('sync', sync => {
        this.#changed();
        if (sync !== 'live') return;
        this.#lookAfter(PAUSE_MS);
        // A reading that failed is not tried again while the project is stale.
        if (this.#refusal && this.#timer === null && this.#overtaken === null) this.#readApprovals();
      }),
      this.#space.on('in', ({ recovered }) => !(recovered && this.#read === 'whole') && this.#readApprovals()),
      this.#space.on('event', (name, payload) => this.#heard(name, payload)),
      this.#space.on('state', ({ phase }) => {
        this.#changed();
        // Each try of the socket comes by here; none puts off what is to be looked at.
        if (phase !== 'in' && this.#looking === null) this.#lookAfter(LOOK_MS);
      }),
      notifications.start(hub, project, this));
    // Another view may have had the socket open.
    if (this.#space.state.phase === 'in') this.#readApprovals();
  }

  get project() {
    return this.#project;
  }

  /** Whether all that waits is known; before that `items` may lack some. */
  get ready() {
    return this.#project.sync !== 'never' && this.#read === 'whole';
  }

  /** Why approvals cannot be had, or null. */
  get refusal() {
    return this.#refusal;
  }

  /**
   * The questions, the oldest first: `{key, kind: 'input' | 'approval' | 'modal', id, since, order, sessionId, document}`. `key` is
   * another for each question, also for the next one of the same session, as far as this page sees that it is another, and the
   * same as long as the page is open. `since` is null where it is not known; `order` is what they are sorted by. `sessionId` is null
   * when no session asks.
   */
  get items() {
    this.#items ??= this.#collected();
    return this.#items;
  }

  get count() {
    return this.items.length;
  }

  /** Answers a question of a session. The first of several answers wins: the others are refused as `conflict`. */
  reply({ key, id: sessionId }, text) {
    return this.#project.change('sessions', sessionId, {}, async () => {
      // Until it was its turn the session may have been answered, and asked something else: that would get this answer.
      if (!this.#inputs().some(item => item.key === key)) throw new Refusal('conflict', 'The session asks this no more.');
      return (await this.#project.space.ask('session:reply-input', { sessionId, text })).session;
    });
  }

  async resolve(approvalId, approved, comment, key) {
    try {
      await this.#rest.post(`${this.#approvalsPath}/${encodeURIComponent(approvalId)}/resolve`, { approved, ...(comment && { comment }) }, { key });
    } catch (refusal) {
      if (refusal.code === 'conflict' || refusal.code === 'not_found') this.#put(approvalId, null);
      throw refusal;
    }
    this.#put(approvalId, null);
  }

  /** Tells a session what was done on a page that it shows. */
  act(modal, action, data, key) {
    return this.#rest.post(`${modalPath(modal)}/action`, { action, data }, { key });
  }

  closePage(modal) {
    return this.#project.remove('modals', modal.id, rest => rest.delete(modalPath(modal)));
  }

  close() {
    this.#run++;
    clearTimeout(this.#timer);
    clearTimeout(this.#looking);
    this.#ends.forEach(end => end());
    this.lately.close();
    this.#space.close();
  }

  get #approvalsPath() {
    return `/api/projects/${encodeURIComponent(this.#project.id)}/approvals`;
  }

  #heard(name, payload) {
    // Of what happened until a project is seen again nothing was told.
    if (name === 'auth:access' && payload.gained.includes(this.#project.id)) return void this.#readApprovals();
    if (name === 'approval_request') {
      this.#put(payload.request_id, {
        id: payload.request_id, projectId: this.#project.id, task: payload.task, reason: payload.reason, requestedBy: null,
        retryCount: payload.retry_count, createdAt: Date.parse(payload.created_at), timeoutAt: Date.parse(payload.timeout_at),
      });
      this.#complete(payload.request_id);
    } else if (name === 'approval_resolved') {
      this.#put(payload.request_id, null);
    }
  }

  // The portal does not say who asks.
  async #complete(id) {
    const run = this.#run;
    try {
      const approval = await this.#rest.get(`${this.#approvalsPath}/${encodeURIComponent(id)}`);
      if (run === this.#run && this.#approvals.has(id)) this.#put(id, approval.status === 'pending' ? approval : null);
    } catch {
      // It stays as the portal told it; all that is missing is who asks.
    }
  }

  #put(id, approval) {
    this.#overtaken?.set(id, approval);
    approval ? this.#approvals.set(id, approval) : this.#approvals.delete(id);
    this.#changed();
  }

  // As long as the portal does not tell.
  #lookAfter(pause) {
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => {
      this.#looking = null;
      if (this.#space.state.phase === 'in' || this.#project.sync !== 'live') return;
      this.#readApprovals();
      this.#lookAfter(LOOK_MS);
    }, pause);
  }

  async #readApprovals() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const run = ++this.#run;
    const overtaken = new Map();
    this.#overtaken = overtaken;
    try {
      const pending = await this.#rest.all(this.#approvalsPath, { status: 'pending' });
      if (run !== this.#run) return;
      this.#approvals = new Map(pending.map(approval => [approval.id, approval]));
      for (const [id, approval] of overtaken) approval ? this.#approvals.set(id, approval) : this.#approvals.delete(id);
      this.#read = 'whole';
      this.#refusal = null;
    } catch (refusal) {
      if (run !== this.#run) return;
      this.#refusal = refusal;
      this.#timer = setTimeout(() => {
        this.#timer = null;
        if (this.#project.sync === 'live') this.#readApprovals();
      }, refusal.retryAfter ?? PAUSE_MS);
    }
    this.#overtaken = null;
    this.#changed();
  }

  #changed() {
    this.#items = null;
    this.emit('change');
  }

  #collected() {
    return [...this.#inputs(), ...this.#pending(), ...this.#pages()]
      .sort((one, other) => one.order - other.order || (one.key < other.key ? -1 : 1));
  }

  // A session changes for many reasons while it waits, and the hub does not say when it began: that is known only of those that
  // were seen not to wait before.
  #inputs() {
    const items = [];
    for (const session of this.#project.all('sessions').values()) {
      const { id, needsInput, lastActivity } = session;
      const before = rounds.get(id);
      if (!needsInput?.active) {
        rounds.set(id, { number: before?.number ?? 0, asks: false });
        continue;
      }
      const isSame = before?.asks && before.message === needsInput.message;
      const round = isSame ? before : {
        number: (before?.number ?? 0) + 1, asks: true, message: needsInput.message, since: before ? lastActivity : null, order: lastActivity,
      };
      rounds.set(id, round);
      const { number, since, order } = round;
      items.push({ key: `input:${id}:${number}`, kind: 'input', id, since, order, sessionId: id, document: session });
    }
    return items;
  }

  #pending() {
    return [...this.#approvals.values()].map(approval => ({
      key: `approval:${approval.id}`, kind: 'approval', id: approval.id, since: approval.createdAt, order: approval.createdAt,
      sessionId: this.#project.get('sessions', approval.requestedBy)?.id ?? null, document: approval,
    }));
  }

  #pages() {
    return [...this.#project.all('modals').values()].map(modal => {
      const since = modal.createdAt ?? modal.timestamp;
      return { key: `modal:${modal.id}`, kind: 'modal', id: modal.id, since, order: since, sessionId: modal.sessionId, document: modal };
    });
  }
}

const modalPath = ({ sessionId, id }) => `/api/sessions/${encodeURIComponent(sessionId)}/modal/${encodeURIComponent(id)}`;
