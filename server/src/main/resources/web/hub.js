// Shows who opens the hub in this tab, until when, and the projects they may see.
// Spec: docs/protocol/rest.md, "In a browser".

const KEPT = 'maestro.token';
const PATIENCE_MS = 15_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const MOST_PROJECTS = 1000;
const MAY = {
  'terminal:write': 'type into terminals',
  admin: 'run the hub',
  monitor: 'watch how the hub is doing',
};

// Before anything else: what stays in the address is seen, bookmarked and sent on.
const address = new URL(location.href);
const brought = address.searchParams.get('token');
if (brought !== null) {
  address.searchParams.delete('token');
  history.replaceState(null, '', address);
}

let token = brought || kept();
keep(token);
let ending;

// A browser may forbid storage; the token then lasts until the page is left.
function kept() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(value) {
  try {
    value ? sessionStorage.setItem(KEPT, value) : sessionStorage.removeItem(KEPT);
  } catch {
    // As above.
  }
}

/** Why something cannot be shown: a sentence, what it means, and what may be done about it. */
class Trouble extends Error {
  constructor(lead, detail, label = 'Try again', act = show) {
    super(lead);
    Object.assign(this, { detail, label, act });
  }
}

async function ask(path) {
  // Escaping leaves a token as it is, and makes of anything else what can be sent, and is refused.
  const headers = token ? { Authorization: `Bearer ${encodeURIComponent(token)}` } : {};
  let answer;
  try {
    answer = await fetch(path, { headers, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (failure) {
    throw unreachable(failure);
  }
  if (answer.status === 401) {
    throw token ? refused() : new Trouble('You must log in.',
      'You do not come straight from the machine that the hub runs on, so it must know who you are. '
      + 'Open the link that it prints when it starts, or one with a token of your own: '
      + `${location.origin}/?token=…`);
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Trouble('The hub could not answer.', `It said: ${problem.detail ?? answer.statusText} (${answer.status})`);
  }
  return answer;
}

function unreachable(failure) {
  const late = failure.name === 'TimeoutError';
  return new Trouble('The hub cannot be reached.', !navigator.onLine ? 'This device is offline.'
    : late ? `It did not answer within ${PATIENCE_MS / 1000} seconds.`
      : `Nothing answers at ${location.origin}. It may have been stopped, or the network is in the way.`);
}

function refused() {
  const end = statedEnd();
  const onward = 'Ask for a new link, or open the one that the hub printed when it was last started.';
  return end < Date.now()
    ? new Trouble('Your access has ended.', `It ended on ${when(end)}. ${onward}`, 'Go on without it', forget)
    : new Trouble('This link does not hold.', `The hub does not know its token. ${onward}`, 'Go on without it', forget);
}

/** When a refused token says it ended, or NaN; only ever shown, never believed. */
function statedEnd() {
  try {
    return JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))).exp * 1000;
  } catch {
    return NaN;
  }
}

function forget() {
  token = null;
  keep(null);
  return show();
}

const when = time => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(time);

function fromNow(time) {
  const minutes = (time - Date.now()) / 60_000;
  const [count, unit] = minutes >= 2880 ? [minutes / 1440, 'day'] : minutes >= 120 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return new Intl.RelativeTimeFormat('en').format(Math.max(1, Math.round(count)), unit);
}

const part = id => document.getElementById(id);
const made = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

function say(state, lead, detail = '') {
  part('status').dataset.state = state;
  part('lead').textContent = lead;
  part('detail').textContent = detail;
}

function showMe(me) {
  const may = new Intl.ListFormat('en').format(me.permissions.map(word => MAY[word] ?? word));
  const end = me.expiresAt ? `until ${when(me.expiresAt)}, which is ${fromNow(me.expiresAt)}`
    : me.kind === 'agent' ? 'until the session ends' : 'does not end';
  const facts = { Sees: me.allProjects ? 'every project' : 'the projects below', May: may || 'no more than that', Access: end };
  part('facts').replaceChildren(...Object.entries(facts).flatMap(([name, fact]) => [made('dt', name), made('dd', fact)]));
  say('in', me.kind === 'local' ? 'You are at the machine that the hub runs on.'
    : `You are in as ${me.kind === 'agent' ? 'the agent of ' : ''}${me.email ?? me.id}.`);
}

function showProjects(projects, all, more) {
  part('list').replaceChildren(...projects.map(({ name, description, workingDir }) => {
    const item = made('li', '');
    item.append(made('strong', name), ...[description || workingDir].filter(Boolean).map(text => made('span', text)));
    return item;
  }));
  part('note').textContent = more ? `There are more; these are the ${MOST_PROJECTS} oldest.`
    : projects.length ? '' : all ? 'There is no project yet.' : 'You are in no project yet. Whoever runs the hub can add you to one.';
}

function reveal(state) {
  part('facts').hidden = part('projects').hidden = state !== 'in';
  part('action').hidden = state !== 'trouble';
}

async function show() {
  clearTimeout(ending);
  // The button goes; whoever pressed it stays where the answer comes.
  if (document.activeElement === part('action')) part('status').focus();
  reveal('asking');
  say('asking', 'Asking the hub who you are…');
  try {
    const [me, projects] = await Promise.all([ask('/api/me'), ask(`/api/projects?limit=${MOST_PROJECTS}`)]);
    const about = await me.json();
    showProjects(await projects.json(), about.allProjects, projects.headers.has('X-Next-Cursor'));
    showMe(about);
    reveal('in');
    const left = about.expiresAt - Date.now();
    if (left > 0 && left < LONGEST_TIMER_MS) ending = setTimeout(show, left);
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) trouble = unreachable(trouble);
    say('trouble', trouble.message, trouble.detail);
    Object.assign(part('action'), { textContent: trouble.label, onclick: trouble.act });
    reveal('trouble');
  }
}

await show();
