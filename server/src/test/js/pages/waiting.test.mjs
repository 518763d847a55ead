// What waits for a person: questions, approvals and pages of sessions, answered from phones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { io } from 'socket.io-client';
import { atEnd, desk, drawn, gate, held, phone, RunningHub, until, visit, within } from './support.mjs';

const hub = await RunningHub.start();
const project = await hub.project();
const waiting = `#/projects/${project.id}/waiting`;

/** The portal takes five connections of a person, so who is done leaves. */
async function leave(...pages) {
  for (const page of pages) {
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
}

/** An agent that reads answers in its terminal and says what it got; resolves when its terminal is there. */
async function asking(name) {
  const agent = hub.agent(project.id, 'bash', '--norc', '-c', 'while read answer; do echo "got <$answer>"; done');
  const session = await until(async () => (await hub.ask('GET', `/api/sessions?projectId=${project.id}`))[0], 'the session of the agent');
  await until(async () => (await hub.ask('GET', `/api/state?projectId=${project.id}`)).terminals
    .some(({ sessionId }) => sessionId === session.id), 'the terminal of the agent');
  await hub.ask('PATCH', `/api/sessions/${session.id}`, { name });
  return { agent, id: session.id, ask: message => hub.ask('POST', `/api/sessions/${session.id}/report`, { type: 'needs_input', message }) };
}

const card = (page, text) => page.locator('.question').filter({ hasText: text });

const { agent, id: painter, ask } = await asking('painter');

test('an answer that is written on a phone is typed into the terminal of who asked', async () => {
  const page = await phone();
  await visit(page, hub, waiting);
  await page.getByText('Nothing waits for you.').waitFor();
  await ask('Which colour?');
  await card(page, 'painter asks').getByText('Which colour?').waitFor();
  await page.getByLabel('Your answer to painter').fill('dark blue');
  await page.getByRole('button', { name: 'Send' }).click();
  await agent.says('got <dark blue>');
  await page.getByText('Nothing waits for you.').waitFor();
  await leave(page);
});

test('what a question offers is answered with one tap, and the next question is in reach', async () => {
  const sorter = await hub.ask('POST', '/api/sessions', { projectId: project.id, name: 'sorter' });
  const page = await phone();
  await visit(page, hub, waiting);
  await ask('Overwrite (src/main)? [Y/n]');
  await card(page, 'painter asks').waitFor();
  await hub.ask('POST', `/api/sessions/${sorter.id}/report`, { type: 'needs_input', message: 'In which order?\n1) By name\n2) By date' });
  await card(page, 'sorter asks').waitFor();
  await card(page, 'painter asks').getByRole('button', { name: 'No' }).click();
  await agent.says('got <n>');
  await until(() => page.evaluate(() => document.activeElement.textContent.includes('sorter asks')), 'the focus on the next question');
  await page.getByRole('status').filter({ hasText: 'Next: sorter' }).waitFor({ state: 'attached' });
  assert.deepEqual(await card(page, 'sorter asks').locator('.offers button').allTextContents().then(all => all.map(text => text.trim())), ['1 · By name', '2 · By date']);
  await hub.ask('PATCH', `/api/sessions/${painter}`, { status: 'needs_input', needsInput: { active: true, message: 'Which tool?\n1) Brush\n2) Roller' } });
  await card(page, 'painter asks').getByRole('button', { name: '2 · Roller' }).click();
  await agent.says('got <2>');
  await hub.ask('DELETE', `/api/sessions/${sorter.id}`);
  await page.getByText('Nothing waits for you.').waitFor();
  await leave(page);
});

test('of two phones that answer at once one wins, and the other is told and keeps its text', async () => {
  const pages = await Promise.all([phone(), phone()]);
  for (const page of pages) await visit(page, hub, waiting);
  await ask('Left or right?');
  const answers = ['left', 'right'];
  for (const [index, page] of pages.entries()) await page.getByLabel('Your answer to painter').fill(answers[index]);
  await Promise.all(pages.map(page => page.getByRole('button', { name: 'Send' }).and(page.locator(':enabled')).waitFor()));
  // Pressed in the pages themselves: what Playwright checks before a click would take longer than the race.
  await Promise.all(pages.map(page => page.getByRole('button', { name: 'Send' }).evaluate(button => button.click())));
  const said = await agent.says(/got <(left|right)>/);
  const winner = said.includes('left') ? 0 : 1;
  await pages[winner].getByText('Nothing waits for you.').waitFor();
  const loser = pages[1 - winner];
  await loser.getByText(/Somebody else has answered this already|This is answered already/).waitFor();
  assert.equal(await card(loser, 'painter').getByRole('textbox').inputValue(), answers[1 - winner]);
  await loser.getByRole('button', { name: 'Dismiss' }).click();
  await loser.getByText('Nothing waits for you.').waitFor();
  // What is typed comes in order: had the other answer been typed, too, it would stand before this one.
  await ask('And now?');
  await pages[winner].getByLabel('Your answer to painter').fill('on');
  await pages[winner].getByRole('button', { name: 'Send' }).click();
  await agent.says('got <on>');
  await assert.rejects(Promise.race([agent.says(`got <${answers[1 - winner]}>`), Promise.reject(new Error('not said'))]), /not said/);
  await leave(...pages);
});

test('an answer that no terminal takes stays in the field', async () => {
  const session = await hub.ask('POST', '/api/sessions', { projectId: project.id, name: 'mute' });
  await hub.ask('POST', `/api/sessions/${session.id}/report`, { type: 'needs_input', message: 'Is anybody there?' });
  const page = await phone();
  await visit(page, hub, waiting);
  await page.getByLabel('Your answer to mute').fill('yes, me');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('alert').filter({ hasText: 'No terminal of this session takes an answer now.' }).waitFor();
  assert.equal(await page.getByLabel('Your answer to mute').inputValue(), 'yes, me');
  // It outlives looking elsewhere.
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('heading', { name: 'Sessions' }).waitFor();
  await page.getByRole('link', { name: /^Waiting/ }).click();
  assert.equal(await page.getByLabel('Your answer to mute').inputValue(), 'yes, me');
  await hub.ask('DELETE', `/api/sessions/${session.id}`);
  await page.getByText('This is answered already, or asked no more.').waitFor();
  await leave(page);
});

test('a question is the same one after leaving and coming back, though its session moved on meanwhile', async () => {
  const page = await phone();
  await visit(page, hub, waiting);
  await ask('Round or square?');
  await page.getByLabel('Your answer to painter').fill('rou');
  // The page of the session shows what was begun.
  await card(page, 'Round or square?').getByRole('link', { name: 'painter' }).click();
  await page.getByRole('region', { name: 'It asks' }).waitFor();
  assert.equal(await page.getByLabel('Your answer to painter').inputValue(), 'rou');
  await page.goto(`${hub.url}/#/`);
  await page.getByRole('heading', { name: 'Projects' }).waitFor();
  await hub.ask('PATCH', `/api/sessions/${painter}`, { hostname: 'elsewhere' });
  await page.goto(`${hub.url}/${waiting}`);
  await card(page, 'Round or square?').waitFor();
  assert.equal(await page.locator('.question').count(), 1);
  assert.equal(await page.getByLabel('Your answer to painter').inputValue(), 'rou');
  await page.getByLabel('Your answer to painter').fill('round');
  await page.getByRole('button', { name: 'Send' }).click();
  await agent.says('got <round>');
  await page.getByText('Nothing waits for you.').waitFor();
  await leave(page);
});

test('who opens the page only then is led to a question, and is not told that it began just now', async () => {
  const page = await phone();
  await ask('Since when?');
  await visit(page, hub, `${waiting}?item=${encodeURIComponent(`input:${painter}`)}`);
  await until(() => page.evaluate(() => document.activeElement.textContent.includes('painter asks')), 'the focus on the question');
  assert.equal(await card(page, 'Since when?').locator('time').count(), 0);
  await page.getByLabel('Your answer to painter').fill('now');
  await page.getByRole('button', { name: 'Send' }).click();
  await agent.says('got <now>');
  await leave(page);
});

test('what is written on the page of a session outlives the answer of somebody else, and goes to no other question', async () => {
  const page = await phone();
  await ask('Thick or thin?');
  await visit(page, hub, `#/projects/${project.id}/sessions/${painter}`);
  await page.getByLabel('Your answer to painter').fill('thick');
  await ask('With a frame?');
  const over = page.getByRole('region', { name: 'It asked' });
  await over.getByText('What you wrote was not sent.').waitFor();
  assert.equal(await over.getByRole('textbox').inputValue(), 'thick');
  const asked = page.getByRole('region', { name: 'It asks' });
  await asked.getByText('With a frame?').waitFor();
  assert.equal(await asked.getByRole('textbox').inputValue(), '');
  await over.getByRole('button', { name: 'Dismiss' }).click();
  await over.waitFor({ state: 'detached' });
  await asked.getByRole('textbox').fill('framed');
  await asked.getByRole('button', { name: 'Send' }).click();
  await agent.says('got <framed>');
  await asked.waitFor({ state: 'detached' });
  await leave(page);
});

test('an answer that waits its turn goes to no other question, though that is asked before its turn', async () => {
  const page = await phone();
  await ask('Matt or gloss?');
  await visit(page, hub, `#/projects/${project.id}/sessions/${painter}`);
  let renamed = gate();
  await page.route(`**/api/sessions/${painter}`, async route => {
    if (route.request().method() === 'PATCH') await renamed.opened;
    await route.continue();
  });
  const rename = async name => {
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { name }).waitFor();
  };
  await rename('varnisher');
  await page.getByLabel('Your answer to varnisher').fill('matt');
  await page.getByRole('button', { name: 'Send' }).click();
  await ask('How many coats?');
  const asked = page.getByRole('region', { name: 'It asks' });
  await asked.getByText('How many coats?').waitFor();
  renamed.open();
  await page.getByRole('alert').filter({ hasText: 'Somebody else has answered this already.' }).waitFor();
  await page.getByRole('region', { name: 'It asked' }).getByRole('button', { name: 'Dismiss' }).click();

  renamed = gate();
  await rename('painter');
  await asked.getByRole('textbox').fill('two');
  await asked.getByRole('button', { name: 'Send' }).click();
  // Who has gone on meanwhile keeps the focus.
  await page.getByRole('button', { name: 'Write' }).focus();
  renamed.open();
  // What is typed comes in order.
  await agent.says('got <two>');
  await assert.rejects(Promise.race([agent.says('got <matt>'), Promise.reject(new Error('not said'))]), /not said/);
  await asked.waitFor({ state: 'detached' });
  await drawn(page);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Write');
  await leave(page);
});

