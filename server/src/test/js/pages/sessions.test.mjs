// Sessions as they are: who is at work, silent or lost; what can be done with them; and the team they are spawned of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { io } from 'socket.io-client';
import { atEnd, deaf, desk, held, phone, RunningHub, until, visit, within } from './support.mjs';

const hub = await RunningHub.start({ flags: ['--agents.grace', '1s', '--agents.stale-after', '2s'] });
const project = await hub.project();
const sessionsAt = `#/projects/${project.id}/sessions`;

const make = (name, more = {}) => hub.ask('POST', '/api/sessions', { projectId: project.id, name, ...more });

async function socket(namespace, auth) {
  const one = io(hub.url + namespace, { auth, transports: ['websocket'] });
  atEnd(() => one.disconnect());
  await within(new Promise((resolve, reject) => one.once('connect', resolve).once('connect_error', reject)), namespace);
  return one;
}

const row = (page, name) => page.locator('.session').filter({ hasText: name });

test('an agent that is killed is shown as lost, and a silent one as stale', async () => {
  const page = await phone();
  await visit(page, hub, sessionsAt);
  const agent = hub.agent(project.id, 'sleep', '300');
  const killed = await until(async () => (await hub.ask('GET', `/api/sessions?projectId=${project.id}`))[0], 'the session of the agent');
  await hub.ask('PATCH', `/api/sessions/${killed.id}`, { name: 'short-lived' });
  await row(page, 'short-lived').getByText(/^heard \d+ s ago/).waitFor();
  await row(page, 'short-lived').getByRole('link', { name: 'Terminal of short-lived' }).waitFor();
  await agent.kill();
  await row(page, 'short-lived').getByText('failed', { exact: true }).waitFor();
  await row(page, 'short-lived').getByText('agent lost').waitFor();
  await page.locator('.toast.bad').filter({ hasText: 'short-lived failed: its agent was lost' }).waitFor();

  const silent = await make('daydreamer');
  const connected = await socket('/cli', { sessionId: silent.id, projectId: project.id });
  await connected.emitWithAck('heartbeat', { status: 'thinking' });
  await row(page, 'daydreamer').getByText('agent thinking').waitFor();
  await row(page, 'daydreamer').getByText('agent stale').waitFor();
  await row(page, 'daydreamer').getByText(/^last heard \d+ s ago/).waitFor();
  assert.deepEqual(page.faults, []);
});

test('a session is renamed, given tasks, written to, stopped and deleted', async () => {
  const task = await hub.ask('POST', '/api/tasks', { projectId: project.id, title: 'Sweep the floor' });
  const session = await make('cleaner');
  const agent = await socket('/cli', { sessionId: session.id, projectId: project.id });
  const now = () => hub.ask('GET', `/api/sessions/${session.id}`);
  const page = await phone();
  await visit(page, hub, sessionsAt);
  await row(page, 'cleaner').getByRole('link').first().click();
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByLabel('Name', { exact: true }).fill('janitor');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('heading', { name: 'janitor' }).waitFor();
  await until(async () => (await now()).name === 'janitor', 'the new name');

  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByLabel('Search tasks').fill('sweep');
  await page.getByRole('checkbox', { name: /Sweep the floor/ }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
  await page.getByRole('link', { name: /Sweep the floor/ }).waitFor();
  await until(async () => (await now()).taskIds.includes(task.id), 'the task');
  await page.getByRole('button', { name: 'Take “Sweep the floor” from it' }).click();
  await until(async () => (await now()).taskIds.length === 0, 'the end of the task');

  const mail = new Promise(resolve => agent.once('mail:received', ({ data }) => resolve(data)));
  await page.getByRole('button', { name: 'Write' }).click();
  await page.getByLabel('Subject').fill('Mind the step');
  await page.getByLabel('Text').fill('It is wet.');
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  const { subject, body } = await within(mail, 'the mail');
  assert.deepEqual({ subject, body }, { subject: 'Mind the step', body: 'It is wet.' });
  await page.getByRole('link', { name: /Mind the step/ }).click();
  await page.getByText('It is wet.').waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('There is no mail.').waitFor();
  await until(async () => (await hub.ask('GET', `/api/mail?projectId=${project.id}`)).length === 0, 'the end of the mail');

  await page.goto(`${hub.url}/${sessionsAt}/${session.id}`);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await until(async () => (await now()).status === 'stopped', 'the stop');
  await page.getByText('stopped', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'Sessions' }).waitFor();
  await page.locator('.toast').filter({ hasText: /janitor.* is deleted/ }).waitFor();
  await hub.ask('GET', `/api/sessions/${session.id}`, undefined, { status: 404 });
  assert.deepEqual(page.faults, []);
});

