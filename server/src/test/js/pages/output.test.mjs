// A terminal that writes a lot, watched: the page goes on answering.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { atEnd, desk, PATIENCE_MS, phone, RunningHub, START_MS, tokenOf, until, visit } from './support.mjs';

const SECONDS = 10;
const hub = await RunningHub.start({ keyed: true });
const project = await hub.project();
const ada = tokenOf('ada', { projects: [project.id] });

/** Writes 1 MB a second, in pieces, when a key is pressed. */
const WRITER = `
  process.stdin.setRawMode(true);
  console.log('ready');
  process.stdin.once('data', () => {
    const line = '\\x1b[3' + 'm0123456789 words that go by \\x1b[32mand colours\\x1b[0m'.padEnd(96, '.') + '\\r\\n';
    let written = 0;
    const begun = performance.now();
    const more = setInterval(() => {
      const due = Math.min(performance.now() - begun, ${SECONDS * 1000}) * 1000;
      while (written < due) process.stdout.write(line), written += line.length;
      if (written >= ${SECONDS * 1_000_000}) {
        clearInterval(more);
        console.log('the end of ' + ${SECONDS} + ' MB');
      }
    }, 20);
  });`;

const folder = await mkdtemp(join(tmpdir(), 'maestro-output-'));
atEnd(() => rm(folder, { recursive: true, force: true }));
const writer = join(folder, 'writer.cjs');
await writeFile(writer, WRITER);

for (const [name, device] of [['phone', phone], ['desk', desk]]) {
  test(`1 MB a second on a ${name} comes to its end`, async t => {
    const before = new Set((await hub.ask('GET', `/api/sessions?projectId=${project.id}`)).map(({ id }) => id));
    hub.agent(project.id, process.execPath, writer);
    const session = await until(async () => (await hub.ask('GET', `/api/sessions?projectId=${project.id}`)).find(({ id }) => !before.has(id)), 'the session', START_MS);
    const page = await device();
    await visit(page, hub, `#/projects/${project.id}/terminals/${session.id}`, ada);
    const rows = page.locator('.xterm-rows');
    await rows.getByText('ready').waitFor();
    await page.getByRole('button', { name: 'Take control' }).click();
    await page.evaluate(() => {
      const { port1, port2 } = new MessageChannel();
      globalThis.lags = [];
      let asked = performance.now();
      // A message comes after the tasks that waited before it: how late it comes is how long a tap would wait.
      port1.onmessage = () => {
        globalThis.lags.push(performance.now() - asked);
        setTimeout(() => port2.postMessage(asked = performance.now()), 5);
      };
      port2.postMessage(null);
    });
    await page.keyboard.press('g');
    await rows.getByText(`the end of ${SECONDS} MB`).waitFor({ timeout: 3 * PATIENCE_MS });
    const lags = (await page.evaluate(() => globalThis.lags)).sort((a, b) => a - b);
    const at = part => Math.round(lags[Math.min(Math.floor(lags.length * part), lags.length - 1)]);
    t.diagnostic(`${name}: a page that is written 1 MB a second to answers within ${at(0.5)} ms (median), ${at(0.99)} ms (p99), ${at(1)} ms (most), of ${lags.length}`);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}
