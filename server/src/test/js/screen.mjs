// An xterm without a window: is written bytes, and prints what it shows. Usage: node screen.mjs
// Reads commands from standard input, a JSON line each: {"open": [COLS, ROWS, HISTORY]} begins anew, {"bytes": BASE64} or
// {"text": TEXT} writes, {"resize": [COLS, ROWS]} gives another size, {"show": true} prints a JSON line: an array of lines
// made as those of Shown.java. {"answers": true} prints all that the terminal answered since it was opened.
import { createInterface } from 'node:readline';
import { newTerminal, shown, write } from './xterm.mjs';

let terminal, decoder, answers, title;

function open([cols, rows, scrollback]) {
  terminal?.dispose();
  terminal = newTerminal(cols, rows, scrollback);
  decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  answers = '';
  title = '';
  terminal.onData(data => { answers += data; });
  terminal.onTitleChange(text => { title = text; });
}

const print = value => process.stdout.write(JSON.stringify(value) + '\n');

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  if (command.open) {
    open(command.open);
  } else if (command.bytes !== undefined) {
    await write(terminal, decoder.decode(Buffer.from(command.bytes, 'base64'), { stream: true }));
  } else if (command.text !== undefined) {
    await write(terminal, command.text);
  } else if (command.resize) {
    terminal.resize(...command.resize);
  } else if (command.show) {
    print(shown(terminal, title));
  } else if (command.answers) {
    print(answers);
  }
}
