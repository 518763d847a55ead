// Projects and tasks: made, found, changed and finished, by two people at once, by keyboard, and by the thousand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser, deaf, desk, drawn, gate, live, phone, RunningHub, until, visit } from './support.mjs';

const TRIES = 10;
const MANY = 5000;

const many = { id: 'proj_1795310116280_manytasks', name: 'Many' };
const hub = await RunningHub.start({ imported: exported() });

/** An export of a project with many tasks: by REST, making them takes longer than all tests. */
function exported() {
  const time = 1_795_310_116_280;
  const document = (kind, id, order, tags, fields) => ({ type: 'document', kind, id, project: many.id, version: 1, tags, order,
    body: { id, projectId: many.id, version: 1, ...fields, createdAt: time, updatedAt: time } });
  const task = n => document('TASK', `task_${time}_n${String(n).padStart(8, '0')}`, n + 2, ['status:pending'], {
    parentId: null, title: `Task number ${n}`, description: '', status: 'pending', priority: 'medium', sessionIds: [], sessionCount: 0, skillIds: [],
    agentIds: [], dependencies: [], subtasks: [], timeline: [], progress: 0, agent: null, error: null, claimedBy: null, initialPrompt: '', startedAt: null,
    completedAt: null,
  });
  return [
    { type: 'hub-export', format: 1, epoch: '0000000000000many', head: 0, trimmed: 0, lastOrder: MANY + 1 },
    document('PROJECT', many.id, 1, [], { name: many.name, workingDir: '/srv', description: '', members: [] }),
    ...Array.from({ length: MANY }, (_, n) => task(n)),
    { type: 'end', document: MANY + 1, event: 0, 'project-head': 0, answer: 0, recovery: 0 },
  ];
}

const task = (project, title, more = {}) => hub.ask('POST', '/api/tasks', { projectId: project.id, title, ...more });
const tasksOf = (project, query = '') => `#/projects/${project.id}/tasks${query}`;
const row = (page, title) => page.locator('maestro-scroller .slot').filter({ has: page.locator('.title').getByText(title, { exact: true }) });
const titles = page => page.locator('maestro-scroller .title').allTextContents();
const median = numbers => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
/** What a browser says by itself of an answer that is a refusal. */
const refusalsAside = page => page.faults.filter(fault => !fault.startsWith('Failed to load resource'));

/** Holds requests back until they are let go, with what is to become of them. */
async function hold(page, method, pattern) {
  const held = [];
  await page.route(pattern, route => route.request().method() === method ? held.push(route) : route.fallback());
  return async act => {
    const route = await until(() => held.shift(), `${method} ${pattern}`);
    await act(route);
  };
}

const refusing = (status, problem) => route => route.fulfill({
  status, contentType: 'application/problem+json', body: JSON.stringify({ title: 'Refused', status, ...problem }),
});

