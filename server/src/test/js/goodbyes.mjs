// Joins /ui over each transport and the plain WebSocket, and prints a line for all that each hears and for its end.
// Usage: node goodbyes.mjs http://localhost:PORT [SESSION PROJECT]: with these an agent and the owner of its terminal, too, and a crowd.
import { io } from 'socket.io-client';
import WebSocket from 'ws';

const [url, sessionId, projectId] = process.argv.slice(2);
const CROWD = 120;
const say = line => process.stdout.write(`${JSON.stringify(line)}\n`);

const hears = (client, event, payload) => say({ client, is: 'event', event, payload });
const gone = (client, more) => say({ client, is: 'gone', ...more });

for (const transport of ['websocket', 'polling']) {
  const socket = io(`${url}/ui`, { transports: [transport], reconnection: false });
  socket.on('connect', () => say({ client: transport, is: 'in' }));
  socket.onAny((event, payload) => hears(transport, event, payload));
  socket.on('disconnect', () => gone(transport));
}
const raw = new WebSocket(`${url.replace('http', 'ws')}/`);
raw.onopen = () => say({ client: 'raw', is: 'in' });
raw.onmessage = ({ data }) => {
  const { event, data: payload } = JSON.parse(data);
  hears('raw', event, payload);
};
raw.onclose = ({ code }) => gone('raw', { code });

function join(client, nsp, auth, joined = () => say({ client, is: 'in' })) {
  const socket = io(`${url}${nsp}`, { transports: ['websocket'], reconnection: false, forceNew: true, auth });
  socket.on('connect', () => joined(socket));
  socket.on('disconnect', () => gone(client));
}

// Those who are to go last come first.
if (sessionId) {
  join('agent', '/cli', { sessionId, projectId });
  join('owner', '/ui', {}, async socket => {
    await socket.emitWithAck('terminal:register', { sessionId, ptyId: 'p1', cols: 80, rows: 24 });
    say({ client: 'owner', is: 'in' });
  });
  for (let i = 0; i < CROWD; i++) join('crowd', '/ui', {});
}
