// Terminals as people see them: real agents with real programs, watched and typed into from a phone and from a desk.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { atEnd, desk, Network, phone, RunningHub, START_MS, tokenOf, until, visit } from './support.mjs';

const network = await Network.start();
const hub = await RunningHub.start({ keyed: true, flags: network.flags });
network.leadTo(hub);
const project = await hub.project();
const ada = tokenOf('ada', { projects: [project.id] });
const bob = tokenOf('bob', { projects: [project.id] });

const folder = await mkdtemp(join(tmpdir(), 'maestro-terminals-'));
atEnd(() => rm(folder, { recursive: true, force: true }));

const sessions = () => hub.ask('GET', `/api/sessions?projectId=${project.id}`);

/** Starts an agent; returns it and its session's id. */
async function running(...command) {
  const before = new Set((await sessions()).map(({ id }) => id));
  const agent = hub.agent(project.id, ...command);
  const session = await until(async () => (await sessions()).find(({ id }) => !before.has(id)), 'the session', START_MS);
  return { agent, id: session.id };
}

/** Starts a shell that says `$ ` and nothing else. */
const shell = () => running('env', 'PS1=$ ', 'HISTFILE=', 'bash', '--norc', '--noprofile');

const opened = (page, { id }, token = ada, at = hub) => visit(page, at, `#/projects/${project.id}/terminals/${id}`, token);

/** The lines on the screen of a page. */
const lines = page => page.locator('.xterm-rows > div').evaluateAll(rows =>
  rows.map(row => row.textContent.replaceAll(' ', ' ').trimEnd()));

const shows = (page, line) => until(async () => (await lines(page)).includes(line), `the line ${line}`).catch(async failure => {
  throw new Error(`${failure.message}; there is\n${(await lines(page)).join('\n')}\n${await page.getByRole('region', { name: 'Terminal' }).innerText()}`);
});

/** Waits until the shell asks for the next command right under a line: what is typed before that is the tty's, not the shell's. */
const prompted = (page, line) => until(async () => {
  const all = await lines(page);
  return all.includes(line) && all[all.lastIndexOf(line) + 1] === '$';
}, `the prompt under ${line}`);

const takeControl = page => page.getByRole('button', { name: 'Take control' }).click();

/** Opens a shell when it is ready, and takes control of it. */
async function typing(page, bash, at = hub) {
  await opened(page, bash, ada, at);
  await shows(page, '$');
  await takeControl(page);
}

const standing = (page, text) => page.locator('.terminal .control').getByText(text).waitFor();

