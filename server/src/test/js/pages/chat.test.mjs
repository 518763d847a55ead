// The chat: two people on two devices, who hear each other, and miss nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, gate, held, live, phone, RunningHub, tokenOf, until, visit } from './support.mjs';

// Nobody is told what they missed: so the page has to find out. (The plan's tests are those of a hub that tells.)
const hub = await RunningHub.start({ keyed: true, flags: ['--recovery.window', 'off'] });
const ANN = tokenOf('ann', { projects: '*' });
const BOB = tokenOf('bob', { projects: '*' });
const project = await hub.ask('POST', '/api/projects', { name: 'Apollo', workingDir: '/srv/apollo' }, { token: ANN });
const path = `/api/projects/${project.id}`;
const chat = `#/projects/${project.id}/chat`;

const ann = await phone();
const bob = await desk();
await Promise.all([visit(ann, hub, chat, ANN), visit(bob, hub, chat, BOB)]);
await Promise.all([ann, bob].map(page => page.getByText('Nobody has said anything yet.').waitFor()));

async function say(page, text, box = 'Message') {
  await page.getByLabel(box, { exact: true }).fill(text);
  await page.getByRole('region', { name: box === 'Reply' ? 'Thread' : 'Chat' }).getByRole('button', { name: 'Send' }).click();
}
const inMain = page => page.getByRole('log', { name: 'Messages' });
const bubble = (page, text) => inMain(page).locator('.bubble').filter({ hasText: text });
const said = page => inMain(page).locator('.message:not(.unsent) .bubble').allInnerTexts();
/** Waits until a page shows just these messages last, in this order. */
const shows = (page, texts, what) => until(async () => JSON.stringify((await said(page)).slice(-texts.length)) === JSON.stringify(texts), what);
const post = (token, content, more = {}) => hub.ask('POST', `${path}/messages`, { content, type: 'message', ...more }, { token });

test('messages go both ways, at once, and stand in one order for all', async () => {
  await say(ann, 'Is anybody there?');
  await bubble(bob, 'Is anybody there?').waitFor();
  await say(bob, 'I am.');
  await bubble(ann, 'I am.').waitFor();
  const sayAll = async (page, who) => {
    for (const text of ['one', 'two', 'three']) await say(page, `${who} ${text}`);
  };
  await Promise.all([sayAll(ann, 'ann'), sayAll(bob, 'bob')]);
  await Promise.all([ann, bob].map(page => until(async () => (await said(page)).length === 8, 'all eight messages')));
  assert.deepEqual(await said(ann), await said(bob));
  const stored = await hub.ask('GET', `${path}/messages`, undefined, { token: ANN });
  assert.deepEqual(await said(ann), stored.map(message => message.content).reverse());
});

test('what one says is there once, from before the hub has answered', async () => {
  let answered = false;
  const wait = gate();
  await bob.route('**/messages', async route => {
    const answer = await route.fetch();
    await wait.opened;
    await route.fulfill({ response: answer });
    answered = true;
  });
  await say(bob, 'Said before it is answered');
  for (const page of [ann, bob]) await bubble(page, 'Said before it is answered').waitFor();
  assert.equal(await bubble(bob, 'Said before it is answered').count(), 1);
  wait.open();
  await until(() => answered, 'the answer');
  await bob.unroute('**/messages');
  // The next is sent when the answer to the one before was taken.
  await say(bob, 'After it');
  await bubble(ann, 'After it').waitFor();
  await until(async () => (await inMain(bob).locator('.unsent').count()) === 0, 'nothing under way');
  assert.equal(await bubble(bob, 'Said before it is answered').count(), 1);
});

