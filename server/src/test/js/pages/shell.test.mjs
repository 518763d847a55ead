// The frame around the views: how one comes in, what stays of a token, and what is always in sight.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, gate, held, live, phone, RunningHub, tokenOf, until, visit } from './support.mjs';
import { HOSTILE } from './seed.mjs';

const PROXIED = { 'X-Forwarded-For': '203.0.113.9' };
const hub = await RunningHub.start();
const keyed = await RunningHub.start({ keyed: true });
const project = await hub.project();
const annas = await keyed.ask('POST', '/api/projects', { name: 'Of Anna', members: ['anna'] });
await keyed.ask('POST', '/api/projects', { name: 'Of nobody' });
const MINUTE = 60_000;

const lead = (page, text) => page.getByRole('heading', { name: text }).waitFor();

async function history(page) {
  const devtools = await page.context().newCDPSession(page);
  const { entries } = await devtools.send('Page.getNavigationHistory');
  await devtools.detach();
  return entries.map(entry => entry.url);
}

test('the ready link leads to the projects, and leaves no token in the address or the history', async () => {
  const page = await phone();
  await page.goto(hub.link);
  await page.getByRole('link', { name: /Apollo/ }).click();
  await page.waitForURL(`${hub.url}/#/projects/${project.id}/waiting`);
  await live(page);
  assert.ok((await history(page)).every(address => !address.includes('token')), await history(page));
  await page.reload();
  await live(page);
  await until(async () => /Apollo · Maestro Hub$/.test(await page.title()), 'the title to name the project');
  assert.deepEqual(page.faults, []);
});

test('a view can be opened by its address, and another tab is logged in, too', async () => {
  const page = await phone();
  await visit(page, hub, `#/projects/${project.id}/tasks`);
  await page.locator('.tabs a[aria-current="page"]', { hasText: 'Tasks' }).waitFor();
  const other = await page.context().newPage();
  await other.goto(`${hub.url}/#/projects/${project.id}/sessions`);
  await live(other);
  assert.deepEqual(page.faults, []);
});

test('the ready link works through a proxy', async () => {
  const page = await phone({ extraHTTPHeaders: PROXIED });
  await visit(page, hub, `#/projects/${project.id}/tasks`);
  assert.deepEqual(page.faults, []);
});

test('behind a proxy one must log in, and a pasted link does it', async () => {
  const page = await phone({ extraHTTPHeaders: PROXIED });
  await page.goto(`${hub.url}/#/projects/${project.id}/tasks`);
  await lead(page, 'You must log in.');
  const field = page.getByLabel('Link or token');
  for (const [text, fault] of [
    ['hello', 'That is neither a link with a token nor a token.'], ['', 'Paste a link or a token here.'],
    ['https://x.example/?token=%E2%82', 'That is neither a link with a token nor a token.'],
    [`${hub.token}x`, 'The hub does not know this token.'],
  ]) {
    await field.fill(text);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText(fault, { exact: true }).waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
  }
  await field.fill(hub.link);
  await field.press('Enter');
  await live(page);
  assert.equal(page.url(), `${hub.url}/#/projects/${project.id}/tasks`);
});

