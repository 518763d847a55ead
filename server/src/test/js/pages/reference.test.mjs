// The reference: what programs can ask and hear, found and read by a person.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { desk, phone, RunningHub, until, visit } from './support.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const hub = await RunningHub.start();
const project = await hub.project();

const entry = (page, name) => page.locator('.view-reference li').filter({ has: page.locator('summary .main > :first-child').getByText(name, { exact: true }) });

async function open(page, hash = '#/reference') {
  await visit(page, hub, hash);
  await page.getByRole('heading', { name: 'Reference', exact: true }).waitFor();
}

test('every route and every event of the descriptions is listed, and found by its words', async () => {
  const page = await phone();
  await open(page);
  const { paths } = await (await fetch(`${hub.url}/openapi.json`)).json();
  const { components } = await (await fetch(`${hub.url}/asyncapi.json`)).json();
  const listed = await page.locator('.view-reference summary .main > :first-child').allTextContents();
  for (const path of Object.keys(paths)) assert.ok(listed.includes(path), path);
  for (const { name } of Object.values(components.messages)) {
    if (!name.startsWith('ack of') && !name.startsWith('answer to')) assert.ok(listed.includes(name), name);
  }
  const search = page.getByLabel('Search the reference');
  await search.fill('subtask created');
  await until(async () => (await page.locator('.view-reference summary').count()) === 1, 'one entry to be left');
  await entry(page, 'subtask:created').waitFor();
  await search.fill('no such thing');
  await page.getByText('Nothing is called so.').waitFor();
  await search.fill('');
  await page.getByRole('button', { name: 'Clients send' }).click();
  await until(async () => (await page.locator('.verb.get').count()) === 0, 'the routes to go');
  await entry(page, 'state:sync').first().waitFor();
  assert.deepEqual(page.faults, []);
});

test('an entry tells what is taken and answered, and can be linked to', async () => {
  const page = await desk();
  await open(page, '#/reference/createTask');
  const task = page.locator('#entry-createTask');
  await task.getByRole('heading', { name: 'Content' }).waitFor();
  await until(() => task.evaluate(element => element.getBoundingClientRect().top < innerHeight), 'it to be in sight');
  const title = task.locator('.fields > li').filter({ has: page.locator('code.name', { hasText: /^title$/ }) }).first();
  assert.match(await title.innerText(), /at most 500 characters[\s\S]*needed/);
  await task.getByRole('heading', { name: '201' }).waitFor();
  await task.getByText('Fields of Subtask').first().click();
  await task.getByText('Whether it is done.').first().waitFor();
  assert.deepEqual(page.faults, []);
});

test('the example is copied, names this hub, and works in a shell', async () => {
  const page = await desk({ permissions: ['clipboard-read', 'clipboard-write'] });
  await open(page, '#/reference/createProject');
  await page.locator('#entry-createProject').getByRole('button', { name: 'Copy' }).click();
  await page.getByText('The example is copied.').waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(text.includes(`${hub.url}/api/projects`), text);
  const { stdout } = await promisify(execFile)('sh', ['-c', `${text} -sS`], { env: { ...process.env, TOKEN: hub.token } });
  const made = JSON.parse(stdout);
  assert.equal(made.name, 'name');
  assert.equal((await hub.ask('GET', `/api/projects/${made.id}`)).name, 'name');
});

test('it is led to from a project and from one\'s own page', async () => {
  const page = await phone();
  await visit(page, hub, `#/projects/${project.id}/more`);
  await page.getByRole('link', { name: /Reference/ }).click();
  await page.getByRole('heading', { name: 'Reference', exact: true }).waitFor();
  await visit(page, hub, '#/account');
  await page.getByRole('link', { name: /Reference/ }).click();
  await page.getByRole('heading', { name: 'Reference', exact: true }).waitFor();
});

for (const [device, open4] of Object.entries({ 'a phone': phone, 'a desk': desk })) {
  for (const scheme of ['light', 'dark']) {
    test(`nothing is wrong with it on ${device} in ${scheme}`, async () => {
      const page = await open4({ scheme });
      await open(page, '#/reference/changeSession');
      await page.locator('#entry-changeSession').getByText('Fields of SessionMetadata').first().click();
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${device.replace(' ', '-')}-${scheme}-deep.png` });
      await page.evaluate(() => scrollTo(0, 0));
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'wider than the screen');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${device.replace(' ', '-')}-${scheme}.png` });
      assert.deepEqual(page.faults, []);
    });
  }
}