test('what is under way when one leaves is still under way when one comes back, and what becomes of it is told elsewhere', async () => {
  const task = await hub.ask('POST', '/api/tasks', { projectId: project.id, title: 'Paint the door' });
  const { id } = await hub.ask('POST', `/api/projects/${project.id}/approvals`, { taskId: task.id, reason: 'It dries slowly' });
  const page = await phone();
  await visit(page, hub, waiting);
  const asked = gate();
  const answered = gate();
  await page.route(`**/approvals/${id}/resolve`, async route => {
    asked.open();
    await answered.opened;
    await route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'conflict', detail: 'no' }) });
  });
  await page.getByLabel('Comment on Paint the door').fill('two coats');
  await card(page, 'It dries slowly').getByRole('button', { name: 'Approve' }).click();
  await within(asked.opened, 'the approval');
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('heading', { name: 'Sessions' }).waitFor();
  await page.getByRole('link', { name: /^Waiting/ }).click();
  assert.equal(await card(page, 'It dries slowly').getByRole('button', { name: 'Approving…' }).isDisabled(), true);
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('heading', { name: 'Sessions' }).waitFor();
  answered.open();
  await page.locator('.toast.bad').filter({ hasText: 'Somebody else has answered already' }).getByRole('button', { name: 'Show' }).click();
  const over = card(page, 'It dries slowly');
  await over.getByText('Somebody else has answered already').waitFor();
  assert.equal(await over.getByRole('textbox').inputValue(), 'two coats');
  assert.equal(await over.getByRole('button', { name: 'Approve' }).count(), 0);
  assert.equal(await over.getByText('Time left').count(), 0);
  await over.getByRole('button', { name: 'Dismiss' }).click();
  await hub.ask('POST', `/api/projects/${project.id}/approvals/${id}/resolve`, { approved: false });
  page.faults = page.faults.filter(fault => !/409/.test(fault));
  await leave(page);
});