test('the person at this machine sees the projects, and is told what needs the link', async () => {
  const page = await phone();
  await page.goto(hub.url);
  await page.getByText('Without a token nothing is live here.').first().waitFor();
  await page.getByRole('link', { name: /Apollo/ }).click();
  await lead(page, 'The live pages need a link.');
  await page.getByLabel('Link or token').fill(hub.token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await live(page);
  assert.deepEqual(page.faults, []);
});

test('a token that does not hold is said so, and can be left behind', async () => {
  for (const token of ['nonsense', 'a%0Ab%20%E2%82%AC', `${hub.token}x`]) {
    const page = await phone();
    await page.goto(`${hub.url}/?token=${token}`);
    await lead(page, 'This link does not hold.');
    assert.equal(page.url(), `${hub.url}/`);
    await page.reload();
    await lead(page, 'This link does not hold.');
    await page.getByRole('button', { name: 'Go on without it' }).click();
    await lead(page, 'Projects');
    await page.reload();
    await lead(page, 'Projects');
    await page.context().close();
  }
});

test('a link that does not hold takes no login away, here or in another tab', async () => {
  const page = await phone();
  await visit(page, keyed, `#/projects/${annas.id}/tasks`, tokenOf('anna'));
  const other = await page.context().newPage();
  for (const brought of ['nonsense', tokenOf('anna', { lifetime: -5 * MINUTE })]) {
    await visit(other, keyed, `#/projects/${annas.id}/tasks`, brought);
    await other.getByText('The link that you opened does not hold. You are logged in as before.').waitFor();
    await other.goto('about:blank');
  }
  await page.reload();
  await live(page);
  const next = tokenOf('anna', { lifetime: 30 * MINUTE });
  await visit(other, keyed, `#/projects/${annas.id}/tasks`, next);
  await until(async () => await page.evaluate(() => localStorage.getItem('maestro.token')) === next, 'the token to be kept');
});

test('a token that ended says when', async () => {
  const page = await phone();
  await page.goto(`${keyed.url}/?token=${tokenOf('anna', { lifetime: -5 * MINUTE })}`);
  await lead(page, 'Your access has ended.');
  await page.getByText(/^It ended on \d/).waitFor();
});

test('the token of an agent is told from that of a person', async () => {
  const session = await hub.ask('POST', '/api/sessions', { projectId: project.id, name: 'An agent' });
  const page = await phone();
  await page.goto(`${hub.url}/?token=${session.token}#/projects/${project.id}/tasks`);
  await lead(page, 'This is the token of an agent.');
  await page.getByLabel('Link or token').fill(hub.token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await live(page);
});

test('a user sees their projects alone, and of another that there is none', async () => {
  const page = await desk();
  await page.goto(`${keyed.url}/?token=${tokenOf('anna')}`);
  await page.getByRole('link', { name: /Of Anna/ }).waitFor();
  assert.equal(await page.getByText('Of nobody').count(), 0);
  await page.goto(`${keyed.url}/#/projects/proj_of_nobody/tasks`);
  await lead(page, 'There is no such project.');
  await page.getByRole('link', { name: 'All projects' }).last().click();
  await page.getByRole('link', { name: /Of Anna/ }).waitFor();
});

test('who loses a project while looking at it is told, and sees it no more', async () => {
  const lost = await keyed.ask('POST', '/api/projects', { name: 'Soon gone', members: ['anna'] });
  const page = await phone();
  await visit(page, keyed, `#/projects/${lost.id}/tasks`, tokenOf('anna'));
  await keyed.ask('DELETE', `/api/projects/${lost.id}`);
  await lead(page, 'This project is not yours to see any more.');
});

test('the projects of a person come and go at home as they become a member and cease to be one', async () => {
  const { id } = await keyed.ask('POST', '/api/projects', { name: 'On and off', members: ['anna'] });
  const { id: sessionId } = await keyed.ask('POST', '/api/sessions', { projectId: id, name: 'Cook' });
  await keyed.ask('POST', `/api/sessions/${sessionId}/report`, { type: 'needs_input', message: 'Which stove?' });
  const page = await phone();
  await visit(page, keyed, '#/', tokenOf('anna'));
  const row = page.locator('.home-project').filter({ hasText: 'On and off' });
  await row.getByText('1 asks', { exact: true }).waitFor();
  await keyed.ask('PATCH', `/api/projects/${id}`, { members: [] });
  await row.waitFor({ state: 'detached' });
  await page.getByText(/, 0 sessions ask$/).waitFor({ state: 'attached' });
  await keyed.ask('PATCH', `/api/projects/${id}`, { members: ['anna'] });
  await row.getByText('1 asks', { exact: true }).waitFor();
});

test('an end of access is told before and after, and another token goes on in place', async () => {
  const page = await phone();
  await visit(page, keyed, `#/projects/${annas.id}/tasks`, tokenOf('anna', { lifetime: 4 * MINUTE }));
  await page.getByText(/^Your access ends at/).first().waitFor();
  await page.evaluate(() => { document.querySelector('main').dataset.mark = 'the same page'; });
  await page.locator('.strip').getByRole('button', { name: 'Log in' }).click();
  const dialog = page.getByRole('dialog', { name: 'Log in' });
  await dialog.getByLabel('Link or token').fill(tokenOf('anna'));
  await dialog.getByRole('button', { name: 'Log in' }).click();
  await page.locator('.strip').waitFor({ state: 'hidden' });
  await live(page);
  assert.equal(await page.locator('main').getAttribute('data-mark'), 'the same page');
  assert.deepEqual(page.faults, []);
});

test('signing out leaves no token in the browser, and nothing of a project', async () => {
  const page = await phone({ permissions: ['notifications'] });
  await visit(page, hub, `#/projects/${project.id}/tasks`);
  await page.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready;
    await worker.showNotification('A session asks', { tag: 'maestro:somewhere' });
    await worker.showNotification('Of something else', { tag: 'else' });
    // The page itself is kept again when it is opened next.
    await caches.open('maestro-before');
  });
  assert.deepEqual(await notified(page), ['else', 'maestro:somewhere']);
  await page.goto(`${hub.url}/#/account`);
  await page.getByRole('button', { name: /^(Sign|Log) out/ }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: /^(Sign|Log) out/ }).click();
  await page.waitForURL(`${hub.url}/`);
  await lead(page, 'Projects');
  assert.equal(await page.evaluate(() => localStorage.getItem('maestro.token')), null);
  assert.equal(await page.evaluate(() => caches.has('maestro-before')), false);
  assert.deepEqual(await notified(page), ['else']);
});

