import { Signal } from '../../client/maestro-client.js';
import { inTurn } from '../../ui/sending.js';
import { Approvals } from './approvals.js';
import { Backlog } from './backlog.js';
import { Presence } from './presence.js';
import { isFinal, pauseAfter, Soon } from './soon.js';

const TOLD = new Set(['state_change', 'sprint_progress', 'backlog_updated', 'approval_request', 'approval_resolved']);

/**
 * The plan of a project: the state of its workflow, its sprints, its backlog, what was asked to be approved, and who is here.
 *
 * The portal tells of changes in its own words, some of which are less than a document: what it tells is shown at once, and what
 * it does not is read. `phase` is `never`, `ready` or `refused` with the `refusal`. Event: `change`.
 */
export class Board extends Signal {
  #rest;
  #me;
  #projectId;
  #path;
  #space;
  #ends = [];
  /** What this person does reaches the hub in its order: a position counts on what was done before, and so does a start after a stop. */
  #turn = inTurn();
  #backlog = new Backlog(this.#turn);
  #workflow = null;
  #sprints = [];
  #approvals;
  #overlays = [];
  #presence;
  #phase = 'never';
  #refusal = null;
  #run = 0;
  #reading = false;
  #isBehind = true;
  #isStale = false;
  #soon = new Soon(() => this.#changed());
  #closed = false;

  /** `approvals` are those that were seen before, by id. */
  constructor(hub, me, projectId, approvals) {
    super();
    this.#rest = hub.rest;
    this.#me = me;
    this.#projectId = projectId;
    this.#path = `/api/projects/${encodeURIComponent(projectId)}`;
    this.#space = hub.space(`/project/${projectId}`);
    this.#approvals = new Approvals(hub.rest, `${this.#path}/approvals`, me, { soon: this.#soon, changed: () => this.#changed(), known: approvals });
    this.#presence = new Presence(async () => (await this.#space.ask('join_project', { project_name: projectId })).active_users, () => this.#changed());
    this.#ends.push(this.#space.on('in', ({ recovered }) => this.#in(recovered)));
    this.#ends.push(this.#space.on('state', () => this.#moved()));
    this.#ends.push(this.#space.on('event', (name, payload) => this.#heard(name, payload)));
    if (this.#space.state.phase === 'in') this.#in(false);
  }

  get me() {
    return this.#me;
  }

  get phase() {
    return this.#space.state.phase === 'refused' ? 'refused' : this.#phase;
  }

  get refusal() {
    return this.#space.state.refusal ?? this.#refusal;
  }

  get stories() {
    return this.#backlog.stories;
  }

  story(id) {
    return this.#backlog.get(id);
  }

  get workflow() {
    return this.#laidOver('workflow', this.#workflow);
  }

  /** The sprints, the oldest first. */
  get sprints() {
    return this.#sprints.map(sprint => this.#laidOver(sprint.id, sprint)).filter(Boolean);
  }

  /** What was asked to be approved (approvals.js). */
  get approvals() {
    return this.#approvals;
  }

  /** Who is in the project now (presence.js). */
  get people() {
    return this.#presence.people;
  }

  async setState(state, reason, version) {
    const now = { state, reason: reason || null, changedBy: this.#me.id, updatedAt: Date.now() };
    await this.#with('workflow', now, async () => {
      this.#takeWorkflow(await this.#rest.patch(`${this.#path}/workflow`, { state, ...(reason && { reason }) }, { version }));
    });
  }

  /** `key` is the same one when it is sent again and may have been added. */
  addStory(draft, key) {
    return this.#change(this.#backlog.add(draft, () => this.#rest.post(`${this.#path}/backlog`, draft, { key })));
  }

  changeStory(id, patch, version) {
    return this.#change(this.#backlog.change(id, patch, () => this.#rest.patch(this.#storyPath(id), patch, { version })));
  }

  moveStory(id, position) {
    return this.#change(this.#backlog.move(id, position, () => this.#rest.patch(this.#storyPath(id), { position })));
  }

  removeStory(id) {
    return this.#change(this.#backlog.remove(id, () => this.#rest.delete(this.#storyPath(id))));
  }

  /** Takes a story as the hub has it, after a refusal has told. */
  putStory(story) {
    this.#backlog.put(story);
    this.#changed();
  }

  /** `key` as of a story. */
  async addSprint(draft, key) {
    this.#putSprint(await this.#turn(() => this.#rest.post(`${this.#path}/sprints`, draft, { key })));
  }

  async changeSprint(id, patch, version) {
    await this.#with(id, patch, async () => this.#putSprint(await this.#rest.patch(this.#sprintPath(id), patch, { version })));
  }

  async startSprint(id) {
    await this.#with(id, { status: 'active', startedAt: Date.now() }, async () => this.#putSprint(await this.#rest.post(`${this.#sprintPath(id)}/start`)));
  }

  async stopSprint(id) {
    await this.#with(id, { status: 'ended', endedAt: Date.now() }, async () => this.#putSprint(await this.#rest.post(`${this.#sprintPath(id)}/stop`)));
  }

