/**
 * Moves rows of a list by a handle, with a mouse, a pen or a finger; keyboards have buttons for it. What is to be moved where is
 * told to `moved(id, position)`; rows have `data-id`.
 */
export class Drag {
  #moved;
  #list = null;
  #row = null;
  #position = null;

  constructor(moved) {
    this.#moved = moved;
  }

  /** Begins, at a handle's pointerdown. */
  begin = event => {
    if (event.button !== 0 || this.#row) return;
    event.preventDefault();
    const handle = event.currentTarget;
    this.#row = handle.closest('[data-id]');
    this.#list = this.#row.parentElement;
    this.#row.classList.add('dragged');
    handle.setPointerCapture(event.pointerId);
    const end = new AbortController();
    const on = (name, act, target = handle) => target.addEventListener(name, act, { signal: end.signal });
    const finish = isWanted => {
      end.abort();
      this.#finish(isWanted);
    };
    on('pointermove', moving => this.#over(moving.clientY));
    // What is under it may be another row by now.
    on('pointerup', up => {
      this.#over(up.clientY);
      finish(true);
    });
    on('pointercancel', () => finish(false));
    // Of a row that has gone the document is told.
    on('lostpointercapture', () => finish(false), document);
    on('keydown', pressed => pressed.key === 'Escape' && finish(false), document);
  };

  #over(y) {
    const rows = [...this.#list.children].filter(row => row !== this.#row && row.dataset.id);
    const after = rows.findIndex(row => {
      const { top, height } = row.getBoundingClientRect();
      return y < top + height / 2;
    });
    this.#position = after < 0 ? rows.length : after;
    this.#unmark();
    const next = rows[this.#position];
    next ? next.classList.add('drop-before') : rows.at(-1)?.classList.add('drop-after');
    if (y < 120) scrollBy(0, -12);
    if (y > innerHeight - 120) scrollBy(0, 12);
  }

  #finish(isWanted) {
    const before = [...this.#list.children].indexOf(this.#row);
    this.#unmark();
    this.#row.classList.remove('dragged');
    if (isWanted && before >= 0 && this.#position !== null && this.#position !== before) this.#moved(this.#row.dataset.id, this.#position);
    this.#row = this.#list = this.#position = null;
  }

  #unmark() {
    this.#list.querySelectorAll('.drop-before, .drop-after').forEach(row => row.classList.remove('drop-before', 'drop-after'));
  }
}