const notified = page => page.evaluate(async () =>
  (await (await navigator.serviceWorker.ready).getNotifications()).map(({ tag }) => tag).sort());

test('a project that is come back to before another was there is live', async () => {
  const beta = await hub.project('Beta');
  await hub.ask('POST', '/api/tasks', { projectId: project.id, title: 'Of Apollo' });
  // What the worker fetches cannot be held back.
  const page = await phone({ serviceWorkers: 'block' });
  await visit(page, hub, `#/projects/${project.id}/tasks`);
  await page.getByText('Of Apollo', { exact: true }).waitFor();
  const opened = await held(page, '**/views/sessions.js');
  await page.evaluate(to => { location.hash = to; }, `#/projects/${beta.id}/sessions`);
  await page.locator('.bar h1').getByText('Beta').waitFor();
  assert.equal(await page.getByText('Of Apollo', { exact: true }).count(), 0, "what is of one project stands under the other's name");
  await page.goBack();
  await page.getByText('Of Apollo', { exact: true }).waitFor();
  opened();
  await hub.ask('POST', '/api/tasks', { projectId: project.id, title: 'Heard of after' });
  await page.getByText('Heard of after', { exact: true }).waitFor();
  assert.deepEqual(page.faults, []);
});

test('a page of which a part does not come says so, and can be loaded again', async () => {
  const page = await phone();
  await page.route('**/shell.js', route => route.abort());
  await page.goto(hub.link);
  await lead(page, 'The page could not be fetched.');
  await page.unroute('**/shell.js');
  await page.getByRole('button', { name: 'Load it again' }).click();
  await lead(page, 'Projects');
});

test('what was filled in is not lost by a press that ends beside a dialog, nor without asking', async () => {
  const page = await desk();
  await visit(page, hub, `#/projects/${project.id}/tasks`);
  await page.evaluate(() => { location.hash = '#/'; });
  await page.getByRole('button', { name: 'New project' }).click();
  const dialog = page.getByRole('dialog', { name: 'New project' });
  const name = dialog.getByLabel('Name', { exact: true });
  await name.fill('Half a name');
  const box = await name.boundingBox();
  await page.mouse.move(box.x + 50, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(5, 5);
  await page.mouse.up();
  const asks = page.getByRole('dialog', { name: 'Leave without saving?' });
  assert.equal(await asks.count(), 0);
  await page.keyboard.press('Escape');
  await asks.getByRole('button', { name: 'Cancel' }).click();
  assert.equal(await name.inputValue(), 'Half a name');
  await page.mouse.click(5, 5);
  await asks.getByRole('button', { name: 'Leave' }).click();
  await dialog.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'New project' }).click();
  await dialog.waitFor();
  await page.goBack();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(page.faults, []);
});

test('the second press of a double click is none beside a dialog that the first one opened, and counts on what stays', async () => {
  const { id } = await hub.ask('POST', '/api/tasks', { projectId: project.id, title: 'Of parts' });
  await hub.ask('POST', `/api/tasks/${id}/subtasks`, { title: 'Its part' });
  const page = await desk();
  await visit(page, hub, `#/projects/${project.id}/tasks`);
  const pressTwice = async (target, between) => {
    const { x, y, width, height } = await target.boundingBox();
    await page.mouse.move(x + width / 2, y + height / 2);
    for (const clickCount of [1, 2]) {
      await page.mouse.down({ clickCount });
      await page.mouse.up({ clickCount });
      if (clickCount === 1) await between.waitFor();
    }
  };
  const title = page.getByRole('dialog').getByLabel('Title');
  await pressTwice(page.getByRole('button', { name: 'New task…' }), title);
  await title.fill('Still here');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Leave' }).click();

  const sent = [];
  page.on('request', request => request.method() === 'PATCH' && sent.push(request.postDataJSON()));
  await page.getByRole('link', { name: /Of parts/ }).click();
  await pressTwice(page.locator('label').filter({ hasText: 'Its part' }), page.getByRole('checkbox', { checked: true }));
  await until(() => sent.length === 2, 'both presses');
  assert.deepEqual(sent, [{ completed: true }, { completed: false }]);
  assert.deepEqual(page.faults, []);
});

