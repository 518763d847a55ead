// Listens as a desktop (socket.io-client on /ui) and as an old client (ws on /) and prints, a JSON line each, what
// both hear. Usage: node listen.mjs http://localhost:PORT
// Reads commands from standard input, a JSON line each: {"projectId": "..."} subscribes the desktop to a project,
// {"sync": "..."} asks for its state, {"end": true} stops.
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';
import WebSocket from 'ws';

const url = process.argv[2];
const print = line => process.stdout.write(JSON.stringify(line) + '\n');

const ui = io(url + '/ui', { transports: ['polling', 'websocket'], reconnection: false });
ui.on('connect', () => print({ client: 'ui', is: 'connected' }));
ui.on('connect_error', error => print({ client: 'ui', is: 'refused', message: error.message }));
ui.on('disconnect', reason => print({ client: 'ui', is: 'disconnected', reason }));
ui.onAny((event, payload) => print({ client: 'ui', event, payload }));
ui.io.engine.on('upgrade', transport => print({ client: 'ui', is: 'upgraded', transport: transport.name }));

const raw = new WebSocket(url.replace('http', 'ws'));
raw.on('open', () => print({ client: 'raw', is: 'connected' }));
raw.on('error', error => print({ client: 'raw', is: 'refused', message: error.message }));
raw.on('close', code => print({ client: 'raw', is: 'disconnected', code }));
raw.on('message', text => {
  const payload = JSON.parse(text.toString());
  print({ client: 'raw', event: payload.type, payload });
});

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  if (command.projectId) {
    ui.emit('project:subscribe', { projectId: command.projectId }, answer =>
      print({ client: 'ui', is: 'subscribed', answer }));
  } else if (command.sync) {
    ui.emit('state:sync', { projectId: command.sync }, answer => print({ client: 'ui', is: 'synced', answer }));
  } else if (command.end) {
    ui.disconnect();
    raw.close();
    break;
  }
}