test('what could not be sent stays, and is sent again under the key of before', async () => {
  const keys = new Set();
  const cut = async route => {
    if (route.request().method() !== 'POST') return route.continue();
    keys.add(route.request().headers()['idempotency-key']);
    return route.abort();
  };
  await ann.route('**/messages', cut);
  await say(ann, 'Into the void');
  await ann.getByText('Not sent: The hub cannot be reached.').waitFor();
  await ann.unroute('**/messages', cut);
  const [sent] = await Promise.all([
    ann.waitForRequest(request => request.method() === 'POST' && request.url().endsWith('/messages')),
    ann.getByRole('button', { name: 'Send again' }).click(),
  ]);
  await bubble(bob, 'Into the void').waitFor();
  await until(async () => (await inMain(ann).locator('.unsent').count()) === 0, 'sent');
  assert.deepEqual([...keys], [sent.headers()['idempotency-key']]);
  assert.equal(await bubble(ann, 'Into the void').count(), 1);
});

test('what one writes is there when one comes back, and so is what failed after one had left', async () => {
  const box = ann.getByLabel('Message', { exact: true });
  const leave = () => ann.evaluate(hash => { location.hash = hash; }, `#/projects/${project.id}/plan`);
  const wait = gate();
  const cut = async route => {
    if (route.request().method() !== 'POST') return route.continue();
    await wait.opened;
    return route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'conflict', detail: 'It is not the time.' }) });
  };
  await ann.route('**/messages', cut);
  await say(ann, 'Sent and left');
  await box.fill('Half a thought');
  await leave();
  await ann.getByText('The backlog is empty.').waitFor();
  wait.open();
  await ann.getByText('A message was not sent: It is not the time.').waitFor();
  await ann.getByRole('button', { name: 'Show it' }).click();
  await inMain(ann).locator('.unsent').filter({ hasText: 'Sent and left' }).waitFor();
  assert.equal(await box.inputValue(), 'Half a thought');
  assert.ok(await box.evaluate(element => element.clientHeight > 20), 'the draft cannot be seen');
  await ann.unroute('**/messages', cut);
  await inMain(ann).locator('.unsent').getByRole('button', { name: 'Discard' }).click();
  await box.fill('');
});

test('typing is shown to the other, and gone when it stops', async () => {
  await ann.getByLabel('Message', { exact: true }).fill('I am just writ');
  await bob.getByText('ann is typing…').waitFor();
  await ann.getByLabel('Message', { exact: true }).fill('');
  await bob.getByText('ann is typing…').waitFor({ state: 'hidden' });
});

test('a reaction is seen by the other, counted, and taken back', async () => {
  const row = page => inMain(page).locator('.message').filter({ hasText: 'Is anybody there?' });
  await row(bob).getByRole('button', { name: 'React, reply and more' }).click();
  await bob.getByRole('button', { name: 'React with 👀' }).click();
  await row(ann).getByRole('button', { name: /👀, 1 person: bob/ }).click();
  await row(bob).getByRole('button', { name: /👀, 2 people: you, ann/ }).click();
  await row(ann).getByRole('button', { name: /👀, 1 person: you/ }).waitFor();
});

test('a reaction that is taken back at once is taken back, whichever request is the faster one', async () => {
  const row = inMain(bob).locator('.message').filter({ hasText: 'I am.' });
  const letAdd = await held(bob, '**/reactions');
  await row.getByRole('button', { name: 'React, reply and more' }).click();
  await bob.getByRole('button', { name: 'React with 🎉' }).click();
  const [answer] = await Promise.all([
    bob.waitForResponse(response => response.request().method() === 'DELETE'),
    row.getByRole('button', { name: /🎉, 1 person: you/ }).click().then(letAdd),
  ]);
  assert.equal(answer.status(), 200);
  await row.getByRole('button', { name: /🎉/ }).waitFor({ state: 'detached' });
  const messages = await hub.ask('GET', `${path}/messages`, undefined, { token: BOB });
  assert.deepEqual(messages.find(({ content }) => content === 'I am.').reactions, []);
});

