import { lasting, plural } from '../ui/format.js';
import { dialog } from '../ui/dialog.js';
import { guard, html, nothing, ref, repeat } from '../ui/html.js';
import { icon } from '../ui/icons.js';
import { empty, skeleton, trouble } from '../ui/parts.js';
import { go, to } from '../ui/router.js';
import { tellRefusal, toast } from '../ui/toast.js';
import { Composer } from './chat/composer.js';
import { take } from './chat/held.js';
import { content, dayName, grouped, nameOf, reactions, result, threadLink, time } from './chat/message.js';
import { Pane } from './chat/pane.js';

const SIGNS = ['👍', '❤️', '😄', '🎉', '👀', '✅'];
const CLOCK_MS = 30_000;
const groupings = new WeakMap();
/**
 * The chat of a project; with a thread's id in the address, that thread beside it, or over it where there is no room.
 *
 * To open a thread is to open another view at another address: both are views of one conversation, which is held until the last
 * of them has gone.
 */
export async function open({ hub, me, project, segments, redraw }) {
  const [threadId = null] = segments;
  const held = take(hub, me, project.id, threadId);
  const screen = new Screen(held, project, threadId, redraw);
  return {
    title: threadId ? 'Thread' : 'Chat',
    layout: 'full',
    render: () => screen.render(),
    close: () => {
      screen.close();
      held.release();
    },
  };
}

class Screen {
  #held;
  #conversation;
  #project;
  #threadId;
  #redraw;
  #parent = null;
  #refusal = null;
  #drawings = 0;
  #closed = false;
  #ends;
  #clock;

  constructor(held, project, threadId, redraw) {
    this.#held = held;
    this.#conversation = held.conversation;
    this.#project = project;
    this.#threadId = threadId;
    this.#redraw = redraw;
    this.#ends = [
      this.#conversation.on('change', redraw),
      // Sessions are called by their names.
      project.on('change', kinds => kinds.has('sessions') && this.#again()),
      this.#conversation.on('said', message => this.#said(message)),
    ];
    this.#clock = setInterval(() => this.#again(), CLOCK_MS);
    if (threadId) this.#findParent();
  }

