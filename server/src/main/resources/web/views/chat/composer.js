import { count } from '../../ui/format.js';
import { html, live, nothing, ref } from '../../ui/html.js';
import { icon } from '../../ui/icons.js';

/** What a message may hold, unless the hub is set otherwise; it then says so when it refuses. */
const MOST = 2000;
const TOLD_BELOW = 200;
const BUILT_IN = [
  { name: 'help', usage: '/help', description: 'Shows the commands there are.' },
  { name: 'state', usage: '/state <state>', description: 'Sets the state of the workflow.' },
  { name: 'sprint', usage: '/sprint start [id]', description: 'Starts a sprint; /sprint stop ends it.' },
  { name: 'approve', usage: '/approve <id> [comment]', description: 'Approves what an agent asked for.' },
  { name: 'reject', usage: '/reject <id> [comment]', description: 'Rejects what an agent asked for.' },
  { name: 'task', usage: '/task <title>', description: 'Makes a task.' },
];

/** Where one writes: with the commands to choose from, and what is left of the room for words. */
export class Composer {
  #conversation;
  #threadId;
  #changed;
  #sent;
  #drafts;
  #chosen = 0;
  #isListClosed = false;
  #element = null;

  /** `drafts` keeps what is written, by thread, for when one comes back. */
  constructor(conversation, threadId, drafts, { changed, sent }) {
    this.#conversation = conversation;
    this.#threadId = threadId;
    this.#drafts = drafts;
    this.#changed = changed;
    this.#sent = sent;
  }

  render() {
    const id = this.#threadId ? 'reply' : 'message';
    const commands = this.#commands();
    const left = MOST - [...this.#draft].length;
    const chosen = Math.min(this.#chosen, commands.length - 1);
    return html`
      <form class="composer" @submit=${event => { event.preventDefault(); this.#say(); }}>
        ${commands.length ? html`
          <ul class="choices" id="${id}-commands" role="listbox" aria-label="Commands">${commands.map((command, index) => html`
            <li id="${id}-command-${index}" role="option" aria-selected=${index === chosen} @pointerdown=${event => event.preventDefault()} @click=${() => this.#choose(command)}>
              <code>${command.usage}</code><span class="quiet small">${command.description}</span></li>`)}</ul>` : nothing}
        <p class="visually-hidden" role="status">${commands.length ? `${count(commands.length)} commands. Up and down to choose, Enter to take one.` : left < 0 ? 'The message is too long to be sent.' : ''}</p>
        <div class="line">
          <label class="visually-hidden" for=${id}>${this.#threadId ? 'Reply' : 'Message'}</label>
          <textarea id=${id} rows="1" placeholder=${this.#threadId ? 'Reply in the thread' : 'Message, or / for commands'} enterkeyhint=${isTouch() ? 'enter' : 'send'} autocomplete="off"
            aria-autocomplete="list" aria-controls=${commands.length ? `${id}-commands` : nothing} aria-activedescendant=${commands.length ? `${id}-command-${chosen}` : nothing}
            aria-invalid=${left < 0 ? 'true' : nothing} aria-describedby=${left < TOLD_BELOW ? `${id}-left` : nothing}
            .value=${live(this.#draft)} ${ref(this.#hold)} @input=${this.#typed} @keydown=${this.#pressed} @blur=${() => this.#conversation.stopTyping()}></textarea>
          <button class="button primary send" aria-label="Send" ?disabled=${left < 0 || !this.#draft.trim()}>${icon('send')}</button>
        </div>
        ${left < TOLD_BELOW ? html`<p id="${id}-left" class="left small ${left < 0 ? 'over' : 'quiet'}">${left < 0 ? `${count(-left)} characters too many; ${count(MOST)} are the most` : `${count(left)} characters left`}</p>` : nothing}
      </form>`;
  }

  focus() {
    this.#element?.focus();
  }

  get #draft() {
    return this.#drafts.get(this.#threadId) ?? '';
  }

  set #draft(text) {
    text ? this.#drafts.set(this.#threadId, text) : this.#drafts.delete(this.#threadId);
  }

  #hold = element => {
    this.#element = element ?? null;
    // It is in the document, and has a height, once the drawing is done.
    queueMicrotask(() => this.#fit());
  };

  #typed = event => {
    this.#draft = event.target.value;
    this.#chosen = 0;
    this.#isListClosed = false;
    this.#draft.trim() ? this.#conversation.type() : this.#conversation.stopTyping();
    this.#fit();
    this.#changed();
  };

  #pressed = event => {
    if (event.isComposing) return;
    const commands = this.#commands();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (commands.length && step) {
      event.preventDefault();
      this.#chosen = (this.#chosen + step + commands.length) % commands.length;
      this.#changed();
    } else if (commands.length && event.key === 'Escape') {
      event.preventDefault();
      this.#isListClosed = true;
      this.#changed();
    } else if (commands.length && (event.key === 'Tab' || event.key === 'Enter') && !event.shiftKey && `/${commands[this.#chosen]?.name}` !== this.#draft) {
      event.preventDefault();
      this.#choose(commands[this.#chosen] ?? commands[0]);
    } else if (event.key === 'Enter' && !event.shiftKey && !isTouch()) {
      event.preventDefault();
      this.#say();
    }
  };

  /** The commands that begin as what is written does. */
  #commands() {
    const typed = /^\/([\w-]*)$/.exec(this.#draft)?.[1].toLowerCase();
    if (typed === undefined || this.#isListClosed) return [];
    const known = new Set(BUILT_IN.map(({ name }) => name));
    const others = this.#conversation.registered.filter(({ name }) => !known.has(name)).map(command => ({ ...command, description: command.description || 'Run by whoever registered it.' }));
    return [...BUILT_IN, ...others].filter(({ name }) => name.startsWith(typed));
  }

  #choose({ name, usage }) {
    this.#draft = usage === `/${name}` ? usage : `/${name} `;
    this.#isListClosed = true;
    this.#changed();
    this.focus();
  }

  #say() {
    const content = this.#draft.trim();
    if (!content || [...this.#draft].length > MOST) return;
    this.#draft = '';
    this.#conversation.say(content, this.#threadId);
    this.#sent();
    this.#changed();
    queueMicrotask(() => this.#fit());
    this.focus();
  }

  // As tall as what is written, up to what the sheet allows.
  #fit() {
    const element = this.#element;
    if (!element) return;
    if (element.value !== this.#draft) element.value = this.#draft;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight + 2}px`;
  }
}

const isTouch = () => matchMedia('(pointer: coarse)').matches;
