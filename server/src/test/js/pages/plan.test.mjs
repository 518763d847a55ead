// The plan of a project: what one changes on one device moves on the other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, gate, held, live, phone, RunningHub, tokenOf, until, visit } from './support.mjs';

const hub = await RunningHub.start({ keyed: true });
const ANN = tokenOf('ann', { projects: '*' });
const BOB = tokenOf('bob', { projects: '*' });
const ask = (method, path, content) => hub.ask(method, path, content, { token: ANN });
const project = await ask('POST', '/api/projects', { name: 'Apollo', workingDir: '/srv/apollo' });
const path = `/api/projects/${project.id}`;
const plan = `#/projects/${project.id}/plan`;

const ann = await phone();
const bob = await desk();
await visit(ann, hub, plan, ANN);
await ann.getByText('The backlog is empty.').waitFor();
await visit(bob, hub, plan, BOB);
await bob.getByText('The backlog is empty.').waitFor();

const stories = page => page.getByRole('list', { name: /^Stories/ }).getByRole('listitem');
const titles = page => stories(page).locator('.title').allTextContents();
const inOrder = (page, wanted) => until(async () => JSON.stringify(await titles(page)) === JSON.stringify(wanted), `the order ${wanted}`);
const select = (page, title, status) => page.getByLabel(`Status of ${title}`).selectOption(status);

test('who is here is told, and who has gone', async () => {
  await ann.locator('.people').getByText('bob').waitFor();
  await bob.locator('.people').getByText('1 other').waitFor();
  const carol = await phone();
  await visit(carol, hub, plan, tokenOf('carol', { projects: '*' }));
  await ann.locator('.people').getByText('carol').waitFor();
  await carol.context().close();
  await ann.locator('.people').getByText('carol').waitFor({ state: 'detached' });
});

test('stories that one adds are there for the other, and are moved for both by buttons and by the handle', async () => {
  for (const title of ['First', 'Second', 'Third']) {
    await ann.getByLabel('A new story').fill(title);
    await ann.getByRole('button', { name: 'Add', exact: true }).click();
    await ann.getByLabel(`Status of ${title}`).and(ann.locator(':enabled')).waitFor();
  }
  await inOrder(bob, ['First', 'Second', 'Third']);
  const up = bob.getByRole('button', { name: 'Move Third up' });
  await up.focus();
  await up.press('Enter');
  await Promise.all([inOrder(ann, ['First', 'Third', 'Second']), inOrder(bob, ['First', 'Third', 'Second'])]);
  await until(() => up.evaluate(button => button === document.activeElement), 'the focus where it was');
  await bob.getByText('Third is number 2 of 3 now.').waitFor({ state: 'attached' });
  const handle = stories(bob).filter({ hasText: 'First' }).locator('.handle');
  const last = await stories(bob).filter({ hasText: 'Second' }).boundingBox();
  await handle.hover();
  await bob.mouse.down();
  await bob.mouse.move(last.x + 10, last.y + last.height - 4, { steps: 5 });
  await bob.mouse.up();
  await Promise.all([inOrder(ann, ['Third', 'Second', 'First']), inOrder(bob, ['Third', 'Second', 'First'])]);
  assert.deepEqual((await ask('GET', `${path}/backlog`)).map(story => story.title), ['Third', 'Second', 'First']);
});

