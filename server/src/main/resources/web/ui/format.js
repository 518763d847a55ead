// Times, counts and words as people read them.

const SECOND = 1000;
const UNITS = [['day', 86_400 * SECOND], ['hour', 3600 * SECOND], ['minute', 60 * SECOND]];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const long = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });
const short = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const counted = new Intl.NumberFormat('en');

export const when = time => long.format(time);

export const clock = time => short.format(time);

/** How long ago, or until, such as `5 minutes ago`. */
export function ago(time, now = Date.now()) {
  const distance = time - now;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(distance) >= size) ?? ['second', SECOND];
  return unit === 'second' && Math.abs(distance) < 10 * SECOND ? 'just now' : relative.format(Math.round(distance / size), unit);
}

/** A duration, such as `1 m 5 s`. */
export function lasting(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} m`;
}

export const count = number => counted.format(number);

/** `1 task`, `2 tasks`. */
export const plural = (number, word, words = `${word}s`) => `${count(number)} ${number === 1 ? word : words}`;

/** A word of the wire as people read it: `in_progress` as `in progress`. */
export const word = wire => String(wire).replaceAll('_', ' ');

/** A size in bytes, such as `1.2 MB`. */
export function size(bytes) {
  const [unit, by] = bytes >= 1e9 ? ['GB', 1e9] : bytes >= 1e6 ? ['MB', 1e6] : bytes >= 1e3 ? ['KB', 1e3] : ['B', 1];
  return `${(bytes / by).toFixed(by === 1 ? 0 : 1)} ${unit}`;
}

/** What others wrote, where only plain text goes: kept apart from the text around it, whichever way it is read. */
export const apart = text => `\u2068${text}\u2069`;