  close() {
    this.#closed = true;
    this.#ends.forEach(end => end());
    clearInterval(this.#clock);
  }

  render() {
    const { state } = this.#conversation;
    if (state.phase === 'refused') return trouble('The chat cannot be opened.', state.refusal, () => this.#conversation.again());
    return html`
      <div class="chat ${this.#threadId ? 'with-thread' : ''}">
        <section class="pane main" aria-label="Chat">${this.#pane(this.#conversation.log)}</section>
        ${this.#threadId ? this.#thread() : nothing}
      </div>`;
  }

  #thread() {
    const back = to('projects', this.#project.id, 'chat');
    return html`
      <section class="pane thread" aria-label="Thread">
        <header><a class="icon back" href=${back} aria-label="Back to the chat">${icon('back')}</a><h2>Thread</h2></header>
        ${this.#refusal ? trouble('This thread cannot be shown.', this.#refusal, () => this.#findParent()) : this.#pane(this.#conversation.logOf(this.#threadId))}
      </section>`;
  }

  #pane(log) {
    const pane = this.#paneOf(log);
    const unsent = this.#conversation.unsent(log.threadId).map(one => this.#asMessage(one));
    const [first] = [...log.messages.slice(0, 1), ...unsent];
    const isOlder = pane.drawing(log.phase === 'never' ? null : first ? this.#conversation.keyOf(first) : '');
    return html`
      <div class="log" role="log" aria-label=${log.threadId ? 'Replies' : 'Messages'} aria-live=${log.isFetching || isOlder ? 'off' : 'polite'} aria-busy=${log.phase === 'never'} tabindex="0"
        ${ref(pane.hold)} @scroll=${pane.scrolled}>
        ${guard([this, log, this.#conversation.version, this.#drawings, this.#parent], () => this.#inside(log, unsent))}
      </div>
      <div class="below">
        ${pane.unseen ? html`<button class="button unseen" @click=${() => pane.toEnd()}>${plural(pane.unseen, 'new message')}</button>` : nothing}
        <p class="typing quiet small">${log.threadId ? nothing : this.#typing()}</p>
      </div>
      ${this.#composerOf(log, pane).render()}`;
  }

  #inside(log, unsent) {
    if (log.phase === 'never') return skeleton(6);
    if (log.phase === 'refused') return trouble('What was said cannot be read.', log.refusal, () => this.#conversation.again());
    return html`
      ${log.threadId ? this.#about() : nothing}
      <div class="older">${log.older ? html`<button class="link" ?disabled=${log.isFetching} @click=${() => log.fetchOlder()}>${log.isFetching ? 'Fetching older messages…' : 'Older messages'}</button>` : nothing}</div>
      ${log.messages.length + unsent.length ? html`<ol>${repeat([...groupedOnce(log.messages), ...grouped(unsent, log.messages.at(-1))], ({ message }) => this.#conversation.keyOf(message), each => this.#message(each, log.threadId !== null))}</ol>`
        : log.threadId ? html`<p class="quiet nothing">Nobody has replied yet.</p>`
          : empty('Nobody has said anything yet.', 'What is written here is seen by all who see this project, and by its agents. A slash begins a command: /task makes a task, /help tells of the others.')}
      ${log.refusal ? html`<p class="quiet small nothing" role="alert">What is new could not be read: ${log.refusal.message} It is tried again.</p>` : nothing}`;
  }

  #about() {
    return this.#parent ? html`<div class="about">${this.#line(this.#parent)}</div>` : nothing;
  }

  #line(message) {
    return html`<p class="who"><strong>${this.#name(message.userId)}</strong> <span class="quiet small">${dayName(message.createdAt)}, ${time(message)}</span></p>${content(message)}`;
  }

  #message({ message, newDay, first }, isReply) {
    const mine = message.userId === this.#conversation.me.id;
    const given = message.unsent ? [] : this.#conversation.reactionsTo(message);
    return html`
      <li class="message ${mine ? 'mine' : ''} ${first ? 'first' : ''} ${message.type} ${message.unsent && message.unsent.phase !== 'sent' ? 'unsent' : ''}">
        ${newDay ? html`<p class="day"><span>${dayName(message.createdAt)}</span></p>` : nothing}
        ${first ? html`<p class="who"><strong>${mine ? 'You' : this.#name(message.userId)}</strong> <span class="quiet small">${time(message)}</span></p>`
          : html`<span class="visually-hidden">${mine ? 'You' : this.#name(message.userId)}, ${time(message)}</span>`}
        <div class="said">
          <div class="bubble">${content(message)}</div>
          ${message.unsent ? nothing : html`<button class="icon about-it" aria-label="React, reply and more" @click=${() => this.#choose(message, isReply)}>${icon('more')}</button>`}
        </div>
        ${message.unsent ? this.#unsentNote(message.unsent) : html`
          ${result(message, this.#conversation.resultOf(message.id), this.#project)}
          ${reactions(given, { me: this.#conversation.me, project: this.#project, react: (emoji, wanted) => this.#conversation.react(message, emoji, wanted) })}
          ${isReply ? nothing : threadLink(this.#conversation.threadOf(message.id), this.#hrefOf(this.#conversation.threadOf(message.id)))}`}
      </li>`;
  }

  #unsentNote(one) {
    if (one.phase === 'sent') return nothing;
    if (one.phase !== 'failed') return html`<p class="note quiet small">Sending…</p>`;
    const wait = one.againAt - Date.now();
    return html`
      <div class="note" role="alert">
        <p class="small">Not sent: ${one.refusal.message}${wait > 0 ? ` It can be sent again in ${lasting(wait)}.` : ''}</p>
        <div class="actions">
          <button class="button" ?disabled=${wait > 0} @click=${() => this.#conversation.sayAgain(one)}>Send again</button>
          <button class="button" @click=${() => this.#conversation.giveUp(one)}>Discard</button>
        </div>
      </div>`;
  }

  async #choose(message, isReply) {
    const me = this.#conversation.me;
    const shown = () => this.#conversation.reactionsTo(message);
    const has = emoji => shown().some(given => given.emoji === emoji && given.userIds.includes(me.id));
    const chosen = await dialog({
      title: 'Message',
      body: done => html`
        <div class="stack chat-choice">
          <blockquote>${this.#line(message)}</blockquote>
          <div class="signs" role="group" aria-label="React">${SIGNS.map(emoji => html`
            <button class="reaction" aria-pressed=${has(emoji)} aria-label="${has(emoji) ? 'Take back' : 'React with'} ${emoji}" @click=${() => done({ emoji, wanted: !has(emoji) })}><span class="emoji">${emoji}</span></button>`)}</div>
          ${shown().length ? html`<dl class="facts">${shown().map(({ emoji, userIds }) => html`<dt>${emoji}</dt><dd>${userIds.map(userId => userId === me.id ? 'you' : this.#name(userId)).join(', ')}</dd>`)}</dl>` : nothing}
          <div class="actions">
            ${isReply ? nothing : html`<button class="button primary" @click=${() => done('thread')}>Reply in a thread</button>`}
            <button class="button" @click=${() => done('copy')}>Copy the text</button>
          </div>
        </div>`,
    });
    if (chosen === 'thread') await this.#openThread(message);
    if (chosen === 'copy') await copy(message.content);
    if (chosen?.emoji) this.#conversation.react(message, chosen.emoji, chosen.wanted);
  }

  async #openThread(message) {
    try {
      const { id } = this.#conversation.threadOf(message.id) ?? await this.#conversation.openThread(message);
      // Who has gone elsewhere meanwhile is not fetched back.
      if (!this.#closed) go(to('projects', this.#project.id, 'chat', id));
    } catch (refusal) {
      tellRefusal('The thread was not opened', refusal);
    }
  }

  async #findParent() {
    this.#refusal = null;
    try {
      this.#parent = await this.#conversation.parentOf(this.#threadId);
    } catch (refusal) {
      this.#refusal = refusal;
    }
    this.#redraw();
  }

  #said(message) {
    const pane = this.#held.panes.get(message.threadId);
    if (message.userId !== this.#conversation.me.id) pane?.came();
    if (pane?.isAtEnd) this.#conversation.shorten(this.#conversation.logOf(message.threadId));
  }

  /** Draws the messages anew, though none has changed. */
  #again() {
    this.#drawings++;
    this.#redraw();
  }

  #typing() {
    const names = this.#conversation.typing.map(userId => this.#name(userId));
    if (names.length === 0) return nothing;
    if (names.length > 2) return `${plural(names.length, 'person', 'people')} are typing…`;
    return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} typing…`;
  }

  #paneOf(log) {
    const { panes } = this.#held;
    if (!panes.has(log.threadId)) panes.set(log.threadId, new Pane({ changed: () => this.#conversation.emit('change'), reachedTop: () => log.fetchOlder() }));
    return panes.get(log.threadId);
  }

  #composerOf(log, pane) {
    const { composers, drafts } = this.#held;
    if (!composers.has(log.threadId)) {
      composers.set(log.threadId, new Composer(this.#conversation, log.threadId, drafts, { changed: () => this.#conversation.emit('change'), sent: () => pane.toEnd() }));
    }
    return composers.get(log.threadId);
  }

  #asMessage(one) {
    return { id: one.key, userId: this.#conversation.me.id, content: one.content, type: one.type === 'command' ? 'command' : 'response', createdAt: one.createdAt, threadId: one.threadId, unsent: one };
  }

  #hrefOf = thread => thread ? to('projects', this.#project.id, 'chat', thread.id) : nothing;

  #name = userId => nameOf(this.#project, userId);
}

/** A list of messages is another one whenever one of them is. */
function groupedOnce(messages) {
  if (!groupings.has(messages)) groupings.set(messages, grouped(messages));
  return groupings.get(messages);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied.', { tone: 'good' });
  } catch {
    toast('The browser does not let this page copy.', { tone: 'bad' });
  }
}
