/**
 * Something that others can listen to. A listener that throws is reported, and the others still hear.
 */
export class Signal {
  #listeners = new Map();

  /** Has a listener called on each event of a name; returns what ends that. */
  on(name, listener) {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Calls the listeners of a name, in the order in which they came. */
  emit(name, ...values) {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        listener(...values);
      } catch (failure) {
        reportError(failure);
      }
    }
  }
}

const reportError = globalThis.reportError ?? (failure => queueMicrotask(() => { throw failure; }));
