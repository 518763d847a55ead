// What the tests of the pages are made of: real hubs, real agents, and a real Chromium. Each test file is run by node --test.
//
// MAESTRO_HUB is the command that runs the program, as a JSON array; CHROMIUM the browser. Whatever is started here is ended when
// the test file has ended.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import { chromium } from 'playwright-core';

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };
/** What a wait may take on a busy machine. */
export const PATIENCE_MS = 60_000;
/** What a start of the hub or an agent may take there: it is a program of its own, beside a browser at work. */
export const START_MS = 90_000;

const SECRET = 'the secret of these tests, 32 bytes and more';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const PROGRAM = JSON.parse(process.env.MAESTRO_HUB ?? '["java","-jar","../maestro-hub.jar"]');

const endings = [];

/** Has something done when the file's tests have ended, the latest first. */
export const atEnd = ending => endings.unshift(ending);

after(async () => {
  for (const ending of endings) await ending();
});

/** A process whose lines are read; it is killed at the end. */
export class Program {
  #lines = [];
  #waiting = [];
  #process;
  #ended;

  constructor(args, { env = {} } = {}) {
    const [command, ...first] = PROGRAM;
    const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MAESTRO_')));
    this.#process = spawn(command, [...first, ...args], { env: { ...clean, ...env } });
    this.#ended = new Promise(resolve => this.#process.on('exit', resolve));
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      createInterface({ input: stream }).on('line', line => this.#read(line));
    }
    this.#ended.then(() => this.#waiting.splice(0).forEach(({ reject, what }) => reject(this.#failure(what))));
    atEnd(() => this.kill());
  }

