// The operator page: how the hub is doing, what was done with it, and what of it can be changed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { io } from 'socket.io-client';
import { atEnd, desk, gate, phone, RunningHub, tokenOf, until, visit } from './support.mjs';

const hub = await RunningHub.start({ keyed: true });
const project = await hub.project();
const adminCalled = name => tokenOf(name, { projects: '*', permissions: ['admin'] });
const admin = adminCalled('ada');
const user = tokenOf('bob', { projects: [project.id], permissions: ['terminal:write'] });

const tile = (page, name) => page.locator('.tile', { has: page.getByText(name, { exact: true }) }).locator('.number');
const number = async locator => Number.parseFloat((await locator.textContent()).replaceAll(',', ''));
const audit = page => page.getByRole('region', { name: 'Audit' });
const settings = page => page.getByRole('region', { name: 'Settings' });

/** A real client, in a project's news. */
async function client() {
  const socket = io(`${hub.url}/mobile`, { transports: ['websocket'], forceNew: true, auth: { token: user, projectId: project.id } });
  atEnd(() => socket.disconnect());
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  return socket;
}

/** Counts what a page asks the hub for by REST. */
function requests(page) {
  const made = [];
  page.on('request', request => /\/api\/|\/ws-status/.test(request.url()) && made.push(request.url()));
  return made;
}

/** Has a page go out of sight, as far as it can tell, or come into sight again. */
const sight = (page, state) => page.evaluate(value => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => value });
  document.dispatchEvent(new Event('visibilitychange'));
}, state);

/** Has a page count what it asks the hub for and has not gone on from yet; before it is opened. */
const countAsking = page => page.addInitScript(() => {
  globalThis.asking = 0;
  const { fetch } = globalThis;
  // In a later turn, which whatever waits for the answer is before.
  const over = () => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { globalThis.asking--; };
    port2.postMessage(null);
  };
  globalThis.fetch = async (what, ...more) => {
    if (!/\/api\/|\/ws-status/.test(String(what))) return fetch(what, ...more);
    globalThis.asking++;
    try {
      const answer = await fetch(what, ...more);
      const { json } = answer;
      answer.json = () => json.call(answer).finally(over);
      return answer;
    } catch (failure) {
      over();
      throw failure;
    }
  };
});

/** Lets time pass on a page that has taken every answer: else a request would time out, or a timer be set after its time. */
async function pass(page, ms) {
  await until(() => page.evaluate(() => globalThis.asking === 0), 'every answer to be taken');
  await page.clock.runFor(ms);
}

/** A page whose time is the test's. */
async function timed(open) {
  const page = await open();
  await page.clock.install();
  await countAsking(page);
  return page;
}

/** How many points of a plot have the colour of its line in the present scheme. */
const accented = (page, name) => page.getByRole('img', { name }).locator('canvas').evaluate(canvas => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const accent = getComputedStyle(document.body).getPropertyValue('--accent').trim().match(/\w\w/g).map(part => Number.parseInt(part, 16));
  let found = 0;
  for (let at = 0; at < data.length; at += 4) found += accent.every((part, index) => Math.abs(data[at + index] - part) < 24) && data[at + 3] > 128;
  return found;
});

