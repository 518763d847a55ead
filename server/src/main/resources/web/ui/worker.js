// The service worker: it brings the page up when the hub does not answer, and opens what a notification is about.

/** Registers the worker where there is one: over HTTPS or on this machine. The page works without. */
export function installWorker() {
  if (!isSecureContext || !navigator.serviceWorker) return;
  navigator.serviceWorker.register('/web/sw.js', { scope: '/' }).catch(() => {
    // A browser may forbid workers, as it forbids storage.
  });
}

/** Deletes what the worker has kept. */
export async function clearKept() {
  if (!globalThis.caches) return;
  const names = await caches.keys();
  await Promise.all(names.filter(name => name.startsWith('maestro-')).map(name => caches.delete(name)));
}
