/** Notices of the browser, where it has them and she allowed them; they say how many, never who or where. */

const ASKED = "fangxian.field.notices"; // that she said "not now"

export type Leave = "granted" | "denied" | "default" | "none";

/** Whether this phone may show notices; "none" where the browser has none. */
export function leave(): Leave {
  return typeof Notification === "undefined" || !("serviceWorker" in navigator) ? "none" : Notification.permission;
}

/** Whether to offer it: not yet answered in the browser, and not put off here. */
export function mayOffer(): boolean {
  try {
    return leave() === "default" && localStorage.getItem(ASKED) !== "later";
  } catch {
    return false; // a browser that keeps nothing would ask at every opening
  }
}

export function putOff(): void {
  try {
    localStorage.setItem(ASKED, "later");
  } catch {
    // full: it is offered again
  }
}

/** Ask the browser, upon her own tap: no browser lets a page ask by itself. */
export async function askLeave(): Promise<Leave> {
  return Notification.requestPermission();
}

/** Show one, in place of an earlier one; the number on the icon stands for what she has to accept or is late below her. */
export async function show(title: string, text: string, count: number): Promise<void> {
  await badge(count);
  if (leave() !== "granted") return;
  const registration = await navigator.serviceWorker.getRegistration("/field/");
  const renewed = { tag: "tasks", body: text, icon: "/static/field/icon-192.png", renotify: true };
  await registration?.showNotification(title, renewed as NotificationOptions);
}

/** The number on the icon of an installed page; nothing where the browser has none. */
export async function badge(count: number): Promise<void> {
  const phone = navigator as Navigator & { setAppBadge?: (n: number) => Promise<void> };
  try {
    await phone.setAppBadge?.(count);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // not installed, or not allowed: the list itself says it
  }
}