test('an approval is answered with a comment, and one whose time is over goes', async () => {
  const task = await hub.ask('POST', '/api/tasks', { projectId: project.id, title: 'Drop the old table' });
  const approvals = `/api/projects/${project.id}/approvals`;
  // One is there before the page, one comes after it.
  const first = await hub.ask('POST', approvals, { taskId: task.id, reason: 'It cannot be undone' });
  const page = await phone();
  await visit(page, hub, waiting);
  await card(page, 'It cannot be undone').getByText(/^\d+ m \d+ s$/).waitFor();
  await hub.ask('POST', approvals, { taskId: task.id, reason: 'This one nobody answers', timeoutMs: 25_000 });
  await card(page, 'This one nobody answers').waitFor();
  await card(page, 'This one nobody answers').waitFor({ state: 'detached' });
  await page.getByLabel('Comment on Drop the old table').fill('after the backup');
  const sent = [];
  page.on('request', request => request.url().endsWith('/resolve') && sent.push(request.url()));
  // Twice before the page is drawn again.
  await card(page, 'It cannot be undone').getByRole('button', { name: 'Approve' }).evaluate(button => [1, 2].forEach(() => button.click()));
  await card(page, 'It cannot be undone').waitFor({ state: 'detached' });
  assert.equal(sent.length, 1);
  const { status, comment } = await hub.ask('GET', `${approvals}/${first.id}`);
  assert.deepEqual({ status, comment }, { status: 'approved', comment: 'after the backup' });
  await leave(page);
});

