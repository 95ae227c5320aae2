// Notices that somebody kept are read without a connection, and forgotten in time; news are shown.
const usable = (kept) => kept && new Date(kept.headers.get('X-Keep-Until')) > new Date();
const isStatic = (url) => new URL(url).pathname.startsWith('/static/');
// What was withdrawn or changed goes with the next connection, what is over even without one.
async function renew(box) {
  for (const key of (await box.keys()).filter((one) => !isStatic(one.url))) {
    const now = await fetch(key.url, { credentials: 'omit', cache: 'no-cache' }).catch(() => null);
    if (now && now.ok && !now.redirected && usable(now)) await box.put(key, now);
    else if (now ? now.status < 500 && now.status !== 429 : !usable(await box.match(key))) await box.delete(key);
  }
}
async function kept(box, { url }) {
  const found = await box.match(url, { ignoreVary: true, ignoreSearch: true });
  if (found && isStatic(url)) return found;
  const list = (await box.keys()).find((key) => key.url.endsWith('/da-giu/'));
  if (!usable(found)) return list && list.url !== url ? Response.redirect(list.url) : Response.error();
  const html = (await found.text()).replace('id="ban-giu" hidden', 'id="ban-giu"'), { headers } = found;
  return new Response(html.replace('<span data-kept>', `<span>${new Date(headers.get('Date')).toLocaleString('vi-VN')}`), { headers });
}
self.addEventListener('fetch', (event) => {
  const { request } = event, box = caches.open('giu');
  if (request.method !== 'GET' || !(request.mode === 'navigate' || isStatic(request.url))) return;
  event.respondWith(fetch(request).catch(async () => kept(await box, request)));
  if (request.mode === 'navigate') event.waitUntil(box.then(renew));
});
// What a notice has new, for those who follow it in this browser. A repeated message has its tag.
self.addEventListener('push', (event) => {
  const { title, body, url, tag, lang } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, data: url }));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(new URL(event.notification.data, self.location.origin)));
});
