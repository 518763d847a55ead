import { html, nothing, render, repeat } from './html.js';

const LASTS_MS = 6000;
const MOST = 4;

let toasts = [];
let last = 0;

/** There from the start: what comes together with its first words is not read out. */
const region = Object.assign(document.createElement('div'), { className: 'toasts' });
region.setAttribute('role', 'status');
region.setAttribute('aria-live', 'polite');
document.body.append(region);

/** Shows them within an element: what stands outside an open dialog can be neither pressed nor heard. */
export const toastsIn = element => element.append(region);

/**
 * Tells something that passes: `tone` is `good`, `warn`, `bad` or `plain`. A failure `stays` until it is dismissed. `action` is
 * `{label, act}`. One with the `key` of another takes its place. Returns what dismisses it.
 */
export function toast(text, { tone = 'plain', action = null, stays = tone === 'bad', key = null } = {}) {
  const one = { id: ++last, text, tone, action, stays, key };
  toasts = fitting([...toasts.filter(other => key === null || other.key !== key), one]);
  if (!stays) setTimeout(() => dismiss(one.id), LASTS_MS);
  draw();
  return () => dismiss(one.id);
}

// What passes by itself makes room first.
function fitting(all) {
  if (all.length <= MOST) return all;
  const passing = all.findIndex(one => !one.stays);
  return all.toSpliced(passing >= 0 && passing < all.length - 1 ? passing : 0, 1);
}

/** Tells why something was not done. */
export const tellRefusal = (what, refusal) => toast(`${what}: ${refusal.message}`, { tone: 'bad' });

function dismiss(id) {
  if (!toasts.some(one => one.id === id)) return;
  toasts = toasts.filter(one => one.id !== id);
  draw();
}

function draw() {
  render(repeat(toasts, one => one.id, one => html`
    <div class="toast ${one.tone}">
      <p>${one.text}</p>
      ${one.action ? html`<button class="link" @click=${() => { dismiss(one.id); one.action.act(); }}>${one.action.label}</button>` : nothing}
      <button class="icon" aria-label="Dismiss" @click=${() => dismiss(one.id)}>×</button>
    </div>`), region);
}
