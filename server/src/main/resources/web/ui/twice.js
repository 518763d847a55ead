/** A press of a finger that follows another so soon belongs to it; of a mouse the system judges, and the click says so. */
const WITHIN_MS = 500;
/** No double click takes longer, however slow a hand the system is set for. */
const AT_MOST_MS = 5000;
/** Presses that are no further apart are at one spot. */
const NEAR_PX = 24;
const PRESSED = 'a, button, input, label, select, summary, textarea, [role="option"]';

/**
 * Keeps the second press of a double click from what has come under the pointer since the first: whoever presses twice means
 * what they have seen. Where the first press changed nothing there, as with a button that is pressed again and again, the
 * second one counts.
 */
export function heedTwice() {
  let last = null;
  document.addEventListener('click', event => {
    // The keyboard's clicks, and those of a script, are at no spot.
    if (event.detail === 0 || !event.isTrusted) return;
    const { timeStamp, clientX: x, clientY: y } = event;
    const thing = thingAt(event.composedPath()[0]);
    const isSecond = last !== null && thing !== last.thing && follows(event, last) && !stands(last);
    if (isSecond) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    const pressed = isSecond ? last.thing : thing;
    last = pressed && { thing: pressed, timeStamp, x, y };
  }, { capture: true });
}

function follows({ timeStamp, clientX, clientY, pointerType, detail }, last) {
  const after = timeStamp - last.timeStamp;
  const isSoon = pointerType === 'mouse' ? detail > 1 && after < AT_MOST_MS : after < WITHIN_MS;
  return isSoon && Math.hypot(clientX - last.x, clientY - last.y) < NEAR_PX;
}

/** Whether what was pressed is still where it was pressed. */
const stands = ({ thing, x, y }) => thing.isConnected && thingAt(thing.getRootNode().elementFromPoint(x, y)) === thing;

/** What an element is pressed for; a label stands for its field. */
function thingAt(element) {
  const pressed = element?.closest(PRESSED);
  return pressed?.control ?? pressed ?? null;
}
