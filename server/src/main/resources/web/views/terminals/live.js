import { confirm } from '../../ui/dialog.js';
import { plural } from '../../ui/format.js';
import { classMap, html, nothing, ref } from '../../ui/html.js';
import { icon } from '../../ui/icons.js';
import { to } from '../../ui/router.js';
import { LEAST_PX, MOST_PX, Screen } from '../../ui/screen.js';
import { style } from '../../ui/styles.js';
import { tellRefusal, toast } from '../../ui/toast.js';
import { copy, pasted } from './clipboard.js';
import { Keys, shown } from './keys.js';
import { keepTaste, taste } from './taste.js';

const LOOK_MS = 3000;
/** How long what was typed is still sent after one has left. */
const LEAVING_MS = 5000;
/** How long it is said that output was skipped, so that it can be read. */
const SAID_MS = 4000;
/** With letters of this size a screen is read well by whoever fits it to theirs. */
const READABLE_PX = 12;
const ENDS = {
  owner_disconnected: 'Its agent went away and did not come back.',
  replaced: 'Another terminal took its place.',
  session_deleted: 'Its session was deleted.',
};
const RELEASE_KEY = 'Ctrl+Shift+E';

/** What the key bar sends: by cursor keys their letter, else the text. */
const KEYS = [
  [{ label: 'Esc', name: 'Escape', text: '\x1b' }, { label: 'Tab', text: '\t' }, { label: 'Ctrl', sticky: true }, { label: '^C', name: 'Ctrl+C', text: '\x03' },
    { label: '|', name: 'Bar', text: '|' }, { label: '/', name: 'Slash', text: '/' }, { label: '-', name: 'Minus', text: '-' }, { label: '~', name: 'Tilde', text: '~' }],
  [{ label: '←', name: 'Left', cursor: 'D' }, { label: '↓', name: 'Down', cursor: 'B' }, { label: '↑', name: 'Up', cursor: 'A' }, { label: '→', name: 'Right', cursor: 'C' },
    { label: 'Home', cursor: 'H' }, { label: 'End', cursor: 'F' }, { label: 'PgUp', name: 'Page up', text: '\x1b[5~' }, { label: 'PgDn', name: 'Page down', text: '\x1b[6~' }],
];

/** One terminal, watched live, and typed into by whoever takes control. */
export class LiveTerminal {
  #context;
  #sessionId;
  #screen;
  #terminal;
  #keys;
  #ends = [];
  #state;
  #title = null;
  #taken = false;
  #tools = false;
  #finding = false;
  #found = null;
  #wanted = '';
  #seen = false;
  #behind = 0;
  #skipped = false;
  #skippedTimer = null;
  #lookTimer = null;
  #next = null;
  #atEnd = true;
  #closed = false;

  static async open(context, sessionId) {
    // Letters are measured when the screen is shown, by its sheet.
    await style(new URL('../../vendor/@xterm/xterm/css/xterm.css', import.meta.url).href);
    return new LiveTerminal(context, sessionId).#view();
  }

  constructor(context, sessionId) {
    this.#context = context;
    this.#sessionId = sessionId;
    const { fontSize, screenReader } = taste();
    this.#screen = new Screen({ fontSize, screenReader });
    this.#keys = new Keys(text => this.#terminal.input(text));
    this.#screen.on('input', text => this.#type(text));
    this.#screen.on('title', title => this.#tell(() => { this.#title = title; }));
    this.#screen.on('size', () => this.#redraw());
    this.#screen.on('scroll', () => this.#screen.atEnd !== this.#atEnd && this.#tell(() => { this.#atEnd = this.#screen.atEnd; }));
    this.#screen.on('link', (address, { shown }) => this.#follow(address, shown));
    this.#screen.on('found', found => this.#tell(() => { this.#found = found; }));
    this.#screen.on('release', () => this.#release());
    this.#keys.on('change', () => this.#unsentMoved());
    this.#watch();
    this.#ends.push(context.hub.link.on('state', () => this.#redraw()));
  }

  #view() {
    return { title: 'Terminal', layout: 'full', render: () => this.#render(), close: () => this.#close() };
  }

