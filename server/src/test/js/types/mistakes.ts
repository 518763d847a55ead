// What nobody should be able to write: each line that is marked has to be refused.
import type { Socket } from 'socket.io-client';
import type { Hub, Project } from 'maestro-hub/maestro-client.js';
import type { ClientToServerEvents, Envelope, ServerToClientEvents, Session, Task } from 'maestro-hub/protocol.js';

declare const hub: Hub;
declare const project: Project;
declare const task: Task;
declare const session: Session;
declare const mobile: Socket<ServerToClientEvents['/mobile'], ClientToServerEvents['/mobile']>;
declare const terminal: Socket<ServerToClientEvents['/terminal'], ClientToServerEvents['/terminal']>;
declare const portal: Socket<ServerToClientEvents['/portal'], ClientToServerEvents['/portal']>;

// @ts-expect-error a field that may be null
task.claimedBy.length;
// @ts-expect-error a status there is not
export const status: Task['status'] = 'done';
// @ts-expect-error a document is not to be changed in place by a wrong type
session.needsInput.active = 'yes';
// @ts-expect-error an event there is not
mobile.on('task:renamed', () => {});
// @ts-expect-error an event of another namespace
mobile.on('terminal:output', () => {});
// @ts-expect-error an event of the hub's own
portal.on('user_action', () => {});
// @ts-expect-error a payload without what it must have
mobile.emit('mail:send', { toSessionId: 'sess_1' });
// @ts-expect-error a payload with too much
mobile.emit('session:reply-input', { sessionId: 'sess_1', words: 'x' });
// @ts-expect-error an event that another namespace takes
mobile.emit('terminal:watch', { sessionId: 'sess_1' });
// @ts-expect-error null where it is not taken
terminal.emit('terminal:watch', { sessionId: 'sess_1', lossless: null });
// @ts-expect-error an answer is believed before it is looked at
terminal.emit('terminal:watch', { sessionId: 'sess_1' }, said => said.scrollback);
// @ts-expect-error an envelope of one event with the data of another
export const envelope: Envelope<'task:updated'> = { type: 'task:updated', event: 'task:updated', data: { id: 't', projectId: 'p' }, timestamp: 1 };
// @ts-expect-error a kind there is not
project.all('projects');
// @ts-expect-error a document that may not be there
project.get('tasks', 'task_1').title;
// @ts-expect-error a change of a field that there is not
project.change('tasks', 'task_1', { done: true }, rest => rest.get('/'));
// @ts-expect-error what an answer does not hold
project.space.ask('state:sync').then(state => state.projects);
// @ts-expect-error something that the socket does not take
project.space.ask('terminal:list');
// @ts-expect-error a payload of another event
project.space.ask('session:reply-input', { subject: 'x' });
// @ts-expect-error a phase there is not
hub.link.state.phase === 'closed';
// @ts-expect-error a screen that says nothing of its writing
hub.terminal('sess_1', { reset() {}, resize() {} });