test('whatever gets into the page loads and sends nothing', async () => {
  const page = await phone();
  await page.goto(hub.url);
  await lead(page, 'Projects');
  const broken = await page.evaluate(() => new Promise(resolve => {
    const directives = [];
    document.addEventListener('securitypolicyviolation', event => {
      directives.push(event.effectiveDirective);
      if (directives.length >= 5) resolve(directives);
    });
    const script = Object.assign(document.createElement('script'), { textContent: 'window.planted = true' });
    const image = Object.assign(document.createElement('img'), { src: 'https://example.invalid/x.png' });
    const frame = Object.assign(document.createElement('iframe'), { src: 'https://example.invalid/' });
    const styled = document.createElement('p');
    styled.setAttribute('style', 'color: red');
    document.body.append(script, image, frame, styled);
    fetch('https://example.invalid/').catch(() => {});
  }));
  assert.deepEqual(broken.sort(), ['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'style-src-attr']);
  assert.equal(await page.evaluate(() => window.planted), undefined);
});

test('a hostile name of a project is shown, and does nothing', async () => {
  const named = await hub.ask('POST', '/api/projects', { name: HOSTILE.slice(0, 100) });
  const page = await phone();
  await visit(page, hub, `#/projects/${named.id}/tasks`);
  await page.locator('.bar h1').getByText('<img src=x').waitFor();
  await page.goto(`${hub.url}/#/`);
  await page.getByRole('link', { name: /<img src=x/ }).waitFor();
  assert.notEqual(await page.title(), 'taken');
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  assert.deepEqual(page.faults, []);
});

test('a project is called as it is now, though an older answer comes later', async () => {
  const { id } = await hub.project('As it was');
  const page = await phone();
  const wait = gate();
  await page.route(`**/api/projects/${id}`, async route => {
    const response = await route.fetch();
    await wait.opened;
    await route.fulfill({ response });
  });
  await visit(page, hub, `#/projects/${id}/waiting`);
  await hub.ask('PATCH', `/api/projects/${id}`, { name: 'As it is' });
  await page.locator('.bar h1').getByText('As it is').waitFor();
  await Promise.all([page.waitForResponse(`**/api/projects/${id}`), wait.open()]);
  await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(await page.locator('.bar h1').textContent(), 'As it is');
  assert.deepEqual(page.faults, []);
});

test('what waits is counted in the title', async () => {
  const page = await phone();
  await visit(page, hub, `#/projects/${project.id}/tasks`);
  const before = Number(/^\((\d+)\)/.exec(await page.title())?.[1] ?? 0);
  const session = await hub.ask('POST', '/api/sessions', { projectId: project.id, name: 'Asks' });
  await hub.ask('POST', `/api/sessions/${session.id}/report`, { type: 'needs_input', message: 'May I?' });
  await until(async () => (await page.title()).startsWith(`(${before + 1}) `), 'the title to count it');
});

test('the libraries come with their licences', async () => {
  for (const library of ['@xterm/xterm', 'dompurify', 'lit-html', 'socket.io-client', 'uplot']) {
    const answer = await fetch(`${hub.url}/web/vendor/${library}/LICENSE`);
    assert.equal(answer.status, 200, library);
    assert.match(await answer.text(), /licen[sc]e|permission/i);
  }
});

test('the page can be installed: its manifest and icons are there', async () => {
  const manifest = await (await fetch(`${hub.url}/web/manifest.webmanifest`)).json();
  assert.equal(manifest.display, 'standalone');
  for (const { src, type, sizes } of manifest.icons) {
    const answer = await fetch(new URL(src, `${hub.url}/web/`));
    assert.equal(answer.status, 200, src);
    assert.ok(answer.headers.get('Content-Type').startsWith(type), src);
    if (type !== 'image/png') continue;
    const picture = new DataView(await answer.arrayBuffer());
    assert.equal(`${picture.getUint32(16)}x${picture.getUint32(20)}`, sizes);
  }
  assert.ok(manifest.icons.some(({ purpose }) => purpose === 'maskable'));
  const page = await phone();
  await page.goto(hub.url);
  const devtools = await page.context().newCDPSession(page);
  const { errors } = await devtools.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
});

test('a press on a notification opens what it is about', async () => {
  const page = await phone();
  await visit(page, hub, `#/projects/${project.id}/tasks`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const worker = page.context().serviceWorkers()[0] ?? await page.context().waitForEvent('serviceworker');
  await until(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), 'the worker to have the page');
  await worker.evaluate(async url => {
    // What a press brings about, without a person: focus is theirs alone to give.
    WindowClient.prototype.focus = async function focus() { return this; };
    const event = new ExtendableEvent('notificationclick');
    event.notification = { close() {}, data: { url } };
    self.dispatchEvent(event);
  }, `/#/projects/${project.id}/sessions`);
  await until(() => page.url().endsWith('/sessions'), 'the view to be opened');
});
