// Who this browser is to the hub: the token it was given, and where it is kept.

const KEPT = 'maestro.token';

/** What a link brought while another token is kept: it takes that one's place when the hub has taken it. */
let trial = null;

/** What this page keeps where the browser forbids storage; such a token lasts until the page is left. */
let memory = null;

/**
 * Takes the token out of the address, before anything else is done: what stays there is seen, bookmarked and sent on.
 */
export function takeToken() {
  const address = new URL(location.href);
  const brought = address.searchParams.get('token');
  if (brought !== null) {
    address.searchParams.delete('token');
    history.replaceState(null, '', address);
    // There is nothing to lose where none is kept.
    const kept = token();
    if (brought && kept !== null && kept !== brought) trial = brought;
    else if (brought) keep(brought);
  }
}

/** Whether the token is one that a link brought in place of another, and not kept yet. */
export const isOnTrial = () => trial !== null;

/** Ends the trial: the token is kept, or the one before is taken again. */
export function tried(holds) {
  holds ? keep(trial) : trial = null;
}

/** The token, or null. Another tab may have changed it. */
export function token() {
  try {
    return trial ?? memory ?? localStorage.getItem(KEPT);
  } catch {
    return trial ?? memory;
  }
}

/** Keeps a token on this device until it is forgotten. */
export function keep(text) {
  trial = memory = null;
  try {
    text ? localStorage.setItem(KEPT, text) : localStorage.removeItem(KEPT);
  } catch {
    memory = text;
  }
}

export const forget = () => keep(null);

/** Calls a listener when another tab of this browser logged in or out, with the token or null. */
export function onOtherTab(listener) {
  addEventListener('storage', event => {
    if (event.key === KEPT || event.key === null) listener(token());
  });
}

/** Reads a token out of what a person pasted: a link or the token itself. Null when it is neither. */
export function tokenIn(text) {
  const trimmed = text.trim();
  const found = /[?&]token=([^&#\s]+)/.exec(trimmed);
  try {
    if (found) return decodeURIComponent(found[1]);
  } catch {
    return null;
  }
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(trimmed) ? trimmed : null;
}

/** When a token says it ends, in ms since the epoch, or NaN; only ever shown, never believed. */
export function statedEnd(text = token()) {
  try {
    return JSON.parse(atob(text.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))).exp * 1000;
  } catch {
    return NaN;
  }
}
