/**
 * The service worker: the shell opens with no network. It keeps the files of one edition, all of them or none, and
 * never anything that the server says about people: those answers are not even looked at here.
 */

/// <reference lib="webworker" />
export {}; // a module of its own, so that its globals are its own
declare const self: ServiceWorkerGlobalScope;
/** Put in when it is built: the names of all files and a digest of them (vite.config.ts). */
declare const __FILES_OF_THE_SHELL__: { version: string; names: string[] };

const FILES = __FILES_OF_THE_SHELL__;
const PREFIX = "fangxian-field-";
const CACHE = PREFIX + FILES.version;
const PAGE = "/field/";
const STATIC = "/static/field/";

self.addEventListener("install", (event) => event.waitUntil(fetchAll()));

async function fetchAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  const wanted = [PAGE, ...FILES.names.map((name) => STATIC + name)];
  await cache.addAll(wanted.map((path) => new Request(path, { cache: "reload", credentials: "same-origin" })));
}

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

/** The page asks for it when the worker says so: an edition is never changed under somebody's hands. */
self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});

/** A notice was touched: the page comes to the front and shows the tasks, or is opened there. */
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(showTasks());
});

async function showTasks(): Promise<void> {
  const [open] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (open === undefined) return void (await self.clients.openWindow(`${PAGE}#/duty/tasks`));
  open.postMessage("tasks");
  await open.focus();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(kept(PAGE, request));
  else if (url.pathname.startsWith(STATIC)) event.respondWith(kept(url.pathname, request));
});

async function kept(path: string, request: Request): Promise<Response> {
  const found = await caches.match(path, { cacheName: CACHE });
  return found ?? fetch(request);
}
