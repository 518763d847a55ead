// A network that is slow, cut, or gone, a hub that is killed, and a token that ends meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { live, phone, RunningHub, tokenOf, until, visit } from './support.mjs';

const hub = await RunningHub.start();
const keyed = await RunningHub.start({ keyed: true });
const project = await hub.project();
const task = title => hub.ask('POST', '/api/tasks', { projectId: project.id, title });
const tasks = `#/projects/${project.id}/tasks`;
await task('Here from the start');

/** How many times a text is on the page, wherever it can be seen. */
const shown = (page, text) => page.locator('main').getByText(text, { exact: true }).filter({ visible: true }).count();

const once = (page, text) => until(async () => await shown(page, text) === 1, `"${text}" to be shown once`);

test('on a slow network everything is there in the end', async () => {
  const page = await phone();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions',
    { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 20_000, connectionType: 'cellular3g' });
  await visit(page, hub, tasks);
  await once(page, 'Here from the start');
  assert.deepEqual(page.faults, []);
});

test('a hub that is killed is said so with the next try, and what comes after is right, and nothing is doubled', async () => {
  const page = await phone();
  await visit(page, hub, tasks);
  await once(page, 'Here from the start');
  await listen(page);
  await hub.kill();
  await page.locator('.link.waiting').waitFor();
  const strip = page.locator('.strip');
  await strip.getByText(/Next try in \d+ s\.|Trying again/).waitFor();
  await strip.getByText(/Shown as of \d\d:\d\d/).waitFor();
  assert.equal(await shown(page, 'Here from the start'), 1, 'what was known stays');
  assert.match(await page.locator('main').getAttribute('class'), /stale/);
  // A try that fails ends in another countdown.
  await strip.getByRole('button', { name: 'Try now' }).click();
  await strip.getByText(/Next try in/).waitFor();

  await hub.startAgain();
  await task('Made meanwhile');
  await live(page);
  await strip.waitFor({ state: 'hidden' });
  await once(page, 'Made meanwhile');
  assert.equal(await shown(page, 'Here from the start'), 1);
  await task('Made after');
  await once(page, 'Made after');
  assert.doesNotMatch(await page.locator('main').getAttribute('class'), /stale/);

  const said = await page.evaluate(() => globalThis.said);
  assert.equal(said.length, 2, `read out once when it is lost and once when it is back, not ${said.join(' | ')}`);
  assert.match(said[0], /^Not connected\. /);
  assert.equal(said[1], 'Live');
});

/** Notes what is read out to whoever listens. */
const listen = page => page.evaluate(() => {
  globalThis.said = [];
  const region = document.querySelector('#app > p[role="status"]');
  new MutationObserver(() => globalThis.said.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
});

test('a network that is cut comes back by itself', async () => {
  const page = await phone();
  await visit(page, hub, tasks);
  // A socket on this machine outlives what the browser calls offline; a view without one does not.
  await page.evaluate(() => { location.hash = '#/account'; });
  await page.locator('.link').getByText('Connected').waitFor();
  await page.context().setOffline(true);
  await page.locator('.link.waiting').waitFor();
  await page.locator('.strip').getByText(/This device is offline\./).waitFor();
  await page.context().setOffline(false);
  await live(page);
  await page.locator('.strip').waitFor({ state: 'hidden' });
});

test('what is kept holds no token, and no answer of the hub', async () => {
  const page = await phone();
  await visit(page, hub, tasks);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await until(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), 'the worker to have the page');
  await page.goto(hub.link);
  await page.getByRole('heading', { name: 'Projects' }).waitFor();
  const kept = await page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) found.push(request.url, (await cache.match(request, { ignoreVary: true })).url);
    }
    return found.map(url => url.replace(location.origin, ''));
  });
  assert.ok(kept.includes('/'), kept.join());
  assert.ok(kept.some(path => path.endsWith('/shell.js')), 'the shell is kept');
  assert.deepEqual(kept.filter(path => path !== '/' && !/^\/web\/[0-9a-f]{16}\//.test(path)), []);
});

test('a token that ends while the page is open is said so, and another goes on where one was', async () => {
  const { id } = await keyed.ask('POST', '/api/projects', { name: 'Of Anna', members: ['anna'] });
  await keyed.ask('POST', '/api/tasks', { projectId: id, title: 'Still here' });
  const page = await phone();
  await visit(page, keyed, `#/projects/${id}/tasks`, tokenOf('anna'));
  await once(page, 'Still here');
  const strip = page.locator('.strip');
  // Another tab takes a token that ends soon; this one goes on with it.
  const other = await page.context().newPage();
  await other.goto(keyed.url);
  const warned = strip.getByText(/^Your access ends at/).waitFor();
  warned.catch(() => {});
  await other.evaluate(token => localStorage.setItem('maestro.token', token), tokenOf('anna', { lifetime: 25_000 }));
  await warned;
  await other.close();
  await strip.getByText('Your access has ended.').waitFor();
  assert.equal(await shown(page, 'Still here'), 1, 'the view stays');
  await strip.getByRole('button', { name: 'Log in' }).click();
  const dialog = page.getByRole('dialog', { name: 'Log in' });
  await dialog.getByLabel('Link or token').fill(tokenOf('anna'));
  await dialog.getByRole('button', { name: 'Log in' }).click();
  await live(page);
  await keyed.ask('POST', '/api/tasks', { projectId: id, title: 'Made after' });
  await once(page, 'Made after');
  assert.equal(await shown(page, 'Still here'), 1);
});

test('without the hub the page comes up from what was kept, says so, and goes on when the hub is back', async () => {
  const page = await phone();
  await visit(page, hub, tasks);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await until(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), 'the worker to have the page');
  await hub.kill();
  let failures = 0;
  page.on('requestfailed', request => { failures += request.url().endsWith(`/api/projects/${project.id}`); });
  await page.reload();
  await page.getByRole('heading', { name: 'The hub cannot be reached.' }).waitFor();
  await page.getByRole('button', { name: 'Try now' }).first().waitFor();
  await until(() => failures === 3, 'the name of the project to be given up');
  await hub.startAgain();
  await live(page);
  await page.locator('.bar h1').getByText('Apollo').waitFor();
  await once(page, 'Here from the start');
});
