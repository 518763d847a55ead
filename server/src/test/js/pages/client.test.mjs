// The client library in Node, as docs/client.md says to use it there, against real hubs and real agents.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import WebSocket from 'ws';
import { atEnd, gate, RunningHub, tokenOf, until, within } from './support.mjs';

const FILES = ['maestro-client', 'hub', 'link', 'project', 'refusal', 'rest', 'signal', 'space', 'terminal']
  .map(name => `client/${name}.js`).concat('vendor/socket.io-client/dist/socket.io.esm.min.js');

// Node has one of its own from 22 on.
globalThis.WebSocket ??= WebSocket;

const hub = await RunningHub.start({ keyed: true, flags: ['--auth.expiry-grace', '1s'] });
const folder = await download(hub.url);
const { Hub, Refusal } = await import(pathToFileURL(join(folder, 'client/maestro-client.js')));
const ada = tokenOf('ada', { projects: '*' });

/** Fetches the library from a hub into a folder, with its folders as they are there. */
async function download(url) {
  const folder = await mkdtemp(join(tmpdir(), 'maestro-client-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  for (const file of FILES) {
    const answer = await fetch(`${url}/web/${file}`);
    assert.equal(answer.status, 200, file);
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), await answer.text());
  }
  return folder;
}

/** A client of Ada's, closed at the end of a test. */
function client(t, { token = ada, url = hub.url } = {}) {
  const made = new Hub({ url, token });
  t.after(() => made.close());
  return made;
}

const asAda = (method, path, content) => hub.ask(method, path, content, { token: ada });
const newProject = name => asAda('POST', '/api/projects', { name, workingDir: '/srv' });
const newTask = (project, title) => asAda('POST', '/api/tasks', { projectId: project.id, title });
const live = project => until(() => project.sync === 'live', 'the project is live');

/** What a client says is told, from now on. */
function heard(emitter, name) {
  const all = [];
  emitter.on(name, (...values) => all.push(values));
  return all;
}

/** Waits until the hub has so many connections; those of tests before may be about to close. */
const connections = count => until(async () => (await asAda('GET', '/ws-status')).engine.totalClients === count, `${count} connections`);

const refusalOf = promise => promise.then(() => assert.fail('it was not refused'), refusal => refusal);

test('a project is here with all it holds, and each event is heard once', async t => {
  const { id } = await newProject('Sync');
  await newTask({ id }, 'Before');
  const session = await asAda('POST', '/api/sessions', { projectId: id, name: 'Worker' });
  await asAda('POST', `/api/sessions/${session.id}/modal`, { title: 'Plan', html: '<p>x</p>' });
  const project = client(t).project(id);
  const events = heard(project, 'event');
  await live(project);
  assert.deepEqual([...project.all('tasks').values()].map(({ title }) => title), ['Before']);
  const [modal] = project.all('modals').values();
  assert.equal(modal.title, 'Plan');

  const task = await newTask({ id }, 'After');
  const shown = await asAda('POST', `/api/sessions/${session.id}/modal`, { title: 'Next', html: '<p>y</p>' });
  await asAda('PATCH', `/api/tasks/${task.id}`, { status: 'completed' });
  await until(() => project.get('tasks', task.id)?.status === 'completed', 'the change is heard');
  await until(() => events.some(([name]) => name === 'notify:task_completed'), 'the notice is heard');
  const names = events.map(([name]) => name);
  assert.equal(names.filter(name => name === 'task:created').length, 1);
  assert.equal(names.filter(name => name === 'task:updated').length, 1);
  assert.deepEqual(project.get('modals', shown.id), shown);

  await asAda('DELETE', `/api/sessions/${session.id}`);
  await until(() => !project.get('sessions', session.id), 'the session is gone');
  assert.equal(project.all('modals').size, 0);
});

test('documents are not changed in place, and a map is the same until something changes', async t => {
  const { id } = await newProject('Maps');
  const task = await newTask({ id }, 'One');
  const project = client(t).project(id);
  await live(project);
  const before = project.all('tasks');
  assert.equal(project.all('tasks'), before);
  const changes = heard(project, 'change');
  await asAda('PATCH', `/api/tasks/${task.id}`, { title: 'Two' });
  await until(() => changes.length > 0, 'a change is told');
  assert.equal(before.get(task.id).title, 'One');
  assert.equal(project.get('tasks', task.id).title, 'Two');
  assert.deepEqual([...changes[0][0]], ['tasks']);
});

