// Every view with something in it, as a person meets it: on a phone and at a desk, in light and dark.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { browser, desk, phone, RunningHub, until } from './support.mjs';
import { places, seed } from './seed.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The least that a finger hits (WCAG 2.2, 2.5.8). */
const LEAST_TARGET = 24;
const MOST_SHIFT = 0.05;

const hub = await RunningHub.start();
const views = places(await seed(hub));

const DEVICES = {
  'a phone in light': () => phone({ scheme: 'light' }),
  'a phone in dark': () => phone({ scheme: 'dark' }),
  'a desk in light': () => desk({ scheme: 'light' }),
  'a desk in dark': () => desk({ scheme: 'dark' }),
};

/** Waits until a view is there with its data, and nothing of it has moved for some frames. */
async function settled(page, hash) {
  const [, first, , view] = hash.split('/');
  await page.locator(`main.view-${view ?? (first || 'home')}`).waitFor();
  await page.locator('.link.live').waitFor();
  await until(() => page.evaluate(() => document.querySelector('main').innerText.trim().length > 0
    && !document.querySelector('main .skeleton') && document.title.includes('·')), `${hash} to be shown`);
  // What stood in for it may have had another size, and the tabs may have gone; what comes after may move nothing.
  await page.evaluate(() => {
    globalThis.shiftObserver?.takeRecords();
    globalThis.shifts = [];
  });
  await page.evaluate(() => new Promise(resolve => {
    let text = null;
    let same = 0;
    const look = () => {
      const now = document.querySelector('main').innerText;
      same = now === text ? same + 1 : 0;
      text = now;
      same >= 10 ? resolve() : requestAnimationFrame(look);
    };
    look();
  }));
}

const looks = least => {
  const name = element => `${element.tagName.toLowerCase()}.${element.className?.baseVal ?? element.className} "${(element.innerText ?? '').slice(0, 30)}"`;
  const visible = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const wide = document.documentElement.scrollWidth > innerWidth;
  const pressed = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role="button"], [role="tab"], [tabindex="0"]')]
    .filter(visible).filter(element => !element.closest('.visually-hidden, .xterm-helpers') && !element.disabled);
  const small = pressed.filter(element => {
    // Links within a sentence may be as high as their line, and a label may be pressed for its field.
    if (element.matches('p a, dd a, h3 a')) return false;
    const box = (element.matches('input[type="checkbox"], input[type="radio"]') && element.closest('label') || element).getBoundingClientRect();
    return box.width > 1 && (box.width < least || box.height < least);
  });
  return { wide, small: small.map(name), pressed: pressed.length };
};

for (const [device, open] of Object.entries(DEVICES)) {
  test(`nothing is wrong with any view on ${device}`, { timeout: 280_000 }, async () => {
    const page = await open();
    await page.addInitScript(() => {
      globalThis.shifts = [];
      globalThis.shiftObserver = new PerformanceObserver(list => list.getEntries().filter(entry => !entry.hadRecentInput)
        .forEach(entry => globalThis.shifts.push({ value: entry.value, of: entry.sources.map(source => source.node?.className ?? source.node?.nodeName).join() })));
      globalThis.shiftObserver.observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(hub.link);
    await page.getByRole('heading', { name: 'Projects' }).waitFor();
    await page.evaluate(AXE);
    const found = [];
    for (const [view, hash] of Object.entries(views)) {
      await page.evaluate(to => { location.hash = to; }, hash);
      await settled(page, hash);
      const { wide, small } = await page.evaluate(looks, LEAST_TARGET);
      if (wide) found.push(`${view}: wider than the screen`);
      small.forEach(element => found.push(`${view}: smaller than ${LEAST_TARGET} px: ${element}`));
      const shifts = await page.evaluate(() => globalThis.shifts);
      const shifted = shifts.reduce((sum, { value }) => sum + value, 0);
      if (shifted > MOST_SHIFT) found.push(`${view}: moved by ${shifted.toFixed(3)}: ${JSON.stringify(shifts)}`);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      for (const { id, impact, nodes } of violations) {
        if (impact !== 'serious' && impact !== 'critical') continue;
        nodes.slice(0, 3).forEach(node => found.push(`${view}: ${impact} ${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`));
      }
    }
    assert.deepEqual(found, []);
    // The browser tells, while it reads HTML that is on no page, that it would not run what is inline there: a seeded page of a session.
    assert.deepEqual(page.faults.filter(fault => !/inline/.test(fault)), []);
  });
}

test('every view can be reached and left by keyboard, and says where one is', async () => {
  const page = await desk();
  // The view that is opened first takes no focus.
  await page.goto(`${hub.link}#/account`);
  await settled(page, '#/account');
  let before = await page.locator('main').getAttribute('aria-label');
  for (const [view, hash] of Object.entries(views)) {
    if (view === 'account') continue;
    await page.evaluate(to => { location.hash = to; }, hash);
    await settled(page, hash);
    // Its name is read out as it takes the focus.
    await until(async () => {
      const { label, title, isHere } = await page.evaluate(() => {
        const main = document.querySelector('main');
        return { label: main.getAttribute('aria-label'), title: document.title, isHere: main.contains(document.activeElement) };
      });
      return label !== before && title.includes(`${label} · `) && isHere && (before = label);
    }, `${view} to be where one is`);
    await page.keyboard.press('Shift+Tab');
    assert.ok(await page.evaluate(() => document.activeElement !== document.body), `${view}: one is nowhere`);
    const levels = await page.evaluate(() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(heading => heading.checkVisibility()).map(heading => Number(heading.tagName[1])));
    assert.equal(levels[0], 1, view);
    levels.forEach((level, i) => assert.ok(i === 0 || level - levels[i - 1] <= 1, `${view}: headings are out of order: ${levels}`));
  }
});

test('a view looks the same whatever was opened before it', async () => {
  // Of one person the portal takes few connections, and those of the other tests are still there.
  for (const context of (await browser()).contexts()) await context.close();
  const page = await phone();
  // What was nine minutes ago is so to the end.
  await page.addInitScript(now => { Date.now = () => now; }, Date.now());
  const height = async hash => {
    await page.evaluate(to => { location.hash = to; }, hash);
    await settled(page, hash);
    if (hash === views.session) await page.locator('.facts dt', { hasText: /^Terminal$/ }).waitFor();
    return page.evaluate(() => document.documentElement.scrollHeight);
  };
  const judged = [views.task, views.session, views.plan];
  const fresh = [];
  for (const hash of judged) {
    await page.goto('about:blank');
    await page.goto(`${hub.link}${hash}`);
    fresh.push(await height(hash));
  }
  for (const hash of Object.values(views)) await height(hash);
  for (const [n, hash] of judged.entries()) {
    await height(hash);
    await until(() => page.evaluate(to => document.documentElement.scrollHeight === to, fresh[n]), `${hash} to be as high as before`);
  }
});
