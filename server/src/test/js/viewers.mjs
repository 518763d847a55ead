// Terminals that are told what to do, a JSON line each, and print, a JSON line each, what they are asked for.
// {"open": name, "cols", "rows"}: a terminal that is fed by {"feed": name, "base64"}
// {"watch": name, "url", "token", "session", "lossless"}: one that shows a session's, as a page would
// {"type": name, "input"}, {"screen": name}, {"stream": name}: how much came, and whether every byte did
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';
import { newTerminal, shown, write } from './xterm.mjs';

const print = line => process.stdout.write(JSON.stringify(line) + '\n');
const terminals = new Map();

const open = (cols, rows) => {
  const term = newTerminal(cols, rows, 1000);
  const viewer = { term, title: '' };
  term.onTitleChange(title => { viewer.title = title; });
  return viewer;
};

const screen = async ({ term, title }) => {
  await write(term, '');
  const buffer = term.buffer.active, text = [];
  for (let y = buffer.baseY; y < buffer.baseY + term.rows; y++) text.push(buffer.getLine(y).translateToString(true));
  return { buffer: buffer.type, cursor: [buffer.cursorX, buffer.cursorY], text, shows: shown(term, title) };
};

const watch = ({ watch: name, url, token, session, lossless }) => {
  const viewer = open(80, 24);
  const { term } = viewer;
  const socket = io(url + '/terminal', { auth: { token }, transports: ['websocket'], reconnectionDelayMax: 500 });
  Object.assign(viewer, { position: null, gaps: 0, resyncs: 0, bytes: 0, digest: createHash('sha256') });
  terminals.set(name, viewer);
  const begin = (cols, rows, text, position) => {
    term.reset();
    term.resize(cols, rows);
    term.write(text);
    viewer.position = position;
  };
  const take = (data, position) => {
    const bytes = Buffer.from(data);
    if (position !== viewer.position) viewer.gaps++;
    viewer.position = position + bytes.length;
    viewer.bytes += bytes.length;
    viewer.digest.update(bytes);
    term.write(data);
  };
  const ask = () => socket.emit('terminal:watch', { sessionId: session, since: viewer.position, lossless }, answer => {
    if (!answer.success) return setTimeout(() => socket.connected && ask(), 200);
    const goesOn = viewer.position !== null && !answer.truncated
      && viewer.position + Buffer.byteLength(answer.scrollback) === answer.position;
    if (goesOn) take(answer.scrollback, viewer.position);
    else begin(answer.cols, answer.rows, answer.scrollback, answer.position);
    print({ watching: name, resumed: goesOn, writable: answer.writable });
  });
  socket.on('connect', ask);
  socket.on('terminal:output', ({ data, position }) => take(data, position));
  socket.on('terminal:resync', ({ cols, rows, scrollback, position }) => {
    viewer.resyncs++;
    begin(cols, rows, scrollback, position);
  });
  socket.on('terminal:resized', ({ cols, rows }) => term.resize(cols, rows));
  socket.on('terminal:exit', exit => print({ exited: name, ...exit }));
  socket.on('connect_error', error => print({ refused: name, message: error.message }));
  // As every page does, it also sends what the terminal itself answers a program.
  term.onData(input => socket.emit('terminal:input', { sessionId: session, input }));
};

for await (const text of createInterface({ input: process.stdin })) {
  const command = JSON.parse(text);
  if (command.open) terminals.set(command.open, open(command.cols, command.rows));
  else if (command.feed) terminals.get(command.feed).term.write(Buffer.from(command.base64, 'base64'));
  else if (command.watch) watch(command);
  else if (command.type) terminals.get(command.type).term.input(command.input);
  else if (command.screen) print({ screen: command.screen, ...await screen(terminals.get(command.screen)) });
  else if (command.stream) {
    const { position, bytes, gaps, resyncs, digest } = terminals.get(command.stream);
    print({ stream: command.stream, position, bytes, gaps, resyncs, sha256: digest.copy().digest('hex') });
  }
}
process.exit(0);