test('after a cut of the connection it is recovered, with what happened meanwhile', async t => {
  const { id } = await newProject('Cut');
  const mine = client(t);
  const project = mine.project(id);
  await live(project);
  await newTask({ id }, 'First');
  await until(() => project.all('tasks').size === 1, 'the first task');
  const ins = heard(project.space, 'in');
  const events = heard(project, 'event');
  const made = newTask({ id }, 'Meanwhile');
  mine.link.restart();
  assert.equal(project.sync, 'stale');
  await made;
  await until(() => project.all('tasks').size === 2 && project.sync === 'live', 'it is whole again');
  assert.deepEqual(ins, [[{ recovered: true }]]);
  assert.equal(events.filter(([name]) => name === 'task:created').length, 1);
});

test('what was recovered in vain is fetched anew: a state that was on its way when the connection broke', async t => {
  const { id } = await newProject('Twice');
  const task = await newTask({ id }, 'Before');
  const mine = client(t);
  const project = mine.project(id);
  await live(project);
  // What would have been told is not: only the state can say it.
  const heard = project.space.emit;
  project.space.emit = (name, ...values) => name !== 'event' && heard.call(project.space, name, ...values);
  await asAda('PATCH', `/api/tasks/${task.id}`, { title: 'After' });
  const ins = [];
  project.space.on('in', how => ins.push(how.recovered));
  project.refresh();
  mine.link.restart();
  await until(() => ins.length === 1, 'it is in again');
  await live(project);
  assert.deepEqual(ins, [true]);
  assert.equal(project.get('tasks', task.id).title, 'After');
});

test('a change is shown at once, and taken back when it is refused; of two the other stays', async t => {
  const { id } = await newProject('Change');
  const task = await newTask({ id }, 'Old');
  const project = client(t).project(id);
  await live(project);
  const wait = gate();
  const refused = project.change('tasks', task.id, { title: 'New', priority: 'urgent' }, async rest => {
    await wait.opened;
    return rest.patch(`/api/tasks/${task.id}`, { title: 'New', priority: 'urgent' });
  });
  const done = project.change('tasks', task.id, { description: 'Kept' },
    rest => rest.patch(`/api/tasks/${task.id}`, { description: 'Kept' }));
  assert.deepEqual([project.get('tasks', task.id).title, project.get('tasks', task.id).description], ['New', 'Kept']);
  assert.ok(project.isPending('tasks', task.id));
  wait.open();
  const refusal = await refusalOf(refused);
  assert.ok(refusal instanceof Refusal);
  assert.equal(refusal.code, 'invalid');
  assert.deepEqual(refusal.details.map(({ path }) => path), ['/priority']);
  assert.equal((await done).description, 'Kept');
  const { title, description, priority } = project.get('tasks', task.id);
  assert.deepEqual([title, description, priority], ['Old', 'Kept', 'medium']);
  assert.ok(!project.isPending('tasks', task.id));
});

test('what is done to a document reaches the hub in that order, and another document does not wait', async t => {
  const { id } = await newProject('Order');
  const task = await newTask({ id }, 'One');
  const other = await newTask({ id }, 'Other');
  const project = client(t).project(id);
  await live(project);
  const wait = gate();
  const sent = [];
  const title = (of, text, before = Promise.resolve()) => project.change('tasks', of.id, { title: text }, async rest => {
    sent.push(text);
    await before;
    return rest.patch(`/api/tasks/${of.id}`, { title: text });
  });
  const held = title(task, 'Two', wait.opened);
  const next = title(task, 'Three');
  const gone = project.remove('tasks', task.id, rest => {
    sent.push('gone');
    return rest.delete(`/api/tasks/${task.id}`);
  });
  assert.equal((await title(other, 'Another')).title, 'Another');
  assert.deepEqual(sent, ['Two', 'Another']);
  wait.open();
  assert.deepEqual([(await held).title, (await next).title], ['Two', 'Three']);
  await gone;
  assert.deepEqual(sent, ['Two', 'Another', 'Three', 'gone']);
  assert.deepEqual([...project.all('tasks').values()].map(({ title }) => title), ['Another']);

  const before = gate();
  const make = (content, until = Promise.resolve()) => project.create('tasks', content, async rest => {
    sent.push(content.title);
    await until;
    return rest.post('/api/tasks', { projectId: id, ...content });
  });
  const made = [make({ title: 'Made first' }, before.opened), make({ title: 'Made second' })];
  await title(other, 'Once more');
  assert.deepEqual(sent.slice(4), ['Made first', 'Once more']);
  before.open();
  const [first, second] = await Promise.all(made);
  assert.ok(first.createdAt <= second.createdAt);
  assert.deepEqual(sent.slice(4), ['Made first', 'Once more', 'Made second']);
});