async function enter(page, text) {
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** What a page shows that nothing went wrong on: its lines once they stay the same as another's. */
async function alike(one, other) {
  await until(async () => JSON.stringify(await lines(one)) === JSON.stringify(await lines(other)), 'the same screen');
}

test('a full-screen program is shown as it is, and late as to who was there', async () => {
  const file = join(folder, 'words');
  await writeFile(file, ['plain', '漢字 wide', 'e\u0301 combined', '┌─┐ drawn', ''].join('\n'));
  const vim = await running('vim', '-u', 'NONE', '-i', 'NONE', '-n', file);
  const first = await phone();
  await opened(first, vim);
  await shows(first, '~');
  assert.deepEqual((await lines(first)).slice(0, 5), ['plain', '漢字 wide', 'e\u0301 combined', '┌─┐ drawn', '~']);
  assert.equal((await lines(first)).length, 24);
  const late = await desk();
  await opened(late, vim, bob);
  await alike(late, first);
  await takeControl(first);
  await enter(first, ':set number');
  await shows(first, '      2 漢字 wide');
  await alike(late, first);
  assert.deepEqual([...first.faults, ...late.faults], []);
  await first.context().close();
  await late.context().close();
});

test('on a phone all columns are in sight, and what is drawn has its colours under the strict policy', async () => {
  const bash = await shell();
  const page = await phone();
  await typing(page, bash);
  await enter(page, String.raw`printf '\033[1mBOLD\033[0m \033[31mRED\033[0m \033[38;2;1;200;3mTRUE\033[0m\n'`);
  await shows(page, 'BOLD RED TRUE');
  const styleOf = (text, name) => page.locator('.xterm-rows span', { hasText: new RegExp(`^${text}$`) }).first().evaluate((span, name) => getComputedStyle(span)[name], name);
  assert.equal(await styleOf('TRUE', 'color'), 'rgb(1, 200, 3)');
  assert.equal(await styleOf('RED', 'color'), 'rgb(239, 127, 99)');
  assert.equal(await styleOf('BOLD', 'fontWeight'), '700');
  const cursor = page.locator('.xterm-cursor');
  await until(() => cursor.evaluate(drawn => getComputedStyle(drawn).backgroundColor === 'rgb(230, 227, 221)'), 'the cursor');
  const sizes = await page.evaluate(() => ({
    screen: document.querySelector('.xterm-screen').getBoundingClientRect().width, page: document.documentElement.scrollWidth,
    font: parseFloat(getComputedStyle(document.querySelector('.xterm-rows')).fontSize),
  }));
  assert.ok(sizes.screen <= 390 && sizes.screen > 330, `the screen is ${sizes.screen} px wide`);
  assert.ok(sizes.page <= 390, `the page is ${sizes.page} px wide`);
  assert.ok(sizes.font >= 6, `letters of ${sizes.font} px`);
  await enter(page, 'clear; stty size');
  await shows(page, '24 80');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('what is selected is shown so, copied, and found', async () => {
  const bash = await shell();
  const page = await desk({ permissions: ['clipboard-read', 'clipboard-write'] });
  await typing(page, bash);
  await enter(page, 'clear; seq 1 100; echo needle-1; seq 101 200; echo ready');
  await shows(page, 'ready');
  const box = await page.locator('.xterm-rows > div', { hasText: /^ready/ }).boundingBox();
  await page.mouse.dblclick(box.x + 10, box.y + box.height / 2);
  const selected = page.locator('.xterm-selection div').first();
  await selected.waitFor();
  assert.equal(await selected.evaluate(drawn => getComputedStyle(drawn).backgroundColor), 'rgb(74, 80, 120)');
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('The selection is copied.').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'ready');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.getByPlaceholder('Find').fill('needle-1');
  await shows(page, 'needle-1');
  await page.locator('.find').getByText('1 of 1').waitFor();
  await page.getByPlaceholder('Find').fill('nowhere at all');
  await page.locator('.find').getByText('not found').waitFor();
  await page.getByRole('button', { name: 'Close the search' }).click();
  await page.getByRole('button', { name: 'Newest' }).click();
  await shows(page, 'ready');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('one types at a time, the others are told who, and only the one in control gives the size', async () => {
  const bash = await shell();
  const adas = await phone();
  const bobs = await desk();
  await opened(adas, bash);
  await opened(bobs, bash, bob);
  await standing(adas, 'Nobody is typing');
  await bobs.locator('.xterm-screen').click();
  await bobs.keyboard.type('not typed');
  await shows(adas, '$');
  await takeControl(adas);
  await adas.getByRole('button', { name: 'Bar' }).click();
  await adas.getByRole('button', { name: 'Ctrl+C' }).click();
  await standing(bobs, 'ada is typing');
  await standing(adas, 'You are in control');
  // bash does not pass on a Ctrl+C that comes between its reading a line and starting the program: the program says that it runs.
  await enter(adas, "sh -c 'echo runs$((1 + 1)); exec sleep 100'");
  await shows(adas, 'runs2');
  await adas.getByRole('button', { name: 'Ctrl+C' }).click();
  await enter(adas, 'echo back$((1 + 1))');
  await prompted(adas, 'back2');
  await adas.getByRole('button', { name: 'Ctrl', exact: true }).click();
  await adas.keyboard.type('d');
  await until(async () => (await lines(bobs)).includes('back2'), 'the same on the other');
  assert.ok(!(await lines(bobs)).join('').includes('not typed'));
  await adas.locator('.said').getByText('exit code').waitFor();
  await bobs.locator('.said').getByText('exit code').waitFor();
  assert.deepEqual([...adas.faults, ...bobs.faults], []);
  await adas.context().close();
  await bobs.context().close();
});

test('who is taken over is told, watches again, and takes no size', async () => {
  const bash = await shell();
  const adas = await desk();
  const bobs = await desk();
  await opened(adas, bash);
  await opened(bobs, bash, bob);
  await takeControl(adas);
  await takeControl(bobs);
  await adas.getByRole('button', { name: 'Fit to my screen' }).click();
  await adas.getByText('Only who typed last').waitFor();
  await adas.locator('.xterm-helper-textarea').focus();
  // It is said for a few seconds only.
  const told = bobs.getByText('ada took over').waitFor();
  told.catch(() => {});
  await enter(adas, 'echo ada');
  await told;
  await bobs.getByRole('button', { name: 'Take control' }).waitFor();
  await adas.getByRole('button', { name: 'Fit to my screen' }).click();
  await until(async () => (await bobs.locator('.terminal-head').textContent()).includes('×') && !(await bobs.locator('.terminal-head').textContent()).includes('80 × 24'), 'another size');
  await adas.locator('.xterm-helper-textarea').focus();
  await enter(adas, 'clear; stty size | tr " " x');
  const [rows, cols] = /(\d+) × (\d+)/.exec(await bobs.locator('.terminal-head').textContent()).slice(1).reverse();
  await shows(bobs, `${rows}x${cols}`);
  await adas.keyboard.press('Control+Shift+E');
  await adas.getByRole('button', { name: 'Take control' }).waitFor();
  assert.deepEqual([...adas.faults, ...bobs.faults], []);
  await adas.context().close();
  await bobs.context().close();
});

test('hostile output does nothing', async () => {
  const bash = await shell();
  const page = await desk({ permissions: ['clipboard-read', 'clipboard-write'] });
  const opens = [];
  page.context().on('page', other => opens.push(other.url()));
  await page.goto(hub.url);
  await page.evaluate(() => navigator.clipboard.writeText('mine'));
  await typing(page, bash);
  const title = '<img src=x onerror=alert(1)>';
  await enter(page, String.raw`clear; printf '\033]52;c;eW91cnM=\007\033]0;${title}\007\033]8;;javascript:alert(1)\007press-me\033]8;;\007\n'`);
  await page.getByRole('heading', { name: title }).waitFor();
  await shows(page, 'press-me');
  const box = await page.locator('.xterm-rows > div', { hasText: /^press-me/ }).boundingBox();
  await page.mouse.move(box.x + 12, box.y + box.height / 2);
  await page.mouse.click(box.x + 12, box.y + box.height / 2);
  await page.locator('.xterm-helper-textarea').focus();
  await enter(page, 'echo over');
  await shows(page, 'over');
  assert.equal(await page.locator('dialog').count(), 0);
  assert.deepEqual(opens, []);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'mine');
  assert.equal(await page.locator('.page img').count(), 0);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('what cannot be typed is said, and kept', async () => {
  const bash = await shell();
  const page = await phone();
  await typing(page, bash);
  await enter(page, 'echo here');
  await shows(page, 'here');
  await bash.agent.kill();
  await page.getByText('has lost its connection to the hub').waitFor();
  await page.keyboard.type('lost');
  await page.getByRole('alert').getByText('This was not typed: l').waitFor();
  assert.equal(await page.locator('.terminal.dim').count(), 1);
  assert.ok((await lines(page)).includes('here'));
  await page.getByRole('button', { name: 'Forget it' }).click();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('what waits to be typed when control is given up is not typed, and kept', async () => {
  const bash = await shell();
  const page = await desk({ permissions: ['clipboard-read', 'clipboard-write'] });
  await typing(page, bash);
  await enter(page, 'clear; cat > /dev/null');
  await page.evaluate(() => navigator.clipboard.writeText('a line of many\n'.repeat(400_000)));
  await page.evaluate(() => {
    const read = navigator.clipboard.readText.bind(navigator.clipboard);
    navigator.clipboard.readText = async () => {
      const text = await read();
      // In the next turn it was put in, and no more than its first piece can have been sent.
      setTimeout(() => document.querySelector('[aria-keyshortcuts="Control+Shift+E"]').click());
      return text;
    };
  });
  await page.getByRole('button', { name: 'Paste' }).click();
  const alert = page.getByRole('alert');
  await alert.getByText('This was not typed').waitFor();
  await alert.getByText('Control ended before it was sent.').waitFor();
  await alert.getByRole('button', { name: 'Forget it' }).click();
  await alert.waitFor({ state: 'detached' });
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('what was typed before one leaves is typed, and what is not is told', async () => {
  const reader = await running('bash', '--norc', '-c', 'while read line; do echo "got <$line>"; done');
  const page = await desk();
  await visit(page, network, `#/projects/${project.id}/terminals`, ada);
  await page.locator(`a[href$="${reader.id}"]`).click();
  await takeControl(page);
  const leave = async text => {
    network.stall();
    await enter(page, text);
    await page.getByRole('link', { name: 'All terminals' }).click();
    await page.getByRole('heading', { name: 'Terminals' }).waitFor();
  };
  await leave('make all');
  network.mend();
  await reader.agent.says('got <make all>');

  await page.goBack();
  await takeControl(page);
  await leave('lost');
  network.cut();
  await page.locator('.toast').filter({ hasText: /It is not known whether this was typed into .*: lost⏎/ }).waitFor();
  network.mend();
  await page.locator('.link.live').waitFor();
  await page.context().close();
});

test('what there is no room for is sent until it is taken, and no more once control has ended', async () => {
  const page = await desk();
  await page.goto(hub.url);
  const said = await page.evaluate(async () => {
    const { Keys } = await import('/web/views/terminals/keys.js');
    const full = { code: 'rate_limited', retryAfter: 1 };
    const taken = [];
    let refusals = 3;
    const keys = new Keys(async text => {
      if (refusals-- > 0) throw full;
      taken.push(text);
    });
    keys.type('make\r');
    await keys.sent();

    let refuse;
    const others = new Keys(() => new Promise((_, reject) => { refuse = reject; }));
    others.type('rm');
    others.type(' -r');
    others.stop();
    refuse(full);
    await others.sent();
    return { taken, unsent: others.unsent.text, why: others.unsent.refusal.code };
  });
  assert.deepEqual(said, { taken: ['make\r'], unsent: 'rm -r', why: 'stopped' });
  await page.context().close();
});

test('the keyboard gets out of a screen that is only watched', async () => {
  const bash = await shell();
  const page = await desk();
  await opened(page, bash);
  await shows(page, '$');
  const keys = page.locator('.xterm-helper-textarea');
  for (const way of ['Tab', 'Shift+Tab', 'Control+Shift+E']) {
    await keys.focus();
    await page.keyboard.press(way);
    await until(() => keys.evaluate(element => document.activeElement !== element), `${way} to lead out`);
  }
  await until(() => page.evaluate(() => document.activeElement.textContent === 'Take control'), 'the way out to lead to the control');
  await page.context().close();
});

test('a screen that is shown in another place shows what it showed', async () => {
  const bash = await shell();
  const page = await desk();
  await opened(page, bash);
  await shows(page, '$');
  await page.evaluate(async () => {
    const { Screen } = await import(new URL('ui/screen.js', document.querySelector('script[type=module]').src));
    const [one, other] = ['one', 'other'].map(id => Object.assign(document.createElement('div'), { id }));
    const main = document.querySelector('main');
    main.replaceChildren(one);
    const screen = new Screen();
    screen.attach(one);
    await new Promise(done => screen.write('before', done));
    main.replaceChildren(other);
    screen.attach(other);
    await new Promise(done => screen.write(' and after', done));
  });
  await page.locator('#other .xterm-rows').getByText('before and after').waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('the list says what runs, what ended, and how to begin', async () => {
  const other = await hub.project('Gemini');
  const page = await phone();
  const token = tokenOf('ada', { projects: [project.id, other.id] });
  await visit(page, hub, `#/projects/${other.id}/terminals`, token);
  await page.getByText(`--project ${other.id}`).waitFor();
  const agent = hub.agent(other.id, 'sleep', '1000');
  const row = page.locator('.terminal-list li', { hasText: 'sleep 1000' });
  await row.getByText('live').waitFor({ timeout: START_MS });
  await row.getByText('80 × 24 · nobody watches').waitFor();
  await row.click();
  await standing(page, 'Nobody is typing');
  await page.getByRole('link', { name: 'All terminals' }).click();
  await row.getByText('live').waitFor();
  agent.signal('SIGTERM');
  await row.getByText('ended').waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a cut network is said, and what was missed comes once', async () => {
  const bash = await shell();
  const page = await phone();
  await typing(page, bash, network);
  const gate = join(folder, 'gate');
  await enter(page, `clear; echo before; until [ -e ${gate} ]; do sleep 0.1; done; echo while; sleep 1; echo after`);
  await shows(page, 'before');
  network.cut();
  await page.getByText('This is the last that was seen').waitFor();
  await writeFile(gate, '');
  network.mend();
  await shows(page, 'after');
  assert.deepEqual((await lines(page)).filter(line => ['before', 'while', 'after'].includes(line)), ['before', 'while', 'after']);
  await page.context().close();
});

test('a hub that was killed and comes back shows the screen again by itself', async () => {
  const bash = await shell();
  const page = await phone();
  await typing(page, bash);
  await enter(page, 'clear; for i in 1 2 3; do echo row$i; done');
  await prompted(page, 'row3');
  const before = await lines(page);
  await hub.kill();
  await page.getByText('This is the last that was seen').waitFor();
  assert.deepEqual(await lines(page), before);
  await hub.startAgain();
  await page.locator('.terminal:not(.dim)').waitFor();
  await until(async () => JSON.stringify(await lines(page)) === JSON.stringify(before), 'the screen as it was');
  await takeControl(page);
  await enter(page, 'echo again');
  await shows(page, 'again');
  assert.equal((await lines(page)).filter(line => line === 'row3').length, 1);
  await page.context().close();
});