  #watch() {
    // The terminal may be watched for a while after its screen has gone.
    const whileOpen = act => (...what) => { if (!this.#closed) act(...what); };
    this.#terminal = this.#context.hub.terminal(this.#sessionId, {
      reset: whileOpen((cols, rows) => this.#screen.reset(cols, rows)),
      resize: whileOpen((cols, rows) => this.#screen.resize(cols, rows)),
      write: whileOpen((text, done) => this.#write(text, done)),
    });
    this.#state = this.#terminal.state;
    this.#ends.push(this.#terminal.on('state', state => this.#moved(state)));
    this.#ends.push(this.#terminal.on('resync', () => this.#skips()));
  }

  #close() {
    this.#closed = true;
    clearTimeout(this.#lookTimer);
    clearTimeout(this.#skippedTimer);
    this.#ends.forEach(end => end());
    this.#screen.dispose();
    this.#leave();
  }

  /** Lets the terminal go when what was typed has been sent: the hub takes keys only from who watches. */
  async #leave() {
    const known = this.#keys.unsent;
    const late = setTimeout(() => this.#keys.stop(), LEAVING_MS);
    this.#terminal.on('state', state => {
      if (state.phase !== 'live' || isTakenOver(this.#state, state)) this.#keys.stop();
      this.#state = state;
    });
    await this.#keys.sent();
    clearTimeout(late);
    this.#terminal.close();
    const { unsent } = this.#keys;
    // Who has signed out is not to be told.
    if (!unsent || unsent === known || unsent.refusal.code === 'closed') return;
    toast(`${untyped(unsent)} into ${this.#name}: ${shown(unsent.text)} ${unsent.refusal.message}`,
      { tone: 'bad', action: { label: 'Copy', act: () => copyUntyped(unsent) } });
  }

  #redraw() {
    if (!this.#closed) this.#context.redraw();
  }

  #tell(change) {
    change();
    this.#redraw();
  }

  // What the hub says.

  #write(text, done) {
    this.#behind += text.length;
    this.#screen.write(text, () => {
      this.#behind -= text.length;
      done();
      if (this.#behind === 0 && this.#skipped) this.#redraw();
    });
  }

  #skips() {
    this.#skipped = true;
    clearTimeout(this.#skippedTimer);
    this.#skippedTimer = setTimeout(() => this.#tell(() => { this.#skipped = false; }), SAID_MS);
    this.#redraw();
  }

  #moved(state) {
    const before = this.#state;
    this.#state = state;
    if (state.phase === 'live') this.#seen = true;
    if (state.phase === 'ended' && before.phase !== 'ended') this.#look();
    if (this.#taken) this.#loses(before, state);
    this.#redraw();
  }

