// A program as somebody might write it, which has to compile under the strictest rules.
import { io, type Socket } from 'socket.io-client';
import { Hub, KINDS, Refusal, type Notice, type Project, type Screen } from 'maestro-hub/maestro-client.js';
import type { AnyEnvelope, ClientToServerEvents, ServerToClientEvents, Session, Task } from 'maestro-hub/protocol.js';

const hub = new Hub({ url: 'http://localhost:3000', token: () => 'a token' });
hub.link.on('state', ({ phase, reason, nextTryAt }) => console.log(phase, reason ?? '', nextTryAt ?? 0));
hub.on('expiring', async ({ expiresAt }) => {
  console.log(new Date(expiresAt));
  await hub.renew('another token');
});

const project: Project = hub.project('proj_1');
project.on('change', kinds => {
  for (const kind of KINDS) if (kinds.has(kind)) console.log(kind, project.all(kind).size);
});
project.on('notice', (notice: Notice) => {
  if (notice.event === 'notify:needs_input') console.log(notice.data.name, notice.data.message ?? '');
});
project.on('event', (name, envelope: AnyEnvelope) => {
  if (envelope.type === 'task:updated') console.log(name, envelope.data.progress);
  if (envelope.type === 'task:deleted') console.log(envelope.data.id, envelope.data.sessionIds?.length ?? 0);
});

export async function finish(task: Task): Promise<Task | null> {
  try {
    return await project.change('tasks', task.id, { status: 'completed' }, rest =>
      rest.patch<Task>(`/api/tasks/${task.id}`, { status: 'completed' }, { version: task.version }));
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.code === 'stale_version') return null;
    throw refusal;
  }
}

export async function answer(session: Session, text: string): Promise<Session> {
  const { session: after } = await project.space.ask('session:reply-input', { sessionId: session.id, text });
  const { tasks, modals } = await project.space.ask('state:sync');
  console.log(tasks[0]?.claimedBy ?? modals[0]?.html);
  return after;
}

const screen: Screen = { reset() {}, resize() {}, write: (text, done) => { console.log(text); done(); } };
const terminal = hub.terminal('sess_1', screen);
terminal.on('state', ({ phase, exit }) => console.log(phase, exit?.exitCode ?? null));
await terminal.input('ls\r');
for (const { sessionId, viewers } of await hub.terminals()) console.log(sessionId, viewers);

const chat = hub.space('/chat/{name}');
const unnamed = hub.space('/chat/Apollo');
chat.answer('command', async ({ arguments: words }) => ({ success: true, result: words }));
console.log((await chat.ask('send_message', { content: 'Hello', type: 'message' })).message_id);
console.log((await unnamed.ask('send_message', { content: 'Hello', type: 'message' })).message_id);

const socket: Socket<ServerToClientEvents['/mobile'], ClientToServerEvents['/mobile']> =
  io('http://localhost:3000/mobile', { auth: { token: 'a token', projectId: 'proj_1' } });
socket.on('session:updated', ({ data, timestamp }, offset) => console.log(data.needsInput.message ?? '', timestamp, offset));
socket.on('auth:expired', ({ expiresAt, disconnectAt }) => console.log(expiresAt, disconnectAt ?? 0));
socket.emit('mail:send', { toSessionId: 'sess_1', subject: 'Stop' }, said => {
  console.log(said.success ? said.mail.id : `${said.code}: ${said.error}`);
});
socket.emit('ping');
socket.emit('unsubscribe', ['sess_1'], said => console.log(said.success && said.timestamp));
socket.emit('unsubscribe', said => console.log(said.success));

const viewer: Socket<ServerToClientEvents['/terminal'], ClientToServerEvents['/terminal']> = io('http://localhost:3000/terminal');
viewer.on('terminal:output', ({ data, position }) => console.log(data.length + position));
viewer.emit('terminal:watch', { sessionId: 'sess_1', since: 5 }, said => said.success && console.log(said.scrollback, said.cols));

const portal: Socket<ServerToClientEvents['/portal'], ClientToServerEvents['/portal']> = io('http://localhost:3000/portal');
portal.on('task_update', ({ task_id, metadata }) => console.log(task_id, metadata?.priority));
portal.emit('join_project', { project_name: 'Apollo' }, said => said.success && console.log(said.active_users));