// Each waits for samples, which come when they come; none is in the way of another.
describe('at the same time', { concurrency: true }, () => {
  test('the numbers move when clients come and events go out, and lines are drawn', async () => {
    const page = await timed(desk);
    await visit(page, hub, '#/operator', admin);
    const row = page.getByRole('region', { name: 'Sockets by namespace' }).locator('li', { hasText: '/mobile' });
    await until(async () => /\D0\s*$/.test(await row.textContent()), 'there is nobody yet');
    const clients = await Promise.all(Array.from({ length: 8 }, client));
    for (let i = 0; i < 20; i++) await hub.ask('POST', '/api/tasks', { projectId: project.id, title: `Task ${i}` });

    await until(async () => /\D8\s*$/.test(await row.textContent()), 'eight sockets');
    assert.ok(await number(tile(page, 'Sockets')) >= 9, 'those, and the page itself');
    const rooms = page.getByRole('region', { name: /^Rooms/ });
    await rooms.scrollIntoViewIfNeeded();
    const room = rooms.locator('li', { hasText: `project:${project.id}` }).first();
    await until(async () => {
      await pass(page, 5000);
      return await room.count() && /\D8\s*$/.test(await room.textContent());
    }, 'they are in a room');
    await rooms.getByLabel('Filter the rooms').fill('nothing like it');
    await rooms.getByText('No room is called that.').waitFor();

    await until(() => page.getByRole('img', { name: /Events a second.*handed to sockets: now [\d.]+, at most (?!0[;.])/ }).count(), 'events are told of in words');
    const coloured = await accented(page, /^Sockets,/);
    assert.ok(coloured > 10, `${coloured} points of the line's colour`);

    await page.getByText('The same as a table').click();
    await page.getByRole('region', { name: 'The last hour as a table' }).locator('tbody tr').first().waitFor();

    clients.forEach(socket => socket.disconnect());
    await until(async () => /\D0\s*$/.test(await row.textContent()), 'they are gone');
    await until(async () => {
      await pass(page, 5000);
      return page.getByRole('region', { name: /closed since the start/ }).locator('li').count();
    }, 'it is told why they went');
    assert.deepEqual(page.faults, []);
  });

  test('a plot is drawn anew in the colours of the dark', async () => {
    const page = await phone();
    await visit(page, hub, '#/operator', adminCalled('bess'));
    await until(() => page.getByRole('img', { name: /^Memory.*heap in use: now/ }).count(), 'there is a sample');
    await until(async () => await accented(page, /^Memory/) > 10, 'the line in the colour of the light');
    const accent = await page.evaluate(() => getComputedStyle(document.body).getPropertyValue('--accent'));
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).getPropertyValue('--accent')), accent);
    await until(async () => await accented(page, /^Memory/) > 10, 'the line in the colour of the dark');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than a phone');
    assert.deepEqual(page.faults, []);
  });

  test('a login that is refused is in the audit as it happens, and can be looked for', async () => {
    const page = await desk();
    await visit(page, hub, '#/operator', adminCalled('cleo'));
    await audit(page).getByText('live', { exact: true }).waitFor();
    const refused = audit(page).locator('li', { hasText: '/api/projects/of-nobody' });
    assert.equal(await refused.count(), 0);

    await hub.ask('GET', '/api/projects/of-nobody', undefined, { token: 'nobodys', status: 401 });
    await hub.ask('POST', '/api/projects', { name: 'Gemini', workingDir: '/srv' }, { token: tokenOf('<b>eve</b>', { projects: '*' }) });

    await refused.getByText('refused', { exact: true }).waitFor();
    assert.match(await refused.textContent(), /anonymous login/);
    // What people are called is text, whatever they are called.
    await audit(page).locator('li', { hasText: '<b>eve</b> POST /api/projects' }).waitFor();

    await audit(page).getByLabel('User').fill('anonymous');
    await audit(page).getByLabel('User').press('Enter');
    await until(async () => await audit(page).locator('li').count() === await audit(page).locator('li', { hasText: 'anonymous' }).count(), 'only theirs');
    await refused.waitFor();
    assert.deepEqual(page.faults, []);
  });

  test('who may not run the hub is told so, and learns nothing', async () => {
    const page = await phone();
    const made = requests(page);
    await page.goto(`${hub.url}/?token=${user}#/operator`);
    await page.getByText('This page is for those who run the hub.').waitFor();
    assert.deepEqual(made.filter(url => !url.endsWith('/api/me')), []);
    for (const path of ['samples', 'audit', 'config']) {
      const refusal = await hub.ask('GET', `/api/admin/${path}`, undefined, { token: user, status: 403 });
      assert.equal(refusal.code, 'forbidden');
      assert.equal(refusal.detail.includes(project.id), false);
    }
    await hub.ask('GET', '/api/admin/samples', undefined, { token: 'nobodys', status: 401 });
    assert.deepEqual(page.faults, []);
  });
});

test('what is changed on one page is seen on the other, with who and why not', async () => {
  const [one, other] = [await desk(), await phone()];
  await visit(one, hub, '#/operator', admin);
  await visit(other, hub, '#/operator', adminCalled('grace'));
  const row = page => settings(page).getByRole('button', { name: /^Change portal.connections/ });
  await row(other).waitFor();

  await row(one).click();
  await one.getByLabel('Value').fill('17');
  await one.getByLabel(/^Reason/).fill('More tabs');
  await one.getByRole('button', { name: 'Change', exact: true }).click();
  await settings(other).getByRole('button', { name: /^Change portal\.connections .*Now 17$/ }).waitFor();
  assert.match(await row(other).textContent(), /5 at the start; changed by ada/);

  // A value that is none is refused in words, and it is as before.
  await row(other).click();
  await other.getByLabel('Value').fill('0');
  await other.getByRole('button', { name: 'Change', exact: true }).click();
  await other.locator('.toast.bad', { hasText: 'portal.connections was not changed' }).waitFor();
  await settings(other).getByRole('button', { name: /^Change portal\.connections .*Now 17$/ }).waitFor();
  other.faults.length = 0;

  // Somebody was faster, of which this page has not heard yet.
  await other.route('**/api/admin/config', async route => {
    if (route.request().method() === 'PATCH') await hub.ask('PATCH', '/api/admin/config', { changes: { 'portal.connections': 21 } }, { token: admin });
    await route.continue();
  });
  await row(other).click();
  await other.getByLabel('Value').fill('9');
  await other.getByRole('button', { name: 'Change', exact: true }).click();
  await other.locator('.toast.bad', { hasText: 'Somebody else changed the settings' }).waitFor();
  await settings(other).getByRole('button', { name: /^Change portal\.connections .*Now 21$/ }).waitFor();

  await settings(one).getByRole('button', { name: /^Change portal\.connections .*Now 21$/ }).click();
  await one.getByRole('button', { name: 'Back to that of the start' }).click();
  await settings(one).getByRole('button', { name: /^Change portal\.connections .*Now 5$/ }).waitFor();
  assert.deepEqual(one.faults, []);
});