test('a session is spawned as a member of the team, and it is shown what becomes of it', async () => {
  const page = await desk();
  await visit(page, hub, `#/projects/${project.id}/team`);
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByLabel('Name').fill('Scribe');
  await page.getByLabel('Agent').fill('claude');
  await page.getByLabel('Skills').fill('writing, patience');
  await page.getByRole('button', { name: 'Save' }).click();
  const card = page.locator('.member').filter({ hasText: 'Scribe' });
  await card.getByText('patience').waitFor();

  const desktop = await socket('/ui', {});
  await desktop.emitWithAck('project:subscribe', { projectId: project.id });
  const offered = new Promise(resolve => desktop.once('session:spawn', ({ data }) => resolve(data)));
  await card.getByRole('button', { name: 'Spawn' }).click();
  assert.equal(await page.getByLabel('Name').inputValue(), 'Scribe');
  await page.getByLabel('Reason').fill('The notes are due');
  await page.getByRole('dialog').getByRole('button', { name: 'Spawn', exact: true }).click();
  await page.getByText('Waiting for a desktop to start it.').waitFor();
  const { session } = await within(offered, 'the offer');
  assert.equal(session.agentId, 'claude');
  assert.deepEqual(session.metadata.skills, ['writing', 'patience']);
  assert.equal(session.metadata.spawnReason, 'The notes are due');
  await desktop.emitWithAck('session:claim-spawn', { sessionId: session.id });
  await socket('/cli', { sessionId: session.id, projectId: project.id });
  await page.getByText('It runs.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();

  // Brought back before the hub has so much as heard of the archive.
  const letGo = await held(page, '**/archive');
  await card.getByRole('button', { name: 'Archive' }).click();
  await page.getByText('There is nobody in the team.').waitFor();
  await page.getByText('Archived').click();
  await card.getByRole('button', { name: 'Bring back' }).click();
  letGo();
  await until(async () => {
    const [member] = await hub.ask('GET', `/api/team-members?projectId=${project.id}`);
    return member.version === 3 && !member.archived;
  }, 'the member, back');
  await card.getByRole('button', { name: 'Archive' }).waitFor();
  await card.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await card.waitFor({ state: 'detached' });
  await until(async () => (await hub.ask('GET', `/api/team-members?projectId=${project.id}`)).length === 0, 'the end of the member');
  assert.deepEqual(page.faults, []);
});

test('of tasks that are given to a session one that is refused is named, and the others are added', async () => {
  const [first, gone, last] = await Promise.all(['Grease the axle', 'Paint the cart', 'Shoe the horse'].map(title => hub.ask('POST', '/api/tasks', { projectId: project.id, title })));
  const session = await make('carter');
  const page = await phone();
  await visit(page, hub, `${sessionsAt}/${session.id}`);
  const give = async (...titles) => {
    await page.getByRole('button', { name: 'Add' }).click();
    for (const title of titles) await page.getByRole('checkbox', { name: new RegExp(title) }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
  };
  const letGo = await held(page, `**/tasks/${first.id}`);
  await give('Grease the axle', 'Paint the cart', 'Shoe the horse');
  await hub.ask('DELETE', `/api/tasks/${gone.id}`);
  letGo();
  await page.locator('.toast.bad').filter({ hasText: /Paint the cart\S* was not added/ }).getByRole('button', { name: 'Dismiss' }).click();
  await until(async () => (await hub.ask('GET', `/api/sessions/${session.id}`)).taskIds.join() === [first.id, last.id].join(), 'the others');

  await Promise.all(['Feed the horse', 'Light the lamps'].map(title => hub.ask('POST', '/api/tasks', { projectId: project.id, title })));
  await deaf(page, 'POST', '**/tasks/*');
  await give('Feed the horse', 'Light the lamps');
  await page.locator('.toast.bad').filter({ hasText: /Feed the horse\S* may not have been added, and 1 task after it not at all/ }).waitFor();
  assert.deepEqual(page.faults.filter(fault => !fault.startsWith('Failed to load resource')), []);
});

test('who presses again when no answer came has one session and one member, and one that is being made is left alone', async () => {
  const page = await desk();
  await visit(page, hub, sessionsAt);
  const dialog = page.getByRole('dialog');
  const counted = async (path, name) => (await hub.ask('GET', `${path}?projectId=${project.id}`)).filter(one => one.name === name).length;
  let hear = await deaf(page, 'POST', '**/api/sessions/spawn');
  await page.getByRole('button', { name: 'Spawn' }).click();
  await dialog.getByLabel('Name').fill('twin');
  await dialog.getByRole('button', { name: 'Spawn', exact: true }).click();
  await dialog.getByRole('alert').waitFor();
  await hear();
  await dialog.getByRole('button', { name: 'Spawn', exact: true }).click();
  await page.getByText('Waiting for a desktop to start it.').waitFor();
  assert.equal(await counted('/api/sessions', 'twin'), 1);
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();

  await page.goto(`${hub.url}/#/projects/${project.id}/team`);
  hear = await deaf(page, 'POST', '**/api/team-members');
  await page.getByRole('button', { name: 'Add' }).click();
  await dialog.getByLabel('Name').fill('Miller');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').waitFor();
  await hear();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await counted('/api/team-members', 'Miller'), 1);

  const letGo = await held(page, '**/api/team-members');
  await page.getByRole('button', { name: 'Add' }).click();
  await dialog.getByLabel('Name').fill('Baker');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Leave', exact: true }).click();
  const card = page.locator('.member').filter({ hasText: 'Baker' });
  await card.waitFor();
  assert.equal(await card.getByRole('button', { disabled: false }).count(), 0);
  letGo();
  await card.getByRole('button', { name: 'Edit', disabled: false }).waitFor();
  assert.deepEqual(page.faults.filter(fault => !fault.startsWith('Failed to load resource')), []);
});