test('a sprint that is started on one device moves on the other when a story is done', async () => {
  await ann.getByRole('button', { name: 'Make a sprint' }).click();
  await ann.getByLabel('Name').fill('Lift-off');
  await ann.getByRole('button', { name: 'Make it' }).click();
  await bob.getByRole('list', { name: 'Planned sprints' }).getByText('Lift-off').waitFor();
  for (const title of ['Third', 'Second']) {
    await bob.getByRole('button', { name: title, exact: true }).click();
    await bob.getByRole('dialog').getByLabel('Sprint').selectOption({ label: 'Lift-off' });
    await bob.getByLabel('Points').fill('3');
    await bob.getByRole('button', { name: 'Save' }).click();
    await bob.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await ann.getByRole('button', { name: 'Start Lift-off' }).click();
  await bob.getByRole('button', { name: 'Stop the sprint' }).waitFor();
  await bob.getByText('0 of 2 done').waitFor();
  await select(ann, 'Third', 'completed');
  await bob.getByText('1 of 2 done', { exact: true }).waitFor();
  await bob.getByRole('img', { name: 'Progress: 1 of 2 done' }).waitFor();
  await bob.getByText('3 points a day').waitFor();
  await select(bob, 'Second', 'failed');
  await ann.getByText('1 of 2 done, 1 failed').waitFor();
  await bob.getByRole('button', { name: 'Stop the sprint' }).click();
  await bob.getByRole('button', { name: 'Stop', exact: true }).click();
  await ann.getByText('No sprint is running.').waitFor();
});

test('the state is changed with a reason, and a form that is behind is told so', async () => {
  await ask('PATCH', `${path}/workflow`, { state: 'building' });
  await Promise.all([ann, bob].map(page => page.locator('.state .now').filter({ hasText: 'building' }).waitFor()));
  await ann.getByRole('button', { name: 'Change the state' }).click();
  await bob.getByRole('button', { name: 'Change the state' }).click();
  await ann.getByRole('textbox', { name: 'State' }).fill('review');
  await ann.getByLabel('Reason (optional)').fill('All is built');
  await ann.getByRole('button', { name: 'Change', exact: true }).click();
  await bob.locator('.state .now').filter({ hasText: 'review' }).waitFor();
  await bob.getByText('All is built').waitFor();
  await bob.getByRole('textbox', { name: 'State' }).fill('planning');
  await bob.getByRole('button', { name: 'Change', exact: true }).click();
  await bob.getByRole('alert').filter({ hasText: 'Somebody else changed it meanwhile: it is “review” now.' }).waitFor();
  await bob.locator('.state .now').filter({ hasText: 'review' }).waitFor();
  await bob.getByRole('button', { name: 'Change', exact: true }).click();
  await bob.getByRole('dialog').waitFor({ state: 'detached' });
  await ann.locator('.state .now').filter({ hasText: 'planning' }).waitFor();
});

test('one’s own change that is still on its way refuses nothing that one fills in meanwhile', async () => {
  const letStory = await held(ann, '**/backlog/*');
  await select(ann, 'First', 'in_progress');
  await ann.getByRole('button', { name: 'First', exact: true }).click();
  await ann.getByRole('dialog').getByLabel('Description').fill('Of all that is to be done');
  await ann.getByRole('button', { name: 'Save' }).click();
  letStory();
  await ann.getByRole('dialog').waitFor({ state: 'detached' });
  const story = (await ask('GET', `${path}/backlog`)).find(({ title }) => title === 'First');
  assert.deepEqual([story.status, story.description], ['in_progress', 'Of all that is to be done']);

  const letState = await held(ann, '**/workflow');
  const change = async state => {
    await ann.getByRole('button', { name: 'Change the state' }).click();
    await ann.getByRole('textbox', { name: 'State' }).fill(state);
    await ann.getByRole('button', { name: 'Change', exact: true }).click();
  };
  await change('testing');
  await ann.keyboard.press('Escape');
  await ann.getByRole('button', { name: 'Leave' }).click();
  await change('released');
  letState();
  await ann.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal((await ask('GET', `${path}/workflow`)).state, 'released');
});

/** What a page asks for, but by reading. */
function changes(page) {
  const made = [];
  page.on('request', request => request.method() !== 'GET' && made.push(`${request.method()} ${request.postData() ?? new URL(request.url()).pathname.split('/').at(-1)}`));
  // What was begun before has been asked for when something that was begun after has been answered.
  return async () => {
    await page.evaluate(() => fetch('/healthz'));
    return made;
  };
}

test('what one does is done in its order, whichever request is the faster one', async () => {
  const made = changes(ann);
  const letStory = await held(ann, '**/backlog/*');
  await select(ann, 'First', 'completed');
  await select(ann, 'First', 'todo');
  assert.deepEqual(await made(), ['PATCH {"status":"completed"}']);
  letStory();
  await until(async () => (await ask('GET', `${path}/backlog`)).find(({ title }) => title === 'First').status === 'todo', 'the last status');

  const letAdd = await held(ann, '**/backlog');
  await ann.getByLabel('A new story').fill('Last');
  await ann.getByLabel('A new story').press('Enter');
  await ann.getByRole('button', { name: 'Move First down' }).click();
  await inOrder(ann, ['Third', 'Second', 'Last', 'First']);
  letAdd();
  await inOrder(bob, ['Third', 'Second', 'Last', 'First']);
  const { id } = (await ask('GET', `${path}/backlog`)).find(({ title }) => title === 'Last');
  await ask('DELETE', `${path}/backlog/${id}`);
  await Promise.all([ann, bob].map(page => inOrder(page, ['Third', 'Second', 'First'])));

  const [one, other] = [await ask('POST', `${path}/sprints`, { name: 'Ascent' }), await ask('POST', `${path}/sprints`, { name: 'Orbit' })];
  await ask('POST', `${path}/sprints/${one.id}/start`);
  await ann.reload();
  const letStop = await held(ann, '**/stop');
  await ann.getByRole('button', { name: 'Stop the sprint' }).click();
  await ann.getByRole('button', { name: 'Stop', exact: true }).click();
  await ann.getByRole('button', { name: 'Start Orbit' }).click();
  letStop();
  await until(async () => (await ask('GET', `${path}/sprints/${other.id}`)).status === 'active', 'the next sprint');
  await ask('POST', `${path}/sprints/${other.id}/stop`);
  await bob.reload();
  await Promise.all([ann, bob].map(page => page.getByText('No sprint is running.').waitFor()));
});

/** Lets what a page sends come to the hub, and no answer come back, until the function that it returns is called. */
async function unanswered(page, what) {
  const lost = async route => {
    if (route.request().method() === 'POST') await route.fetch();
    await route.abort();
  };
  await page.route(what, lost);
  return () => page.unroute(what, lost);
}

test('what may have been added is sent again, and there once', async () => {
  const mendStories = await unanswered(ann, '**/backlog');
  const box = ann.getByLabel('A new story');
  await box.fill('Only once');
  await box.press('Enter');
  await ann.getByText('The story may not have been added').waitFor();
  await mendStories();
  assert.equal(await box.inputValue(), 'Only once');
  await box.press('Enter');
  await ann.getByText('Only once is added.').waitFor({ state: 'attached' });
  const added = (await ask('GET', `${path}/backlog`)).filter(({ title }) => title === 'Only once');
  assert.equal(added.length, 1);
  await ask('DELETE', `${path}/backlog/${added[0].id}`);
  await Promise.all([ann, bob].map(page => inOrder(page, ['Third', 'Second', 'First'])));

  const mendSprints = await unanswered(ann, '**/sprints');
  await ann.getByRole('button', { name: 'Make a sprint' }).click();
  await ann.getByLabel('Name').fill('Once round');
  await ann.getByRole('button', { name: 'Make it' }).click();
  await ann.getByRole('alert').filter({ hasText: 'It may have been saved' }).waitFor();
  await mendSprints();
  await ann.getByRole('button', { name: 'Make it' }).click();
  await ann.getByRole('dialog').waitFor({ state: 'detached' });
  const made = (await ask('GET', `${path}/sprints`)).filter(({ name }) => name === 'Once round');
  assert.equal(made.length, 1);
  await ask('DELETE', `${path}/sprints/${made[0].id}`);
  ann.faults = ann.faults.filter(fault => !/ERR_FAILED/.test(fault));
});

test('a story that was refused while the next one is being typed is named, and can be sent again', async () => {
  const wait = gate();
  await ann.route('**/backlog', async route => {
    await wait.opened;
    await route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'conflict', detail: 'Not now.' }) });
  }, { times: 1 });
  const box = ann.getByLabel('A new story');
  await box.fill('Refused');
  await box.press('Enter');
  await box.fill('Half of the ne');
  wait.open();
  const told = ann.locator('.toast').filter({ hasText: '“Refused” was not added: Not now.' });
  await told.getByRole('button', { name: 'Try again' }).click();
  await ann.getByText('Refused is added.').waitFor({ state: 'attached' });
  assert.equal(await box.inputValue(), 'Half of the ne');
  await box.fill('');
  const { id } = (await ask('GET', `${path}/backlog`)).find(({ title }) => title === 'Refused');
  await ask('DELETE', `${path}/backlog/${id}`);
  await Promise.all([ann, bob].map(page => inOrder(page, ['Third', 'Second', 'First'])));
});

