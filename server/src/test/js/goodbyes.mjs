// Joins /ui over each transport and the plain WebSocket, and prints a line for all that each hears and for its end.
// Usage: node goodbyes.mjs http://localhost:PORT
import { io } from 'socket.io-client';
import WebSocket from 'ws';

const url = process.argv[2];
const say = line => process.stdout.write(`${JSON.stringify(line)}\n`);

for (const transport of ['websocket', 'polling']) {
  const socket = io(`${url}/ui`, { transports: [transport], reconnection: false });
  socket.on('connect', () => say({ client: transport, is: 'in' }));
  socket.onAny((event, payload) => say({ client: transport, is: 'event', event, payload }));
  socket.on('disconnect', () => say({ client: transport, is: 'gone' }));
}
const raw = new WebSocket(`${url.replace('http', 'ws')}/`);
raw.onopen = () => say({ client: 'raw', is: 'in' });
raw.onmessage = ({ data }) => {
  const { event, data: payload } = JSON.parse(data);
  say({ client: 'raw', is: 'event', event, payload });
};
raw.onclose = ({ code }) => say({ client: 'raw', is: 'gone', code });