test('a thread that opens late fetches nobody back who has gone elsewhere', async () => {
  const row = inMain(bob).locator('.message').filter({ hasText: 'Is anybody there?' });
  const letOpen = await held(bob, '**/threads');
  await row.getByRole('button', { name: 'React, reply and more' }).click();
  await bob.getByRole('button', { name: 'Reply in a thread' }).click();
  await bob.getByRole('link', { name: 'Tasks', exact: true }).click();
  await bob.getByRole('button', { name: 'New task…' }).click();
  const title = bob.getByRole('dialog').getByLabel('Title');
  await title.fill('Half a task');
  await Promise.all([bob.waitForResponse(response => response.url().endsWith('/threads') && response.request().method() === 'POST'), letOpen()]);
  await bob.evaluate(() => new Promise(requestAnimationFrame));
  assert.match(bob.url(), /\/tasks$/);
  assert.equal(await title.inputValue(), 'Half a task');
  await bob.goBack();
  await inMain(bob).waitFor();
});

test('a thread opens in place, and is counted where it began', async () => {
  const row = page => inMain(page).locator('.message').filter({ hasText: 'I am.' });
  await row(bob).getByRole('button', { name: 'React, reply and more' }).click();
  await bob.getByRole('button', { name: 'Reply in a thread' }).click();
  await bob.getByText('Nobody has replied yet.').waitFor();
  await say(bob, 'About that', 'Reply');
  await row(ann).getByRole('link', { name: /1 reply, last/ }).click();
  await ann.getByRole('log', { name: 'Replies' }).getByText('About that').waitFor();
  await say(ann, 'Yes', 'Reply');
  await bob.getByRole('log', { name: 'Replies' }).getByText('Yes').waitFor();
  await row(bob).getByRole('link', { name: /2 replies/ }).waitFor();
  assert.equal(await bubble(bob, 'Yes').count(), 0);
  await ann.getByRole('link', { name: 'Back to the chat' }).click();
  await ann.getByRole('region', { name: 'Thread' }).waitFor({ state: 'detached' });
  assert.equal(await bubble(ann, 'Is anybody there?').count(), 1);
});

test('a command is chosen with the keys, and what comes of it is shown to all', async () => {
  const box = bob.getByLabel('Message', { exact: true });
  await box.fill('/');
  await until(async () => (await bob.getByRole('option').count()) === 6, 'the commands');
  await box.press('ArrowUp');
  await bob.getByRole('option', { selected: true, name: '/task' }).waitFor();
  await box.press('Enter');
  await until(async () => (await box.inputValue()) === '/task ', 'the command');
  await box.pressSequentially('Build it');
  await box.press('Enter');
  await inMain(ann).getByRole('link', { name: 'Build it' }).waitFor();
  const tasks = await hub.ask('GET', `/api/tasks?projectId=${project.id}`, undefined, { token: ANN });
  assert.deepEqual(tasks.map(task => task.title), ['Build it']);
  await say(ann, '/nothing');
  await inMain(bob).locator('.result.bad').filter({ hasText: 'Failed' }).waitFor();
});

test('what is too long is told of while one writes, and cannot be sent', async () => {
  const box = ann.getByLabel('Message', { exact: true });
  const send = ann.getByRole('button', { name: 'Send' });
  await box.fill('🚀'.repeat(1999));
  await ann.getByText('1 characters left').waitFor();
  assert.equal(await send.isEnabled(), true);
  await box.fill('🚀'.repeat(2001));
  await ann.getByText('1 characters too many; 2,000 are the most').waitFor();
  assert.equal(await send.isEnabled(), false);
  assert.equal(await box.getAttribute('aria-invalid'), 'true');
  await box.fill('');
});

test('what people say is text, whatever it looks like', async () => {
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>${document.title=3} javascript:alert(1)';
  const mallory = tokenOf('<b>mallory</b>', { projects: '*' });
  await post(mallory, hostile, { attachments: [{ name: '<i>file</i>', size: 5, type: 'text/html' }] });
  const row = inMain(ann).locator('.message').filter({ hasText: 'onerror' });
  await row.waitFor();
  assert.equal(await row.locator('.content').innerText(), hostile);
  assert.equal(await row.locator('img, script, b, i, a').count(), 0);
  await row.getByText('<b>mallory</b>', { exact: true }).waitFor();
  await row.getByText('<i>file</i>').waitFor();
});

