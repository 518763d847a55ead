// How what a person does reaches the hub in the order in which it was done, and once.
import { newKey } from '../client/rest.js';

/**
 * A function that does what it is given one after the other, and returns what each comes to. Two requests travel on two
 * connections, of which either may be the faster one.
 */
export function inTurn() {
  let last = Promise.resolve();
  return act => {
    const done = last.then(act);
    last = done.then(() => {}, () => {});
    return done;
  };
}

/**
 * A function `(content, post)` that calls `post(key)`, and returns what that comes to: with the key of before if the same content
 * was sent last, and nobody knows what became of it.
 */
export function once() {
  let unclear = null;
  return async (content, post) => {
    const what = JSON.stringify(content);
    const key = unclear?.what === what ? unclear.key : newKey();
    unclear = null;
    try {
      return await post(key);
    } catch (refusal) {
      // A hub that is away for a moment may have done it, too.
      if (refusal.isUnclear || refusal.code === 'unavailable') unclear = { what, key };
      throw refusal;
    }
  };
}
