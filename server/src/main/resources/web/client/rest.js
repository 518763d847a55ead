import { Refusal } from './refusal.js';

const PATIENCE_MS = 15_000;
const TRIES = 3;
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5000;

/**
 * The hub's REST routes (docs/protocol/rest.md). Every method returns what the hub answered, or throws a `Refusal`.
 *
 * What no answer came to, or a 503, is sent again up to twice: reads, and posts under one `Idempotency-Key`, so that they are
 * done once. Other changes are not sent again.
 */
export class Rest {
  #url;
  #token;
  #closing = new AbortController();

  constructor(url, token) {
    this.#url = url;
    this.#token = token;
  }

  get(path, query) {
    return this.#send('GET', path + queried(query)).then(answer => answer.content);
  }

  /** A page of a list: `{items, cursor}`, the cursor being null at the end. */
  async page(path, query) {
    const { content, headers } = await this.#send('GET', path + queried(query));
    return { items: content, cursor: headers.get('X-Next-Cursor') };
  }

  /** All of a list, over its pages, at most `most`. */
  async all(path, query = {}, most = 10_000) {
    const items = [];
    let cursor;
    do {
      const page = await this.page(path, { limit: 1000, ...query, cursor });
      items.push(...page.items);
      cursor = page.cursor;
    } while (cursor && items.length < most);
    return items;
  }

  /** `key` is the `Idempotency-Key`; who sends something again that may have been done gives the same one. */
  post(path, content = {}, { key = newKey() } = {}) {
    return this.#send('POST', path, content, { 'Idempotency-Key': key }).then(answer => answer.content);
  }

  /** `version`, if given, is the one to be changed: another is refused as `stale_version`. */
  patch(path, content, { version } = {}) {
    return this.#send('PATCH', path, content, version != null ? { 'If-Match': `"${version}"` } : {}).then(answer => answer.content);
  }

  delete(path) {
    return this.#send('DELETE', path).then(answer => answer.content);
  }

  /** Ends what is under way as `closed`; so ends what is asked later. */
  close() {
    this.#closing.abort(new Refusal('closed', 'This was closed.'));
  }

  #pause(ms) {
    return new Promise((resolve, reject) => {
      const { signal } = this.#closing;
      const ended = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', ended);
        resolve();
      }, ms);
      signal.addEventListener('abort', ended, { once: true });
    });
  }

  async #send(method, path, content, headers = {}) {
    for (let left = method === 'GET' || method === 'POST' ? TRIES : 1; ; left--) {
      try {
        return await this.#once(method, path, content, headers);
      } catch (refusal) {
        const again = refusal.isUnclear || refusal.code === 'unavailable';
        if (!again || left === 1) throw refusal;
        await this.#pause(Math.min(refusal.retryAfter ?? PAUSE_MS, LONGEST_PAUSE_MS));
      }
    }
  }

  async #once(method, path, content, headers) {
    this.#closing.signal.throwIfAborted();
    const token = this.#token();
    const ending = new AbortController();
    const end = () => ending.abort(this.#closing.signal.reason);
    this.#closing.signal.addEventListener('abort', end, { once: true });
    const timer = setTimeout(() => ending.abort(new Refusal('timeout', 'The hub did not answer in time.')), PATIENCE_MS);
    try {
      const answer = await fetch(new URL(path, this.#url), {
        method,
        cache: 'no-store',
        signal: ending.signal,
        // Escaping leaves a token as it is, and makes of anything else what can be sent, and is refused.
        headers: {
          ...headers,
          ...(token && { Authorization: `Bearer ${encodeURIComponent(token)}` }),
          ...(content !== undefined && { 'Content-Type': 'application/json' }),
        },
        ...(content !== undefined && { body: JSON.stringify(content) }),
      });
      if (!answer.ok) throw await refused(answer);
      return { content: await answer.json(), headers: answer.headers };
    } catch (failure) {
      throw failure instanceof Refusal ? failure : ending.signal.aborted ? ending.signal.reason : unreachable(failure);
    } finally {
      clearTimeout(timer);
      this.#closing.signal.removeEventListener('abort', end);
    }
  }
}

async function refused(answer) {
  const problem = await answer.json().catch(() => ({}));
  const seconds = Number(answer.headers.get('Retry-After'));
  return Refusal.ofProblem(answer.status, problem, problem.retry_after ?? (seconds ? seconds * 1000 : null));
}

function unreachable(cause) {
  return cause.name === 'SyntaxError' ? new Refusal('unreachable', 'Something else than the hub answered.', { cause })
    : new Refusal('unreachable', 'The hub cannot be reached.', { cause });
}

function queried(query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

/** A key that no other request has. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