test('what is made on one device is seen on the other', async () => {
  const project = await hub.project('Two devices');
  const [mine, other] = [await phone(), await desk()];
  await visit(mine, hub, tasksOf(project));
  await visit(other, hub, tasksOf(project));
  await other.evaluate(() => {
    window.seen = {};
    new MutationObserver(() => {
      for (const title of document.querySelectorAll('.title')) window.seen[title.textContent] ??= Date.now();
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await mine.evaluate(() => document.addEventListener('submit', () => { window.sent = Date.now(); }, true));

  const took = [];
  for (let n = 1; n <= TRIES; n++) {
    const title = `Made in try ${n}`;
    await mine.getByLabel('Title of a new task').fill(title);
    await mine.keyboard.press('Enter');
    await row(other, title).waitFor();
    took.push(await other.evaluate(text => window.seen[text], title) - await mine.evaluate(() => window.sent));
  }
  console.log(`seen on the other after ms: median ${median(took)}, all ${took.join(' ')}`);

  assert.equal((await titles(other)).length, TRIES);
  assert.deepEqual([...mine.faults, ...other.faults], []);
});

test('a status is shown changed at once, and as it was when the hub refuses', async () => {
  const project = await hub.project('Refusals');
  const made = await task(project, 'Paint the tower');
  const page = await phone();
  await visit(page, hub, tasksOf(project, '?status=all'));
  const tick = row(page, 'Paint the tower').getByRole('button', { pressed: true });
  const answer = await hold(page, 'PATCH', '**/api/tasks/*');

  await row(page, 'Paint the tower').getByRole('button').click();
  await tick.waitFor();
  assert.equal(await page.locator('.task-row.pending').count(), 1);
  await answer(refusing(409, { code: 'conflict', detail: 'Another got there first.', current: { ...made, priority: 'high' } }));

  await row(page, 'Paint the tower').getByRole('button', { pressed: false }).waitFor();
  await page.getByText('was not changed: Another got there first. It has changed meanwhile: priority is high.').waitFor();

  await row(page, 'Paint the tower').getByRole('link').click();
  const status = page.getByRole('group', { name: 'Status' });
  await page.getByRole('heading', { name: 'Paint the tower' }).waitFor();
  await status.getByRole('button', { name: 'failed' }).click();
  await status.getByRole('button', { name: 'failed', pressed: true }).waitFor();
  await answer(refusing(503, { code: 'unavailable', detail: 'The store is away.' }));
  await status.getByRole('button', { name: 'pending', pressed: true }).waitFor();
  await page.getByText('was not changed: The store is away.').waitFor();

  await status.getByRole('button', { name: 'blocked' }).click();
  await answer(route => route.continue());
  await until(async () => (await hub.ask('GET', `/api/tasks/${made.id}`)).status === 'blocked', 'the hub has it');
  assert.deepEqual(refusalsAside(page), []);
});

test('search and filter live in the address, and back undoes them', async () => {
  const project = await hub.project('Sieve');
  await task(project, 'Fill the tank');
  await task(project, 'Empty the tank', { status: 'completed', priority: 'high' });
  await task(project, 'Polish the bell', { status: 'completed' });
  const page = await phone();
  await visit(page, hub, tasksOf(project));
  await row(page, 'Fill the tank').waitFor();
  assert.deepEqual(await titles(page), ['Fill the tank']);

  await page.getByRole('button', { name: /^Completed 2/ }).click();
  await row(page, 'Polish the bell').waitFor();
  assert.deepEqual(await titles(page), ['Polish the bell', 'Empty the tank']);
  await page.getByLabel('Order').selectOption('Most urgent first');
  await until(async () => (await titles(page)).join() === 'Empty the tank,Polish the bell', 'the urgent first');
  await page.getByLabel('Search by title').fill('TANK the');
  await until(async () => (await titles(page)).join() === 'Empty the tank', 'only what was sought');
  assert.match(page.url(), /\?status=completed&q=TANK\+the&sort=priority$/);

  await row(page, 'Empty the tank').getByRole('link').click();
  await page.getByRole('heading', { name: 'Empty the tank' }).waitFor();
  await page.goBack();
  await row(page, 'Empty the tank').waitFor();
  assert.equal(await page.getByLabel('Search by title').inputValue(), 'TANK the');
  await page.goBack();
  await row(page, 'Fill the tank').waitFor();
  assert.deepEqual(await titles(page), ['Fill the tank']);
  assert.equal(await page.getByLabel('Search by title').inputValue(), '');

  await page.getByRole('button', { name: /^Failed 0/ }).click();
  await page.getByRole('heading', { name: 'No task is failed.' }).waitFor();
  assert.deepEqual(page.faults, []);
});

test('the keyboard alone makes a task and completes it', async () => {
  const project = await hub.project('Keys');
  const page = await desk();
  await visit(page, hub, tasksOf(project));
  const tabTo = async name => {
    for (let presses = 0; presses < 60; presses++) {
      if (await page.evaluate(() => document.activeElement.getAttribute('aria-label')) === name) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`Tab does not lead to ${name}`);
  };
  await page.getByLabel('Title of a new task').waitFor();
  await tabTo('Title of a new task');
  await page.keyboard.type('Light the lamp');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Trim the wick');
  await page.keyboard.press('Enter');
  await until(async () => (await page.locator('maestro-scroller a').count()) === 2, 'both are made');
  assert.deepEqual(await titles(page), ['Trim the wick', 'Light the lamp']);

  await tabTo('Completed: Trim the wick');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Completed: Light the lamp');
  await page.keyboard.press('Space');
  await page.getByText('“Light the lamp” is completed.').waitFor();
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  await until(async () => await focused() === 'Completed: Trim the wick', 'the focus is on what took its place');
  const [done] = await hub.ask('GET', `/api/tasks?projectId=${project.id}&status=completed`);
  assert.equal(done.title, 'Light the lamp');
  assert.deepEqual(page.faults, []);
});

test('a task is changed in all its parts where it stands', async () => {
  const project = await hub.project('Parts');
  const [first, second] = [await task(project, 'Lay the keel'), await task(project, 'Raise the mast')];
  const session = await hub.ask('POST', '/api/sessions', { projectId: project.id, name: 'Carpenter', taskIds: [first.id] });
  await hub.ask('PATCH', `/api/tasks/${second.id}`, { dependencies: [first.id] });
  const page = await phone();
  await visit(page, hub, `${tasksOf(project)}/${first.id}`);
  const now = () => hub.ask('GET', `/api/tasks/${first.id}`);

  await page.getByRole('button', { name: 'Change title' }).click();
  await page.getByLabel('Title', { exact: true }).fill('Lay the long keel');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Lay the long keel' }).waitFor();

  await page.getByLabel('Title of a new subtask').fill('Choose the oak');
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: 'Choose the oak' }).check();
  await until(async () => (await now()).subtasks[0]?.completed, 'it is ticked');
  await page.getByText('1 of 1').waitFor();
  await page.getByRole('button', { name: 'Remove Choose the oak' }).click();
  await until(async () => (await now()).subtasks.length === 0, 'it is removed');

  await page.getByLabel('A note on this task').fill('The oak has come.');
  await page.keyboard.press('Enter');
  await until(async () => (await now()).timeline.some(entry => entry.message === 'The oak has come.'), 'it is noted');
  assert.ok(await page.locator('.task-timeline time[datetime][title]').first().textContent());

  await page.getByRole('button', { name: 'Claim for…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Carpenter' }).click();
  await page.getByRole('button', { name: 'Release' }).waitFor();
  await until(async () => (await now()).claimedBy === session.id, 'it is claimed');
  await page.getByRole('button', { name: 'Release' }).click();
  await until(async () => (await now()).claimedBy === null, 'it is released');

  await page.getByRole('region', { name: 'Waits for' }).getByRole('button', { name: 'Add a task…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Raise the mast' }).click();
  await page.getByRole('dialog').getByRole('alert').getByText(/cycle/).waitFor();
  await page.keyboard.press('Escape');
  assert.deepEqual((await now()).dependencies, []);

  await page.getByRole('link', { name: 'Raise the mast' }).click();
  await page.getByRole('heading', { name: 'Raise the mast' }).waitFor();
  await page.getByRole('button', { name: 'Delete task…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'Tasks' }).waitFor();
  await until(async () => (await hub.ask('GET', `/api/tasks?projectId=${project.id}`)).every(({ id }) => id !== second.id), 'the hub has deleted it');
  assert.deepEqual(refusalsAside(page), []);
});

test('the dialog makes a task in full', async () => {
  const project = await hub.project('Full');
  const [needed, parent] = [await task(project, 'Buy the rope'), await task(project, 'Rig the ship')];
  const page = await phone();
  await visit(page, hub, tasksOf(project));
  await page.getByRole('button', { name: 'New task…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New task' });
  await dialog.getByLabel('Title').fill('Splice the rope');
  await dialog.getByLabel('Description').fill('All of it.');
  await dialog.getByLabel('Priority').selectOption('high');
  await dialog.getByLabel('Prompt for the agent').fill('Splice.');
  await dialog.getByLabel('Skills').fill('knots, patience');
  await dialog.getByRole('button', { name: 'Choose…' }).click();
  await page.getByRole('dialog', { name: 'Parent' }).getByRole('button', { name: 'Rig the ship' }).click();
  await dialog.getByRole('button', { name: 'Add a task…' }).click();
  await page.getByRole('dialog', { name: 'Waits for' }).getByLabel('Search by title').fill('buy');
  await page.getByRole('dialog', { name: 'Waits for' }).getByRole('button', { name: 'Buy the rope' }).click();
  await dialog.getByRole('button', { name: 'Make task' }).click();
  await row(page, 'Splice the rope').getByText('waits for 1').waitFor();

  const made = await until(async () => (await hub.ask('GET', `/api/tasks?projectId=${project.id}`)).find(one => one.title === 'Splice the rope'), 'the hub has it');
  assert.deepEqual([made.description, made.priority, made.initialPrompt, made.skillIds, made.parentId, made.dependencies],
    ['All of it.', 'high', 'Splice.', ['knots', 'patience'], parent.id, [needed.id]]);
  assert.deepEqual(page.faults, []);
});

test('what is being sent cannot be changed meanwhile, and is typed on in where one was when it is refused', async () => {
  const project = await hub.project('On its way');
  const page = await phone();
  await visit(page, hub, tasksOf(project));
  await page.getByRole('button', { name: 'New task…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New task' });
  const { open, opened } = gate();
  await page.route('**/api/tasks', async route => {
    await opened;
    await route.abort();
  });
  await dialog.getByLabel('Title').fill('Swab the deck');
  await dialog.getByLabel('Title').press('Enter');
  await dialog.getByRole('button', { name: 'Making…' }).waitFor();
  assert.equal(await dialog.getByLabel('Title').isDisabled(), true);
  assert.equal(await dialog.getByLabel('Description').isDisabled(), true);
  assert.equal(await dialog.getByRole('button', { name: 'Cancel' }).isDisabled(), false);
  open();
  await dialog.getByRole('alert').waitFor();
  await page.keyboard.type(' twice');
  assert.equal(await dialog.getByLabel('Title').inputValue(), 'Swab the deck twice');
  await page.unroute('**/api/tasks');
  await dialog.getByRole('button', { name: 'Make task' }).click();
  await row(page, 'Swab the deck twice').getByRole('link').waitFor();
  assert.deepEqual(refusalsAside(page), []);
});

test('what somebody else wrote meanwhile is not overwritten unseen', async () => {
  const project = await hub.project('At once');
  const made = await task(project, 'Write the log', { description: 'Calm sea.' });
  const page = await phone();
  await visit(page, hub, `${tasksOf(project)}/${made.id}`);
  const write = async (text, meanwhile) => {
    await page.getByRole('button', { name: 'Change description' }).click();
    await page.getByRole('textbox', { name: 'Description' }).fill(text);
    await hub.ask('PATCH', `/api/tasks/${made.id}`, meanwhile);
    await page.getByRole('button', { name: 'Save' }).click();
  };
  const now = async () => (await hub.ask('GET', `/api/tasks/${made.id}`)).description;

  await write('Calm sea, light wind.', { progress: 3 });
  await until(async () => await now() === 'Calm sea, light wind.', 'another field is in nobody’s way');
  await page.getByRole('button', { name: 'Change description' }).waitFor();

  await write('Storm.', { description: 'Fog.' });
  await page.getByRole('dialog').getByText('Fog.').waitFor();
  assert.equal(await now(), 'Fog.');
  await page.getByRole('button', { name: 'Take mine' }).click();
  await until(async () => await now() === 'Storm.', 'mine stands');
  assert.deepEqual(refusalsAside(page), []);
});

test('what is being written outlives Escape, a look elsewhere, and the task', async () => {
  const project = await hub.project('Drafts');
  const made = await task(project, 'Draw the chart', { description: 'By hand.' });
  const page = await phone();
  await visit(page, hub, `${tasksOf(project)}/${made.id}`);
  const text = page.getByRole('textbox', { name: 'Description' });
  await page.getByRole('button', { name: 'Change description' }).click();
  await text.press('Escape');
  await text.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Change description' }).click();
  await text.fill('By hand, in ink.');
  await text.press('Escape');
  await page.getByRole('link', { name: 'Tasks', exact: true }).first().click();
  await row(page, 'Draw the chart').getByRole('link').click();
  await until(async () => await text.inputValue() === 'By hand, in ink.', 'the draft is there');

  await hub.ask('DELETE', `/api/tasks/${made.id}`);
  await page.getByText('This task was deleted.').waitFor();
  const lost = page.getByLabel('Description, as you wrote it; it was not saved');
  assert.equal(await lost.inputValue(), 'By hand, in ink.');
  assert.equal(await lost.isEditable(), false);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await lost.waitFor({ state: 'detached' });
  assert.deepEqual(page.faults, []);
});

test('what is typed goes where one types, and a text that is being saved waits for who comes back', async () => {
  const project = await hub.project('Quick hands');
  const made = await task(project, 'Set the sail');
  const page = await desk();
  await visit(page, hub, `${tasksOf(project)}/${made.id}`);
  const now = () => hub.ask('GET', `/api/tasks/${made.id}`);
  const answer = await hold(page, 'PATCH', '**/api/tasks/*');
  const [title, description] = ['Title', 'Description'].map(name => page.getByRole('textbox', { name, exact: true }));

  await page.getByRole('button', { name: 'Change title' }).click();
  await title.waitFor();
  await page.getByRole('button', { name: 'Add a description' }).click();
  await drawn(page);
  await page.keyboard.type('By noon.');
  assert.equal(await title.inputValue(), 'Set the sail');
  assert.equal(await description.inputValue(), 'By noon.');

  await page.keyboard.press('Control+Enter');
  await page.getByRole('link', { name: 'Tasks', exact: true }).first().click();
  await row(page, 'Set the sail').getByRole('link').click();
  await description.waitFor();
  assert.equal(await description.inputValue(), 'By noon.');
  assert.equal(await description.isEditable(), false);
  await answer(route => route.continue());
  await page.getByRole('button', { name: 'Change description' }).waitFor();
  assert.equal((await now()).description, 'By noon.');

  await page.getByRole('button', { name: 'Change title' }).click();
  await title.fill('Set the topsail');
  await title.press('Enter');
  await page.getByLabel('A note on this task').pressSequentially('The wind ');
  await answer(route => route.continue());
  await page.getByRole('heading', { name: 'Set the topsail' }).waitFor();
  await drawn(page);
  await page.keyboard.type('is fair.');
  assert.equal(await page.getByLabel('A note on this task').inputValue(), 'The wind is fair.');
  assert.deepEqual(page.faults, []);
});

test('a line that is refused comes back, or is tried again where that is told', async () => {
  const project = await hub.project('Refused lines');
  const made = await task(project, 'Keep the log');
  const page = await desk();
  await visit(page, hub, tasksOf(project));
  const told = text => page.locator('.toast.bad').filter({ hasText: text });
  const refused = refusing(409, { code: 'conflict', detail: 'Not now.' });
  const quick = page.getByLabel('Title of a new task');
  const answer = await hold(page, 'POST', '**/api/tasks');

  await quick.fill('Wind the clock');
  // The next key may come before the next frame.
  assert.equal(await quick.evaluate(field => (field.form.requestSubmit(), field.value)), '');
  await quick.fill('Ring the bell');
  await answer(refused);
  await told('“Wind the clock” was not made: Not now.').getByRole('button', { name: 'Try again' }).click();
  await answer(route => route.continue());
  await row(page, 'Wind the clock').getByRole('link').waitFor();
  assert.equal(await quick.inputValue(), 'Ring the bell');
  await quick.press('Enter');
  await answer(refused);
  await told('“Ring the bell” was not made').waitFor();
  await until(async () => await quick.inputValue() === 'Ring the bell', 'it is back');

  await page.goto(`${hub.url}/${tasksOf(project)}/${made.id}`);
  const note = page.getByLabel('A note on this task');
  const noted = await hold(page, 'POST', '**/timeline');
  await note.fill('Eight bells.');
  await note.press('Enter');
  await page.getByRole('link', { name: 'Tasks', exact: true }).first().click();
  await row(page, 'Keep the log').waitFor();
  await noted(refused);
  await told('“Eight bells.” was not added: Not now.').getByRole('button', { name: 'Try again' }).click();
  await noted(route => route.continue());
  await until(async () => (await hub.ask('GET', `/api/tasks/${made.id}`)).timeline.some(({ message }) => message === 'Eight bells.'), 'it is noted');
  assert.deepEqual(refusalsAside(page), []);
});

test('what may have been made is made once, though one presses again', async () => {
  const project = await hub.project('Once');
  const page = await desk();
  await visit(page, hub, tasksOf(project));
  const quick = page.getByLabel('Title of a new task');
  let hear = await deaf(page, 'POST', '**/api/tasks');
  await quick.fill('Weigh anchor');
  await quick.press('Enter');
  await page.getByText('“Weigh anchor” may not have been made').waitFor();
  await hear();
  await quick.press('Enter');
  await until(async () => await quick.inputValue() === '', 'it is sent again');
  await row(page, 'Weigh anchor').getByRole('link').waitFor();

  hear = await deaf(page, 'POST', '**/api/tasks');
  await page.getByRole('button', { name: 'New task…' }).click();
  await page.getByRole('dialog').getByLabel('Title').fill('Set the jib');
  await page.getByRole('button', { name: 'Make task' }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await hear();
  await page.getByRole('button', { name: 'Make task' }).click();
  await page.getByText('“Set the jib” is made.').waitFor();
  assert.deepEqual((await hub.ask('GET', `/api/tasks?projectId=${project.id}`)).map(({ title }) => title), ['Weigh anchor', 'Set the jib']);

  await page.getByRole('link', { name: 'All projects' }).click();
  hear = await deaf(page, 'POST', '**/api/projects');
  await page.getByRole('button', { name: 'New project' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Only once');
  await page.getByRole('button', { name: 'Make project' }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await hear();
  await page.getByRole('button', { name: 'Make project' }).click();
  await page.waitForURL(/#\/projects\/proj_[^/]+\/tasks$/);
  assert.equal((await hub.ask('GET', '/api/projects')).filter(({ name }) => name === 'Only once').length, 1);
  assert.deepEqual(refusalsAside(page), []);
});

test('a note that was added is not said not to be when the task cannot be fetched', async () => {
  const project = await hub.project('Noted');
  const made = await task(project, 'Sound the depth');
  const page = await desk();
  await visit(page, hub, `${tasksOf(project)}/${made.id}`);
  const hear = await deaf(page, 'GET', `**/api/tasks/${made.id}`);
  await page.getByLabel('A note on this task').fill('Four fathoms.');
  await page.getByLabel('A note on this task').press('Enter');
  await page.locator('.waits-for-hub').waitFor();
  await page.locator('.waits-for-hub').waitFor({ state: 'detached' });
  assert.equal(await page.locator('.task-timeline').getByText('Four fathoms.').count(), 1);
  assert.equal(await page.getByLabel('A note on this task').inputValue(), '');
  assert.equal(await page.locator('.toast').count(), 0);
  await hear();
  assert.deepEqual(refusalsAside(page), []);
});

test('who leaves a dialog while what it sent is under way is told of the refusal', async () => {
  const project = await hub.project('Left');
  const [first] = [await task(project, 'Mend the net'), await task(project, 'Buy twine')];
  const page = await desk();
  await visit(page, hub, tasksOf(project));
  const refused = refusing(409, { code: 'conflict', detail: 'Not now.' });
  const making = await hold(page, 'POST', '**/api/tasks');
  await page.getByRole('button', { name: 'New task…' }).click();
  await page.getByRole('dialog').getByLabel('Title').fill('Cast the net');
  await page.getByRole('button', { name: 'Make task' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click();
  await making(refused);
  await page.getByText('“Cast the net” was not made: Not now.').waitFor();

  await page.goto(`${hub.url}/${tasksOf(project)}/${first.id}`);
  const changing = await hold(page, 'PATCH', '**/api/tasks/*');
  await page.getByRole('region', { name: 'Waits for' }).getByRole('button', { name: 'Add a task…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Buy twine' }).click();
  await page.keyboard.press('Escape');
  await changing(refused);
  await page.getByText('“Mend the net” was not changed: Not now.').waitFor();
  assert.deepEqual(refusalsAside(page), []);
});

test('a task waits for what others added while one chose, too', async () => {
  const project = await hub.project('Choosing');
  const [made, theirs, mine] = [await task(project, 'Sail'), await task(project, 'Wait for the tide'), await task(project, 'Stow the cargo')];
  const page = await desk();
  await visit(page, hub, `${tasksOf(project)}/${made.id}`);
  const waits = page.getByRole('region', { name: 'Waits for', includeHidden: true });
  await page.getByRole('region', { name: 'Waits for' }).getByRole('button', { name: 'Add a task…' }).click();
  await hub.ask('PATCH', `/api/tasks/${made.id}`, { dependencies: [theirs.id] });
  await waits.getByText('Wait for the tide').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Stow the cargo' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual((await hub.ask('GET', `/api/tasks/${made.id}`)).dependencies, [theirs.id, mine.id]);
  assert.deepEqual(page.faults, []);
});

test('who takes things away by keyboard stays near', async () => {
  const project = await hub.project('Near');
  const needed = [await task(project, 'Buy oil'), await task(project, 'Buy wick')];
  const made = await task(project, 'Fill the lamp', { dependencies: needed.map(({ id }) => id) });
  for (const title of ['First', 'Second']) await hub.ask('POST', `/api/tasks/${made.id}/subtasks`, { title });
  const page = await phone();
  await visit(page, hub, `${tasksOf(project)}/${made.id}`);
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim());
  const take = async (label, next) => {
    await page.getByRole('button', { name: label }).press('Enter');
    await until(async () => (await focused()).startsWith(next), `the focus to be at ${next}`);
  };
  await take('Remove First', 'Remove Second');
  await take('Remove Second', 'Subtasks');
  await take('Wait no more for Buy oil', 'Wait no more for Buy wick');
  await take('Wait no more for Buy wick', 'Waits for');
  assert.deepEqual(page.faults, []);
});

test('titles are shown as the text they are, and none widens the page', async () => {
  const project = await hub.project('<b>Hostile</b>');
  const hostile = ['<img src=x onerror="document.title=\'taken\'">', '\u202Egnissim si eno siht\u2066', 'x'.repeat(500), '${alert(1)}'];
  for (const title of hostile) await task(project, title, { description: title, status: 'in_progress' });
  const page = await phone();
  const narrow = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  await visit(page, hub, tasksOf(project));
  await until(async () => (await page.locator('maestro-scroller .title').count()) === hostile.length, 'all are shown');
  assert.deepEqual(await titles(page), [...hostile].reverse());
  assert.ok(await narrow());
  for (const title of hostile) {
    await row(page, title).getByRole('link').click();
    await page.locator('.task-detail h2').waitFor();
    assert.equal(await page.locator('.task-detail h2').textContent(), title);
    assert.ok(await narrow(), title);
    await page.goBack();
    await row(page, title).waitFor();
  }
  assert.equal(await page.locator('.page img').count(), 0);
  await page.goto(`${hub.url}/#/`);
  await page.locator('.home-project').getByText('<b>Hostile</b>').waitFor();
  assert.ok(await narrow());
  assert.deepEqual(page.faults, []);
});

test('projects come and go before one’s eyes, and deleting asks for the name', async () => {
  const page = await phone();
  await page.goto(`${hub.url}/?token=${hub.token}`);
  await live(page);
  await page.getByRole('button', { name: /New project|Make a project/ }).click();
  await page.getByLabel('Name', { exact: true }).fill('Endurance');
  await page.getByLabel('Members').fill('ada@example.org');
  await page.getByRole('button', { name: 'Make project' }).click();
  await page.waitForURL(/#\/projects\/proj_[^/]+\/tasks$/);
  await page.getByRole('link', { name: 'All projects' }).click();
  const names = () => page.locator('.home-project .name').allTextContents();
  const listed = name => page.locator('.home-project').getByText(name, { exact: true });
  await listed('Endurance').waitFor();

  const nimrod = await hub.project('Nimrod');
  await listed('Nimrod').waitFor();
  const session = await hub.ask('POST', '/api/sessions', { projectId: nimrod.id, name: 'Cook' });
  await hub.ask('POST', `/api/sessions/${session.id}/report`, { type: 'needs_input', message: 'Which stove?' });
  await page.getByText('1 asks', { exact: true }).waitFor();
  assert.equal((await names())[0], 'Nimrod');
  await hub.ask('POST', `/api/sessions/${session.id}/report`, { type: 'progress', message: 'Never mind.' });
  await hub.ask('PATCH', `/api/sessions/${session.id}`, { status: 'running' });
  await page.getByText('1 asks', { exact: true }).waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Change Endurance' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Discovery');
  await page.getByRole('button', { name: 'Take ada@example.org away' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await listed('Discovery').waitFor();
  const changed = (await hub.ask('GET', '/api/projects')).find(project => project.name === 'Discovery');
  assert.deepEqual(changed.members, []);

  await page.getByRole('button', { name: 'Change Discovery' }).click();
  await page.getByRole('button', { name: 'Delete project…' }).click();
  const surely = page.getByRole('dialog').getByRole('button', { name: 'Delete project' });
  assert.ok(await surely.isDisabled());
  await page.getByLabel('Type the project’s name to delete it').fill('Discovery');
  await surely.click();
  await until(async () => !(await names()).includes('Discovery'), 'it is gone');
  await hub.ask('GET', `/api/projects/${changed.id}`, undefined, { status: 404 });
  assert.deepEqual(page.faults, []);
});

test('who changes one thing of a project leaves the others as they were changed meanwhile', async () => {
  const { id } = await hub.project('Gjøa');
  const page = await phone();
  await page.goto(`${hub.url}/?token=${hub.token}`);
  await page.getByRole('button', { name: 'Change Gjøa' }).click();
  await page.getByLabel('Description').fill('Through the passage.');
  await hub.ask('PATCH', `/api/projects/${id}`, { name: 'Maud' });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The project is changed.').waitFor();
  const { name, description } = await hub.ask('GET', `/api/projects/${id}`);
  assert.deepEqual({ name, description }, { name: 'Maud', description: 'Through the passage.' });
  assert.deepEqual(refusalsAside(page), []);
});

test('one sees who one is, and can sign out', async () => {
  const page = await phone();
  await page.goto(`${hub.url}/?token=${hub.token}#/account`);
  await page.getByText('owner', { exact: true }).waitFor();
  assert.ok(await page.locator('.facts time[datetime][title]').textContent());
  await page.getByRole('link', { name: /^Operator/ }).waitFor();
  await page.getByRole('button', { name: 'Sign out on this device' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${hub.url}/`);
  await until(() => page.evaluate(() => localStorage.length === 0), 'the token is forgotten');
});

test(`${MANY} tasks scroll, with few of them in the document`, async () => {
  // The devices of the other tests would take their share of the frames.
  for (const context of (await browser()).contexts()) await context.close();
  const page = await phone();
  await visit(page, hub, tasksOf(many));
  await page.getByRole('button', { name: 'Open 5,000' }).waitFor();

  const { frames, most } = await page.evaluate(async () => {
    const frames = [];
    let most = 0;
    let before = await new Promise(requestAnimationFrame);
    for (let n = 0; n < 240; n++) {
      scrollBy(0, 90);
      const now = await new Promise(requestAnimationFrame);
      frames.push(now - before);
      before = now;
      most = Math.max(most, document.querySelectorAll('maestro-scroller .slot').length);
    }
    return { frames: frames.sort((one, other) => one - other), most };
  });
  console.log(`frames of a scroll in ms: median ${median(frames).toFixed(1)}, p95 ${frames[Math.floor(frames.length * 0.95)].toFixed(1)}; rows in the document ${most}`);
  assert.ok(most < 200, `${most} rows`);

  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.locator(`maestro-scroller .slot[aria-posinset="${MANY}"]`).waitFor();
  const last = page.locator(`maestro-scroller .slot[aria-posinset="${MANY}"]`);
  assert.equal(await last.getAttribute('aria-setsize'), String(MANY));
  assert.ok(await page.locator('maestro-scroller .slot').count() < 200);
  const title = await last.locator('.title').textContent();
  await last.getByRole('link').click();
  await page.getByRole('heading', { name: title }).waitFor();
  await page.goBack();
  await last.waitFor();

  await page.getByLabel('Search by title').fill('number 4321');
  await row(page, 'Task number 4321').waitFor();
  assert.deepEqual(await titles(page), ['Task number 4321']);
  assert.deepEqual(page.faults, []);
});
