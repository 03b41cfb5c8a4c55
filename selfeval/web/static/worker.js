// The pages that answer, without a network: a page comes from the server if that can be reached, and otherwise from what
// the page itself has put by. Nothing is put by here, and nothing that is sent passes through.
const PATIENCE = 4000; // milliseconds for a network that is there and brings nothing
const kept = (request) => caches.match(request, { ignoreVary: true });
const soon = (request) => Promise.race([
  fetch(request),
  new Promise((_, give) => { setTimeout(() => give(new Error('slow')), PATIENCE); }),
]);
const page = async (request) => {
  try {
    return await soon(request);
  } catch {
    return await kept(request) || fetch(request);
  }
};
addEventListener('install', () => globalThis.skipWaiting());
addEventListener('activate', (event) => event.waitUntil(globalThis.clients.claim()));
addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  const isFile = /^\/static\/|\/voice\//.test(pathname);
  event.respondWith(isFile ? kept(request).then((found) => found || fetch(request)) : page(request));
});
