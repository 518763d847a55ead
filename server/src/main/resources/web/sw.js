// The page and what it is made of, for when the hub does not answer; and what a press on a notification opens.
// Served as /web/sw.js for the scope /; the version in it is that of the files, so that others make another worker.

const VERSION = '{version}';
const CACHE = `maestro-${VERSION}`;
const PARTS = `/web/${VERSION}/`;
const PAGE = '/';
const PATIENCE_MS = 8000;
/** What a tunnel or proxy answers when the hub does not. */
const AWAY = new Set([502, 503, 504, 521, 522, 523, 524, 530]);

self.addEventListener('install', event => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener('activate', event => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter(name => name.startsWith('maestro-') && name !== CACHE).map(name => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && pathname === PAGE) event.respondWith(page(event));
  else if (pathname.startsWith(PARTS)) event.respondWith(part(event));
});

self.addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(show(event.notification.data?.url));
});

/** Keeps the page as anybody gets it, and the files that it names itself. */
async function keepShell() {
  // Asked for by its own address: that which was opened may hold a token.
  const answer = await fetch(PAGE, { headers: { Accept: 'text/html' }, cache: 'no-store', credentials: 'omit' });
  const text = await answer.clone().text();
  if (!answer.ok || !text.includes(PARTS)) throw new Error('this is not the page of this version');
  const cache = await caches.open(CACHE);
  await cache.addAll(new Set(text.match(new RegExp(`${PARTS}[^"]+`, 'g'))));
  await cache.put(PAGE, answer);
}

/** The page from the hub, and as it was kept when the hub does not answer. */
async function page(event) {
  const kept = () => caches.match(PAGE, { cacheName: CACHE, ignoreVary: true });
  const asked = fetch(event.request);
  // It may come too late to be of use.
  asked.catch(() => {});
  try {
    const answer = await Promise.race([asked, after(PATIENCE_MS)]);
    if (answer && !AWAY.has(answer.status)) {
      event.waitUntil(keepAgain(kept));
      return answer;
    }
    return await kept() ?? await asked;
  } catch (failure) {
    const found = await kept();
    if (found) return found;
    throw failure;
  }
}

/** Keeps the page again when it was signed out of, or the browser needed the space. */
async function keepAgain(kept) {
  if (!await kept()) await keepShell().catch(() => {});
}

/** A file by its version, which never changes. */
async function part(event) {
  const { request } = event;
  const cache = await caches.open(CACHE).catch(() => null);
  const found = await cache?.match(request.url, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(request);
  // Where there is no room for it, it is an answer all the same.
  if (answer.ok && cache) event.waitUntil(cache.put(request.url, answer.clone()).catch(() => {}));
  return answer;
}

/** Shows an address of this hub in a window that is open, or in a new one. */
async function show(address = PAGE) {
  const url = new URL(address, location.origin);
  if (url.origin !== location.origin) return;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = windows.find(({ visibilityState }) => visibilityState === 'visible') ?? windows[0];
  if (!open) return void await self.clients.openWindow(url.href);
  await open.focus();
  open.postMessage({ open: url.hash || '#/' });
}

const after = ms => new Promise(resolve => setTimeout(resolve, ms, null));
