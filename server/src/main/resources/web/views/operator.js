import { dialog } from '../ui/dialog.js';
import { ago, clock, count, lasting, plural, size, when, word } from '../ui/format.js';
import { html, nothing, ref, repeat } from '../ui/html.js';
import { empty, skeleton, trouble } from '../ui/parts.js';
import { style } from '../ui/styles.js';
import { tellRefusal, toast } from '../ui/toast.js';
import { Audit } from './operator/audit.js';
import { bytes, COLUMNS, delay, events, failures, messages, most, number, percent, plots, sockets, table, total } from './operator/figures.js';
import './operator/plot.js';
import { Samples } from './operator/samples.js';
import { Settings } from './operator/settings.js';

const ROOMS = 20;
/** How many namespaces and settings there are, about: so many lines are kept free for them. */
const NAMESPACES = 11;
const SETTINGS = 10;
const ACTIONS = ['login', 'POST', 'PATCH', 'PUT', 'DELETE', 'audit'];
const FINAL = new Set(['forbidden', 'unauthenticated']);

/** How the hub is doing, what was done with it, and what of it can be changed, for who may. */
export async function open({ hub, me, redraw }) {
  if (!me.permissions.includes('admin')) return { title: 'Operator', render: refused };
  await style(new URL('../vendor/uplot/dist/uPlot.min.css', import.meta.url).href);
  const page = new Operator(hub, redraw);
  return { title: 'Operator', layout: 'wide', render: () => page.render(), close: () => page.close() };
}

const refused = () => html`
  <div class="head"><h2>Operator</h2></div>
  ${empty('This page is for those who run the hub.', 'It needs the permission “admin”, which you do not have here. Whoever runs the hub can give you a token that has it.',
    html`<a class="button" href="#/">All projects</a>`)}`;

