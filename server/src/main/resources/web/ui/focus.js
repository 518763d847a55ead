const nextFrame = () => new Promise(requestAnimationFrame);

/**
 * Does what may take the row of a button away. The focus, which goes with it, is given to the like button of the next row or the one
 * before, or else to the heading of the rows. Call it while the row stands; returns what `work` returns.
 */
export function passingFocus(button, work) {
  const row = button.closest('li');
  const heading = row?.closest('section')?.querySelector('h3') ?? document.querySelector('.head h2');
  const heirs = [row?.nextElementSibling, row?.previousElementSibling].filter(Boolean);
  const done = work();
  // What the page shows follows in the next frame.
  nextFrame().then(nextFrame).then(() => {
    if (document.activeElement !== document.body) return;
    const like = heirs.filter(heir => heir.isConnected).flatMap(heir => [...heir.querySelectorAll('button')])
      .find(other => other.textContent === button.textContent);
    focusOn(like ?? heading);
  });
  return done;
}

/** Leads who reads by ear, or by keys, to a heading or a button. */
export function focusOn(element) {
  if (!element) return;
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