/** Returns what presses at a spot, with the mouse or a finger: how often it has been pressed by then, and after how many seconds. */
async function pressing(page, { x, y }, isTouch) {
  const devtools = await page.context().newCDPSession(page);
  const start = Date.now() / 1000;
  const mouse = clickCount => ['mousePressed', 'mouseReleased'].map(type => ['Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount }]);
  const finger = seconds => [['touchStart', [{ x, y }], 0], ['touchEnd', [], 0.05]]
    .map(([type, touchPoints, late]) => ['Input.dispatchTouchEvent', { type, touchPoints, timestamp: start + seconds + late }]);
  return async (clickCount, seconds) => {
    for (const [name, event] of isTouch ? finger(seconds) : mouse(clickCount)) await devtools.send(name, event);
  };
}

for (const [what, device] of [['press of a double click', desk], ['tap of a finger', phone]]) {
  test(`the second ${what} answers nothing that nobody has read`, async () => {
    const task = await hub.ask('POST', '/api/tasks', { projectId: project.id, title: 'Tidy up' });
    const approvals = `/api/projects/${project.id}/approvals`;
    for (const reason of ['Delete the first', 'Delete the other']) await hub.ask('POST', approvals, { taskId: task.id, reason });
    const page = await device();
    await visit(page, hub, waiting);
    const approve = async text => {
      const { x, y, width, height } = await card(page, text).getByRole('button', { name: 'Approve' }).boundingBox();
      return { x: x + width / 2, y: y + height / 2 };
    };
    await approve('Delete the other');
    const spot = await approve('Delete the first');
    const press = await pressing(page, spot, device === phone);
    await press(1, 0);
    await card(page, 'Delete the first').waitFor({ state: 'detached' });
    await until(async () => Math.abs((await approve('Delete the other')).y - spot.y) < 10, 'the other one in its place');
    const answers = [];
    page.on('request', request => request.url().endsWith('/resolve') && answers.push(request.url()));
    await press(2, 0.2);
    await page.evaluate(() => fetch('/healthz'));
    assert.deepEqual(answers, []);
    await press(1, 5);
    await page.getByText('Nothing waits for you.').waitFor();
    await leave(page);
  });
}

test('an answer that is taken late takes the focus from nobody who writes the next one', async () => {
  const task = await hub.ask('POST', '/api/tasks', { projectId: project.id, title: 'Paint the door' });
  await hub.ask('POST', `/api/projects/${project.id}/approvals`, { taskId: task.id, reason: 'It will be wet' });
  await ask('Which colour for the door?');
  const page = await phone();
  await visit(page, hub, waiting);
  const letAnswer = await held(page, '**/resolve');
  await card(page, 'It will be wet').getByRole('button', { name: 'Approve' }).click();
  await page.getByLabel('Your answer to painter').pressSequentially('gr');
  letAnswer();
  await card(page, 'It will be wet').waitFor({ state: 'detached' });
  await page.getByRole('status').filter({ hasText: 'Next: painter' }).waitFor({ state: 'attached' });
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await page.keyboard.type('een');
  assert.equal(await page.getByLabel('Your answer to painter').inputValue(), 'green');
  await page.getByRole('button', { name: 'Send' }).click();
  await agent.says('got <green>');
  await page.getByText('Nothing waits for you.').waitFor();
  await leave(page);
});

test('of a page that a session shows only what is harmless is shown, and what is done on it reaches the session', async () => {
  const session = await hub.ask('POST', '/api/sessions', { projectId: project.id, name: 'planner' });
  const socket = io(`${hub.url}/cli`, { auth: { sessionId: session.id, projectId: project.id }, transports: ['websocket'] });
  atEnd(() => socket.disconnect());
  await within(new Promise(resolve => socket.once('connect', resolve)), 'the agent');
  const acted = new Promise(resolve => socket.once('session:modal_action', ({ data }) => resolve(data)));
  const page = await phone();
  const asked = [];
  page.on('request', request => asked.push(request.url()));
  await visit(page, hub, waiting);
  await hub.ask('POST', `/api/sessions/${session.id}/modal`, {
    title: '<b>Plan</b>',
    html: `<h1>Three steps</h1><script>window.hostile = 'script'</script><img src="https://evil.invalid/x" onerror="window.hostile = 'image'" alt="a chart">
      <img src="https://evil.invalid/pixel"><iframe src="https://evil.invalid/"></iframe><style>body { display: none }</style>
      <p style="position: fixed" class="dialog" onclick="window.hostile = 'click'" id="app">Copy, compare, switch.</p>
      <a href="javascript:window.hostile = 'link'">bad</a> <a href="#/operator">inside</a> <a href="https://example.com/plan">Background</a>
      <svg><a xlink:href="javascript:window.hostile = 'svg'"><text>x</text></a></svg><object data="https://evil.invalid/"></object>
      <form action="https://evil.invalid/"><input name="title" value="Big"><input type="checkbox" name="step" value="1" checked>
      <input type="checkbox" name="step" value="2" checked><input type="password" name="cookie" value="c" autofocus>
      <button data-action="approve" formaction="https://evil.invalid/">Approve it</button><button name="verdict" value="reject">Send back</button></form>`,
  });
  const shown = card(page, 'planner shows');
  await shown.getByText('Copy, compare, switch.').waitFor();
  await shown.getByText('“<b>Plan</b>”').waitFor();
  const content = shown.locator('.page-of-session');
  assert.equal(await content.locator('script, style, iframe, object, svg, img, form, [style], [onclick], [onerror], [formaction], [class=dialog]').count(), 0);
  const links = await content.locator('a').evaluateAll(all => all.map(({ textContent, attributes }) => [textContent, ...[...attributes].map(({ name, value }) => `${name}=${value}`).sort()]));
  assert.deepEqual(links, [['bad'], ['inside'], ['Background', 'href=https://example.com/plan', 'rel=noopener noreferrer', 'target=_blank']]);
  assert.equal(await page.locator('#app').count(), 1);
  assert.equal(await page.evaluate(() => typeof document.cookie), 'string');
  await content.locator('input[value=Big]').fill('Bigger');
  await content.getByText('Copy, compare').click();
  await content.getByRole('button', { name: 'Approve it' }).click();
  const { action, data } = await within(acted, 'what was done on the page');
  assert.deepEqual({ action, data }, { action: 'approve', data: { title: 'Bigger', step: ['1', '2'], cookie: 'c' } });
  await shown.getByText('Sent: Approve it.').waitFor();
  const decided = new Promise(resolve => socket.once('session:modal_action', ({ data }) => resolve(data)));
  await content.getByRole('button', { name: 'Send back' }).click();
  assert.deepEqual((await within(decided, 'the second action')).action, 'reject');
  const closed = new Promise(resolve => socket.once('session:modal_closed', resolve));
  await shown.getByRole('button', { name: 'Close the page' }).click();
  await within(closed, 'the end of the page');
  await shown.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => window.hostile), undefined);
  assert.deepEqual(asked.filter(url => !url.startsWith(hub.url)), []);
  // The browser tells, even while it reads HTML that is on no page, that it would not run what is inline there.
  page.faults = page.faults.filter(fault => !/inline/.test(fault));
  await leave(page);
});

