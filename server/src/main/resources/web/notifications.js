// Notifications of the system for what waits for a person, while the page is not in sight.
//
// There is no push service behind them: they come while the page is open somewhere, in front or not.

import { apart } from './ui/format.js';
import { to } from './ui/router.js';

const CHOSEN = 'maestro.notifications';
const FAILURES = new Set(['notify:session_failed', 'notify:task_failed']);
const TEXT = 200;

let chosen = null;
// Those that this page made itself, by tag, where no service worker keeps them.
const own = new Map();

/** How notifications stand on this device: `on`, `off`, `denied` by the browser, or `impossible` in it. */
export function standing() {
  if (!('Notification' in globalThis) || !globalThis.isSecureContext) return 'impossible';
  if (Notification.permission === 'denied') return 'denied';
  return Notification.permission === 'granted' && isChosen() ? 'on' : 'off';
}

/** Asks the browser, which wants a press of the person for that; resolves with how they stand then. */
export async function turnOn() {
  if (standing() === 'impossible') return 'impossible';
  if (await Notification.requestPermission() === 'granted') choose(true);
  return standing();
}

export function turnOff() {
  choose(false);
  return standing();
}

/** What is to be told of a change: of what waits now, what did not wait before, if nobody looks. */
export function toTell(before, items, { hidden, stands }) {
  return hidden && stands === 'on' ? items.filter(item => !before.has(item.key)) : [];
}

/**
 * Tells of what begins to wait in a project, and of failures, while the page is out of sight and notifications are on; takes back
 * what was answered. Returns what ends that.
 */
export function start(hub, project, attention) {
  // What waited already when the page was opened is no news.
  let known = null;
  const changed = () => {
    const items = attention.items;
    if (known) {
      const now = new Set(items.map(item => item.key));
      toTell(known, items, seen()).forEach(item => tell(item, project));
      [...known].filter(key => !now.has(key)).forEach(key => takeBack(tagOf(project, key)));
      known = now;
    } else if (attention.ready) {
      known = new Set(items.map(item => item.key));
    }
  };
  const heard = ({ event, data }) => {
    const { hidden, stands } = seen();
    if (!FAILURES.has(event) || !hidden || stands !== 'on') return;
    const [kind, id] = data.sessionId ? ['sessions', data.sessionId] : ['tasks', data.taskId];
    show(`${apart(data.name ?? data.title ?? 'A session')} failed`, {
      body: project.document?.name ?? '', tag: tagOf(project, `${event}:${id}`), hash: to('projects', project.id, kind, id),
    });
  };
  const ends = [attention.on('change', changed), project.on('notice', heard)];
  return () => ends.forEach(end => end());
}

const seen = () => ({ hidden: document.visibilityState === 'hidden', stands: standing() });

const tagOf = (project, key) => `maestro:${project.id}:${key}`;

function tell({ key, kind, id, sessionId, document }, project) {
  const who = apart(project.get('sessions', sessionId)?.name ?? project.document?.name ?? 'A session');
  const [title, body] = kind === 'input' ? [`${who} asks`, document.needsInput.message ?? 'It needs an answer.']
    : kind === 'approval' ? [`Approve? ${apart(document.task?.title ?? 'A task')}`, document.reason]
      : [`${who} shows a page`, document.title];
  show(title, { body, tag: tagOf(project, key), hash: `${to('projects', project.id, 'waiting')}?item=${encodeURIComponent(`${kind}:${id}`)}` });
}

async function show(title, { body, tag, hash }) {
  const url = new URL(hash, location.origin).href;
  const options = { body: body.slice(0, TEXT), tag, data: { url }, icon: new URL('icons/hub.svg', import.meta.url).href };
  try {
    // Where there is a worker, it shows them and hears the press: on Android nothing else may.
    const registration = await worker();
    if (registration) return await registration.showNotification(title.slice(0, TEXT), options);
    const notification = new Notification(title.slice(0, TEXT), options);
    notification.onclick = () => {
      focus();
      location.assign(url);
      notification.close();
    };
    notification.onclose = () => own.get(tag) === notification && own.delete(tag);
    own.set(tag, notification);
  } catch (failure) {
    // The browser may refuse at any time; the page itself shows the same.
    console.warn('no notification could be shown', failure);
  }
}

async function takeBack(tag) {
  own.get(tag)?.close();
  own.delete(tag);
  const shown = await (await worker())?.getNotifications({ tag }) ?? [];
  shown.forEach(notification => notification.close());
}

/** Takes back all that is shown of any project. */
export async function takeAllBack() {
  own.forEach(notification => notification.close());
  const shown = await (await worker())?.getNotifications() ?? [];
  shown.filter(({ tag }) => tag.startsWith('maestro:')).forEach(notification => notification.close());
}

async function worker() {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration?.active ? registration : null;
}

function isChosen() {
  try {
    return chosen ?? localStorage.getItem(CHOSEN) === 'on';
  } catch {
    return false;
  }
}

function choose(on) {
  chosen = on;
  try {
    on ? localStorage.setItem(CHOSEN, 'on') : localStorage.removeItem(CHOSEN);
  } catch {
    // A browser may forbid storage; the choice then lasts until the page is left.
  }
}
