import { html, nothing, render } from './html.js';
import { toastsIn } from './toast.js';

/** What is open, the uppermost last: how it is left, and whether it stays when what is under it goes. */
const open = [];

/**
 * Opens a dialog and returns a promise of what it ended with: null when it was left.
 *
 * `body(done)` renders its content; `done(value)` ends it. One that does not belong to what is under it `stays` when that goes.
 */
export function dialog({ title, body, wide = false, stays = false }) {
  const element = document.createElement('dialog');
  element.className = wide ? 'dialog wide' : 'dialog';
  element.setAttribute('aria-label', title);
  document.body.append(element);
  return new Promise(resolve => {
    let isOver = false;
    let lost = null;
    const done = result => {
      if (isOver) return;
      isOver = true;
      element.close();
      open.splice(open.indexOf(one), 1);
      toastsIn(open.at(-1)?.element ?? document.body);
      element.remove();
      resolve(result ?? null);
    };
    const draw = () => {
      const focused = document.activeElement;
      render(html`
        <header><h2>${title}</h2><button class="icon" aria-label="Close" @click=${() => done(null)}>×</button></header>
        ${body(done, draw)}`, element);
      // What is disabled while something is sent loses the focus, and gets it back unless the person has gone on.
      if (element.contains(focused) && focused.matches(':disabled')) lost = focused;
      if (!lost || lost.matches(':disabled')) return;
      if ([document.body, element].includes(document.activeElement)) lost.focus();
      lost = null;
    };
    const one = { element, stays, leave: () => done(null) };
    // Only for one that the browser closes by itself: the event comes a frame late, and what is refused within it must be told.
    element.addEventListener('close', () => done(null));
    leftWithCare(element, done);
    draw();
    element.showModal();
    open.push(one);
    toastsIn(element);
  });
}

/** Leaves the dialogs that belong to what was shown until now. */
export function leaveDialogs() {
  open.filter(({ stays }) => !stays).reverse().forEach(({ leave }) => leave());
}

/** Has a dialog left by Escape and by a press beside it, and asks before what was filled in is lost. */
function leftWithCare(element, done) {
  let isFilledIn = false;
  let pressedBeside = false;
  const leave = async () => {
    if (!isFilledIn || await confirm('Leave without saving?', 'What you filled in here is lost.', 'Leave')) done(null);
  };
  element.addEventListener('input', () => { isFilledIn = true; });
  element.addEventListener('pointerdown', event => { pressedBeside = event.target === element; });
  // A press that began in a field, to mark its text, may end beside the dialog.
  element.addEventListener('click', event => event.target === element && pressedBeside && leave());
  element.addEventListener('cancel', event => {
    if (event.target !== element) return;
    event.preventDefault();
    leave();
  });
}

/** Asks whether something is to be done. */
export const confirm = (title, text, label, { danger = true } = {}) => dialog({
  title,
  body: done => html`
    ${text ? html`<p>${text}</p>` : nothing}
    <div class="actions">
      <button class="button" @click=${() => done(false)}>Cancel</button>
      <button class="button ${danger ? 'danger' : 'primary'}" @click=${() => done(true)}>${label}</button>
    </div>`,
}).then(Boolean);