test('what is refused is put back, and the reason is told', async () => {
  const story = (await ask('GET', `${path}/backlog`)).find(({ title }) => title === 'First');
  await ann.route('**/backlog/*', route => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'conflict', detail: 'It is held by somebody else.' }) }), { times: 1 });
  await select(ann, 'First', 'completed');
  await ann.getByText('The story was not changed: It is held by somebody else.').waitFor();
  await until(async () => (await ann.getByLabel('Status of First').inputValue()) === 'todo', 'the status of before');
  assert.equal((await ask('GET', `${path}/backlog/${story.id}`)).status, 'todo');
});

test('a story that was refused is not lost, nor is what one was about to write, when one leaves', async () => {
  const box = ann.getByLabel('A new story');
  await ann.route('**/backlog', route => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'conflict', detail: 'The backlog is full.' }) }), { times: 1 });
  await box.fill('One too many');
  await box.press('Enter');
  await ann.getByText('The story was not added: The backlog is full.').waitFor();
  await until(async () => (await box.inputValue()) === 'One too many', 'the title');
  await ann.evaluate(hash => { location.hash = hash; }, `#/projects/${project.id}/chat`);
  await ann.getByText('Nobody has said anything yet.').waitFor();
  await ann.evaluate(hash => { location.hash = hash; }, plan);
  await until(async () => (await box.inputValue()) === 'One too many', 'the title, on coming back');
  await box.fill('');
});

