import { Signal } from '../../client/maestro-client.js';
import { newKey } from '../../client/rest.js';
import { inTurn } from '../../ui/sending.js';
import { Log } from './log.js';

const PAUSE_MS = 2000;
/** The hub takes a typing_start for 6 s; so often is enough, and well below what it allows. */
const TYPING_EVERY_MS = 4000;
/** The hub says when somebody has stopped; should that be lost, nobody types for ever. */
const TYPING_AT_MOST_MS = 60_000;

/**
 * The chat of a project: what was said in it and in its threads, who is typing, and what this person said that is not there yet.
 *
 * Events: `change`; `said` `(message)` when somebody says something new; `unsent` `(one, refusal)` when something could not be
 * sent; `refused` `(what, refusal)`.
 */
export class Conversation extends Signal {
  #hub;
  #me;
  #path;
  #space;
  #ends = [];
  #logs = new Map();
  #threads = new Map();
  #threadsOf = new Map();
  #lacksThreads = true;
  #results = new Map();
  #typing = new Map();
  #version = 0;
  #unsent;
  #sending = null;
  #counting = null;
  #keys = new Map();
  #reactions = [];
  #turn = inTurn();
  #toldTyping = 0;
  #quietUntil = 0;
  #timer = null;
  #closed = false;

  constructor(hub, me, projectId, unsent = []) {
    super();
    this.#hub = hub;
    this.#me = me;
    this.#unsent = unsent;
    this.#path = `/api/projects/${encodeURIComponent(projectId)}`;
    this.#logs.set(null, new Log(hub.rest, this.#path, null, () => this.#changed()));
    this.#space = hub.space(`/chat/${projectId}`);
    this.#ends.push(this.#space.on('in', ({ recovered }) => this.#in(recovered)));
    this.#ends.push(this.#space.on('state', () => this.#moved()));
    this.#ends.push(this.#space.on('event', (name, payload) => this.#heard(name, payload)));
    if (this.#space.state.phase === 'in') this.#in(false);
    this.#countDown();
  }

  get me() {
    return this.#me;
  }

  /** Another one whenever something changed but who types. */
  get version() {
    return this.#version;
  }

  /** How the socket is (client/space.js). */
  get state() {
    return this.#space.state;
  }

  /** What was said outside threads. */
  get log() {
    return this.#logs.get(null);
  }

  /** What is said in a thread; it is read when it is asked for first. */
  logOf(threadId) {
    if (!this.#logs.has(threadId)) {
      this.#logs.set(threadId, new Log(this.#hub.rest, this.#path, threadId, () => this.#changed()));
      if (this.#space.state.phase === 'in') this.#catchUp(this.#logs.get(threadId));
    }
    return this.#logs.get(threadId);
  }

  /** The thread that a message began, if there is one. */
  threadOf(messageId) {
    return this.#threads.get(this.#threadsOf.get(messageId));
  }

  /** What became of a command, if it was heard: nothing keeps it. */
  resultOf(messageId) {
    return this.#results.get(messageId);
  }

  /** The commands that others run here, as far as `/help` has told: `{name, usage, description}`. */
  get registered() {
    const last = [...this.#results.values()].findLast(({ command, success, result }) => command === 'help' && success && Array.isArray(result?.commands));
    return last ? last.result.commands : [];
  }

  /** Who types, but oneself. */
  get typing() {
    return [...this.#typing.keys()];
  }

  /** What this person said that the chat does not have yet: `{key, content, threadId, phase, refusal, againAt}`. */
  unsent(threadId) {
    return this.#unsent.filter(one => one.threadId === threadId);
  }

  /** What could not be sent, to be kept. */
  get failed() {
    return this.#unsent.filter(one => one.phase === 'failed');
  }

  /** Ends when what was said has been sent, or has failed. */
  async sent() {
    await this.#sending;
  }

  /** What a message goes by on the page: from before the hub has answered, it is the same. */
  keyOf(message) {
    return this.#keys.get(message.id) ?? message.id;
  }

  /** The reactions to a message, with what this person changed laid over them. */
  reactionsTo(message) {
    const shown = new Map(message.reactions.map(({ emoji, userIds }) => [emoji, userIds]));
    for (const { id, emoji, wanted } of this.#reactions) {
      if (id !== message.id) continue;
      const others = (shown.get(emoji) ?? []).filter(userId => userId !== this.#me.id);
      shown.set(emoji, wanted ? [...others, this.#me.id] : others);
    }
    return [...shown].map(([emoji, userIds]) => ({ emoji, userIds })).filter(({ userIds }) => userIds.length > 0);
  }

  /** Says something; it is shown at once, and sent after what was said before. */
  say(content, threadId) {
    this.stopTyping();
    const isCommand = /^\/[\w-]+(\s|$)/.test(content);
    this.#unsent.push({
      key: newKey(), content, threadId, createdAt: Date.now(), phase: 'waiting', refusal: null, againAt: 0, id: null,
      type: isCommand ? 'command' : threadId ? 'thread_reply' : 'message',
    });
    this.#changed();
    this.#send();
  }

  /** Sends again what failed, under the key of before: if it had come through after all, it is there once. */
  sayAgain(one) {
    Object.assign(one, { phase: 'waiting', refusal: null });
    this.#changed();
    this.#send();
  }

  /** Gives up what failed. */
  giveUp(one) {
    this.#unsent = this.#unsent.filter(other => other !== one);
    this.#changed();
  }

  /** Adds one's reaction to a message, or takes it back. */
  async react(message, emoji, wanted) {
    const overlay = { id: message.id, emoji, wanted };
    const path = `${this.#path}/messages/${message.id}/reactions`;
    this.#reactions.push(overlay);
    this.#changed();
    try {
      const { rest } = this.#hub;
      await this.#turn(async () => {
        const moment = this.#logs.get(message.threadId)?.moment ?? 0;
        const answer = await (wanted ? rest.post(path, { emoji }) : rest.delete(`${path}/${encodeURIComponent(emoji)}`));
        this.#logs.get(message.threadId)?.answered(answer, moment);
      });
    } catch (refusal) {
      this.emit('refused', wanted ? 'The reaction was not added' : 'The reaction was not taken back', refusal);
    } finally {
      this.#reactions = this.#reactions.filter(other => other !== overlay);
      this.#changed();
    }
  }

  /** Opens the thread of a message, which may be there already. */
  async openThread(message) {
    const thread = await this.#hub.rest.post(`${this.#path}/threads`, { parentMessageId: message.id });
    this.#putThread(thread);
    return thread;
  }

  /** The message that a thread is about; it may be further up than what is here. */
  async parentOf(threadId) {
    const thread = this.#threads.get(threadId) ?? await this.#fetchThread(threadId);
    return this.log.find(thread.parentMessageId) ?? this.#hub.rest.get(`${this.#path}/messages/${thread.parentMessageId}`);
  }

  /** Tells the others that this person types, as often as it is of use. */
  type() {
    const now = Date.now();
    if (now - this.#toldTyping < TYPING_EVERY_MS || now < this.#quietUntil) return;
    this.#toldTyping = now;
    this.#space.tell('typing_start');
  }

  stopTyping() {
    if (this.#toldTyping === 0) return;
    this.#toldTyping = 0;
    this.#space.tell('typing_stop');
  }

  /** Lets go of what is far above in a log that is read at its end. */
  shorten(log) {
    if (log.isLong) this.#catchUp(log, { anew: true });
  }

  /** Reads again what could not be read. */
  again() {
    this.#space.state.phase === 'in' ? this.#fetch() : this.#space.retry();
  }

  close() {
    this.stopTyping();
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#counting);
    this.#typing.forEach(clearTimeout);
    this.#ends.forEach(end => end());
    this.#space.close();
  }

  #in(recovered) {
    this.#toldTyping = 0;
    if (!recovered || this.#lacksThreads || [...this.#logs.values()].some(log => log.isBehind)) this.#fetch();
  }

  #moved() {
    if (this.#space.state.phase !== 'in') {
      this.#typing.forEach(clearTimeout);
      this.#typing.clear();
    }
    this.#changed();
  }

  async #fetch() {
    clearTimeout(this.#timer);
    this.#fetchThreads();
    await Promise.all([...this.#logs.values()].map(log => this.#catchUp(log)));
  }

  async #catchUp(log, how) {
    await log.catchUp(how);
    const had = new Set(log.messages.map(message => message.id));
    this.#unsent = this.#unsent.filter(one => !had.has(one.id));
    if (log.refusal) this.#againSoon(log.refusal);
  }

  async #fetchThreads() {
    this.#lacksThreads = true;
    try {
      (await this.#hub.rest.all(`${this.#path}/threads`)).forEach(thread => this.#putThread(thread));
      this.#lacksThreads = false;
    } catch (refusal) {
      this.#againSoon(refusal);
    }
  }

  // Without a connection there is no use in it: it is read when that is back.
  #againSoon(refusal) {
    if (this.#closed || this.#space.state.phase !== 'in' || refusal.code === 'not_found' || refusal.code === 'forbidden') return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetch(), refusal.retryAfter ?? PAUSE_MS);
  }

  async #fetchThread(id) {
    const thread = await this.#hub.rest.get(`${this.#path}/threads/${encodeURIComponent(id)}`);
    this.#putThread(thread);
    return thread;
  }

  #putThread(thread) {
    const known = this.#threads.get(thread.id);
    // Threads only grow; what is less was read before.
    if (known && known.messageCount > thread.messageCount) return;
    this.#threads.set(thread.id, thread);
    this.#threadsOf.set(thread.parentMessageId, thread.id);
    this.#changed();
  }

  #heard(name, payload) {
    // Of what happened until the project is seen again nothing was told; it is the only one that this socket is for.
    if (name === 'auth:access' && payload.gained.length > 0) return this.#in(false);
    if (name === 'message_received') this.#received(messageOf(payload));
    if (name === 'command_result') this.#results.set(payload.message_id, payload);
    if (name === 'thread_created') this.#putThread({ id: payload.thread_id, parentMessageId: payload.parent_message_id, messageCount: 0, participants: [] });
    if (name === 'thread_updated') this.#threadUpdated(payload);
    if (name === 'typing_start') this.#types(payload.user_id);
    if (name === 'typing_stop') this.#stops(payload.user_id);
    if (name.startsWith('typing_')) return this.emit('change');
    if (name === 'rate_limited') this.#quietUntil = Date.now() + (payload?.retry_after ?? PAUSE_MS);
    this.#changed();
  }

  #received(message) {
    const isNew = this.#logs.get(message.threadId)?.heard(message) ?? false;
    const mine = this.#unsent.find(one => one.id === message.id) ?? (isNew ? this.#underWay(message) : null);
    if (mine) {
      mine.id = message.id;
      this.#keys.set(message.id, mine.key);
      this.#unsent = this.#unsent.filter(one => one !== mine);
    }
    this.#stops(message.userId);
    if (isNew) this.emit('said', message);
  }

  // The socket may tell of a message before the answer to it is here. Of what this person says only one is under way.
  #underWay({ userId, content, threadId }) {
    if (userId !== this.#me.id) return null;
    return this.#unsent.find(one => one.phase === 'sending' && one.content === content && one.threadId === threadId);
  }

  #threadUpdated({ thread_id: id, message_count: messageCount, last_message_at: lastMessageAt, participants }) {
    const known = this.#threads.get(id);
    if (known) {
      this.#putThread({ ...known, messageCount, lastMessageAt: Date.parse(lastMessageAt), participants });
    } else {
      this.#fetchThread(id).catch(() => {});
    }
  }

