import { html } from './html.js';

/** Words that a question offers between brackets, as in `[Y/n]`; brackets hold other things with slashes, too, such as paths. */
const OFFERED = {
  y: 'Yes', n: 'No', yes: 'Yes', no: 'No', a: 'a', all: 'All', none: 'None', always: 'Always', never: 'Never', once: 'Once', q: 'q', quit: 'Quit',
  s: 's', skip: 'Skip', e: 'e', edit: 'Edit', d: 'd', diff: 'Diff', r: 'r', retry: 'Retry', abort: 'Abort', cancel: 'Cancel',
  continue: 'Continue', ok: 'OK', allow: 'Allow', deny: 'Deny', accept: 'Accept', reject: 'Reject',
};
const MOST = 9;

/** What a question itself offers to answer, as `{text, label}`; nothing, if it offers nothing. */
export function choices(message) {
  if (!message) return [];
  const listed = listOf(message);
  if (listed.length > 1) return listed;
  return bracketsOf(message);
}

function bracketsOf(message) {
  for (const [, inside] of message.matchAll(/[([]([A-Za-z]+(?:\s?\/\s?[A-Za-z]+)+)[)\]]/g)) {
    const words = inside.split('/').map(word => word.trim().toLowerCase());
    const known = words.every(word => OFFERED[word]) && new Set(words).size === words.length;
    if (known && words.length <= MOST) return words.map(word => ({ text: word, label: OFFERED[word] }));
  }
  return [];
}

// Numbers must go up from 1, or it is no list to choose of.
function listOf(message) {
  const found = [...message.matchAll(/^[ \t>❯*-]*[([]?(\d)[).\]:][ \t]+(\S.*)$/gm)];
  const inline = [...message.matchAll(/(?:^|[\s,;:])\(?(\d)\)[ \t]+([^\n]*?)(?=[\s,;]+\(?\d\)[ \t]|[\n?]|$)/g)];
  const rows = [found, inline].find(rows => rows.length > 1 && rows.every(([, number], index) => Number(number) === index + 1)) ?? [];
  return rows.map(([, number, label]) => ({ text: number, label: `${number} · ${label.trim()}` }));
}

const LONG = 500;
const LINES = 12;

/** What a session asks; a long text scrolls by itself. */
export function question(message) {
  const long = message.length > LONG || message.split('\n').length > LINES;
  return long ? html`<p class="asked long" tabindex="0" role="group" aria-label="The question">${message}</p>` : html`<p class="asked">${message}</p>`;
}