test('a story is added though Enter comes before the page is drawn again', async () => {
  await ann.evaluate(() => {
    window.held = [];
    window.drawLater = window.requestAnimationFrame;
    window.requestAnimationFrame = act => window.held.push(act);
  });
  const box = ann.locator('#plan-add');
  await box.evaluate(input => {
    input.focus();
    input.value = 'Quick';
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await ann.keyboard.press('Enter');
  await ann.evaluate(() => {
    window.requestAnimationFrame = window.drawLater;
    window.held.forEach(act => act(performance.now()));
  });
  await ann.getByText('Quick is added.').waitFor({ state: 'attached' });
  await box.press('Enter');
  assert.equal(await stories(ann).filter({ hasText: 'Quick' }).count(), 1);
  const { id } = (await ask('GET', `${path}/backlog`)).find(({ title }) => title === 'Quick');
  await ask('DELETE', `${path}/backlog/${id}`);
  await Promise.all([ann, bob].map(page => stories(page).filter({ hasText: 'Quick' }).waitFor({ state: 'detached' })));
});

test('a story is there once, though the hub tells of it before it answers', async () => {
  const wait = gate();
  await ann.route('**/backlog', async route => {
    const response = await route.fetch();
    await wait.opened;
    await route.fulfill({ response });
  }, { times: 1 });
  await ann.getByLabel('A new story').fill('Once');
  await ann.getByLabel('A new story').press('Enter');
  const once = stories(ann).filter({ hasText: 'Once' });
  await ann.getByLabel('Status of Once').and(ann.locator(':enabled')).waitFor();
  assert.equal(await once.count(), 1);
  wait.open();
  await ann.getByText('Once is added.').waitFor({ state: 'attached' });
  assert.equal(await once.count(), 1);
  const { id } = (await ask('GET', `${path}/backlog`)).find(({ title }) => title === 'Once');
  await ask('DELETE', `${path}/backlog/${id}`);
  await Promise.all([ann, bob].map(page => stories(page).filter({ hasText: 'Once' }).waitFor({ state: 'detached' })));
});

test('what is refused once its form is closed is told all the same', async () => {
  const wait = gate();
  await ann.route('**/backlog/*', async route => {
    await wait.opened;
    await route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'conflict', detail: 'Too late.' }) });
  }, { times: 1 });
  await ann.getByRole('button', { name: 'First', exact: true }).press('Enter');
  await ann.getByRole('dialog').getByLabel('Title').fill('First of all');
  await ann.getByRole('button', { name: 'Save' }).click();
  await ann.keyboard.press('Escape');
  await ann.getByRole('button', { name: 'Leave' }).click();
  await ann.getByRole('dialog').waitFor({ state: 'detached' });
  wait.open();
  await ann.getByText('What was given in “Edit the story” was not saved: Too late.').waitFor();
  await inOrder(ann, ['Third', 'Second', 'First']);
});

