/** What happens once when the page opens: the store is read, the service worker set up, the first look at the server. */

import { onFull } from "../kept/database";
import { canRead } from "../kept/reading";
import { counts } from "../kept/outbox";
import { whoIsHere } from "../kept/session";
import { syncNow } from "../sync/loop";
import { changeStatus, currentStatus } from "./status";
import { watchDuties } from "./watching";

const LOOK_AT_STORAGE = 5 * 60_000; // ms

export async function start(): Promise<void> {
  setUpWorker();
  onFull(() => changeStatus({ storage_share: 1 }));
  void navigator.storage?.persist?.(); // asks the browser not to clear the outbox when it wants room
  const who = (await canRead()) ? await whoIsHere() : null;
  watchDuties();
  changeStatus({ who, is_ready: true, ...(await counts()) });
  addEventListener("online", () => void syncNow());
  addEventListener("offline", () => changeStatus({ sync: "offline" }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void syncNow();
  });
  addEventListener("beforeunload", (event) => {
    if (currentStatus().homeless > 0) event.preventDefault(); // closing would lose what the store had no room for
  });
  setInterval(() => void lookAtStorage(), LOOK_AT_STORAGE);
  await lookAtStorage();
  await syncNow();
}

async function lookAtStorage(): Promise<void> {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  changeStatus({ storage_share: usage === undefined || !quota ? null : usage / quota });
}

let waitingWorker: ServiceWorker | null = null;
let isAsked = false; // a page that was opened before any worker was there is opened anew only if she asks for it

function setUpWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  const had = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => (had || isAsked) && location.reload());
  void registered().then((registration) => registration && watch(registration));
}

/** With no network the one that is there: a newer edition may wait in it already. */
async function registered(): Promise<ServiceWorkerRegistration | undefined> {
  try {
    return await navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return navigator.serviceWorker.getRegistration("/field/");
  }
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = (): void => {
    waitingWorker = registration.waiting;
    changeStatus({ has_newer_edition: waitingWorker !== null && navigator.serviceWorker.controller !== null });
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  look();
  setInterval(() => void registration.update().catch(() => undefined), 60 * 60_000); // offline: the next hour will do
}

export function takeNewerEdition(): void {
  isAsked = true;
  waitingWorker?.postMessage("take over");
}