test('two settings are changed one after the other, though the first is still on its way', async () => {
  const page = await desk();
  await visit(page, hub, '#/operator', admin);
  const wait = gate();
  await page.route('**/api/admin/config', async route => {
    if (route.request().method() === 'PATCH') await wait.opened;
    await route.continue();
  });
  const change = async (key, value) => {
    await settings(page).getByRole('button', { name: new RegExp(`^Change ${key}`) }).click();
    await page.getByLabel('Value').fill(value);
    await page.getByRole('button', { name: 'Change', exact: true }).click();
  };
  await change('portal.connections', '18');
  await change('portal.messages-per-second', '31');
  wait.open();
  for (const [key, value] of [['portal.connections', 18], ['portal.messages-per-second', 31]]) {
    await page.locator('.toast.good', { hasText: `${key} is ${value} now.` }).waitFor();
  }
  const { settings: now } = await hub.ask('GET', '/api/admin/config', undefined, { token: admin });
  assert.deepEqual(now.filter(({ key }) => /^portal.(conn|messages-per-s)/.test(key)).map(({ value }) => value).sort(), [18, 31]);
  await hub.ask('PATCH', '/api/admin/config', { changes: { 'portal.connections': null, 'portal.messages-per-second': null } }, { token: admin });
  assert.deepEqual(page.faults, []);
});

test('a page that nobody sees asks for nothing, and is up to date when somebody does', async () => {
  const page = await timed(desk);
  await visit(page, hub, '#/operator', admin);
  await settings(page).getByRole('button').first().waitFor();
  await audit(page).locator('li').first().waitFor();
  const made = requests(page);
  await pass(page, 6000);
  await until(() => made.some(url => url.includes('/api/admin/samples?since=')), 'it asks while it is in sight');
  await audit(page).getByText('live', { exact: true }).waitFor();

  await until(() => page.evaluate(() => globalThis.asking === 0), 'it is answered');
  await sight(page, 'hidden');
  made.length = 0;
  // Shorter than what the hub's silence may last: the socket stays, and is heard.
  await page.clock.runFor(30_000);
  const patches = audit(page).locator('li', { hasText: 'PATCH /api/admin/config' });
  const before = await patches.count();
  await hub.ask('PATCH', '/api/admin/config', { changes: { 'limits.events-burst': 333 } }, { token: admin });
  await until(async () => await patches.count() > before, 'the change to be heard of');
  await page.clock.runFor(10_000);
  assert.deepEqual(made, []);

  await sight(page, 'visible');
  await settings(page).getByRole('button', { name: /^Change limits\.events-burst .*Now 333$/ }).waitFor();
  assert.ok(made.some(url => url.includes('/api/admin/samples')));
  assert.deepEqual(page.faults, []);
});

test('who is connected is asked for while it is in sight, and not at every sample', async () => {
  const page = await timed(phone);
  await visit(page, hub, '#/operator', adminCalled('hal'));
  const rooms = page.getByRole('region', { name: /^Rooms/ });
  await until(async () => await rooms.count() && !await rooms.locator('.skeleton').count(), 'it is there from the first, for who does not scroll');
  await until(() => page.evaluate(() => globalThis.asking === 0), 'it has what it asked for');
  const asked = [];
  page.on('requestfinished', request => asked.push(new URL(request.url()).pathname));
  const of = path => asked.filter(one => one === path).length;
  const now = () => page.evaluate(() => performance.now());
  for (let samples = 1; samples <= 5; samples++) {
    await pass(page, 5000);
    await until(() => of('/api/admin/samples') >= samples, `samples are asked for the ${samples}th time`);
  }
  assert.equal(of('/ws-status'), 0);

  const scrolled = await now();
  await rooms.scrollIntoViewIfNeeded();
  await until(() => of('/ws-status') === 1, 'it is asked for at once, being old');
  const before = of('/api/admin/samples');
  for (let samples = 1; samples <= 2; samples++) {
    await pass(page, 5000);
    await until(() => of('/api/admin/samples') >= before + samples, 'samples go on');
  }
  assert.ok(of('/ws-status') === 1 || await now() - scrolled >= 15_000, 'not at every sample');
  await until(async () => {
    await pass(page, 5000);
    return of('/ws-status') >= 2;
  }, 'it is asked for again');
  assert.deepEqual(page.faults, []);
});