test('whom the portal does not take learns of approvals all the same', async () => {
  const task = await hub.ask('POST', '/api/tasks', { projectId: project.id, title: 'Open the gate' });
  const others = Array.from({ length: 5 }, () => io(`${hub.url}/portal`, { auth: { token: hub.token }, transports: ['websocket'], forceNew: true }));
  // The page of the test before may still count: one of them is one too many then, and refused or put out.
  for (const other of others) {
    const again = () => setTimeout(() => other.connect(), 200);
    other.on('connect_error', again);
    other.on('disconnect', why => why === 'io server disconnect' && again());
  }
  await within(Promise.all(others.map(other => new Promise(resolve => other.once('authenticated', resolve)))), 'the others');
  const page = await phone();
  await visit(page, hub, waiting);
  await hub.ask('POST', `/api/projects/${project.id}/approvals`, { taskId: task.id, reason: 'Nobody is watching' });
  await card(page, 'Nobody is watching').getByRole('button', { name: 'Reject' }).click();
  await card(page, 'Nobody is watching').waitFor({ state: 'detached' });
  others.forEach(other => other.disconnect());
  await leave(page);
});

test('who looks elsewhere is told of a question, and led to it', async () => {
  const session = await hub.ask('POST', '/api/sessions', { projectId: project.id, name: 'caller' });
  const page = await phone();
  await visit(page, hub, `#/projects/${project.id}/mail`);
  await hub.ask('POST', `/api/sessions/${session.id}/report`, { type: 'needs_input', message: 'Shall I?' });
  const toast = page.locator('.toast').filter({ hasText: 'caller asks: Shall I?' });
  await page.getByRole('link', { name: /Waiting\s*1 waiting/ }).waitFor();
  await toast.getByRole('button', { name: 'Answer' }).click();
  await card(page, 'caller asks').waitFor();
  await hub.ask('POST', `/api/sessions/${session.id}/report`, { type: 'failed', message: 'it is too late' });
  await page.locator('.toast.bad').filter({ hasText: 'caller failed' }).waitFor();
  await page.locator('.lately').getByText(/caller failed/).waitFor();
  await page.locator('.lately').getByText('caller asks: Shall I?').waitFor();
  await leave(page);
});