  async removeSprint(id) {
    await this.#with(id, null, async () => {
      await this.#rest.delete(this.#sprintPath(id));
      this.#sprints = this.#sprints.filter(sprint => sprint.id !== id);
    });
  }

  /** Reads it again after a refusal. */
  again() {
    this.#space.state.phase === 'in' ? this.#read() : this.#space.retry();
  }

  close() {
    this.#closed = true;
    this.#soon.close();
    this.#presence.end();
    this.#ends.forEach(end => end());
    this.#space.close();
  }

  #in(recovered) {
    this.#presence.begin();
    if (!recovered || this.#isBehind) this.#read();
  }

  #moved() {
    if (this.#space.state.phase !== 'in') this.#presence.end();
    this.#changed();
  }

  async #read() {
    const run = ++this.#run;
    this.#reading = true;
    this.#isBehind = true;
    this.#isStale = false;
    try {
      const [workflow, sprints, stories, pending] = await Promise.all([
        this.#rest.get(`${this.#path}/workflow`),
        this.#rest.all(`${this.#path}/sprints`),
        this.#rest.all(`${this.#path}/backlog`),
        this.#rest.all(`${this.#path}/approvals`, { status: 'pending' }),
      ]);
      if (run !== this.#run) return;
      this.#reading = false;
      this.#isBehind = false;
      this.#workflow = workflow;
      this.#sprints = sprints;
      this.#backlog.take(stories);
      this.#approvals.takePending(pending);
      this.#phase = 'ready';
      this.#refusal = null;
      // What was told meanwhile may be newer or older than what was read.
      if (this.#isStale) this.#soon.do('read', () => this.#read());
    } catch (refusal) {
      if (run !== this.#run || this.#closed) return;
      this.#reading = false;
      this.#refusal = refusal;
      if (this.#phase === 'never') this.#phase = 'refused';
      if (this.#space.state.phase === 'in' && !isFinal(refusal)) this.#soon.do('read', () => this.#read(), pauseAfter(refusal));
    }
    this.#changed();
  }

  #heard(name, payload) {
    // Of what happened until a project is seen again nothing was told.
    if (name === 'auth:access' && payload.gained.includes(this.#projectId)) return this.#in(false);
    if (this.#reading && TOLD.has(name)) this.#isStale = true;
    if (name === 'state_change') this.#stateChanged(payload);
    if (name === 'sprint_progress') this.#sprintMoved(payload);
    if (name === 'backlog_updated') this.#backlogUpdated(payload);
    if (name === 'approval_request') this.#approvals.asked(payload);
    if (name === 'approval_resolved') this.#approvals.resolved(payload);
    if (name === 'user_joined') this.#presence.came(payload.user_id);
    if (name === 'user_left') this.#presence.left(payload.user_id);
    this.#changed();
  }

  #stateChanged({ new_state: state, triggered_by: changedBy, reason = null, timestamp }) {
    // Each change is a version; should this one have been read already, the reading that follows says so.
    this.#workflow = { ...this.#workflow, version: this.#workflow?.version + 1, isGuessed: true, state, changedBy, reason, updatedAt: Date.parse(timestamp) };
    this.#soon.do('workflow', async () => this.#takeWorkflow(await this.#rest.get(`${this.#path}/workflow`), { isRead: true }));
  }

  // What is answered may be older than what was told since; only a reading knows better than a version that was guessed.
  #takeWorkflow(workflow, { isRead = false } = {}) {
    const known = this.#workflow;
    if (!(known?.version > workflow.version) || (isRead && known.isGuessed)) this.#workflow = workflow;
  }

  // It tells how far a sprint is, and not that it was started, stopped, renamed or made.
  #sprintMoved(told) {
    const moved = {
      totalStories: told.total_stories, completedStories: told.completed_stories, failedStories: told.failed_stories,
      inProgressStories: told.in_progress_stories, estimatedCompletion: Date.parse(told.estimated_completion), velocity: told.velocity,
    };
    this.#sprints = this.#sprints.map(sprint => sprint.id === told.sprint_id ? { ...sprint, ...moved } : sprint);
    this.#soon.do('sprints', () => this.#readSprints());
  }

  async #readSprints() {
    this.#sprints = (await this.#rest.all(`${this.#path}/sprints`)).map(sprint => newer(this.#sprints.find(({ id }) => id === sprint.id), sprint));
  }

  // Stories lose their sprint when that is deleted, and nothing else tells of it.
  #backlogUpdated(told) {
    const before = this.#backlog.get(told.story_id);
    this.#backlog.heard(told);
    if (before?.sprintId && told.story?.sprintId !== before.sprintId) this.#soon.do('sprints', () => this.#readSprints());
  }

  #putSprint(sprint) {
    const at = this.#sprints.findIndex(other => other.id === sprint.id);
    this.#sprints = at < 0 ? [...this.#sprints, sprint] : this.#sprints.with(at, newer(this.#sprints[at], sprint));
    this.#changed();
  }

  #laidOver(key, document) {
    return this.#overlays.filter(overlay => overlay.key === key)
      .reduce((shown, { patch }) => patch && shown && { ...shown, ...patch }, document);
  }

  async #with(key, patch, act) {
    const overlay = { key, patch };
    this.#overlays.push(overlay);
    this.#changed();
    try {
      await this.#turn(act);
    } finally {
      this.#overlays = this.#overlays.filter(other => other !== overlay);
      this.#changed();
    }
  }

  async #change(done) {
    this.#changed();
    try {
      await done;
    } finally {
      this.#changed();
    }
  }

  #storyPath(id) {
    return `${this.#path}/backlog/${id}`;
  }

  #sprintPath(id) {
    return `${this.#path}/sprints/${id}`;
  }

  #changed() {
    if (!this.#closed) this.emit('change');
  }
}

/** Of a document that is known and one that came, the newer one. */
const newer = (known, document) => known?.version > document.version ? known : document;
