// How somebody likes terminals on this device.

const KEPT = 'maestro.terminals';
const USUAL = { fontSize: null, screenReader: false };

let memory = null;

/** `fontSize` in px, null for as large as fits; `screenReader`, whether what is written is read out. */
export function taste() {
  memory ??= { ...USUAL, ...kept() };
  return memory;
}

export function keepTaste(change) {
  memory = { ...taste(), ...change };
  try {
    localStorage.setItem(KEPT, JSON.stringify(memory));
  } catch {
    // A browser may forbid storage; it then lasts until the page is left.
  }
}

function kept() {
  try {
    const { fontSize, screenReader } = JSON.parse(localStorage.getItem(KEPT)) ?? {};
    return { fontSize: Number.isFinite(fontSize) ? fontSize : null, screenReader: screenReader === true };
  } catch {
    return {};
  }
}
