// What an xterm without a window shows, whole: every cell, mode and line of history, also where its interface shows none.
import headless from '@xterm/headless';

const COLOUR = 0x3ffffff, VALUE = 0xffffff, KIND = 0x3000000, RGB = 0x3000000;
const UNDERLINE = 1 << 28, EXTENDED = 1 << 28, FLAGS = 0xfc000000;

/** Makes a terminal like that of a page. */
export const newTerminal = (cols, rows, scrollback) =>
  new headless.Terminal({ cols, rows, scrollback, allowProposedApi: true, logLevel: 'off' });

/** Writes to a terminal; done when it has taken it. */
export const write = (terminal, data) => new Promise(done => terminal.write(data, done));

function colour(word) {
  const kind = word & KIND;
  return kind === 0 ? 0 : kind === RGB ? word & COLOUR : word & (KIND | 0xff);
}

function looks(line, x) {
  let fg = line.getFg(x), bg = line.getBg(x), underline = 0;
  const extended = bg & EXTENDED ? line._extendedAttrs[x] : undefined;
  if (fg & UNDERLINE) {
    const style = extended ? extended.underlineStyle : 1;
    // "No colour of its own" is kept as white.
    const own = extended ? extended.underlineColor & COLOUR : 0;
    underline = style ? style << 26 | (own === COLOUR ? 0 : colour(own)) : 0;
  }
  if (!underline) {
    fg &= ~UNDERLINE;
  }
  return [colour(fg) | fg & FLAGS, colour(bg) | bg & FLAGS & ~EXTENDED, underline];
}

// Halves of wide characters without the other half count as empty: no terminal can be told to show them.
function width(line, x, cols) {
  const at = line.getWidth(x), content = line.hasContent(x);
  if (at === 2) {
    const whole = x + 1 < cols && line.getWidth(x + 1) === 0 && !line.hasContent(x + 1);
    return whole ? 2 : -1;
  }
  if (at === 0 && !content) {
    return x > 0 && line.getWidth(x - 1) === 2 ? 0 : -1;
  }
  return at;
}

function cell(line, x, cols, spaceIfEmpty) {
  const [fg, bg, underline] = looks(line, x);
  let columns = width(line, x, cols);
  // The model keeps a character and three marks.
  let text = columns < 0 ? '' : [...line.getString(x)].slice(0, 4).join('');
  columns = columns < 0 ? 1 : columns;
  if (text === '' && columns === 1) {
    text = fg || bg & ~COLOUR || spaceIfEmpty ? ' ' : '';
  }
  const hex = number => (number >>> 0).toString(16);
  const look = fg || bg || underline ? `/${hex(fg)}/${hex(bg)}/${hex(underline)}` : '';
  return (text === '' ? '_' : text === ' ' ? '\u2420' : text) + (columns === 1 ? '' : '~' + columns) + look;
}

function lineText(line, cols, pending) {
  const cells = [];
  for (let x = 0; x < cols; x++) {
    cells.push(cell(line, x, cols, x === pending));
  }
  while (cells.length && cells[cells.length - 1] === '_') {
    cells.pop();
  }
  const runs = [];
  for (let x = 0; x < cells.length;) {
    const from = x;
    while (x < cells.length && cells[x] === cells[from]) {
      x++;
    }
    runs.push(cells[from] + (x - from > 1 ? '*' + (x - from) : ''));
  }
  return runs.join(' ');
}

const MOUSE = { NONE: 0, X10: 9, VT200: 1000, DRAG: 1002, ANY: 1003 };
const ENCODING = { DEFAULT: 0, SGR: 1006, SGR_PIXELS: 1016 };

/** Returns everything a terminal shows, a text each line as Shown.java makes them. */
export function shown(terminal, title) {
  const core = terminal._core, { buffers, cols, rows } = core._bufferService;
  const active = buffers.active, alternate = active !== buffers.normal;
  const dec = core.coreService.decPrivateModes;
  const flags = [
    [dec.applicationCursorKeys, 1], [dec.origin, 6], [dec.wraparound, 7], [dec.reverseWraparound, 45],
    [dec.applicationKeypad, 66], [dec.sendFocus, 1004], [dec.bracketedPasteMode, 2004], [dec.synchronizedOutput, 2026],
    [core.coreService.modes.insertMode, 4], [core.optionsService.options.convertEol, 20],
  ].filter(([set]) => set).map(([, mode]) => ' ' + mode).join('');
  const mouse = core.coreMouseService;
  const lines = [
    `size ${cols}x${rows} ${alternate ? 'alternate' : 'normal'}`,
    `cursor ${Math.min(active.x, cols)},${active.y}${core.coreService.isCursorHidden ? ' hidden' : ''}`,
    `region ${active.scrollTop}-${active.scrollBottom}`,
    `modes${flags} mouse ${MOUSE[mouse.activeProtocol]} ${ENCODING[mouse.activeEncoding]}`,
    `title ${title}`,
  ];
  const screen = (buffer, name) => {
    for (let i = 0; i < buffer.lines.length; i++) {
      const line = buffer.lines.get(i), row = i - buffer.ybase;
      const pending = buffer === active && row === buffer.y && buffer.x >= cols ? cols - 1 : -1;
      lines.push(`${name} ${row}${line.isWrapped ? ' + ' : ' . '}${lineText(line, cols, pending)}`);
    }
  };
  screen(buffers.normal, 'normal');
  if (alternate) {
    screen(buffers.alt, 'alternate');
  }
  return lines;
}