test('each node has its own hour, whichever a balancer lets answer, and is asked for all of it once', async () => {
  const page = await timed(desk);
  const { samples: [, sample] } = await until(async () => {
    const told = await hub.ask('GET', '/api/admin/samples', undefined, { token: admin });
    return told.samples.length > 1 && told;
  }, 'the hub has samples');
  const start = Date.now();
  // What the nodes took, and who is asked next; a stub of the balancer, not of the page.
  const connections = { a: 100, b: 200 };
  const taken = node => Array.from({ length: 130 }, (_, index) => ({ ...sample, time: start - 400_000 + index * 5000 + (node === 'b' ? 700 : 0), sockets: { '/mobile': connections[node] + index } }));
  const asked = [];
  let next = 'a';
  let most = 80;
  await page.route('**/api/admin/samples**', route => {
    const given = new URL(route.request().url()).searchParams.get('since');
    // Whoever is asked for all of it: the other has not been yet.
    const node = given === null && asked.length ? 'b' : next;
    next = node === 'a' ? 'b' : 'a';
    const samples = taken(node).slice(0, most).filter(({ time }) => time > Number(given ?? 0));
    most++;
    asked.push({ node, whole: given === null, count: samples.length });
    return route.fulfill({ json: { node, startedAt: start - 400_000, interval: 5000, samples } });
  });
  await visit(page, hub, '#/operator', adminCalled('ivy'));
  const sockets = tile(page, 'Sockets');
  await until(() => asked.length >= 1, 'the first is asked');
  const poll = async what => {
    await until(() => page.evaluate(() => globalThis.asking === 0), 'the one before to be taken');
    const before = asked.length;
    await page.clock.runFor(5000);
    await until(() => asked.length > before, what);
  };
  await poll('the other answers');
  await page.getByLabel('Node shown').waitFor();
  for (let polls = 0; polls < 7; polls++) await poll('both answer in turn');
  const early = await page.evaluate(() => performance.now()) < 60_000;
  assert.ok(!early || asked.slice(1).every(({ whole }) => !whole), `all of it is not asked for within a minute: ${JSON.stringify(asked)}`);
  assert.ok(asked.slice(4).every(({ count }) => count < 8), JSON.stringify(asked));
  const shown = await number(sockets);
  assert.ok(shown >= 180 && shown < 200, `${shown} are those of the first node, whoever answered last`);

  for (let polls = 0; polls < 25 && !asked.some(({ node, whole }) => node === 'b' && whole); polls++) await poll('and on');
  assert.ok(asked.some(({ node, whole }) => node === 'b' && whole), 'the other was asked for its hour in the end');
  await poll('and once more');
  assert.equal(asked.filter(({ whole }) => whole).length, 2, JSON.stringify(asked));
  await page.getByLabel('Node shown').selectOption('b');
  await until(async () => await number(sockets) >= 280, 'those of the other');
  await page.getByText('The same as a table').click();
  const rows = page.getByRole('region', { name: 'The last hour as a table' }).locator('tbody tr');
  assert.match(await rows.last().locator('td').first().textContent(), /^2[0-5]\d$/, 'from the first that it took');
  assert.deepEqual(page.faults, []);
});

test('a hub that goes away is said to be away, and what it tells when it is back is shown', async () => {
  const page = await phone();
  await visit(page, hub, '#/operator', admin);
  const up = async () => {
    const [, minutes = 0, seconds = 0] = /(?:(\d+) m )?(\d+) s/.exec(await tile(page, 'Up').textContent()) ?? [];
    return 60 * minutes + Number(seconds);
  };
  await until(async () => await up() > 0, 'it is up for a while');
  const long = await up();
  await hub.kill();
  await page.locator('.operator .notice', { hasText: 'The hub cannot be reached.' }).waitFor();
  await audit(page).getByText('not live').waitFor();
  assert.ok(await page.locator('.tile').count() > 0, 'what was known stays');
  await hub.startAgain();
  await audit(page).getByText('live', { exact: true }).waitFor();
  await page.locator('.operator .notice').waitFor({ state: 'detached' });
  await until(async () => await up() < long, 'it is up anew');
});
