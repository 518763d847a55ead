// A headless Chromium that does as it is told and prints, a JSON line each, what a person would see of the hub's page
// on a phone.
// Usage: node browser.mjs EXECUTABLE   (a Chromium; its profile is new and empty, and gone afterwards)
// Commands on standard input, a JSON line each: {"open": url, "headers": {...}} opens a page in a new profile, with
// headers on every request; {"reload": true}; {"press": true} presses the button; {"offline": true} or false cuts or
// mends the network; {"forward": ms} sets the page's clock on; {"plant": true} adds what the policy forbids, and prints
// {"violations": [...]}; {"end": true} stops. All others print {"seen": {...}} once the page has settled.
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const PATIENCE_MS = 20_000;
const PHONE = { width: 390, height: 844 };
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

const print = line => process.stdout.write(JSON.stringify(line) + '\n');
const browser = await chromium.launch({ executablePath: process.argv[2], headless: true, args: FLAGS });
let context, page, errors;

async function open(url, headers = {}) {
  await context?.close();
  context = await browser.newContext({ extraHTTPHeaders: headers, viewport: PHONE });
  context.setDefaultTimeout(PATIENCE_MS);
  page = await context.newPage();
  errors = [];
  page.on('console', said => said.type() === 'error' && errors.push(said.text()));
  page.on('pageerror', error => errors.push(String(error)));
  await page.clock.install();
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', event => window.violations.push(event.effectiveDirective));
    window.shifts = [];
    const note = entries => window.shifts.push(...entries.filter(e => !e.hadRecentInput).map(e => e.value));
    const observer = new PerformanceObserver(list => note(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    window.settledShifts = () => (note(observer.takeRecords()), window.shifts);
  });
  await page.goto(url);
}

async function seen() {
  await page.waitForSelector('[data-state="in"], [data-state="trouble"]');
  const shown = await page.evaluate(() => {
    const text = id => document.getElementById(id).textContent;
    const visible = id => !document.getElementById(id).hidden;
    const texts = selector => [...document.querySelectorAll(selector)].map(element => element.textContent);
    return {
      state: document.getElementById('status').dataset.state,
      lead: text('lead'),
      detail: text('detail'),
      button: visible('action') ? text('action') : null,
      facts: visible('facts') ? texts('dd') : [],
      projects: visible('projects') ? texts('#list strong') : [],
      note: visible('projects') ? text('note') : '',
      wide: document.documentElement.scrollWidth > innerWidth,
      violations: window.violations,
      shifts: window.settledShifts(),
    };
  });
  const devtools = await context.newCDPSession(page);
  const { entries } = await devtools.send('Page.getNavigationHistory');
  await devtools.detach();
  return { ...shown, address: page.url(), history: entries.map(entry => entry.url), errors };
}

const planted = () => page.evaluate(() => new Promise(resolve => {
  const check = () => window.violations.length >= 3 && resolve(window.violations);
  document.addEventListener('securitypolicyviolation', check);
  const script = document.createElement('script');
  script.textContent = 'window.planted = true';
  const image = document.createElement('img');
  image.src = 'https://example.invalid/x.png';
  document.body.append(script, image);
  fetch('https://example.invalid/').catch(() => {});
}));

const commands = {
  open: command => open(command.open, command.headers),
  reload: () => page.reload(),
  press: () => page.click('#action'),
  offline: command => context.setOffline(command.offline),
  forward: command => page.clock.fastForward(command.forward),
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  const name = Object.keys(command)[0];
  if (name === 'end') break;
  if (name === 'plant') {
    print({ violations: await planted() });
  } else {
    await commands[name](command);
    print({ seen: await seen() });
  }
}
await browser.close();