test('of a document that has moved on, the one there is now is shown', async t => {
  const { id } = await newProject('Stale');
  const task = await newTask({ id }, 'One');
  const mine = client(t);
  const project = mine.project(id);
  await live(project);
  await asAda('PATCH', `/api/tasks/${task.id}`, { title: 'Two' });
  const refusal = await refusalOf(project.change('tasks', task.id, { title: 'Three' },
    rest => rest.patch(`/api/tasks/${task.id}`, { title: 'Three' }, { version: 1 })));
  assert.equal(refusal.code, 'stale_version');
  assert.equal(refusal.current.title, 'Two');
  assert.equal(project.get('tasks', task.id).title, 'Two');
});

test('what is made is shown at once and never twice, though its event overtakes the answer', async t => {
  const { id } = await newProject('Create');
  const project = client(t).project(id);
  await live(project);
  const seen = [];
  project.on('change', () => seen.push([...project.all('tasks').values()].map(({ title }) => title).join()));
  const wait = gate();
  const made = project.create('tasks', { title: 'Mine', status: 'pending' }, async rest => {
    const answer = await rest.post('/api/tasks', { projectId: id, title: 'Mine', status: 'pending' });
    await wait.opened;
    return answer;
  });
  const [shown] = project.all('tasks').values();
  assert.match(shown.id, /^new:/);
  await until(() => [...project.all('tasks').keys()].some(key => !key.startsWith('new:')), 'its event is here');
  assert.equal(project.all('tasks').size, 1);
  await newTask({ id }, 'Theirs');
  await until(() => project.all('tasks').size === 2, 'that of somebody else');
  wait.open();
  const { id: task } = await made;
  assert.deepEqual([...project.all('tasks').keys()].includes(task), true);
  assert.equal(project.all('tasks').size, 2);
  assert.ok(seen.every(titles => ['Mine', 'Mine,Theirs'].includes(titles)), seen.join(' | '));
});

test('what is refused to be made is gone again, and what was removed meanwhile does not come back', async t => {
  const { id } = await newProject('Remove');
  const project = client(t).project(id);
  await live(project);
  const refusal = await refusalOf(project.create('tasks', { title: '' }, rest => rest.post('/api/tasks', { projectId: id, title: '' })));
  assert.equal(refusal.code, 'invalid');
  assert.equal(project.all('tasks').size, 0);
  const made = await project.create('tasks', { title: 'Brief' }, async rest => {
    const answer = await rest.post('/api/tasks', { projectId: id, title: 'Brief' });
    await until(() => project.get('tasks', answer.id), 'it is here');
    await asAda('DELETE', `/api/tasks/${answer.id}`);
    await until(() => !project.get('tasks', answer.id), 'it is gone');
    return answer;
  });
  assert.equal(project.get('tasks', made.id), undefined);
  const task = await newTask({ id }, 'Old');
  await until(() => project.get('tasks', task.id), 'it is here');
  const removed = project.remove('tasks', task.id, rest => rest.delete(`/api/tasks/${task.id}`));
  assert.equal(project.get('tasks', task.id), undefined);
  await removed;
  assert.equal(project.all('tasks').size, 0);
});

