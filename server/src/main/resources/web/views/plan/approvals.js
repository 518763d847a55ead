const LATELY = 10;

/** What was asked to be approved in a project, and of what was answered that which this page has seen. */
export class Approvals {
  #rest;
  #path;
  #me;
  #soon;
  #changed;
  #all;
  #answering = new Map();

  /** `known` is what was seen before, by id; it is kept up to date. */
  constructor(rest, path, me, { soon, changed, known }) {
    this.#rest = rest;
    this.#path = path;
    this.#me = me;
    this.#soon = soon;
    this.#changed = changed;
    this.#all = known;
  }

  /** What waits for an answer, the oldest first. */
  get pending() {
    return this.#shown(({ status }) => status === 'pending').sort((one, other) => one.createdAt - other.createdAt);
  }

  /** What was answered lately, the last first. */
  get answered() {
    return this.#shown(({ status }) => status !== 'pending').sort((one, other) => other.resolvedAt - one.resolvedAt).slice(0, LATELY);
  }

  /** Takes all that the hub says is pending; what was, and is no more, has been answered while nobody told. */
  takePending(pending) {
    const ids = new Set(pending.map(({ id }) => id));
    const gone = [...this.#all.values()].filter(({ id, status }) => status === 'pending' && !ids.has(id));
    const lately = new Set(this.answered.map(({ id }) => id));
    for (const { id, status } of [...this.#all.values()]) if (!ids.has(id) && (status === 'pending' || !lately.has(id))) this.#all.delete(id);
    gone.slice(-LATELY).forEach(({ id }) => this.#fetch(id));
    pending.forEach(approval => this.#put(approval));
  }

  asked({ request_id: id, task, reason, created_at: createdAt, retry_count: retryCount, timeout_at: timeoutAt }) {
    this.#put({
      id, task, reason, retryCount, status: 'pending', createdAt: Date.parse(createdAt), timeoutAt: Date.parse(timeoutAt),
      requestedBy: null, resolvedBy: null, resolvedAt: null, comment: null,
    });
    this.#fetch(id);
  }

  resolved({ request_id: id, approved, resolved_by: resolvedBy, resolved_at: resolvedAt, comment = null }) {
    const known = this.#all.get(id);
    if (!known) return this.#fetch(id);
    const status = approved ? 'approved' : resolvedBy === 'timeout' ? 'timed_out' : 'rejected';
    this.#put({ ...known, status, resolvedBy, resolvedAt: Date.parse(resolvedAt), comment });
  }

  /** Answers what an agent asked for. The first answer stands: another one is a `conflict`, and is shown in place of this. */
  async resolve(id, approved, comment, key) {
    this.#answering.set(id, { status: approved ? 'approved' : 'rejected', comment: comment || null, resolvedBy: this.#me.id, resolvedAt: Date.now() });
    this.#changed();
    try {
      this.#put(await this.#rest.post(`${this.#path}/${id}/resolve`, { approved, ...(comment && { comment }) }, { key }));
    } catch (refusal) {
      if (refusal.current?.id === id) this.#put(refusal.current);
      throw refusal;
    } finally {
      this.#answering.delete(id);
      this.#changed();
    }
  }

  #fetch(id) {
    this.#soon.do(id, async () => this.#put(await this.#rest.get(`${this.#path}/${id}`)));
  }

  // An answer stands; whatever says that there is none was said before.
  #put(approval) {
    if (this.#all.get(approval.id)?.resolvedAt && !approval.resolvedAt) return;
    this.#all.set(approval.id, approval);
  }

  #shown(test) {
    return [...this.#all.values()].map(approval => ({ ...approval, ...this.#answering.get(approval.id) })).filter(test);
  }
}