  #types(userId) {
    if (userId === this.#me.id) return;
    clearTimeout(this.#typing.get(userId));
    this.#typing.set(userId, setTimeout(() => {
      this.#stops(userId);
      this.emit('change');
    }, TYPING_AT_MOST_MS));
  }

  #stops(userId) {
    clearTimeout(this.#typing.get(userId));
    this.#typing.delete(userId);
  }

  // One after another: so they are in the chat in the order in which they were said.
  #send() {
    this.#sending ??= this.#sendAll().finally(() => { this.#sending = null; });
  }

  async #sendAll() {
    for (let one; (one = this.#unsent.find(other => other.phase === 'waiting'));) await this.#sendOne(one);
  }

  async #sendOne(one) {
    one.phase = 'sending';
    try {
      const { content, type, threadId, key } = one;
      const { id } = await this.#hub.rest.post(`${this.#path}/messages`, { content, type, ...(threadId && { threadId }) }, { key });
      if (!one.id) this.#keys.set(id, key);
      Object.assign(one, { phase: 'sent', id });
      // It is shown where it was said until the socket tells of it, at its place in the order of the hub.
      if (this.#logs.get(threadId)?.find(id)) this.#unsent = this.#unsent.filter(other => other !== one);
    } catch (refusal) {
      Object.assign(one, { phase: 'failed', refusal, againAt: Date.now() + (refusal.retryAfter ?? 0) });
      this.emit('unsent', one, refusal);
      this.#countDown();
    }
    this.#changed();
  }

  // When something can be sent again is told in seconds.
  #countDown() {
    clearTimeout(this.#counting);
    const wait = Math.max(0, ...this.failed.map(({ againAt }) => againAt - Date.now()));
    if (wait === 0 || this.#closed) return;
    this.#counting = setTimeout(() => {
      this.#changed();
      this.#countDown();
    }, Math.min(wait, 1000));
  }

  #changed() {
    this.#version++;
    this.emit('change');
  }
}

/** A message in the words of the portal, as a document. */
function messageOf(told) {
  return {
    id: told.message_id, userId: told.user_id, content: told.content, type: told.type, threadId: told.thread_id ?? null,
    attachments: told.attachments ?? [], createdAt: Date.parse(told.timestamp),
    reactions: (told.reactions ?? []).map(({ emoji, users }) => ({ emoji, userIds: users })),
  };
}
