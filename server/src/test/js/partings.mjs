// Has a hub put clients out for each of several reasons, and prints a line for each: what it was told, and how it ended.
// Usage: node partings.mjs http://localhost:PORT TOKEN ENDING_TOKEN FLOODING_TOKEN
import { setTimeout as delay } from 'node:timers/promises';
import { io } from 'socket.io-client';

const [url, all, ending, flooding] = process.argv.slice(2);

async function ask(method, path, content) {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${all}`, ...(content && { 'content-type': 'application/json' }) },
    body: content && JSON.stringify(content),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
  return text ? JSON.parse(text) : null;
}

/** Joins, has something done once it is in, and prints why it was put out. */
function part(client, nsp, { auth = {}, options = {}, then = () => {} }) {
  const socket = io(url + nsp, { transports: ['websocket'], reconnection: false, forceNew: true, auth, ...options });
  let goodbye = null;
  socket.on('server:goodbye', said => { goodbye = said; });
  socket.on('connect', () => then(socket));
  socket.on('connect_error', ({ message }) => console.log(JSON.stringify({ client, refused: message })));
  socket.on('disconnect', end => console.log(JSON.stringify({ client, goodbye, end })));
}

const shared = await ask('POST', '/api/projects', { name: 'Shared' });
const session = await ask('POST', '/api/sessions', { projectId: shared.id, name: 'one' });
await ask('POST', '/api/projects', { name: 'Doomed' }).then(({ id }) =>
  part('deleted', '/project/Doomed', { auth: { token: all }, then: () => ask('DELETE', `/api/projects/${id}`) }));
part('ended', '/ui', { auth: { token: ending } });
part('revoked', '/cli', {
  auth: { sessionId: session.id, projectId: shared.id, token: session.token },
  then: () => ask('DELETE', `/api/sessions/${session.id}`),
});
part('large', '/ui', { auth: { token: all }, then: socket => socket.emit('project:subscribe', { projectId: 'x'.repeat(1_500_000) }) });
part('nobody', '/monitoring', { options: { extraHeaders: { 'x-forwarded-for': '203.0.113.7' } } });
part('malformed', '/ui', { auth: { token: all }, then: socket => socket.io.engine.transport.ws.send('4x') });
part('flooding', '/ui', {
  auth: { token: flooding },
  then: async socket => {
    while (socket.connected) {
      for (let i = 0; i < 50; i++) socket.emit('ping');
      await delay(5);
    }
  },
});