test('what is refused in the moment in which its form is closed is told, too', async () => {
  await ann.evaluate(() => {
    window.fetchAsEver = window.fetch;
    window.fetch = () => new Promise(resolve => {
      window.refuse = () => resolve(new Response('{"code":"conflict","detail":"Just too late."}', { status: 409, headers: { 'content-type': 'application/problem+json' } }));
    });
  });
  await ann.getByRole('button', { name: 'First', exact: true }).press('Enter');
  await ann.getByRole('dialog').getByLabel('Title').fill('First of all');
  await ann.getByRole('button', { name: 'Save' }).click();
  await ann.keyboard.press('Escape');
  await ann.getByRole('button', { name: 'Leave' }).evaluate(leave => {
    window.fetch = window.fetchAsEver;
    leave.click();
    window.refuse();
  });
  await ann.getByText('What was given in “Edit the story” was not saved: Just too late.').waitFor();
  await inOrder(ann, ['Third', 'Second', 'First']);
});

test('an approval is asked for, answered on one device, and gone from the other', async () => {
  const task = await ask('POST', '/api/tasks', { projectId: project.id, title: 'Deploy <b>it</b>' });
  const approval = await ask('POST', `${path}/approvals`, { taskId: task.id, reason: 'It writes to production', timeoutMs: 600_000 });
  await bob.getByText('It writes to production').waitFor();
  const card = ann.getByRole('listitem', { name: 'Deploy <b>it</b>' });
  await card.getByLabel('Comment on Deploy <b>it</b>').fill('After five');
  await card.getByRole('button', { name: 'Approve' }).click();
  await bob.getByText('Nothing waits for an answer.').waitFor();
  await bob.getByText('Answered since you came').click();
  await bob.getByText(/By ann, .*: After five/).waitFor();
  const answered = await ask('GET', `${path}/approvals/${approval.id}`);
  assert.deepEqual([answered.status, answered.comment, answered.resolvedBy], ['approved', 'After five', 'ann']);
  for (const page of [ann, bob]) assert.deepEqual(page.faults.filter(fault => !/40[09]|412/.test(fault)), []);
});

test('what happened while a hub was away is there when it is back', async () => {
  await hub.kill();
  await bob.locator('.link.waiting').waitFor();
  await hub.startAgain();
  await ask('POST', `${path}/backlog`, { title: 'Made meanwhile', position: 0 });
  await Promise.all([live(ann), live(bob)]);
  await Promise.all([ann, bob].map(page => inOrder(page, ['Made meanwhile', 'Third', 'Second', 'First'])));
  await bob.locator('.people').getByText('You').waitFor();
});
