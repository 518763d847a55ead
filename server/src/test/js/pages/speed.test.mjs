// How fast and how large the first view is, on a phone as Lighthouse imagines one: slow 4G and a slow processor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phone, RunningHub } from './support.mjs';
import { seed } from './seed.mjs';

/** 150 ms a round trip, 1.6 Mbit/s down, 750 kbit/s up. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8, connectionType: 'cellular4g' };
const SLOWER = 4;
const MOST_BYTES = 400_000;

const hub = await RunningHub.start();
const { project, tasks } = await seed(hub);

async function firstView({ cached }) {
  const page = await phone();
  const address = `${hub.url}/?token=${hub.token}#/projects/${project.id}/tasks`;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  if (cached) {
    await page.goto(address);
    await page.locator('.link.live').waitFor();
    await page.goto('about:blank');
  }
  await devtools.send('Network.emulateNetworkConditions', SLOW_4G);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  let bytes = 0;
  let files = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    files++;
  });
  devtools.on('Network.webSocketFrameReceived', ({ response }) => { bytes += response.payloadData.length; });
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator('main').getByText(tasks[1].title, { exact: true }).first().waitFor();
  const shown = await page.evaluate(() => performance.now());
  const painted = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  await page.context().close();
  return { painted: Math.round(painted), shown: Math.round(shown), bytes, files };
}

test('the first view is small', async t => {
  const cold = await firstView({ cached: false });
  t.diagnostic(`with nothing cached: painted after ${cold.painted} ms, the tasks after ${cold.shown} ms, ${cold.bytes} bytes in ${cold.files} files`);
  assert.ok(cold.bytes > 20_000 && cold.files > 5, 'something was loaded');
  assert.ok(cold.bytes <= MOST_BYTES, `${cold.bytes} bytes`);
  const warm = await firstView({ cached: true });
  t.diagnostic(`opened before: painted after ${warm.painted} ms, the tasks after ${warm.shown} ms, ${warm.bytes} bytes in ${warm.files} files`);
  assert.ok(warm.bytes < cold.bytes / 2, `${warm.bytes} bytes though opened before`);
});

/** The modules that one imports as it is loaded, and theirs: what a browser finds only when the one before has come. */
async function imported(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  const text = await (await fetch(hub.url + path)).text();
  const names = [...text.matchAll(/(?:^|[;}\s])(?:import|export)\b[^'"();]*?from\s*["'](\.[^"']+)["']|\bimport\s*["'](\.[^"']+)["']/g)];
  for (const [, from, bare] of names) await imported(new URL(from ?? bare, hub.url + path).pathname, found);
  return found;
}

test('the page names all that the shell imports, and nothing else', async () => {
  const text = await (await fetch(hub.url, { headers: { Accept: 'text/html' } })).text();
  const named = [...text.matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(([, path]) => path);
  const shell = await imported(named.find(path => path.endsWith('/shell.js')));
  await imported(named.find(path => path.endsWith('/ui/login.js')), shell);
  assert.ok(shell.size > 20, [...shell].join());
  assert.deepEqual([...shell].filter(path => !named.includes(path)), [], 'imported, and not named in index.html');
  assert.deepEqual(named.filter(path => !shell.has(path)), [], 'named in index.html, and not imported');
  assert.equal(new Set(named).size, named.length, 'each is named once');
});
