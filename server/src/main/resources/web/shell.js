// The frame of every view: the bar with the connection, the tabs, and the view that the address asks for.

import { Attention } from './attention.js';
import { Hub, Refusal } from './client/maestro-client.js';
import { takeAllBack } from './notifications.js';
import { Connection } from './ui/connection.js';
import { Entry, logIn, REASONS } from './ui/entry.js';
import { leaveDialogs } from './ui/dialog.js';
import { clock } from './ui/format.js';
import { html, nothing, render } from './ui/html.js';
import { icon } from './ui/icons.js';
import { forget, isOnTrial, keep, onOtherTab, statedEnd, token, tried } from './ui/login.js';
import { empty, skeleton, trouble } from './ui/parts.js';
import { Reach } from './ui/reach.js';
import { go, place, to } from './ui/router.js';
import { style } from './ui/styles.js';
import { tellRefusal, toast } from './ui/toast.js';
import { heedTwice } from './ui/twice.js';
import { clearKept, installWorker } from './ui/worker.js';

const here = new URL('.', import.meta.url);

/** The views: by their name in the address, with their sheet, if they have one of their own, and the layout they are waited for in. */
const VIEWS = {
  home: { load: () => import('./views/home.js'), style: 'views/home.css' },
  waiting: { load: () => import('./views/waiting.js'), style: 'views/waiting.css' },
  tasks: { load: () => import('./views/tasks.js'), style: 'views/tasks.css' },
  sessions: { load: () => import('./views/sessions.js'), style: 'views/sessions.css' },
  terminals: { load: () => import('./views/terminals.js'), style: 'views/terminals.css' },
  mail: { load: () => import('./views/mail.js'), style: 'views/mail.css' },
  team: { load: () => import('./views/team.js'), style: 'views/team.css' },
  chat: { load: () => import('./views/chat.js'), style: 'views/chat.css', layout: 'full' },
  plan: { load: () => import('./views/plan.js'), style: 'views/plan.css', layout: 'wide' },
  more: { load: () => import('./views/more.js') },
  operator: { load: () => import('./views/operator.js'), style: 'views/operator.css', layout: 'wide' },
  account: { load: () => import('./views/account.js') },
  reference: { load: () => import('./views/reference.js'), style: 'views/reference.css' },
};

/** What of a project is a tab of its own; on a phone those that are not there stand under More. */
const TABS = [
  { name: 'waiting', label: 'Waiting', drawing: 'bell' },
  { name: 'tasks', label: 'Tasks', drawing: 'tasks' },
  { name: 'sessions', label: 'Sessions', drawing: 'sessions' },
  { name: 'terminals', label: 'Terminals', drawing: 'terminal' },
  { name: 'chat', label: 'Chat', drawing: 'chat', wide: true },
  { name: 'plan', label: 'Plan', drawing: 'plan', wide: true },
  { name: 'mail', label: 'Mail', drawing: 'mail', wide: true },
  { name: 'team', label: 'Team', drawing: 'team', wide: true },
  { name: 'more', label: 'More', drawing: 'more', narrow: true },
];

const WARN_BEFORE_MS = 5 * 60_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;
/** What a hub that is away, or something before it, answers; anything else is an answer of its own. */
const AWAY = new Set(['unreachable', 'timeout', 'unavailable', 'internal']);

/** Starts the page in an element. */
export function start(root) {
  const shell = new Shell(root);
  addEventListener('hashchange', () => shell.show());
  navigator.serviceWorker?.addEventListener('message', ({ data }) => typeof data?.open === 'string' && go(data.open));
  onOtherTab(candidate => shell.hear(candidate));
  heedTwice();
  shell.enter();
  installWorker();
  return shell;
}