test('a change whose answer never came is neither believed nor taken back before the state is here', async t => {
  const { id } = await newProject('Unclear');
  const task = await newTask({ id }, 'Old');
  const project = client(t).project(id);
  await live(project);
  const refusal = await refusalOf(project.change('tasks', task.id, { title: 'New' }, async () => {
    throw new Refusal('timeout', 'The hub did not answer in time.');
  }));
  assert.ok(refusal.isUnclear);
  assert.equal(project.sync, 'stale');
  assert.equal(project.get('tasks', task.id).title, 'New');
  assert.ok(project.isPending('tasks', task.id));
  await live(project);
  assert.equal(project.get('tasks', task.id).title, 'Old');
  assert.ok(!project.isPending('tasks', task.id));
});

test('two projects at a time, and one after the other, are each their own', async t => {
  const [one, two] = [await newProject('One'), await newProject('Two')];
  const mine = client(t);
  const first = mine.project(one.id);
  const second = mine.project(two.id);
  await Promise.all([live(first), live(second)]);
  const { id } = await newTask(two, 'Of two');
  await until(() => second.get('tasks', id), 'the task');
  assert.equal(first.all('tasks').size, 0);
  first.close();
  const again = mine.project(two.id);
  await live(again);
  assert.equal(again.get('tasks', id).title, 'Of two');
});

test('several sockets share one connection, and a refused one does not end it', async t => {
  const { id, name } = await newProject('Shared');
  const mine = client(t);
  const project = mine.project(id);
  const portal = mine.space('/portal');
  const admin = mine.space('/admin');
  await live(project);
  await until(() => portal.state.phase === 'in' && admin.state.phase === 'refused', 'each is in, or refused');
  assert.equal(admin.state.refusal.code, 'forbidden');
  assert.equal((await portal.ask('join_project', { project_name: name })).active_users, 1);
  assert.equal(mine.link.state.phase, 'open');
  assert.equal(project.sync, 'live');
  assert.equal((await refusalOf(admin.ask('ping'))).code, 'forbidden');
  await connections(1);
});

test('what is closed before the hub let it in can be opened again, and so can another, on the same connection', async t => {
  const [one, two] = [await newProject('Hasty'), await newProject('Hastier')];
  const mine = client(t);
  const held = mine.space('/ui');
  await held.entered();
  for (let i = 0; i < 3; i++) mine.project(one.id).close();
  const project = mine.project(two.id);
  await live(project);
  const { id } = await newTask(two, 'Of two');
  await until(() => project.get('tasks', id), 'it is the other one');
  await connections(1);
  project.close();
  mine.project(one.id).close();
  const again = mine.project(one.id);
  mine.link.restart();
  await live(again);
  assert.equal(again.get('tasks', id), undefined);
  await connections(1);
});

test('who asks for a namespace that is open gets the socket as it is, and the last to close it ends it', async t => {
  const mine = client(t);
  const one = mine.space('/ui');
  await one.entered();
  const two = mine.space('/ui');
  assert.equal(two.state.phase, 'in');
  one.close();
  assert.equal((await two.ask('ping')).success, true);
  two.close();
  assert.equal(two.state.phase, 'closed');
  two.close();
  const three = mine.space('/ui');
  await three.entered();
  assert.equal((await refusalOf(two.ask('ping'))).code, 'closed');
});

test('what was asked and not answered when a socket is closed may have been done; what is asked later is not', async t => {
  const space = client(t).space('/ui');
  await space.entered();
  const asked = refusalOf(space.ask('ping'));
  space.close();
  assert.ok((await asked).isUnclear);
  assert.equal((await refusalOf(space.ask('ping'))).code, 'closed');
});

test('the socket of the terminals is open as long as somebody keeps it, whatever others close', async t => {
  const mine = client(t);
  const kept = mine.viewer();
  const terminal = mine.terminal('sess_none', paper());
  const other = mine.viewer();
  assert.equal(other.space, kept.space);
  await kept.space.entered();
  terminal.close();
  assert.deepEqual(await mine.terminals(), []);
  other.close();
  other.close();
  assert.equal((await kept.space.ask('terminal:list')).success, true);
  kept.close();
  assert.equal(kept.space.state.phase, 'closed');
  assert.deepEqual(await mine.terminals(), []);
});

test('terminals are not asked for without end while there is no hub', async t => {
  const mine = client(t, { url: 'http://127.0.0.1:1' });
  assert.equal((await refusalOf(within(mine.terminals(), 'an answer'))).code, 'unreachable');
});

