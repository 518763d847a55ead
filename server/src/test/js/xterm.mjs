// Terminals of xterm.js without a page: what each shows can be asked for, whole.
import headless from '@xterm/headless';

/** Makes a terminal like that of a page. */
export const terminal = (cols, rows) =>
  new headless.Terminal({ cols, rows, scrollback: 1000, allowProposedApi: true, logLevel: 'off' });

const attributes = cell => [
  cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor(),
  cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isBlink(), cell.isInverse(),
  cell.isInvisible(), cell.isStrikethrough(), cell.isOverline(),
].map(Number).join(',');

// Runs of cells that look alike: [text, attributes]. Blanks at the end that look like nothing are left out.
const line = row => {
  const runs = [];
  for (let x = 0; x < row.length; x++) {
    const cell = row.getCell(x);
    if (cell.getWidth() === 0) continue;
    const look = attributes(cell);
    const text = cell.getChars() || ' ';
    if (runs.length && runs.at(-1)[1] === look) runs.at(-1)[0] += text;
    else runs.push([text, look]);
  }
  const plain = '0,-1,0,-1,0,0,0,0,0,0,0,0,0';
  if (runs.length && runs.at(-1)[1] === plain) {
    runs.at(-1)[0] = runs.at(-1)[0].trimEnd();
    if (!runs.at(-1)[0]) runs.pop();
  }
  return runs;
};

const lines = (buffer, from, to) => {
  const all = [];
  for (let y = from; y < to; y++) all.push(line(buffer.getLine(y)));
  return all;
};

/** Returns all that a terminal shows, once it has taken everything it was written. */
export const capture = async term => {
  await new Promise(done => term.write('', done));
  const buffer = term.buffer.active;
  return {
    cols: term.cols,
    rows: term.rows,
    buffer: buffer.type,
    cursor: [buffer.cursorX, buffer.cursorY],
    modes: { ...term.modes },
    screen: lines(buffer, buffer.baseY, buffer.baseY + term.rows),
    history: lines(buffer, Math.max(0, buffer.baseY - 500), buffer.baseY),
  };
};
