// Which view the address after # asks for.

/**
 * Reads the address: `#/projects/p1/tasks/t1?status=open` is the segments `['projects', 'p1', 'tasks', 't1']` and the query.
 */
export function place(hash = location.hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  return { segments: path.split('/').filter(Boolean).map(decoded), query: new URLSearchParams(query) };
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Makes an address of segments. */
export const to = (...segments) => `#/${segments.map(encodeURIComponent).join('/')}`;

export function go(hash, { replace = false } = {}) {
  replace ? location.replace(hash) : location.assign(hash);
}