test('who is a member again has the project as it is by then', async t => {
  const { id } = await newProject('Members');
  await asAda('PATCH', `/api/projects/${id}`, { members: ['bob'] });
  const task = await newTask({ id }, 'Before');
  const project = client(t, { token: tokenOf('bob') }).project(id);
  const gone = heard(project, 'gone');
  await live(project);
  await asAda('PATCH', `/api/projects/${id}`, { members: [] });
  await until(() => gone.length === 1, 'it is gone');
  assert.equal(project.sync, 'stale');
  await asAda('PATCH', `/api/tasks/${task.id}`, { title: 'Meanwhile' });
  await asAda('PATCH', `/api/projects/${id}`, { members: ['bob'] });
  await live(project);
  assert.equal(project.get('tasks', task.id).title, 'Meanwhile');
  await asAda('PATCH', `/api/tasks/${task.id}`, { title: 'After' });
  await until(() => project.get('tasks', task.id).title === 'After', 'what happens is heard again');
});

test('a token that does not hold is refused in words, and another one is taken', async t => {
  const { id } = await newProject('Refused');
  const mine = client(t, { token: 'no token' });
  const project = mine.project(id);
  await until(() => project.space.state.phase === 'refused', 'it is refused');
  assert.equal(project.space.state.refusal.code, 'unauthenticated');
  assert.match(project.space.state.refusal.message, /token/);
  await until(() => mine.link.state.phase === 'idle', 'nobody needs the connection');
  await mine.renew(ada);
  await live(project);
});

test('a token that ends is told of, and renewed without a break', async t => {
  const { id } = await newProject('Expired');
  // Shorter than the warning is early, longer than all that is done here.
  const mine = client(t, { token: tokenOf('ada', { projects: '*', lifetime: 50_000 }) });
  const project = mine.project(id);
  const portal = mine.space('/portal');
  const [expiring, expired] = [heard(mine, 'expiring'), heard(mine, 'expired')];
  await live(project);
  await until(() => portal.state.phase === 'in', 'the portal');
  await until(() => expiring.length > 0, 'its end is told of');
  const other = await refusalOf(mine.renew(tokenOf('bob', { projects: '*' })));
  assert.equal(other.code, 'forbidden');
  const left = heard(project.space, 'state');
  await mine.renew(ada);
  assert.equal((await mine.me()).id, 'ada');
  const { id: task } = await newTask({ id }, 'Later');
  await until(() => project.get('tasks', task), 'it goes on');
  assert.deepEqual(left, []);
  assert.equal(expiring.length, 1);
  assert.equal(expired.length, 0);
});

test('whoever lets the token end is put out, and comes back with another', async t => {
  const { id } = await newProject('Ended');
  let token = ada;
  const mine = client(t, { token: () => token });
  const project = mine.project(id);
  const expired = heard(mine, 'expired');
  await live(project);
  token = tokenOf('ada', { projects: '*', lifetime: 8000 });
  await mine.renew();
  // The short one would be let in for as long as clocks may differ.
  token = tokenOf('ada', { projects: '*', lifetime: -60_000 });
  await until(() => expired.length === 1, 'it has ended');
  await until(() => project.space.state.phase === 'refused', 'it is put out');
  assert.equal(project.sync, 'stale');
  await mine.renew(ada);
  await live(project);
});

test('a project that is deleted, or was never there, is gone', async t => {
  const { id } = await newProject('Gone');
  const mine = client(t);
  const project = mine.project(id);
  const gone = heard(project, 'gone');
  await live(project);
  await asAda('DELETE', `/api/projects/${id}`);
  await until(() => gone.length > 0, 'it is gone');
  const other = mine.project('proj_none');
  const never = heard(other, 'gone');
  await until(() => never.length > 0, 'there is none');
});

test('the types name all that the classes have', async () => {
  const types = await (await fetch(`${hub.url}/web/client/maestro-client.d.ts`)).text();
  // Between the library's own classes.
  const inner = { Link: ['has', 'socket', 'leaves', 'forgo', 'free', 'leaveBy', 'comeBackAfter', 'close'], Rest: ['close'] };
  for (const name of ['Hub', 'Link', 'Rest', 'Space', 'Project', 'Terminal']) {
    const module = await import(pathToFileURL(join(folder, `client/${name.toLowerCase()}.js`)));
    const body = new RegExp(`(?:class|interface) ${name}\\b.*\\{\\n([^]*?)\\n\\}`).exec(types)[1];
    const typed = new Set([...body.matchAll(/^ {2}(?:readonly )?(\w+)/gm)].map(([, member]) => member));
    const has = Object.getOwnPropertyNames(module[name].prototype).filter(member => member !== 'constructor' && !inner[name]?.includes(member));
    assert.deepEqual(has.filter(member => !typed.has(member)), [], name);
  }
});