  /** Gives control up where the hub took it, or there is nothing left to type into. */
  #loses(before, state) {
    if (isTakenOver(before, state)) {
      this.#letGo();
      toast(`${this.#called(state)} took over. You are watching again.`);
    } else if (state.phase !== 'live') {
      // Others may type meanwhile: whoever comes back looks first.
      this.#letGo();
    } else if (!state.writable) {
      this.#letGo();
      toast('You may not type into this terminal any more.', { tone: 'bad' });
    }
  }

  /** Looks for another terminal of the session, after the end of this one. */
  async #look() {
    clearTimeout(this.#lookTimer);
    try {
      const terminals = document.visibilityState === 'hidden' ? [] : await this.#context.hub.terminals();
      this.#next = terminals.some(({ sessionId }) => sessionId === this.#sessionId);
    } catch {
      // The connection says what is wrong with it.
    }
    if (this.#closed || this.#state.phase !== 'ended') return;
    if (!this.#next) this.#lookTimer = setTimeout(() => this.#look(), LOOK_MS);
    this.#redraw();
  }

  #watchNext() {
    this.#terminal.close();
    this.#next = null;
    this.#seen = false;
    this.#title = null;
    this.#watch();
    this.#redraw();
  }

  // What the person does.

  get #mayTake() {
    const { phase, writable, connected } = this.#state;
    return phase === 'live' && writable && connected;
  }

  #take() {
    this.#taken = true;
    this.#screen.takeKeys(true);
    this.#screen.toEnd();
    this.#redraw();
  }

  #letGo() {
    this.#taken = false;
    this.#screen.takeKeys(false);
    this.#keys.ctrl = false;
    this.#keys.stop();
  }

  /** Gives up control, where it was taken, and leads the focus out of the screen. */
  #release() {
    if (this.#taken) this.#letGo();
    this.#redraw();
    requestAnimationFrame(() => (document.querySelector('.terminal .control .button:enabled') ?? document.querySelector('.terminal-head a')).focus());
  }

  #type(text) {
    if (this.#taken) this.#keys.type(text);
  }

  #press(key) {
    if (key.sticky) {
      this.#keys.ctrl = !this.#keys.ctrl;
    } else if (key.cursor) {
      const { ctrl } = this.#keys;
      if (ctrl) this.#keys.ctrl = false;
      this.#type(this.#screen.cursorKey(key.cursor, { ctrl }));
    } else {
      this.#type(key.text);
    }
    this.#screen.focus();
  }

  #unsentMoved() {
    if (this.#keys.unsent && this.#taken) this.#letGo();
    this.#redraw();
  }

  #sendAgain() {
    this.#take();
    this.#keys.again();
  }

  async #resize() {
    const { cols, rows } = this.#screen.room(Math.max(this.#screen.fits ? READABLE_PX : this.#screen.fontSize, READABLE_PX));
    try {
      await this.#terminal.resize(cols, rows);
      this.#fit();
    } catch (refusal) {
      if (refusal.code === 'forbidden') {
        toast('Only who typed last may give the terminal another size, and others may type here, too. Type something first.', { tone: 'bad' });
      } else {
        tellRefusal('The terminal keeps its size', refusal);
      }
    }
  }

  #fit() {
    this.#screen.fit();
    keepTaste({ fontSize: null });
    this.#redraw();
  }

  #zoom(by) {
    this.#screen.zoom(Math.round((this.#screen.fontSize + by) * 2) / 2);
    keepTaste({ fontSize: this.#screen.fontSize });
    this.#redraw();
  }

  #read() {
    this.#screen.screenReader = !this.#screen.screenReader;
    keepTaste({ screenReader: this.#screen.screenReader });
    this.#redraw();
  }

  #copy() {
    copy(this.#screen.text(), this.#screen.selects ? 'The selection' : 'What is on the screen');
  }

  async #paste() {
    const text = await pasted();
    if (text && this.#taken) this.#screen.paste(text);
    this.#screen.focus();
  }

  async #follow(address, shownAsIs) {
    // What a program calls a link may lead elsewhere than it says.
    if (!shownAsIs && !await confirm('Open this link?', address, 'Open', { danger: false })) return;
    window.open(address, '_blank', 'noopener,noreferrer');
  }

  #find(back = false, typing = false) {
    if (!this.#screen.find(this.#wanted, { back, typing })) this.#found = this.#wanted ? { index: -1, count: 0 } : null;
    this.#redraw();
  }

  #toggleFind() {
    this.#finding = !this.#finding;
    if (!this.#finding) {
      this.#screen.endFind();
      this.#found = null;
    }
    this.#redraw();
  }

  // What is shown.

  get #name() {
    return this.#context.project.get('sessions', this.#sessionId)?.name ?? 'Session';
  }

  #attach = element => element && !element.firstElementChild && this.#screen.attach(element);

  #render() {
    const { project } = this.#context;
    const name = this.#name;
    const { cols, rows, resyncs, phase, connected } = this.#state;
    const title = (this.#title ?? this.#state.title) || name;
    const dim = this.#seen && (phase === 'away' || phase === 'refused' || (phase === 'live' && !connected));
    return html`
      <section class=${classMap({ terminal: true, controls: this.#taken, dim })} aria-label="Terminal">
        <header class="terminal-head">
          <a class="icon" href=${to('projects', project.id, 'terminals')} aria-label="All terminals">${icon('back')}</a>
          <div class="what">
            <h2>${title}</h2>
            <p class="quiet small">${title === name ? nothing : html`<span>${name} · </span>`}<span class="nowrap">${cols} × ${rows}</span>${resyncs ? html`<span class="nowrap"> · skipped ${plural(resyncs, 'time')}</span>` : nothing}</p>
          </div>
          <button class="icon more-tools" aria-label="Tools" aria-expanded=${this.#tools} @click=${() => this.#tell(() => { this.#tools = !this.#tools; })}>${icon('more')}</button>
        </header>
        ${this.#toolRow()}
        ${this.#finding ? this.#findRow() : nothing}
        <div class="screen">
          <div class="screen-box" ${ref(this.#attach)}></div>
          ${this.#over()}
          ${this.#atEnd ? nothing : html`<button class="button to-end" @click=${() => this.#screen.toEnd()}>↓ Newest</button>`}
        </div>
        ${this.#unsent()}
        ${this.#control()}
        ${this.#taken ? this.#keyBar() : nothing}
      </section>`;
  }

  #toolRow() {
    const { fontSize, fits, screenReader } = this.#screen;
    return html`
      <div class="tools ${this.#tools ? 'open' : ''}" role="toolbar" aria-label="Tools">
        <button class="button" aria-label="Smaller letters" ?disabled=${fontSize <= LEAST_PX} @click=${() => this.#zoom(-1)}>A−</button>
        <button class="button" aria-label="Larger letters" ?disabled=${fontSize >= MOST_PX} @click=${() => this.#zoom(1)}>A+</button>
        <button class="button" aria-pressed=${fits} @click=${() => this.#fit()}>Fit</button>
        <button class="button" aria-pressed=${this.#finding} @click=${() => this.#toggleFind()}>Find</button>
        <button class="button" @click=${() => this.#copy()}>Copy</button>
        ${this.#taken ? html`
          <button class="button" @click=${() => this.#paste()}>Paste</button>
          <button class="button" title="Gives the terminal itself, for everybody, as many columns and rows as there is room for here" @click=${() => this.#resize()}>Fit to my screen</button>` : nothing}
        <button class="button" aria-pressed=${screenReader} @click=${() => this.#read()}>Screen reader</button>
      </div>`;
  }

  #findRow() {
    const said = !this.#found ? '' : this.#found.count === 0 ? 'not found' : this.#found.index < 0 ? plural(this.#found.count, 'match', 'matches') : `${this.#found.index + 1} of ${this.#found.count}`;
    return html`
      <form class="find" role="search" @submit=${event => { event.preventDefault(); this.#find(true); }}>
        <label class="visually-hidden" for="find">Find in what the terminal wrote</label>
        <input id="find" type="search" autocomplete="off" spellcheck="false" placeholder="Find" ${ref(this.#focusOnce)} .value=${this.#wanted}
          @input=${event => { this.#wanted = event.target.value; this.#find(true, true); }}
          @keydown=${event => event.key === 'Escape' && this.#toggleFind()}>
        <span class="quiet small nowrap" role="status">${said}</span>
        <button class="icon" type="submit" aria-label="The one before">↑</button>
        <button class="icon" type="button" aria-label="The next one" @click=${() => this.#find()}>↓</button>
        <button class="icon" type="button" aria-label="Close the search" @click=${() => this.#toggleFind()}>×</button>
      </form>`;
  }

  #focusOnce = element => element?.focus();

  /** What is said over the screen, so that it stays where it is. */
  #over() {
    const said = this.#said();
    return html`<div class="over" role="status">${said ? html`<div class="said ${said.tone ?? ''}"><p>${said.text}</p>${said.action ?? nothing}</div>` : nothing}</div>`;
  }

  #said() {
    const { phase, refusal, connected, exit } = this.#state;
    if (phase === 'ended') return this.#endSaid(exit);
    if (phase === 'away') return { tone: 'warn', text: `${this.#seen ? 'This is the last that was seen. ' : ''}${this.#context.hub.link.state.reason ?? 'There is no connection to the hub.'}` };
    if (phase === 'refused') return this.#refusalSaid(refusal);
    if (phase === 'joining') return { text: 'Joining…' };
    if (!connected) return { tone: 'warn', text: 'The terminal’s agent has lost its connection to the hub. This is the last that was seen of it.' };
    if (this.#skipped) return { text: this.#behind > 0 ? 'Catching up…' : 'Caught up. Some output came faster than it could be shown, and was skipped.' };
    return null;
  }

  #endSaid({ exitCode, reason }) {
    const why = reason ? ENDS[reason] ?? 'It ended.' : exitCode === null ? 'The command ended; nobody knows how.' : `The command ended with exit code ${exitCode}.`;
    const action = this.#next ? html`<button class="button primary" @click=${() => this.#watchNext()}>Watch the new terminal</button>` : nothing;
    return { tone: exitCode === 0 ? '' : 'warn', text: `${why} What it wrote stays here.`, action };
  }

  #refusalSaid(refusal) {
    if (refusal.code !== 'not_found') return { tone: 'bad', text: refusal.message };
    return this.#seen
      ? { tone: 'warn', text: 'The hub does not know this terminal now. It is shown again as soon as its agent is back.' }
      : { text: 'This session has no terminal now. If one begins, it is shown here.' };
  }

  #unsent() {
    const { unsent } = this.#keys;
    if (!unsent) return nothing;
    return html`
      <div class="unsent notice bad" role="alert">
        <p>${untyped(unsent)}: <code>${shown(unsent.text)}</code> ${unsent.refusal.message}</p>
        <div class="actions">
          <button class="button" ?disabled=${!this.#mayTake} @click=${() => this.#sendAgain()}>Type it again</button>
          <button class="button" @click=${() => copyUntyped(unsent)}>Copy</button>
          <button class="button" @click=${() => this.#keys.forget()}>Forget it</button>
        </div>
      </div>`;
  }

  #control() {
    const { phase, writable } = this.#state;
    const watching = phase === 'live' && !writable ? 'You may watch, not type.' : this.#who();
    return html`
      <div class="control">
        <p class=${this.#taken ? 'mine' : 'quiet'} role="status" title=${this.#taken ? `${RELEASE_KEY} gives up control` : nothing}>${watching}</p>
        ${this.#taken
          ? html`<button class="button" aria-keyshortcuts="Control+Shift+E" @click=${() => this.#release()}>Give up control</button>`
          : phase === 'ended' || (phase === 'live' && !writable) ? nothing
            : html`<button class="button primary" ?disabled=${!this.#mayTake || this.#keys.unsent} @click=${() => this.#take()}>Take control</button>`}
      </div>`;
  }

  #who() {
    const { controller, phase } = this.#state;
    if (this.#taken) return 'You are in control';
    if (phase === 'ended') return 'Ended';
    if (phase !== 'live') return 'Watching';
    return controller === null ? 'Nobody is typing' : `${this.#called(this.#state)} ${this.#isMe(controller) ? 'typed last' : 'is typing'}`;
  }

  #isMe(name) {
    const { me } = this.#context;
    return name === me.email || name === me.id;
  }

  #called({ controller, mine }) {
    return this.#isMe(controller) ? mine ? 'You' : 'You, elsewhere,' : controller;
  }

  #keyBar() {
    return html`
      <div class="keys" role="toolbar" aria-label="Keys" @pointerdown=${keepFocus}>
        ${KEYS.map(row => row.map(key => html`
          <button class="key" type="button" aria-label=${key.name ?? nothing} aria-pressed=${key.sticky ? this.#keys.ctrl : nothing} @click=${() => this.#press(key)}>${key.label}</button>`))}
      </div>`;
  }
}

/** Whether somebody else has begun to type. */
const isTakenOver = (before, state) => state.controller !== null && !state.mine && (before.mine || state.controller !== before.controller);

const untyped = ({ refusal }) => refusal.isUnclear ? 'It is not known whether this was typed' : 'This was not typed';

const copyUntyped = ({ text }) => copy(text, 'What was not typed');

/** A press of a button must not take the focus: the keyboard on the screen would go. */
function keepFocus(event) {
  event.preventDefault();
}
