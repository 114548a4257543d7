/**
 * Keeps the technician's door on the phone, so that it opens in a cellar as it does in the street.
 *
 * The build writes the list of files in here. One version is kept as a whole under its own name; a new one is fetched
 * beside it and takes over when it is complete. What is said to the server never passes through: the outbox does that.
 */
declare const self: ServiceWorkerGlobalScope;

const { version, files } = JSON.parse("__PRECACHE__") as { version: string; files: string[] };
const KEPT = "technician-";
const CACHE = KEPT + version;
/** The page itself; every address of the door is answered with it. */
const PAGE = "/technician/";

self.addEventListener("install", (event) => {
  // Past the browser's own cache: the page of another version must not come in with these files.
  const requests = [PAGE, ...files].map((path) => new Request(path, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const forget = async () => {
    for (const name of await caches.keys()) if (name.startsWith(KEPT) && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const kept = request.mode === "navigate" ? PAGE : files.includes(pathname) ? pathname : null;
  if (kept) event.respondWith(caches.match(kept, { cacheName: CACHE }).then((found) => found ?? fetch(request)));
});

export {};
