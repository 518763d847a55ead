// Draws the pictures of docs/screens: every view of a seeded hub, on a phone and at a desk, in light and dark. Run by hand:
//
//   cd server/target/test-js && node pages/screens.mjs ../../../docs/screens [name…]
//
// A name is a view's, its size's and its scheme's, such as tasks-phone-light, or the beginning of one. Without names it draws all.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { desk, live, phone, Program, RunningHub, until } from './support.mjs';
import { places, seed } from './seed.mjs';

const [folder = 'screens', ...names] = process.argv.slice(2);
const wanted = name => names.length === 0 || names.some(start => name.startsWith(start));

/** What is seeded to be hostile or too long, as something that a picture may show. */
const plain = value => typeof value === 'string' ? value.replace(/^<img.*/s, 'Payment agent').replace(/^Donau.*/s, 'Booking agent')
  : Array.isArray(value) ? value.map(plain)
    : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)])) : value;

/** A terminal with something on it; returns the id of its session. */
async function terminal(hub, { project, sessions }) {
  const says = ['\\033[1m$ npm test\\033[0m', '', '  \\033[32m✔\\033[0m logs in by a link \\033[2m(41 ms)\\033[0m',
    '  \\033[32m✔\\033[0m refuses a token that ended \\033[2m(12 ms)\\033[0m', '  \\033[31m✖\\033[0m says when it ended', '', '  2 passing, 1 failing', '',
    'Shall I mend the third? [y/n] '];
  new Program(['agent', '--url', hub.url, '--project', project.name, '--name', 'Test agent', '--', 'sh', '-c', `printf '${says.join('\\n')}'; exec cat`]);
  return until(async () => (await hub.ask('GET', `/api/sessions?projectId=${project.id}&limit=1000`))
    .find(({ id }) => !sessions.some(known => known.id === id))?.id, 'the agent to have a session');
}

test('every view is drawn', { timeout: 600_000 }, async t => {
  await mkdir(folder, { recursive: true });
  const hub = await RunningHub.start();
  const ask = hub.ask.bind(hub);
  hub.ask = (method, path, content, options) => ask(method, path, plain(content), options);
  const seeded = await seed(hub);
  const views = { ...places(seeded), terminal: `#/projects/${seeded.project.id}/terminals/${await terminal(hub, seeded)}` };
  for (const [size, open] of Object.entries({ phone, desk })) {
    for (const scheme of ['light', 'dark']) {
      const all = Object.entries(views).map(([view, hash]) => [`${view}-${size}-${scheme}`, hash]).filter(([name]) => wanted(name));
      if (all.length === 0) continue;
      const page = await open({ scheme, reducedMotion: 'reduce' });
      await page.goto(hub.link);
      await page.getByRole('heading', { name: 'Projects' }).waitFor();
      for (const [name, hash] of all) {
        await page.evaluate(to => { location.hash = to; }, hash);
        await page.locator(`main.view-${hash.split('/')[3] ?? (hash.split('/')[1] || 'home')}`).waitFor();
        await live(page);
        await until(() => page.evaluate(() => document.querySelector('main').innerText.trim().length > 0
          && !document.querySelector('main .skeleton')), `${name} to be shown`);
        if (name.startsWith('terminal-')) await page.getByText('Shall I mend the third?').first().waitFor({ state: 'attached' });
        await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));
        await page.evaluate(() => document.activeElement?.blur());
        const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
        await writeFile(join(folder, `${name}.png`), picture);
        t.diagnostic(`${name}.png, ${Math.round(picture.length / 1000)} KB`);
      }
      await page.context().close();
    }
  }
});