class Operator {
  #redraw;
  #samples;
  #audit;
  #settings;
  #space;
  #ends;
  #plots = plots([], 0);
  #rooms = { filter: '', most: ROOMS };
  /** The rooms of a status, sorted: a page is drawn far more often than it is told another one. */
  #sorted = { status: null, all: [] };
  /** What is of the status, whose asking is dear, is asked for while it is in sight. */
  #sight = new IntersectionObserver(entries => this.#samples.watch(entries.at(-1).isIntersecting), { rootMargin: '200px' });
  #watchStatus = element => {
    this.#sight.disconnect();
    if (element) this.#sight.observe(element);
    else this.#samples.watch(false);
  };
  #tableOpen = false;
  #stale = false;
  #seen = () => this.#look();

  constructor(hub, redraw) {
    this.#redraw = redraw;
    this.#samples = new Samples(hub.rest);
    this.#audit = new Audit(hub.rest);
    this.#settings = new Settings(hub.rest);
    this.#space = hub.space('/admin');
    this.#samples.on('change', () => {
      this.#plots = plots(this.#samples.samples, this.#samples.interval);
      redraw();
    });
    this.#audit.on('change', redraw);
    this.#settings.on('change', redraw);
    this.#ends = [
      this.#space.on('state', redraw),
      // Whatever happened in between was heard by nobody here.
      this.#space.on('in', () => this.#refresh()),
      this.#space.on('event', (name, payload) => this.#heard(name, payload)),
    ];
    document.addEventListener('visibilitychange', this.#seen);
    this.#refresh();
  }

  close() {
    document.removeEventListener('visibilitychange', this.#seen);
    this.#sight.disconnect();
    this.#samples.close();
    this.#ends.forEach(end => end());
    this.#space.close();
  }

  #heard(name, payload) {
    if (name === 'user_action') this.#audit.heard(payload);
    if (name === 'config_changed') this.#later(() => this.#settings.load());
  }

  #refresh() {
    this.#later(() => {
      this.#audit.load();
      this.#settings.load();
    });
  }

  // Nothing is asked for that nobody sees; all of it is when somebody does again.
  #later(action) {
    if (document.visibilityState === 'hidden') this.#stale = true;
    else action();
  }

  #look() {
    if (!this.#stale || document.visibilityState === 'hidden') return;
    this.#stale = false;
    this.#refresh();
  }

  render() {
    const { refusal, node } = this.#samples;
    if (FINAL.has(refusal?.code)) return trouble('This page is for those who run the hub.', refusal, () => this.#samples.again());
    if (refusal && !node) return html`${this.#head()}${trouble('The hub does not say how it is doing.', refusal, () => this.#samples.again())}`;
    return html`
      <div class="operator">
        ${this.#head()}
        ${refusal ? html`<p class="notice" role="status">${refusal.message} ${this.#samples.last ? `What follows is of ${clock(this.#samples.last.time)}.` : ''} It is asked again every ${lasting(this.#samples.interval)}.</p>` : nothing}
        ${this.#tiles()}
        ${this.#hour()}
        <div class="columns" ${ref(this.#watchStatus)}>
          ${this.#namespaces()}${this.#closes()}${this.#rooms_()}${this.#nodes()}
        </div>
        <div class="columns halves">
          ${this.#auditSection()}${this.#settingsSection()}
        </div>
      </div>`;
  }

  #head() {
    const { node, nodes, last } = this.#samples;
    return html`
      <div class="head">
        <h2>Operator</h2>
        ${nodes.length > 1 ? html`
          <label class="small node"><span class="quiet">Node</span> <select aria-label="Node shown" @change=${event => this.#samples.show(event.target.value)}>
            ${repeat(nodes, one => one, one => html`<option value=${one} .selected=${one === node}>${one}</option>`)}
          </select></label>`
          : node && node !== 'hub' ? html`<span class="quiet small">Node <code>${node}</code></span>` : nothing}
        <span class="quiet small taken">${last ? `As of ${new Date(last.time).toLocaleTimeString('en-GB')}` : 'No sample yet'}</span>
      </div>`;
  }

  #tiles() {
    const { last, samples, startedAt } = this.#samples;
    const per = value => `${value >= 100 ? count(Math.round(value)) : number(value)}`;
    const failed = total(samples, failures);
    return html`
      <dl class="tiles">
        ${tile('Sockets', last && count(sockets(last)), last && `${plural(last.connections, 'connection')}, ${count(last.polling)} polling`)}
        ${tile('Events a second', last && per(events(last)), last && `at most ${per(most(samples, events))} this hour`)}
        ${tile('Event lag', last && delay(last.lag.max), last && `at most ${delay(most(samples, sample => sample.lag.max))} this hour`)}
        ${tile('Sent a second', last && size(bytes(last)), last && `${per(messages(last))} messages`)}
        ${tile('Errors this hour', last && count(failed), last && `${count(total(samples, sample => sample.requests.refused))} requests refused`, failed > 0)}
        ${tile('Heap', last && size(last.heap.used), last && (last.heap.max > 0 ? `of ${size(last.heap.max)}` : 'without a bound'))}
        ${tile('Processors', last && (last.cpu === undefined ? '–' : percent(last.cpu)), last && (last.machineCpu === undefined ? '' : `${percent(last.machineCpu)} by the machine`))}
        ${tile('Up', last && lasting(last.time - startedAt), last && `${plural(last.terminals, 'terminal')}, ${plural(last.viewers, 'viewer')}`)}
      </dl>`;
  }

  #hour() {
    return html`
      <section class="section" aria-label="The last hour">
        <h3>The last hour</h3>
        <div class="plots">
          ${repeat(this.#plots, plot => plot.title, plot => html`
            <figure class="card"><figcaption>${plot.title}</figcaption><maestro-plot .figure=${plot}></maestro-plot></figure>`)}
        </div>
        <details class="numbers" @toggle=${event => { this.#tableOpen = event.target.open; this.#redraw(); }}>
          <summary>The same as a table</summary>
          ${this.#tableOpen ? this.#table() : nothing}
        </details>
      </section>`;
  }

  #table() {
    return html`
      <div class="scrolled" tabindex="0" role="region" aria-label="The last hour as a table">
        <table>
          <caption class="quiet small">The most of every five minutes, the latest first.</caption>
          <thead><tr><th scope="col">From</th>${COLUMNS.map(([name]) => html`<th scope="col">${name}</th>`)}</tr></thead>
          <tbody>${repeat(table(this.#samples.samples), row => row.time, row => html`
            <tr><th scope="row">${clock(row.time)}</th>${row.values.map(value => html`<td>${value}</td>`)}</tr>`)}</tbody>
        </table>
      </div>`;
  }

  #namespaces() {
    const last = this.#samples.last;
    const rows = last && Object.entries(last.sockets).sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
    return part('Sockets by namespace', !rows ? skeleton(NAMESPACES) : html`
      <ul class="list">${repeat(rows, ([name]) => name, ([name, number]) => counted(NAMES[name] ?? name, number))}</ul>`);
  }

  #closes() {
    const engine = this.#samples.status?.engine;
    return html`<div>
      ${part('Connections closed since the start', !engine ? skeleton(1) : reasons(engine.closes, 'No connection has ended yet.'))}
      ${part('Messages dropped since the start', !engine ? skeleton(1) : reasons(engine.drops, 'Nothing was dropped.'))}
    </div>`;
  }

  #rooms_() {
    const status = this.#samples.status;
    if (!status) return part('Rooms', skeleton(4));
    if (this.#sorted.status !== status) this.#sorted = { status, all: sortedRooms(status.namespaces) };
    const all = this.#sorted.all;
    const filter = this.#rooms.filter.trim().toLowerCase();
    const found = filter ? all.filter(({ namespace, room }) => `${namespace} ${room}`.toLowerCase().includes(filter)) : all;
    return part(`Rooms (${count(all.length)})`, all.length === 0 ? html`<p class="card quiet">Nobody is in a room now.</p>` : html`
      <input type="search" aria-label="Filter the rooms" placeholder="Filter" .value=${this.#rooms.filter}
        @input=${event => { this.#rooms = { filter: event.target.value, most: ROOMS }; this.#redraw(); }}>
      ${found.length === 0 ? html`<p class="card quiet">No room is called that.</p>` : html`
        <ul class="list rooms">${repeat(found.slice(0, this.#rooms.most), ({ namespace, room }) => `${namespace} ${room}`, ({ namespace, room, members }) =>
          counted(html`<code>${room}</code> <span class="quiet small">${namespace}</span>`, members))}</ul>
        ${found.length > this.#rooms.most ? html`<button class="button" @click=${() => { this.#rooms.most *= 5; this.#redraw(); }}>Show more of ${count(found.length)}</button>` : nothing}`}`);
  }

  #nodes() {
    const { status, node } = this.#samples;
    if (!status) return part('Nodes', skeleton(1));
    if (!status.nodes) return part('Nodes', html`<p class="card quiet">This hub stands alone.</p>`);
    return part(`Nodes (${count(status.nodes.length)})`, html`
      ${status.complete ? nothing : html`<p class="notice" role="status">Not all nodes answer, so sums are too low.</p>`}
      <ul class="list">${repeat(status.nodes, ({ id }) => id, one => html`
        <li class="row"><span class="main"><code>${one.id}</code>${one.id === node ? html`<span class="quiet small">shown above</span>` : nothing}</span>
          <span class="side">${one.answered ? html`<span class="small">${plural(one.clients + one.rawSockets, 'connection')}</span>` : html`<span class="badge bad">does not answer</span>`}</span></li>`)}</ul>`);
  }

  #auditSection() {
    const { items, cursor, refusal, filter, busy } = this.#audit;
    const find = event => {
      event.preventDefault();
      const { userId, action } = Object.fromEntries(new FormData(event.currentTarget.closest('form')));
      this.#audit.load({ userId: userId.trim(), action });
    };
    return html`
      <section class="section audit" aria-label="Audit">
        <h3>Audit ${this.#space.state.phase === 'in' ? html`<span class="badge good">live</span>` : html`<span class="badge warn">not live</span>`}</h3>
        ${this.#space.state.refusal ? html`<p class="notice">${this.#space.state.refusal.message}</p>` : nothing}
        <form class="filters" role="search" @submit=${find} @change=${find}>
          <label class="field"><span>User</span><input name="userId" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="Anybody" .defaultValue=${filter.userId}></label>
          <label class="field"><span>Action</span><select name="action">
            <option value="">Any</option>${ACTIONS.map(action => html`<option ?selected=${action === filter.action}>${action}</option>`)}
          </select></label>
        </form>
        ${refusal ? trouble('The audit cannot be shown.', refusal, () => this.#audit.load()) : nothing}
        ${!items ? refusal ? nothing : skeleton(6)
          : items.length === 0 ? empty(filter.userId || filter.action ? 'Nothing like that was done.' : 'Nothing was done yet.', 'Changes, and logins, are listed here as they happen.')
            : html`<ol class=${busy ? 'list pending' : 'list'} tabindex="0" aria-label="What was done, the latest first">${repeat(items, ({ id }) => id, entry)}</ol>`}
        ${cursor && items ? html`<button class="button" ?disabled=${busy} @click=${() => this.#audit.more()}>Show older</button>` : nothing}
      </section>`;
  }

  #settingsSection() {
    const { settings, refusal } = this.#settings;
    return html`
      <section class="section settings" aria-label="Settings">
        <h3>Settings that can be changed now</h3>
        ${refusal ? trouble('The settings cannot be shown.', refusal, () => this.#settings.load()) : nothing}
        ${!settings ? refusal ? nothing : skeleton(SETTINGS) : html`
          <ul class="list">${repeat(settings, ({ key }) => key, setting => this.#setting(setting))}</ul>`}
      </section>`;
  }

  #setting(setting) {
    const { key, changedBy, changedAt, pending } = setting;
    return html`
      <li><button class=${pending ? 'row pending' : 'row'} @click=${() => this.#edit(setting)}>
        <span class="main">
          <code><span class="visually-hidden">Change </span>${key}</code>
          <span class="quiet small">${pending ? 'Being changed…' : changedBy ? `${written(setting.started)} at the start; changed by ${changedBy} ${ago(changedAt)}` : 'As at the start'}</span>
        </span>
        <span class="side value"><span class="visually-hidden">Now </span>${written(setting.value)}</span>
      </button></li>`;
  }

  async #edit(setting, tried = { value: setting.value, reason: '' }) {
    const changed = await dialog({ title: setting.key, body: done => editor(setting, tried, done) });
    if (!changed) return;
    try {
      await this.#settings.change(setting.key, changed.value, changed.reason);
      toast(`${setting.key} is ${written(changed.value ?? setting.started)} now.`, { tone: 'good' });
    } catch (refusal) {
      if (refusal.code === 'stale_version') {
        toast('Somebody else changed the settings in the meantime. They are shown as they are now, without your change.', { tone: 'bad', action: this.#again(setting, changed) });
      } else if (refusal.code === 'invalid') {
        toast(`${setting.key} was not changed: ${refusal.details[0]?.message ?? refusal.message}`, { tone: 'bad', action: this.#again(setting, changed) });
      } else {
        tellRefusal(`${setting.key} was not changed`, refusal);
      }
    }
  }

  #again({ key, value }, changed) {
    return { label: 'Try again', act: () => this.#edit(this.#settings.settings.find(setting => setting.key === key), { ...changed, value: changed.value ?? value }) };
  }
}

/** What namespaces are called that have no name of their own. */
const NAMES = { raw: 'Plain WebSocket', brain: 'Plain WebSocket of the Brain' };

const tile = (name, value, more, bad = false) => html`
  <div class="card tile"><dt>${name}</dt><dd class=${bad ? 'number bad' : 'number'}>${value ?? '–'}</dd><dd class="quiet small">${more || nothing}</dd></div>`;

const part = (title, content) => html`<section class="section" aria-label=${title}><h3>${title}</h3>${content}</section>`;

const counted = (name, number) => html`<li class="row"><span class="main"><span>${name}</span></span><span class="side">${count(number)}</span></li>`;

const sortedRooms = namespaces => Object.entries(namespaces).flatMap(([namespace, { rooms = {} }]) =>
  Object.entries(rooms).map(([room, members]) => ({ namespace: `/${namespace}`, room, members })))
  .sort((a, b) => b.members - a.members || a.room.localeCompare(b.room));

function reasons(counts, none) {
  const rows = Object.entries(counts).sort(([, x], [, y]) => y - x);
  return rows.length === 0 ? html`<p class="card quiet">${none}</p>`
    : html`<ul class="list">${rows.map(([reason, number]) => counted(word(reason), number))}</ul>`;
}

const entry = ({ userId, action, resource, timestamp, ipAddress, userAgent, success, error }) => html`
  <li class=${success ? 'row' : 'row failed'}>
    <span class="main">
      <span><b>${userId}</b> ${action} <code>${resource}</code></span>
      <span class="quiet small" title=${userAgent ?? nothing}><time datetime=${new Date(timestamp).toISOString()} title=${when(timestamp)}>${ago(timestamp)}</time>${ipAddress ? ` · ${ipAddress}` : ''}</span>
      ${success ? nothing : html`<span class="small why"><span class="badge bad">${action === 'login' ? 'refused' : 'failed'}</span> ${word(error ?? '')}</span>`}
    </span>
  </li>`;

const written = value => Array.isArray(value) ? value.join(', ') || 'none' : String(value);

function editor(setting, tried, done) {
  const { type, meaning, rule, choices = [], started, changedBy } = setting;
  const submit = event => {
    event.preventDefault();
    const { value, reason } = Object.fromEntries(new FormData(event.currentTarget));
    done({ value: read(type, value), reason: reason.trim() });
  };
  return html`
    <form class="form" @submit=${submit}>
      <p>${meaning}</p>
      <label class="field"><span>Value</span>
        ${type === 'choice' ? html`<select name="value">${choices.map(choice => html`<option ?selected=${choice === tried.value}>${choice}</option>`)}</select>`
          : type === 'number' ? html`<input name="value" type="number" step="1" required .value=${String(tried.value)}>`
            : html`<textarea name="value" rows="4" .value=${tried.value.join('\n')}></textarea>`}
        <span class="quiet small operator-hint">Must be ${rule}${type === 'list' ? '; lines part them as well' : ''}. At the start: ${written(started)}.</span>
      </label>
      <label class="field"><span>Reason, for those who wonder</span><input name="reason" maxlength="500" autocomplete="off" .value=${tried.reason}></label>
      <div class="actions end">
        ${changedBy ? html`<button class="button" type="button" @click=${event => done({ value: null, reason: event.target.form.elements.reason.value.trim() })}>Back to that of the start</button>` : nothing}
        <button class="button primary">Change</button>
      </div>
    </form>`;
}

const read = (type, text) => type === 'number' ? Number(text) : type === 'list' ? text.split(/[\n,]/).map(one => one.trim()).filter(Boolean) : text;
