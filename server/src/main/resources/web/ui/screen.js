// A terminal's screen: xterm.js, as the client's Terminal writes to it and as a page shows it.

import { SearchAddon } from '../vendor/@xterm/addon-search/lib/addon-search.mjs';
import { Unicode11Addon } from '../vendor/@xterm/addon-unicode11/lib/addon-unicode11.mjs';
import { WebLinksAddon } from '../vendor/@xterm/addon-web-links/lib/addon-web-links.mjs';
import { Terminal as Xterm } from '../vendor/@xterm/xterm/lib/xterm.mjs';
import { Signal } from '../client/signal.js';
import { styled, styledDocument } from './styled.js';

export const LEAST_PX = 6;
export const MOST_PX = 32;
/** Letters are no larger than this where more would fit. */
const USUAL_PX = 15;
/** For their height alone letters are made no smaller than this: a screen can be scrolled up and down. */
const LEAST_FOR_HEIGHT_PX = 11;
const STEP_PX = 0.25;
const KEPT_LINES = 5000;
const FAMILY = 'ui-monospace, "SFMono-Regular", "Cascadia Mono", Menlo, "DejaVu Sans Mono", "Noto Sans Mono", monospace';

/** Programs draw for dark screens, whatever the page around them looks like. */
const THEME = {
  background: '#161514', foreground: '#e6e3dd', cursor: '#e6e3dd', cursorAccent: '#161514', selectionBackground: '#4a5078',
  selectionInactiveBackground: '#3a3d52', scrollbarSliderBackground: '#ffffff40', scrollbarSliderHoverBackground: '#ffffff60', scrollbarSliderActiveBackground: '#ffffff80',
  black: '#2b2926', red: '#ef7f63', green: '#7cc48f', yellow: '#e0b45c', blue: '#8aa4f5', magenta: '#cf9ae0', cyan: '#70c3c9', white: '#cfcbc3',
  brightBlack: '#86817a', brightRed: '#ff9f86', brightGreen: '#98dcaa', brightYellow: '#f4cf80', brightBlue: '#aabdff', brightMagenta: '#e4b8f2', brightCyan: '#93dde2', brightWhite: '#ffffff',
};
const FOUND = { matchBackground: '#5c4a1e', activeMatchBackground: '#b07d1a', matchOverviewRuler: '#e0b45c', activeMatchColorOverviewRuler: '#ffffff' };

/**
 * A screen of the size of a PTY, which never asks the PTY for another: its letters are made so large that it fits.
 *
 * Events: `input` `(text)` for what is typed or pasted while it takes keys; `title` `(text)`; `scroll` when it stands elsewhere in
 * what it keeps; `size` when letters are of another size; `link` `(address, {shown})` when one is to be opened; `found`
 * `({index, count})` of a search, `index` -1 for none; `release` when the keys ask for the way out of it.
 */
export class Screen extends Signal {
  #xterm;
  #search = new SearchAddon();
  #box = null;
  #fit = true;
  #watcher = new ResizeObserver(() => this.#arrange());