class Shell {
  #root;
  #hub = new Hub({ token });
  #reach = new Reach();
  #connection;
  #entry = new Entry(candidate => this.#accept(candidate), () => this.#redraw());
  #bar = Object.assign(document.createElement('header'), { className: 'bar' });
  #main = Object.assign(document.createElement('main'), { className: 'page', tabIndex: -1 });
  #nav = Object.assign(document.createElement('nav'), { className: 'tabs' });
  #me = null;
  #failure = null;
  #tries = 0;
  #nextTryAt = null;
  #again = null;
  #ending = null;
  #endsAt = null;
  #isEnded = false;
  #isStopping = false;
  #dismissed = new Set();
  #projectId = null;
  #project = null;
  #projectEnds = [];
  #isGone = false;
  #syncedAt = null;
  #attention = null;
  #view = null;
  #viewKey = null;
  /** The view that is being fetched. */
  #next = 'home';
  #badge = null;
  #run = 0;
  #drawing = false;
  #drawn = false;
  #shownOnce = false;

  constructor(root) {
    this.#root = root;
    this.#nav.setAttribute('aria-label', 'Project');
    this.#connection = new Connection({
      read: () => this.#standing(),
      tryNow: () => this.#tryNow(),
      logIn: () => this.#logIn(),
      onStrip: shown => this.#root.classList.toggle('has-strip', shown),
    });
    const moved = () => {
      this.#connection.update();
      this.#redraw();
    };
    this.#hub.link.on('state', ({ phase }) => {
      if (phase === 'open') this.#isStopping = false;
      this.#watchHub();
      moved();
    });
    this.#hub.on('expiring', ({ expiresAt }) => this.#warn(expiresAt));
    this.#hub.on('expired', () => this.#end());
    this.#reach.on('state', ({ phase }) => {
      if (phase === 'open') this.#isStopping = false;
      this.#connection.update();
    });
    const look = () => this.#nextTryAt && document.visibilityState === 'visible' && this.enter();
    addEventListener('online', look);
    document.addEventListener('visibilitychange', look);
  }

  /** Takes over what another tab did: it logged out, or in. */
  async hear(candidate) {
    if (!candidate) return location.reload();
    try {
      await this.#accept(candidate);
    } catch (refusal) {
      if (refusal.code === 'unauthenticated') return location.reload();
      setTimeout(() => token() === candidate && this.hear(candidate), LONGEST_PAUSE_MS);
    }
  }

  /** Asks the hub who one is, then shows what the address asks for. */
  async enter() {
    clearTimeout(this.#again);
    this.#nextTryAt = null;
    this.#begin();
    this.#redraw();
    try {
      this.#me = await this.#known();
      this.#failure = null;
      this.#tries = 0;
      this.#watchEnd(this.#me.expiresAt);
      this.#watchHub();
      await this.show();
    } catch (refusal) {
      this.#failure = refusal;
      if (refusal.code === 'unauthenticated') this.#leaveProject();
      if (AWAY.has(refusal.code)) this.#enterAgain();
      this.#redraw();
    }
  }

  /** Who one is. A link that does not hold takes nobody's login away. */
  async #known() {
    try {
      const me = await this.#hub.me();
      if (!isOnTrial()) return me;
      tried(me.kind !== 'agent');
      if (me.kind !== 'agent') return me;
    } catch (refusal) {
      if (refusal.code !== 'unauthenticated' || !isOnTrial()) throw refusal;
      tried(false);
    }
    this.#leaveProject();
    this.#begin();
    const me = await this.#hub.me();
    toast('The link that you opened does not hold. You are logged in as before.', { tone: 'bad' });
    return me;
  }

  // What the address asks for is fetched while the hub says who one is: on a slow network each asking takes its time.
  #begin() {
    const { inProject, id, known } = asked();
    const { load, style: sheet } = VIEWS[known ?? 'waiting'];
    load().catch(() => {});
    if (sheet) style(new URL(sheet, here).href).catch(() => {});
    const end = statedEnd();
    // A token that does not hold would be refused twice, and count twice.
    if (inProject && token() && !(end < Date.now())) this.#chooseProject(id);
  }

  #enterAgain() {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#tries++, LONGEST_PAUSE_MS);
    this.#nextTryAt = Date.now() + pause;
    this.#again = setTimeout(() => this.enter(), pause);
  }

  async show() {
    if (!this.#me || this.#me.kind === 'agent') return this.#redraw();
    const run = ++this.#run;
    const { inProject, id, known, rest, query } = asked();
    if (inProject && known === null) return go(to('projects', id, 'waiting'), { replace: true });
    // Without a token nothing is live, and what is said instead needs no view.
    this.#chooseProject(inProject && token() ? id : null);
    if (inProject && !token()) {
      this.#close();
      this.#redraw();
      return this.#arrive('Log in');
    }
    const key = JSON.stringify([known, inProject && id, rest]);
    if (key === this.#viewKey) {
      this.#view?.moved?.(query);
      return this.#redraw();
    }
    leaveDialogs();
    this.#next = known;
    const { load, style: sheet } = VIEWS[known];
    try {
      const [module] = await Promise.all([load(), sheet && style(new URL(sheet, here).href)]);
      const context = {
        hub: this.#hub, me: this.#me, project: this.#project, attention: this.#attention, segments: rest, query,
        redraw: () => this.#redraw(), signOut: () => this.#signOut(), logIn: () => this.#logIn(),
      };
      const view = await module.open(context);
      if (run !== this.#run) return view.close?.();
      this.#close();
      this.#view = { name: known, ...view, render: view.render, close: view.close, moved: view.moved };
      this.#viewKey = key;
    } catch (failure) {
      if (run !== this.#run) return;
      this.#close();
      this.#view = { name: known, title: 'Trouble', render: () => this.#notShown(failure) };
    }
    this.#redraw();
    this.#arrive(this.#view.title);
  }

  #notShown(failure) {
    // What a module fails with has no code; after an update the hub has other files than this page asks for.
    return failure.code ? trouble('This could not be shown.', failure, () => this.show())
      : trouble('This could not be shown.', { message: 'A part of the page could not be fetched or does not work. The hub may have been updated since the page was opened.' },
        () => location.reload());
  }

  #close() {
    leaveDialogs();
    this.#view?.close?.();
    this.#view = null;
    this.#viewKey = null;
  }

  // Whoever reads by ear is told where they are, when it is there; the first view takes no focus.
  #arrive(title) {
    this.#main.setAttribute('aria-label', title);
    scrollTo(0, 0);
    if (!this.#shownOnce) {
      this.#shownOnce = true;
      return;
    }
    // What had the focus is gone with the view before; a view may give it to a part of its own as it is drawn.
    if (this.#main.contains(document.activeElement)) document.activeElement.blur();
    requestAnimationFrame(() => this.#main.contains(document.activeElement) || this.#main.focus({ preventScroll: true }));
  }

  #chooseProject(id) {
    if (id === this.#projectId) return;
    // What is shown is of the project that is left; under the name of another it would be taken for that one's.
    this.#close();
    this.#redraw();
    this.#leaveProject();
    if (!id) return;
    this.#projectId = id;
    const project = this.#hub.project(id);
    this.#project = project;
    this.#attention = new Attention(project, this.#hub);
    const redraw = () => this.#redraw();
    const moved = () => {
      this.#connection.update();
      this.#redraw();
    };
    this.#projectEnds = [
      this.#attention.on('change', redraw),
      project.on('change', redraw),
      project.on('sync', sync => {
        this.#syncedAt = Date.now();
        if (sync === 'live') this.#isGone = false;
        // It could not be asked, or was called otherwise meanwhile.
        if (sync === 'live') this.#nameProject(project);
        moved();
      }),
      project.on('gone', () => {
        this.#isGone = true;
        moved();
      }),
      project.space.on('state', moved),
      project.space.on('event', name => {
        if (name !== 'server:shutdown') return;
        this.#isStopping = true;
        this.#connection.update();
      }),
      project.on('event', (name, envelope) => {
        if (name === 'project:updated' && envelope.data?.id === id) this.#named(project, envelope.data);
      }),
    ];
    this.#nameProject(project);
  }

  #nameProject(project) {
    this.#hub.rest.get(`/api/projects/${encodeURIComponent(project.id)}`).then(document => this.#named(project, document), () => {
      // Its address names it until then; why it is not there, its socket is told.
    });
  }

  // What was asked for and what is told overtake each other.
  #named(project, document) {
    if (project.document?.version > document.version) return;
    project.document = document;
    this.#redraw();
  }

  #leaveProject() {
    if (!this.#project) return;
    this.#setBadge(0);
    this.#projectEnds.forEach(end => end());
    this.#attention.close();
    this.#project.close();
    this.#projectId = this.#project = this.#attention = this.#syncedAt = null;
    this.#isGone = false;
  }

  // Who holds no connection is told all the same whether the hub is there.
  #watchHub() {
    if (!this.#me) return;
    this.#hub.link.state.phase === 'idle' ? this.#reach.start(!this.#shownOnce) : this.#reach.stop();
  }

  #tryNow() {
    if (this.#nextTryAt) this.enter();
    else if (this.#hub.link.state.phase === 'idle') this.#reach.tryNow();
    else this.#hub.link.tryNow();
  }

  /** Has one know in time when the token ends, and ask when it should have: this device's clock may be wrong. */
  #watchEnd(expiresAt) {
    clearTimeout(this.#ending);
    this.#isEnded = false;
    this.#endsAt = null;
    if (!expiresAt) return;
    const left = expiresAt - Date.now();
    // The hub takes a token for a while after its end.
    const next = left > WARN_BEFORE_MS ? left - WARN_BEFORE_MS : left > 0 ? left : LONGEST_PAUSE_MS;
    if (left > 0 && left <= WARN_BEFORE_MS) this.#warn(expiresAt);
    this.#ending = setTimeout(() => this.#askAgain(expiresAt), Math.min(Math.max(next, 1000), LONGEST_TIMER_MS));
  }

  async #askAgain(expiresAt) {
    if (expiresAt > Date.now()) return this.#watchEnd(expiresAt);
    try {
      this.#watchEnd((await this.#hub.me()).expiresAt);
    } catch (refusal) {
      if (refusal.code === 'unauthenticated') this.#end();
      else this.#ending = setTimeout(() => this.#askAgain(expiresAt), LONGEST_PAUSE_MS);
    }
  }

  #warn(expiresAt) {
    this.#endsAt = expiresAt;
    this.#connection.update();
  }

  #end() {
    this.#isEnded = true;
    this.#connection.update();
    this.#redraw();
  }

  #logIn() {
    return logIn(candidate => this.#accept(candidate));
  }

  /** Comes in with another token; throws the refusal when it does not hold, and then nothing has changed. */
  async #accept(candidate) {
    const asking = new Hub({ token: candidate });
    const me = await asking.me().finally(() => asking.close());
    if (me.kind === 'agent') throw new Refusal('forbidden', REASONS.agent().lead);
    keep(candidate);
    // What is here belongs to whom it was shown to.
    if (!this.#me || this.#me.kind !== me.kind || this.#me.id !== me.id) return location.reload();
    // A view keeps what was typed, unless it was made for other rights.
    if (rightsOf(me) !== rightsOf(this.#me)) this.#viewKey = null;
    Object.assign(this.#me, { expiresAt: undefined }, me);
    this.#failure = null;
    this.#watchEnd(me.expiresAt);
    try {
      await this.#hub.renew();
    } catch (refusal) {
      // The hub took the token; what it does not open is no refusal of it.
      tellRefusal('Not all goes on with the new login', refusal);
    }
    this.#connection.update();
    await this.show();
  }

  #goOnWithout = () => {
    forget();
    this.#failure = null;
    this.enter();
  };

  async #signOut() {
    forget();
    this.#hub.close();
    this.#setBadge(0);
    await Promise.allSettled([clearKept(), takeAllBack()]);
    location.assign('/');
  }

  /** How the connection is, for what shows it. */
  #standing() {
    const link = this.#hub.link.state;
    const { phase, reason, attempt, nextTryAt } = link.phase === 'idle' ? this.#reach.state : link;
    const refusal = this.#project?.space.state.refusal;
    const sync = this.#project?.sync;
    const since = sync === 'stale' ? this.#syncedAt : null;
    if (this.#nextTryAt) return { kind: 'waiting', reason: this.#failure.message, nextTryAt: this.#nextTryAt };
    if (this.#failure || !this.#me) return { kind: 'entering' };
    if (this.#isEnded || (refusal?.code === 'unauthenticated' && sync !== 'never')) return { kind: 'ended', reason: 'Your access has ended.' };
    if (refusal || this.#isGone) return { kind: 'refused', reason: refusal?.message };
    const why = this.#isStopping && reason ? 'The hub was stopped, and is expected back.' : reason;
    if (phase === 'waiting') return { kind: 'waiting', reason: why, nextTryAt, since };
    if (phase === 'connecting') return { kind: 'connecting', reason: why ?? '', attempt, since };
    const note = this.#note();
    if (!this.#project) return phase === 'open' ? { kind: link.phase === 'open' ? 'live' : 'reached', note } : { kind: 'entering', note };
    return sync === 'live' ? { kind: 'live', note } : { kind: 'fetching', since };
  }

  /** What is told while all is well. */
  #note() {
    if (this.#isStopping) return { text: 'The hub is stopping; the page comes back when the hub does.', tone: 'waiting' };
    const action = { label: 'Log in', act: () => this.#logIn() };
    if (this.#endsAt && !this.#dismissed.has(this.#endsAt)) {
      return { text: `Your access ends at ${clock(this.#endsAt)}.`, tone: 'waiting', action, dismiss: () => this.#dismiss(this.#endsAt) };
    }
    if (this.#me.kind === 'local' && !asked().inProject && !this.#dismissed.has('local')) {
      return { text: 'Without a token nothing is live here.', tone: '', action, dismiss: () => this.#dismiss('local') };
    }
    return null;
  }

  #dismiss(note) {
    this.#dismissed.add(note);
    this.#connection.update();
  }

  #name() {
    return this.#project?.document?.name ?? null;
  }

  #redraw() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#draw();
    });
  }

  #draw() {
    // What the page came with looks alike; it goes when there is something in its place.
    if (!this.#drawn) this.#root.replaceChildren(this.#bar, this.#connection.strip, this.#main, this.#nav, this.#connection.spoken);
    this.#drawn = true;
    const instead = this.#instead();
    const tabs = Boolean(this.#project && this.#me && !instead);
    const waiting = this.#attention?.count ?? 0;
    this.#root.classList.toggle('has-tabs', tabs);
    this.#nav.hidden = !tabs;
    render(this.#barContent(), this.#bar);
    render(tabs ? this.#tabs(waiting) : nothing, this.#nav);
    this.#nameWindow(waiting);
    const layout = this.#view ? this.#view.layout : VIEWS[this.#next].layout;
    this.#main.className = ['page', !instead && this.#view && `view-${this.#view.name}`, !instead && layout, this.#project?.sync === 'stale' && 'stale'].filter(Boolean).join(' ');
    render(instead ?? this.#view?.render() ?? this.#entering(), this.#main);
    this.#connection.update();
  }

  #nameWindow(waiting) {
    const title = [this.#view?.title, this.#name(), 'Maestro Hub'].filter(Boolean).join(' · ');
    document.title = waiting ? `(${waiting}) ${title}` : title;
    if (this.#project?.sync === 'live') this.#setBadge(waiting);
  }

  #setBadge(waiting) {
    if (waiting === this.#badge) return;
    this.#badge = waiting;
    (waiting ? navigator.setAppBadge?.(waiting) : navigator.clearAppBadge?.())?.catch(() => {
      // Only an installed page may have one.
    });
  }

  #barContent() {
    return html`
      <a class="home" href="#/" aria-label="All projects"><img src=${new URL('icons/hub.svg', here).href} alt="" width="28" height="28"></a>
      <h1>${this.#name() ?? 'Maestro Hub'}</h1>
      ${this.#connection.element}
      ${this.#me ? html`<a class="icon" href="#/account" aria-label="You and this device">${icon('person')}</a>` : nothing}`;
  }

  #entering() {
    return html`<p class="visually-hidden" role="status">Asking the hub…</p>${skeleton()}`;
  }

  /** What is shown in place of the view, because there is no view to show. */
  #instead() {
    if (this.#failure) return this.#refused();
    if (!this.#me) return this.#entering();
    if (this.#me.kind === 'agent') return this.#entry.page(REASONS.agent(), { without: this.#goOnWithout });
    const { inProject } = asked();
    if (!inProject) return null;
    if (!token()) return this.#entry.page(REASONS.local(), { after: html`<p><a href="#/">All projects</a></p>` });
    // One that passes is told above the view, which stays.
    const { phase, refusal: last } = this.#project?.space.state ?? {};
    const refusal = phase === 'refused' ? last : null;
    const home = html`<a class="button" href="#/">All projects</a>`;
    if (this.#isGone || refusal?.code === 'not_found') {
      return empty(this.#syncedAt ? 'This project is not yours to see any more.' : 'There is no such project.',
        'It was deleted, or you are not a member of it. Whoever runs the hub can add you.', home);
    }
    if (refusal?.code === 'unauthenticated') return this.#project.sync === 'never' ? this.#entry.page(REASONS.refused()) : null;
    return refusal ? empty('You are not admitted here.', refusal.message, home) : null;
  }

  #refused() {
    const { code } = this.#failure;
    if (code === 'unauthenticated') {
      return token() ? this.#entry.page(REASONS.refused(), { without: this.#goOnWithout }) : this.#entry.page(REASONS.nobody());
    }
    if (!AWAY.has(code)) return trouble('The hub could not answer.', this.#failure, () => this.enter());
    return empty(code === 'internal' ? 'The hub could not answer.' : 'The hub cannot be reached.',
      'It may have been stopped, or this device is offline. It is tried again by itself.',
      html`<button class="button" @click=${() => this.#tryNow()}>Try now</button>`);
  }

  #tabs(waiting) {
    return TABS.map(tab => html`
      <a class=${tab.wide ? 'only-wide' : tab.narrow ? 'only-narrow' : ''} href=${to('projects', this.#projectId, tab.name)}
        aria-current=${this.#view?.name === tab.name ? 'page' : nothing}>
        ${icon(tab.drawing)}<span>${tab.label}</span>
        ${tab.name === 'waiting' && waiting ? html`<span class="number">${waiting}<span class="visually-hidden"> waiting</span></span>` : nothing}
      </a>`);
  }
}

const rightsOf = ({ allProjects, projectIds, permissions }) => JSON.stringify([allProjects, projectIds, permissions]);

/** What the address asks for: whether in a project and in which, the view (null: the project's first), and what follows. */
function asked() {
  const { segments, query } = place();
  const inProject = segments[0] === 'projects' && segments.length > 1;
  const name = inProject ? segments[2] : segments[0] ?? 'home';
  const known = Object.hasOwn(VIEWS, name) ? name : inProject && name === undefined ? null : 'home';
  return { inProject, id: inProject ? segments[1] : null, known, rest: inProject ? segments.slice(3) : segments.slice(1), query };
}