test('where it is allowed the system tells of a question while the page is out of sight, and takes it back when it is answered', async () => {
  const session = await hub.ask('POST', '/api/sessions', { projectId: project.id, name: 'night shift' });
  const page = await phone({ permissions: ['notifications'] });
  // No headless browser shows notifications or hides pages: what the page asks of it is what is looked at.
  await page.addInitScript(() => {
    window.told = [];
    const show = (title, { tag, data }) => {
      const one = { title, tag, url: data.url, closed: false, close: () => { one.closed = true; } };
      window.told.push(one);
      return one;
    };
    window.Notification = class {
      static permission = 'granted';
      static requestPermission = async () => 'granted';
      constructor(title, options) { return show(title, options); }
    };
    ServiceWorkerRegistration.prototype.showNotification = async (title, options) => void show(title, options);
    ServiceWorkerRegistration.prototype.getNotifications = async ({ tag }) => window.told.filter(one => one.tag === tag);
    window.hide = hidden => Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => hidden ? 'hidden' : 'visible' });
  });
  await visit(page, hub, waiting);
  const told = () => page.evaluate(() => window.told);
  const report = (type, message) => hub.ask('POST', `/api/sessions/${session.id}/report`, { type, message });
  const stands = await page.evaluate(async () => {
    const { standing, turnOn } = await import(new URL('notifications.js', document.querySelector('script[type=module]').src));
    return [standing(), await turnOn(), standing()];
  });
  assert.deepEqual(stands, ['off', 'on', 'on']);
  await report('needs_input', 'In sight?');
  await card(page, 'In sight?').waitFor();
  assert.deepEqual(await told(), []);
  await page.evaluate(() => window.hide(true));
  await report('progress', 'hm');
  await report('needs_input', 'Out of sight?');
  await until(async () => (await told()).length === 1, 'a notification');
  const [{ title, url }] = await told();
  assert.equal(title, '\u2068night shift\u2069 asks');
  assert.ok(url.startsWith(`${hub.url}/${waiting}?item=input`), url);
  await report('failed', 'no');
  await until(async () => (await told()).length === 2, 'a notification of the failure');
  const [question, failure] = await told();
  assert.equal(question.closed, true);
  assert.equal(failure.title, '\u2068night shift\u2069 failed');
  await leave(page);
});
