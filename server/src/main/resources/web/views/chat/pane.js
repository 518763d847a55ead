/**
 * Where a log is read: it stays at its end while one is there, and where one reads while one is not, whatever comes in above or
 * below.
 */
export class Pane {
  #element = null;
  #atEnd = true;
  #unseen = 0;
  #before = null;
  #changed;
  #reachedTop;
  #sizes = null;

  /** `reachedTop` is called when one comes near the oldest message. */
  constructor({ changed, reachedTop }) {
    this.#changed = changed;
    this.#reachedTop = reachedTop;
  }

  /** How many messages have come in below since one left the end. */
  get unseen() {
    return this.#unseen;
  }

  /** Takes the element that scrolls, for lit's `ref`. */
  hold = element => {
    this.#sizes?.disconnect();
    this.#element = element ?? null;
    if (!element) return;
    // A keyboard that opens, or a taller composer, takes room from it.
    this.#sizes = new ResizeObserver(() => this.#atEnd && this.#toEnd());
    this.#sizes.observe(element);
    this.#toEnd();
  };

  /** Somebody else has said something new. */
  came() {
    if (!this.#atEnd) this.#unseen++;
  }

  /** Whether one reads at its end. */
  get isAtEnd() {
    return this.#atEnd;
  }

  /**
   * Is to be called before the log is drawn; `first` names its oldest message; it is empty when there is none, null when it is
   * not known. Returns whether that is another than before.
   */
  drawing(first) {
    const element = this.#element;
    const before = { first, distance: element ? element.scrollHeight - element.scrollTop : 0 };
    const last = this.#before;
    this.#before = before;
    // Once the drawing is done, and before it is painted.
    const isOlder = last !== null && last.first !== first && last.first !== '';
    queueMicrotask(() => this.#drawn(isOlder, before.distance));
    return isOlder;
  }

  scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = this.#element;
    const atEnd = scrollHeight - scrollTop - clientHeight < 48;
    if (atEnd !== this.#atEnd) {
      this.#atEnd = atEnd;
      if (atEnd) this.#unseen = 0;
      this.#changed();
    }
    if (scrollTop < 400) this.#reachedTop();
  };

  toEnd() {
    this.#atEnd = true;
    this.#unseen = 0;
    this.#toEnd();
    this.#changed();
  }

  #drawn(isOlder, distance) {
    const element = this.#element;
    if (!element) return;
    if (this.#atEnd) {
      this.#toEnd();
    } else if (isOlder) {
      element.scrollTop = element.scrollHeight - distance;
    }
    if (isOlder) this.#changed();
    if (element.scrollHeight <= element.clientHeight) this.#reachedTop();
  }

  #toEnd() {
    if (this.#element) this.#element.scrollTop = this.#element.scrollHeight;
  }
}