  constructor({ fontSize = null, screenReader = false } = {}) {
    super();
    this.#fit = fontSize === null;
    this.#xterm = new Xterm({
      allowProposedApi: true, documentOverride: styledDocument(), fontFamily: FAMILY, fontSize: fontSize ?? USUAL_PX, theme: THEME,
      scrollback: KEPT_LINES, disableStdin: true, cursorInactiveStyle: 'outline', screenReaderMode: screenReader,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches, smoothScrollDuration: 0, macOptionIsMeta: true,
      linkHandler: { activate: (event, address) => this.#follow(address, false), allowNonHttpProtocols: false },
    });
    this.#xterm.loadAddon(new Unicode11Addon());
    this.#xterm.unicode.activeVersion = '11';
    this.#xterm.loadAddon(this.#search);
    this.#xterm.loadAddon(new WebLinksAddon((event, address) => this.#follow(address, true)));
    this.#xterm.attachCustomKeyEventHandler(event => !this.#releases(event) && (this.#takesKeys || scrolls(event)));
    this.#xterm.onData(text => this.emit('input', text));
    this.#xterm.onBinary(text => this.emit('input', text));
    this.#xterm.onTitleChange(title => this.emit('title', title));
    this.#xterm.onScroll(() => this.emit('scroll'));
    this.#xterm.onWriteParsed(() => this.emit('scroll'));
    this.#search.onDidChangeResults(({ resultIndex, resultCount }) => this.emit('found', { index: resultIndex, count: resultCount }));
  }

  /** Shows itself in an element, which it watches for its size; also when it was shown in another before. */
  attach(box) {
    this.#box = box;
    box.style.backgroundColor = THEME.background;
    if (this.#xterm.element) {
      box.append(this.#xterm.element);
      if (this.#takesKeys) this.focus();
    } else {
      this.#open(box);
    }
    this.#watcher.disconnect();
    this.#watcher.observe(box);
    this.#arrange();
  }

  #open(box) {
    // Its scrollbar asks the page's own document, whichever it was given.
    styled(() => this.#xterm.open(box));
    this.#xterm.textarea.setAttribute('aria-label', 'The terminal’s keys');
    this.takeKeys(false);
    this.#accelerate();
  }

  dispose() {
    this.#watcher.disconnect();
    this.#xterm.dispose();
  }

  // What the client's Terminal does.

  reset(cols, rows) {
    this.#xterm.reset();
    this.resize(cols, rows);
  }

  write(text, done) {
    this.#xterm.write(text, done);
  }

  resize(cols, rows) {
    if (cols !== this.#xterm.cols || rows !== this.#xterm.rows) this.#xterm.resize(cols, rows);
    this.#arrange();
  }

  // What a person does.

  get cols() {
    return this.#xterm.cols;
  }

  get rows() {
    return this.#xterm.rows;
  }

  get fontSize() {
    return this.#xterm.options.fontSize;
  }

  /** Whether letters are as large as fits. */
  get fits() {
    return this.#fit;
  }

  /** Has letters be as large as fits. */
  fit() {
    this.#fit = true;
    this.#arrange();
  }

  /** Gives letters a size, in px. */
  zoom(px) {
    this.#fit = false;
    this.#size(Math.min(Math.max(px, LEAST_PX), MOST_PX));
  }

  /** How many columns and rows there is room for, with letters of a size. */
  room(px = this.fontSize) {
    const cell = this.#cell(px);
    return {
      cols: Math.min(Math.max(Math.floor(this.#box.clientWidth / cell.width), 20), 1000),
      rows: Math.min(Math.max(Math.floor(this.#box.clientHeight / cell.height), 5), 500),
    };
  }

  /** Takes keys and pastes, or none. */
  takeKeys(taken) {
    this.#xterm.options.disableStdin = !taken;
    const { textarea } = this.#xterm;
    if (!textarea) return;
    // Else a tap opens a keyboard that does nothing.
    textarea.readOnly = !taken;
    textarea.inputMode = taken ? 'text' : 'none';
    if (taken) this.focus();
  }

  get #takesKeys() {
    return !this.#xterm.options.disableStdin;
  }

  focus() {
    this.#xterm.focus();
  }

  /** Puts a text in as if it were pasted. */
  paste(text) {
    this.#xterm.paste(text);
  }

  /** What a key of the cursor sends, as the program asked for it. */
  cursorKey(letter, { ctrl = false } = {}) {
    if (ctrl) return `\x1b[1;5${letter}`;
    return this.#xterm.modes.applicationCursorKeysMode ? `\x1bO${letter}` : `\x1b[${letter}`;
  }

  set screenReader(on) {
    this.#xterm.options.screenReaderMode = on;
  }

  get screenReader() {
    return this.#xterm.options.screenReaderMode;
  }

  /** Whether the newest line is in sight. */
  get atEnd() {
    const { viewportY, baseY } = this.#xterm.buffer.active;
    return viewportY >= baseY;
  }

  toEnd() {
    this.#xterm.scrollToBottom();
  }

  /** What is selected, else all that is in sight. */
  text() {
    return this.#xterm.getSelection() || this.lines().join('\n');
  }

  get selects() {
    return this.#xterm.hasSelection();
  }

  /** The lines in sight, without the spaces at their ends. */
  lines() {
    const { active } = this.#xterm.buffer;
    const lines = Array.from({ length: this.#xterm.rows }, (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '');
    while (lines.length && !lines.at(-1)) lines.pop();
    return lines;
  }

  /** Finds a text in what is kept, from where the last was found on; returns whether it is there. */
  find(text, { back = false, typing = false } = {}) {
    const options = { decorations: FOUND, incremental: typing };
    if (!text) {
      this.#search.clearDecorations();
      return false;
    }
    return back ? this.#search.findPrevious(text, options) : this.#search.findNext(text, options);
  }

  endFind() {
    this.#search.clearDecorations();
    this.#xterm.clearSelection();
  }

  /** Whoever has but a keyboard needs a way out of what takes all keys. */
  #releases(event) {
    const asked = event.ctrlKey && event.shiftKey && event.code === 'KeyE';
    if (asked && event.type === 'keydown') {
      event.preventDefault();
      this.emit('release');
    }
    return asked;
  }

  #follow(address, shown) {
    // What a program calls a link may be anything.
    if (/^https?:\/\//i.test(address)) this.emit('link', address, { shown });
  }

  /** Draws by WebGL where a real graphics processor does it: without one that is slower than elements are. */
  async #accelerate() {
    if (!drawsFast()) return;
    try {
      const { WebglAddon } = await import('../vendor/@xterm/addon-webgl/lib/addon-webgl.mjs');
      if (!this.#xterm.element?.isConnected) return;
      const webgl = new WebglAddon();
      webgl.onContextLoss(() => webgl.dispose());
      this.#xterm.loadAddon(webgl);
    } catch {
      // It stays with elements.
    }
  }

  #arrange() {
    if (!this.#box?.clientWidth || !this.#fit) return;
    const one = this.#cell(100);
    const byWidth = (this.#box.clientWidth - 1) * 100 / (one.width * this.cols);
    const byHeight = Math.max((this.#box.clientHeight - 1) * 100 / (one.height * this.rows), LEAST_FOR_HEIGHT_PX);
    const px = Math.min(byWidth, byHeight, USUAL_PX);
    this.#size(Math.max(Math.floor(px / STEP_PX) * STEP_PX, LEAST_PX));
  }

  #size(px) {
    const before = this.fontSize;
    this.#xterm.options.fontSize = px;
    // Cells are rounded, so a little less may be needed than was reckoned.
    while (this.#fit && this.fontSize > LEAST_PX && this.#cell(this.fontSize).width * this.cols > this.#box.clientWidth) {
      this.#xterm.options.fontSize = Math.max(this.fontSize - STEP_PX, LEAST_PX);
    }
    if (this.fontSize !== before) this.emit('size');
  }

  /** How large a letter of a size is. */
  #cell(px) {
    const shown = this.#xterm.element?.querySelector('.xterm-screen');
    const { fontSize } = this;
    return { width: shown.offsetWidth / this.cols * px / fontSize, height: shown.offsetHeight / this.rows * px / fontSize };
  }
}

/** Whether a key only scrolls. While no keys are taken all others stay with the page: xterm would keep even Tab for itself. */
function scrolls(event) {
  return event.shiftKey && (event.key === 'PageUp' || event.key === 'PageDown');
}

/** Whether WebGL is done by a graphics processor, as far as a browser tells. */
function drawsFast() {
  const probe = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!probe) return false;
  const names = probe.getExtension('WEBGL_debug_renderer_info');
  const drawer = String(probe.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? probe.RENDERER));
  probe.getExtension('WEBGL_lose_context')?.loseContext();
  return !/swiftshader|llvmpipe|software/i.test(drawer);
}
