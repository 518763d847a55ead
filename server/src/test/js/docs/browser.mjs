// Opens a page of the documentation in a real browser, as one of another origin that the hub allows, and prints the text it shows,
// whenever that is another. Usage: node docs/browser.mjs FILE NAME
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [file, name] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
  '--disable-features=LocalNetworkAccessChecks'] });
process.on('SIGTERM', () => browser.close());
const page = await browser.newPage();
const address = `http://localhost:5173/${name}`;
await page.route(address, route => route.fulfill({ contentType: 'text/html; charset=utf-8', body: readFileSync(file, 'utf8') }));
page.on('pageerror', error => console.log(`the page failed: ${error}`));
page.on('console', message => message.type() === 'error' && console.log(`the page complains: ${message.text()}`));
let shown = '';
await page.exposeFunction('maestroShows', text => {
  if (text !== shown) console.log(shown = text);
});
await page.addInitScript(() => setInterval(() => globalThis.maestroShows(document.body?.innerText.trim() ?? ''), 100));
await page.goto(address);