test('older messages come in above, and one stays where one reads; new ones below are counted', async () => {
  for (let i = 0; i < 75; i++) await post(BOB, `line ${i}`);
  await ann.reload();
  await live(ann);
  await bubble(ann, 'line 74').waitFor();
  assert.equal(await ann.getByText('line 0', { exact: true }).count(), 0);
  const log = inMain(ann);
  await log.evaluate(element => { element.scrollTop = 200; });
  await until(async () => (await said(ann)).length > 50, 'older messages');
  assert.ok(await log.evaluate(element => element.scrollTop) > 200, 'what one reads was moved');
  await post(BOB, 'below one');
  await post(BOB, 'below two');
  await ann.getByRole('button', { name: '2 new messages' }).click();
  await until(() => bubble(ann, 'below two').evaluate(element => element.getBoundingClientRect().bottom < innerHeight), 'the end in sight');
  for (let before = -1, now = (await said(ann)).length; now !== before && !(await said(ann)).includes('line 0'); now = (await said(ann)).length) {
    before = now;
    await log.evaluate(element => { element.scrollTop = 0; });
    await until(async () => (await said(ann)).length > before, 'still older messages');
  }
  const all = await said(ann);
  assert.equal(new Set(all.filter(text => text.startsWith('line '))).size, 75);
  assert.equal(all.filter(text => text.startsWith('line ')).length, 75);
  await until(async () => (await log.getAttribute('aria-live')) === 'polite', 'the live region');
  for (const page of [ann, bob]) assert.deepEqual(page.faults.filter(fault => !/ERR_FAILED|409/.test(fault)), []);
});

test('a reaction to an old message, told while the newest are read, does not bring that to the end', async () => {
  const [oldest] = (await hub.ask('GET', `${path}/messages?limit=1000`, undefined, { token: ANN })).slice(-1);
  let isAsked = false;
  const wait = gate();
  await ann.route('**/messages?*', async route => {
    const response = await route.fetch();
    isAsked = true;
    await wait.opened;
    await route.fulfill({ response });
  });
  await ann.evaluate(hash => { location.hash = hash; }, `#/projects/${project.id}/plan`);
  await ann.getByText('The backlog is empty.').waitFor();
  await ann.evaluate(hash => { location.hash = hash; }, chat);
  await until(() => isAsked, 'the newest messages are read');
  await hub.ask('POST', `${path}/messages/${oldest.id}/reactions`, { emoji: '✅' }, { token: BOB });
  await post(BOB, 'said meanwhile');
  await bubble(bob, 'said meanwhile').waitFor();
  // What comes by the same socket after it says that it has been heard.
  await bob.getByLabel('Message', { exact: true }).fill('x');
  await ann.getByText('bob is typing…').waitFor();
  await bob.getByLabel('Message', { exact: true }).fill('');
  wait.open();
  await bubble(ann, 'said meanwhile').waitFor();
  assert.equal(await bubble(ann, oldest.content).count(), 0);
  assert.deepEqual((await said(ann)).slice(-2), ['below two', 'said meanwhile']);
  await ann.unroute('**/messages?*');
});

test('what was said while a hub was away comes once, in its order', async () => {
  await until(async () => (await said(bob)).at(-1) === 'said meanwhile', 'the end');
  const before = await said(bob);
  await hub.kill();
  await bob.locator('.link.waiting').waitFor();
  await bob.context().setOffline(true);
  await hub.startAgain();
  for (const text of ['missed one', 'missed two', 'missed three']) await post(ANN, text);
  await bob.context().setOffline(false);
  await Promise.all([live(ann), live(bob)]);
  await shows(bob, ['missed one', 'missed two', 'missed three'], 'what was missed');
  await say(bob, 'I am back');
  for (const page of [ann, bob]) await shows(page, ['missed one', 'missed two', 'missed three', 'I am back'], 'the rest');
  const after = await said(bob);
  assert.deepEqual(after.slice(-before.length - 4), [...before, 'missed one', 'missed two', 'missed three', 'I am back']);
});
