// A client that does as it is told and prints, a JSON line each, what it hears.
// Usage: node ui.mjs URL OPTIONS [NAMESPACE]   (OPTIONS: a JSON object of socket.io-client options; /ui if no other)
// Commands on standard input, a JSON line each: {"emit": "event", "args": [...]} prints {"ack": [...]};
// {"tell": "event", "args": [...]} asks for no ack; {"connect": true} connects one whose options have autoConnect false, which
// prints {"is": "waiting"} until then; {"end": true} stops.
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';

const [url, options, namespace = '/ui'] = process.argv.slice(2);
const print = line => process.stdout.write(JSON.stringify(line) + '\n');

const wanted = { reconnection: false, ...JSON.parse(options ?? '{}') };
const socket = io(url + namespace, wanted);
socket.on('connect', () => print({ is: 'connected', id: socket.id }));
socket.on('connect_error', error => print({ is: 'refused', message: error.message, data: error.data ?? null }));
socket.on('disconnect', reason => print({ is: 'disconnected', reason }));
socket.onAny((event, ...args) => print({ event, args }));
if (wanted.autoConnect === false) print({ is: 'waiting' });

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  if (command.emit) {
    socket.emit(command.emit, ...command.args, (...answer) => print({ ack: answer }));
  } else if (command.tell) {
    socket.emit(command.tell, ...command.args);
  } else if (command.connect) {
    socket.connect();
  } else if (command.end) {
    socket.disconnect();
    process.stdin.destroy();
    break;
  }
}
