import { Signal } from '../../client/signal.js';

/** What comes together is asked for once. */
const PAUSE_MS = 300;
/** Who asks no more while nobody heard of it is found by asking again from time to time. */
const AGAIN_MS = 30_000;
/** More are not counted. */
const MOST = 1000;

/**
 * The projects that one may see, live, and how many sessions ask in each. Event: `change`.
 *
 * What is made, changed and deleted comes through `/ui`. Sessions that ask are heard of by `notify:needs_input`; from then on
 * their own news is subscribed to, which tells when they ask no more. While the page is out of sight, nothing is asked for.
 */
export class Projects extends Signal {
  #hub;
  #space;
  #projects = new Map();
  #asking = new Map();
  /** The sessions whose news is subscribed to. */
  #followed = new Set();
  #sorted = null;
  #byProject = null;
  #known = false;
  #failure = null;
  #run = 0;
  #asked = 0;
  #gone = new Set();
  #timer = null;
  #again = null;
  #closed = false;
  #ends = [];

  constructor(hub) {
    super();
    this.#hub = hub;
    this.#space = hub.space('/ui');
    this.#ends.push(this.#space.on('event', (name, payload) => this.#heard(name, payload)));
    this.#ends.push(this.#space.on('in', ({ recovered }) => this.#in(recovered)));
    const seen = () => this.#soon();
    document.addEventListener('visibilitychange', seen);
    this.#ends.push(() => document.removeEventListener('visibilitychange', seen));
    this.#again = setInterval(seen, AGAIN_MS);
    this.fetch();
  }

  /** Whether all projects are here. */
  get known() {
    return this.#known;
  }

  /** Why not all could be fetched, or null. */
  get failure() {
    return this.#failure;
  }

  get size() {
    return this.#projects.size;
  }

  /** How many sessions ask a person. */
  get asking() {
    return this.#asking.size;
  }

  /** Those where somebody asks first, then by their names; the same array until something changes. */
  sorted() {
    this.#sorted ??= [...this.#projects.values()].map(project => [project, this.askingIn(project.id)])
      .sort(([one, ones], [other, others]) => others - ones || one.name.localeCompare(other.name)).map(([project]) => project);
    return this.#sorted;
  }

  /** How many sessions ask in a project. */
  askingIn(id) {
    if (!this.#byProject) {
      this.#byProject = new Map();
      for (const { projectId } of this.#asking.values()) this.#byProject.set(projectId, (this.#byProject.get(projectId) ?? 0) + 1);
    }
    return this.#byProject.get(id) ?? 0;
  }

  /** Fetches everything anew, page by page; what is there is shown meanwhile. */
  async fetch() {
    const run = ++this.#run;
    this.#failure = null;
    const before = [...this.#projects.keys()];
    const found = new Set();
    try {
      let cursor;
      do {
        const page = await this.#hub.rest.page('/api/projects', { limit: 500, cursor });
        if (run !== this.#run || this.#closed) return;
        for (const project of page.items) {
          found.add(project.id);
          this.#put(project);
        }
        cursor = page.cursor;
        this.#changed();
      } while (cursor);
      for (const id of before) if (!found.has(id)) this.#projects.delete(id);
      this.#known = true;
    } catch (refusal) {
      if (run !== this.#run || this.#closed) return;
      this.#failure = refusal;
    }
    this.#changed();
    await this.#ask();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#again);
    this.#ends.forEach(end => end());
    this.#space.close();
  }

  #in(recovered) {
    // What was fetched before it was in may lack what happened until then.
    if (recovered) return;
    this.#followed.clear();
    this.fetch();
  }

  #heard(name, payload) {
    // Of whom may see what is told without an envelope.
    if (name === 'auth:access') return this.#admitted(payload);
    const data = payload?.data;
    if (!data) return;
    if (name === 'project:deleted') {
      this.#drop(data.id);
      this.#changed();
    } else if (name === 'project:created' || name === 'project:updated') {
      this.#put(data);
      this.#changed();
    } else if (name === 'session:updated' && this.#asking.has(data.id) && !data.needsInput.active) {
      this.#answered(data.id);
    } else if (name === 'session:deleted') {
      this.#answered(data.id);
    } else if (name === 'notify:needs_input') {
      this.#soon();
    }
  }

  #admitted({ gained = [], lost = [] }) {
    lost.forEach(id => this.#drop(id));
    gained.forEach(id => this.#gone.delete(id));
    this.#changed();
    if (gained.length) this.fetch();
  }

  /** Forgets a project with who asks in it; an answer that is on its way may still hold both. */
  #drop(id) {
    this.#gone.add(id);
    this.#projects.delete(id);
    for (const [sessionId, { projectId }] of this.#asking) {
      if (projectId === id) this.#answered(sessionId);
    }
  }

  #answered(sessionId) {
    if (!this.#asking.delete(sessionId)) return;
    this.#unfollow(sessionId);
    this.#changed();
  }

  #unfollow(sessionId) {
    if (this.#followed.delete(sessionId)) this.#space.tell('session:unsubscribe', { sessionIds: [sessionId] });
  }

  #put(project) {
    if (this.#gone.has(project.id)) return;
    const known = this.#projects.get(project.id);
    if (!known || known.version <= project.version) this.#projects.set(project.id, project);
  }

  #soon() {
    if (document.visibilityState !== 'visible') return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#ask();
    }, PAUSE_MS);
  }

  /** Fetches who asks: by status, so that it costs no more than what is shown. */
  async #ask() {
    const asked = ++this.#asked;
    try {
      const asking = await this.#hub.rest.all('/api/sessions', { status: 'needs_input' }, MOST);
      if (this.#closed || asked !== this.#asked) return;
      this.#asking = new Map(asking.filter(({ projectId }) => !this.#gone.has(projectId)).map(session => [session.id, session]));
      this.#changed();
      for (const id of [...this.#followed]) if (!this.#asking.has(id)) this.#unfollow(id);
      await this.#follow();
    } catch {
      // The projects are shown without who asks; the next notice, or half a minute, asks again.
    }
  }

  async #follow() {
    const sessionIds = [...this.#asking.keys()].filter(id => !this.#followed.has(id));
    if (!sessionIds.length || this.#space.state.phase !== 'in') return;
    await this.#space.ask('session:subscribe', { sessionIds });
    sessionIds.forEach(id => this.#followed.add(id));
    // One that was answered before its news was subscribed to is told of by nothing.
    this.#soon();
  }

  #changed() {
    this.#sorted = null;
    this.#byProject = null;
    if (!this.#closed) this.emit('change');
  }
}