test('nothing is left when it is closed: a process that only uses the library ends by itself', async () => {
  const { id } = await newProject('End');
  const program = join(folder, 'program.mjs');
  await writeFile(program, `
    globalThis.WebSocket ??= (await import(${JSON.stringify(import.meta.resolve('ws'))})).default;
    const { Hub } = await import('./client/maestro-client.js');
    const [url, token, id] = process.argv.slice(2);
    const hubs = [new Hub({ url, token }), new Hub({ url, token }), new Hub({ url: 'http://127.0.0.1:1', token })];
    const project = hubs[0].project(id);
    const terminal = hubs[0].terminal('sess_none', { reset() {}, resize() {}, write(text, done) { done(); } });
    hubs[1].project(id);
    hubs[2].project(id);
    const refused = new Promise(resolve => terminal.on('state', ({ phase }) => phase === 'refused' && resolve()));
    await new Promise(resolve => project.on('sync', resolve));
    await refused;
    const asked = hubs[2].rest.get('/api/me').catch(refusal => refusal.code);
    hubs.forEach(hub => hub.close());
    hubs.forEach(hub => hub.close());
    console.log(await asked, project.space.state.phase, hubs[0].link.state.phase);
  `);
  const child = spawn(process.execPath, [program, hub.url, ada, id], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(() => child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', data => { said += data; });
  assert.equal(await within(new Promise(resolve => child.on('exit', resolve)), 'the process ends'), 0);
  assert.equal(said.trim(), 'closed closed idle');
});

test('where nothing is recovered, the state is fetched anew; who is one too many comes in later', async t => {
  const own = await RunningHub.start({ keyed: true, flags: ['--recovery.window', 'off', '--limits.connections-per-principal', '1'] });
  const ask = (method, path, content) => own.ask(method, path, content, { token: ada });
  const { id } = await ask('POST', '/api/projects', { name: 'Anew', workingDir: '/srv' });
  const [kept, lost] = [await ask('POST', '/api/tasks', { projectId: id, title: 'Kept' }),
    await ask('POST', '/api/tasks', { projectId: id, title: 'Lost' })];
  const mine = client(t, { url: own.url });
  const project = mine.project(id);
  await live(project);
  await own.kill();
  await until(() => project.sync === 'stale', 'it is not believed');
  assert.equal(project.all('tasks').size, 2);
  await own.startAgain();
  const ins = heard(project.space, 'in');
  await ask('DELETE', `/api/tasks/${lost.id}`);
  mine.link.tryNow();
  await until(() => project.sync === 'live' && !project.get('tasks', lost.id), 'it is as it is now');
  assert.deepEqual([...project.all('tasks').keys()], [kept.id]);
  assert.ok(ins.every(([{ recovered }]) => !recovered));
  mine.link.restart();
  assert.equal(project.sync, 'stale');
  await live(project);
  assert.deepEqual([...project.all('tasks').keys()], [kept.id]);

  const other = client(t, { url: own.url }).project(id);
  await until(() => other.space.state.refusal, 'it is turned away');
  const { phase, refusal } = other.space.state;
  assert.deepEqual([phase, refusal.code], ['connecting', 'rate_limited']);
  assert.ok(refusal.retryAfter > 0);
  assert.equal((await refusalOf(other.space.ask('ping'))).message, refusal.message);
  mine.close();
  await live(other);
});

test('after the hub was killed and started again it goes on, with what happened meanwhile', async t => {
  const { id } = await newProject('Killed');
  const mine = client(t);
  const project = mine.project(id);
  const states = heard(mine.link, 'state');
  await live(project);
  await hub.kill();
  await until(() => mine.link.state.phase === 'waiting', 'it waits for the hub');
  assert.match(mine.link.state.reason, /\w+ .*\.$/);
  assert.ok(mine.link.state.nextTryAt > 0);
  assert.equal(project.sync, 'stale');
  const refusal = await refusalOf(project.space.ask('ping'));
  assert.equal(refusal.code, 'unreachable');
  await hub.startAgain();
  const { id: task } = await newTask({ id }, 'New');
  await until(() => project.get('tasks', task) && project.sync === 'live', 'it is whole again');
  assert.deepEqual([...new Set(states.map(([{ phase }]) => phase))].sort(), ['connecting', 'open', 'waiting']);
});

test('what the hub says before it stops is the reason that is told', async t => {
  const other = await RunningHub.start({ keyed: true });
  const { id } = await other.ask('POST', '/api/projects', { name: 'Stopped' }, { token: ada });
  const mine = client(t, { url: other.url });
  const states = heard(mine.link, 'state');
  await live(mine.project(id));
  await other.stop();
  await until(() => states.some(([{ phase, reason }]) => phase === 'waiting' && reason?.startsWith('The hub stops')), 'it says so');
});

/** A screen that keeps what is written, and says at once that it is, unless it is `slow`: then with `catchUp`. */
function paper() {
  const screen = { text: '', resets: 0, cols: 0, rows: 0, slow: false };
  const late = [];
  const catchUp = () => {
    screen.slow = false;
    late.splice(0).forEach(done => done());
  };
  return Object.assign(screen, {
    catchUp,
    reset: (cols, rows) => Object.assign(screen, { text: '', resets: screen.resets + 1, cols, rows }),
    resize: (cols, rows) => Object.assign(screen, { cols, rows }),
    write: (text, done) => { screen.text += text; screen.slow ? late.push(done) : queueMicrotask(done); },
  });
}

test('a terminal is watched, typed into, and gone on with where it stood', async t => {
  const { id } = await newProject('Terminal');
  hub.agent(id, 'sh', '-c', 'stty -echo; echo ready; '
    + 'while read line; do [ "$line" = flood ] && yes 0123456789abcde | head -c 2000000; echo "got $line"; done; exit 3');
  const mine = client(t);
  const [{ sessionId }] = await until(async () => {
    const found = await mine.terminals();
    return found.length > 0 && found;
  }, 'the terminal is there');
  const screen = paper();
  const terminal = mine.terminal(sessionId, screen);
  const second = paper();
  const beside = mine.terminal(sessionId, second);
  await until(() => screen.text.includes('ready') && second.text.includes('ready'), 'both screens');
  await terminal.input('one\r');
  await until(() => screen.text.includes('got one') && second.text.includes('got one'), 'the answer');
  beside.close();

  const resets = screen.resets;
  const phases = heard(terminal, 'state');
  mine.link.restart();
  await until(() => phases.some(([{ phase }]) => phase === 'away'), 'it is away');
  await until(() => terminal.state.phase === 'live', 'it is back');
  await terminal.input('two\r');
  await until(() => screen.text.includes('got two'), 'the next answer');
  assert.equal(screen.resets, resets);
  assert.equal(screen.text.match(/got one/g).length, 1);

  screen.slow = true;
  await terminal.input('flood\r');
  await until(async () => (await mine.terminals())[0].position > 2_000_000, 'more has come than the hub keeps');
  screen.catchUp();
  await until(() => screen.text.includes('got flood'), 'the end of it');
  assert.ok(terminal.state.resyncs > 0);

  await hub.kill();
  await until(() => terminal.state.phase === 'away', 'the hub is gone');
  await hub.startAgain();
  await until(() => terminal.state.phase === 'live' && terminal.state.connected, 'the terminal is back');
  await terminal.input('three\r');
  await until(() => screen.text.includes('got three'), 'the answer after the restart');
  assert.equal(screen.text.match(/got flood/g).length, 1);

  await terminal.input('\x04');
  await until(() => terminal.state.phase === 'ended', 'the command has ended');
  assert.deepEqual(terminal.state.exit, { exitCode: 3, reason: null });
  assert.equal((await refusalOf(terminal.input('x'))).code, 'not_found');
  terminal.rejoin();
  await until(() => terminal.state.phase === 'refused', 'there is none now');
  assert.equal(terminal.state.refusal.code, 'not_found');
});