  #read(line) {
    this.#lines.push(line);
    this.#waiting = this.#waiting.filter(({ test, resolve }) => !(test(line) && (resolve(line), true)));
  }

  #failure = what => new Error(`${what} was not said; it said:\n${this.#lines.slice(-20).join('\n')}`);

  /** Waits for a line with a text, or one that matches an expression, be it past or to come. */
  async says(text, ms = PATIENCE_MS) {
    const test = text instanceof RegExp ? line => text.test(line) : line => line.includes(text);
    const said = this.#lines.find(test);
    if (said !== undefined) return said;
    return within(new Promise((resolve, reject) => this.#waiting.push({ test, resolve, reject, what: text })), text, ms);
  }

  get ended() {
    return this.#ended;
  }

  signal(name) {
    this.#process.kill(name);
  }

  async kill() {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}

/** A hub in a process of its own, on a data folder that outlives its restarts. */
export class RunningHub {
  #flags;
  #folder;
  #program;
  #port = 0;

  /** Starts a hub; `keyed` makes it take the tokens of `tokenOf`, `imported` are the lines of an export that it begins with. */
  static async start({ flags = [], keyed = false, imported = null } = {}) {
    const hub = new RunningHub();
    hub.#folder = await mkdtemp(join(tmpdir(), 'maestro-pages-'));
    atEnd(() => rm(hub.#folder, { recursive: true, force: true }));
    hub.#flags = [...flags, ...(keyed ? ['--jwt-secret', SECRET] : [])];
    if (imported) await hub.#import(imported);
    await hub.startAgain();
    return hub;
  }

  async #import(lines) {
    const file = `${this.#folder}.jsonl`;
    atEnd(() => rm(file, { force: true }));
    await writeFile(file, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
    const importing = new Program(['import', file, '--data-dir', this.#folder]);
    await importing.says('Imported: ', START_MS);
    await importing.ended;
  }

  /** Starts it again where it was, after `kill`. */
  async startAgain() {
    this.#program = new Program(['--port', String(this.#port), '--data-dir', this.#folder, ...this.#flags]);
    const ready = await this.#program.says('Maestro Hub is ready: ', START_MS);
    this.url = /ready: (\S+?)\/ /.exec(ready)[1];
    this.#port = Number(new URL(this.url).port);
    if (!this.#flags.includes('--jwt-secret')) {
      this.link = (await this.#program.says('Open ')).slice('Open '.length);
      this.token = new URL(this.link).searchParams.get('token');
    }
  }

  get dataDir() {
    return this.#folder;
  }

  kill() {
    return this.#program.kill();
  }

  /** Stops it as a person does. */
  async stop() {
    this.#program.signal('SIGTERM');
    await this.#program.ended;
  }

  /** Asks by REST, as the local person or with a token; returns the answer's content. */
  async ask(method, path, content, { token, status = [200, 201] } = {}) {
    const answer = await fetch(this.url + path, {
      method,
      headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
      ...(content !== undefined && { body: JSON.stringify(content) }),
    });
    const text = await answer.text();
    assert.ok([status].flat().includes(answer.status), `${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  project(name = 'Apollo') {
    return this.ask('POST', '/api/projects', { name, workingDir: '/srv/apollo' });
  }

  /** An agent of the command line that runs a command in a PTY; returns the program and, when it is known, its session's id. */
  agent(project, ...command) {
    return new Program(['agent', '--url', this.url, '--project', project, '--', ...command]);
  }
}

/** A token for hubs started `keyed`; `lifetime` in ms, below zero for one that has ended. */
export function tokenOf(user, { lifetime = 3_600_000, projects, permissions } = {}) {
  const part = content => Buffer.from(JSON.stringify(content)).toString('base64url');
  const exp = Math.floor((Date.now() + lifetime) / 1000);
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user, exp, project_access: projects, permissions })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

/**
 * A network between browsers and a hub, at `url`, that can be cut. Being offline, as a browser plays it, leaves WebSockets to this
 * machine as they are. The hub is to be started with `flags`: it takes pages of its own address only.
 */
export class Network {
  #sockets = new Set();
  #cut = false;
  #stalled = false;
  #port = null;

  static async start() {
    const network = new Network();
    const server = createServer(near => network.#join(near, connect(network.#port, '127.0.0.1')));
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    network.url = `http://127.0.0.1:${server.address().port}`;
    atEnd(() => {
      network.cut();
      server.close();
    });
    return network;
  }

  get flags() {
    return ['--origins', this.url];
  }

  leadTo(hub) {
    this.#port = Number(new URL(hub.url).port);
  }

  /** Breaks what is open, and lets nothing through from now on. */
  cut() {
    this.#cut = true;
    this.#sockets.forEach(socket => socket.destroy());
  }

  /** Lets everything wait, and tells nobody. */
  stall() {
    this.#stalled = true;
    this.#sockets.forEach(socket => socket.pause());
  }

  mend() {
    this.#cut = false;
    this.#stalled = false;
    this.#sockets.forEach(socket => socket.resume());
  }

  #join(near, far) {
    if (this.#cut) {
      far.destroy();
      near.destroy();
      return;
    }
    for (const [from, to] of [[near, far], [far, near]]) {
      this.#sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.on('data', data => to.write(data));
      if (this.#stalled) from.pause();
    }
  }
}

let browsers = null;

/** The browser that all tests of a file share. */
export function browser() {
  browsers ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS })
    .then(launched => (atEnd(() => launched.close()), launched));
  return browsers;
}

/**
 * Somebody's device: a fresh profile and one page. What goes wrong in it is collected in `page.faults`: errors in the console,
 * failures of scripts, and what the policy forbade. A cut network makes faults of its own; tests that cut it expect those.
 */
export async function device({ viewport = PHONE, scheme = 'light', ...options } = {}) {
  const context = await (await browser()).newContext({ viewport, colorScheme: scheme, hasTouch: viewport === PHONE, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.faults = [];
  page.on('console', said => said.type() === 'error' && page.faults.push(said.text()));
  page.on('pageerror', failure => page.faults.push(failure.stack ?? String(failure)));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event => console.error(`forbidden: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
  });
  return page;
}

export const phone = options => device({ viewport: PHONE, ...options });

export const desk = options => device({ viewport: DESK, ...options });

/** Opens a view of a project on a device, logged in, and waits until it is live. */
export async function visit(page, hub, hash, token = hub.token) {
  await page.goto(`${hub.url}/?token=${token}${hash}`);
  await live(page);
}

/** Waits until the page says that it is live. */
export const live = page => page.locator('.link.live').waitFor();

/** Waits until a page has drawn what it has to. */
export const drawn = page => page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** What waits for `opened` waits until somebody calls `open`. */
export function gate() {
  let open;
  const opened = new Promise(resolve => { open = resolve; });
  return { open, opened };
}

/** Holds back what a page asks for, before the hub hears of it, until the function that it returns is called. */
export async function held(page, what) {
  const { open, opened } = gate();
  await page.route(what, async route => {
    await opened;
    await route.continue();
  });
  return open;
}

/** Has the hub hear of what a page sends, and the page of no answer, until the function that it returns is called. */
export async function deaf(page, method, pattern) {
  const lose = async route => {
    if (route.request().method() !== method) return route.fallback();
    await route.fetch();
    await route.abort();
  };
  await page.route(pattern, lose);
  return () => page.unroute(pattern, lose);
}

/** Waits for a promise, but not for ever. */
export function within(promise, what, ms = PATIENCE_MS) {
  let timer;
  return Promise.race([promise, new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms);
  })]).finally(() => clearTimeout(timer));
}

/** Waits until something holds, by looking again and again. */
export async function until(holds, what, ms = PATIENCE_MS) {
  const end = Date.now() + ms;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
