// Shows who opens the hub in this tab, until when, and the projects they may see.
// Spec: docs/protocol/rest.md, "In a browser".

const KEPT = 'maestro.token';
const PATIENCE_MS = 15_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const MOST_PROJECTS = 1000;
const MAY = { 'terminal:write': 'type into terminals', admin: 'run the hub', monitor: 'watch how it is doing' };

// Before anything else: what stays in the address is seen, bookmarked and sent on.
const address = new URL(location.href);
const brought = address.searchParams.get('token');
if (brought !== null) {
  address.searchParams.delete('token');
  history.replaceState(null, '', address);
}

let token = brought || kept();
keep();
let ending;

// A browser may forbid storage; the token then lasts until the page is left.
function kept() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep() {
  try {
    token ? sessionStorage.setItem(KEPT, token) : sessionStorage.removeItem(KEPT);
  } catch {
    // As above.
  }
}

/** Why nothing can be shown: a sentence, what it means, and what may be done about it. */
class Trouble extends Error {
  constructor(lead, detail, label = 'Try again', act = show) {
    super(lead);
    Object.assign(this, { detail, label, act });
  }
}

/** Asks the hub; returns the answer's content, and whether there is more of it. */
async function ask(path) {
  // Escaping leaves a token as it is, and makes of anything else what can be sent, and is refused.
  const headers = token ? { Authorization: `Bearer ${encodeURIComponent(token)}` } : {};
  try {
    const answer = await fetch(path, { headers, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) return { content: await answer.json(), more: answer.headers.has('X-Next-Cursor') };
    if (answer.status === 401) throw token ? refused() : unknown();
    const problem = await answer.json().catch(() => ({}));
    throw new Trouble('The hub could not answer.', `It said: ${problem.detail ?? answer.statusText} (${answer.status})`);
  } catch (failure) {
    throw failure instanceof Trouble ? failure : unreachable(failure);
  }
}

function unreachable(failure) {
  return new Trouble('The hub cannot be reached.',
    failure.name === 'TimeoutError' ? `It did not answer within ${PATIENCE_MS / 1000} seconds.`
      : failure.name === 'SyntaxError' ? `Something else answers at ${location.origin}.`
        : `Nothing answers at ${location.origin}. It may have been stopped, or this device is offline.`);
}

const unknown = () => new Trouble('You must log in.',
  'You do not come straight from the machine that the hub runs on, so it must know who you are. '
  + 'Open the link that it printed when it started, or one with a token of your own.');

const withToken = (lead, detail) => new Trouble(lead,
  `${detail} Ask for a new link, or open the one that the hub printed when it was last started.`, 'Go on without it', forget);

const ended = end => withToken('Your access has ended.', `It ended on ${when(end)}.`);

function refused() {
  const end = statedEnd();
  return end < Date.now() ? ended(end) : withToken('This link does not hold.', 'The hub does not know its token.');
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
  keep();
  return show();
}

const when = time => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(time);

function fromNow(time) {
  const minutes = (time - Date.now()) / 60_000;
  const [size, unit] = minutes >= 2880 ? [1440, 'day'] : minutes >= 120 ? [60, 'hour'] : [1, 'minute'];
  return new Intl.RelativeTimeFormat('en').format(Math.max(1, Math.round(minutes / size)), unit);
}

const part = id => document.getElementById(id);
const made = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

function say(state, lead, detail = '') {
  part('status').dataset.state = state;
  part('lead').textContent = lead;
  part('detail').textContent = detail;
  part('facts').hidden = part('projects').hidden = state !== 'in';
  part('action').hidden = state !== 'trouble';
}

function sayTrouble(trouble) {
  Object.assign(part('action'), { textContent: trouble.label, onclick: trouble.act });
  say('trouble', trouble.message, trouble.detail);
}

function showMe(me) {
  const may = new Intl.ListFormat('en').format(me.permissions.map(word => MAY[word] ?? word));
  const end = me.expiresAt ? `until ${when(me.expiresAt)} (${fromNow(me.expiresAt)})`
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

async function show() {
  clearTimeout(ending);
  // The button goes; whoever pressed it stays where the answer comes.
  if (document.activeElement === part('action')) part('status').focus();
  say('asking', 'Asking the hub who you are…');
  try {
    // One after the other: a token that does not hold counts as one try.
    const { content: me } = await ask('/api/me');
    const projects = await ask(`/api/projects?limit=${MOST_PROJECTS}`);
    showProjects(projects.content, me.allProjects, projects.more);
    showMe(me);
    const left = me.expiresAt - Date.now();
    if (left < LONGEST_TIMER_MS) ending = setTimeout(() => sayTrouble(ended(me.expiresAt)), left);
  } catch (trouble) {
    sayTrouble(trouble);
  }
}

await show();
