import { svg, html } from './html.js';

/** Drawings on a field of 24 by 24, of lines alone. */
const DRAWINGS = {
  bell: svg`<path d="M6 16V11a6 6 0 1 1 12 0v5l1.5 2h-15zM10 21h4"/>`,
  tasks: svg`<path d="M4 6l1.5 1.5L8 5M4 12l1.5 1.5L8 11M4 18l1.5 1.5L8 17M12 6h8M12 12h8M12 18h8"/>`,
  sessions: svg`<rect x="4" y="7" width="16" height="12" rx="3"/><path d="M12 3v4M9 12v2M15 12v2"/>`,
  terminal: svg`<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M7 9l3 3-3 3M13 15h4"/>`,
  chat: svg`<path d="M4 5h16v11H9l-5 4z"/>`,
  plan: svg`<path d="M5 20V10M12 20V4M19 20v-7"/>`,
  mail: svg`<rect x="3" y="5" width="18" height="14" rx="2"/><path d="M3 7l9 6 9-6"/>`,
  team: svg`<circle cx="9" cy="9" r="3"/><path d="M3 19c0-3 2.5-5 6-5s6 2 6 5M16 6.5a3 3 0 0 1 0 5M17.5 14.5c2 .6 3.5 2.2 3.5 4.5"/>`,
  more: svg`<path d="M5 12h.01M12 12h.01M19 12h.01"/>`,
  person: svg`<circle cx="12" cy="8" r="4"/><path d="M4 20c0-4 3.5-6 8-6s8 2 8 6"/>`,
  send: svg`<path d="M12 19V5M6 11l6-6 6 6"/>`,
  up: svg`<path d="M6 15l6-6 6 6"/>`,
  down: svg`<path d="M6 9l6 6 6-6"/>`,
  back: svg`<path d="M15 5l-7 7 7 7"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  operator: svg`<path d="M4 18a8 8 0 1 1 16 0M12 18l4-6"/>`,
};

/** An icon that says nothing by itself; a label stands beside it. */
export const icon = name => html`<svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${DRAWINGS[name]}</svg>`;
