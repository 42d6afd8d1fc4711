/*
 * Keeps the shell of the console, so that it opens at once and without a network. What people work on is never kept
 * here: calls of the interface and the customers' pages go past it untouched.
 */
const VERSION = "__VERSION__";
const SHELL = "__SHELL__";
const CACHE = `helpwright-${VERSION}`;
const PAGE = "/";
const NOT_OURS = /^\/(api|f|p|s)\//;

const OFFLINE = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>服匠</title><style>body{display:grid;place-content:center;min-height:100vh;margin:0;font:16px/1.6 system-ui,sans-serif;text-align:center;color:#37424f;background:#f5f7f9}
@media(prefers-color-scheme:dark){body{background:#0c1219;color:#bcc6d2}}button{min-height:44px;padding:0 24px;border:0;border-radius:6px;background:#0f766e;color:#fff;font:inherit}</style>
<h1>现在没有网络</h1><p>连上网络后再试。写到一半的内容都在这台设备上。<br>No network now. What you were writing is safe on this device.</p><p><button onclick="location.reload()">再试一次 · Try again</button></p></html>`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([PAGE, ...SHELL]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name.startsWith("helpwright-") && name !== CACHE)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});

/** A page: fresh from the server, else the kept shell, else a page that says what is wrong. */
async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) (await caches.open(CACHE)).put(PAGE, answer.clone());
    return answer;
  } catch {
    const kept = await caches.match(PAGE);
    return (
      kept ?? new Response(OFFLINE, { headers: { "Content-Type": "text/html;charset=utf-8" } })
    );
  }
}

/** A part of the console: its name changes with its content, so what is kept is right for ever. */
async function part(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (NOT_OURS.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(part(request));
});
