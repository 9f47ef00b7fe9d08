/** When the phone speaks with the server, and what it does about the answer: push first, then pull. */

import { duties } from "../duties";
import { isFull } from "../kept/database";
import { keepServerKeys, type ServerKey, type Suite } from "../kept/sealing";
import * as outbox from "../kept/outbox";
import * as session from "../kept/session";
import { hearServer } from "../shell/clocks";
import { chosenLanguage } from "../shell/look";
import { changeStatus, currentStatus, type SyncState } from "../shell/status";
import { pull } from "./pull";
import { pushAll } from "./push";
import { get, getIfNewer, NoAnswer, postForm, useToken, type Reply } from "./server";

const EVERY = 60_000; // ms between two looks when all is well, at most: what came is known within that
const MEET_EVERY = 5 * 60_000; // ms; between two whole looks the server is only asked whether anything came
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 5 * 60_000;
const PULL_EVERY = 5 * 60_000; // ms; a list is walked whole, so not at every look
const ENDED = "fieldsync.ended";
/** What comes before everything else on the site's own pages; the words are in the bar. */
export const COMES_FIRST = ["signin.must_choose_pin", "signin.needs_factor", "staff.own_password_first"] as const;

let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
let running: Promise<void> | null = null;
let again = false;
let pulledAt = -Infinity; // by performance.now()
let metAt = -Infinity; // by performance.now()
let newsTag = ""; // of what was heard last, and the text of each list in it
let heard: Record<string, unknown> = {};

/** Look once now, at everything; a look that is under way is followed by another. */
export function syncNow(): Promise<void> {
  metAt = -Infinity;
  return look();
}

function look(): Promise<void> {
  if (running !== null) {
    again = true;
    return running;
  }
  clearTimeout(timer);
  running = inTurn().finally(() => {
    running = null;
    if (again) {
      again = false;
      void look();
    }
  });
  return running;
}

export function syncIn(milliseconds: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void look(), milliseconds);
}

/** One window of this phone at a time; where the browser has no locks, the server's numbers keep things single. */
async function inTurn(): Promise<void> {
  if (!("locks" in navigator)) return round();
  await navigator.locks.request("fangxian-field-sync", round);
}

async function round(): Promise<void> {
  changeStatus({ sync: "busy" });
  let outcome: Outcome;
  try {
    outcome = await speak();
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      await tell({ sync: "not_understood", code: "fieldsync.fault" });
      syncIn(LONGEST_WAIT);
      throw error;
    }
    outcome = { sync: "offline" };
  }
  await tell(outcome);
  const isWell = outcome.sync === "idle" || outcome.sync === "sign_in" || outcome.sync === "ended";
  failures = isWell ? 0 : failures + 1;
  const held = outcome.sync === "idle" ? await outbox.heldFor() : 0;
  syncIn(held > 0 ? held + 100 : waitAfter(failures, outcome.retryAfter ?? null));
}

interface Outcome {
  readonly sync: SyncState;
  readonly code?: string;
  readonly retryAfter?: number | null;
}

/** How long to wait after so many failures in a row: twice as long each time, never all phones at once. */
export function waitAfter(failed: number, retryAfter: number | null, chance = Math.random()): number {
  if (retryAfter !== null) return Math.max(1, retryAfter) * 1000 * (1 + chance / 4);
  if (failed === 0) return EVERY * (0.75 + chance / 4);
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failed - 1)) * (0.75 + chance / 2);
}

async function tell(outcome: Outcome): Promise<void> {
  changeStatus({ ...(await outbox.counts()), sync: outcome.sync, code: outcome.code ?? "", has_looked: true });
}

async function speak(): Promise<Outcome> {
  if (await isNewsAllThereIs()) return hearNews();
  const met = await meet();
  if (met !== null) return met;
  metAt = performance.now();
  const pushed = await pushAll(async () => changeStatus({ ...(await outbox.counts()), last_sent_at: new Date() }));
  if (!pushed.done) return refused(pushed.reply);
  return performance.now() - pulledAt < PULL_EVERY ? hearNews(pushed.sent > 0) : pullAll();
}

/** Whether this look may be the small one: she was met a while ago, nothing is to be sent, a list of hers has news. */
async function isNewsAllThereIs(): Promise<boolean> {
  if (!hasNews() || performance.now() - metAt >= MEET_EVERY) return false;
  return !(await session.owesSignOut()) && (await outbox.nextBatch(1, Infinity)).length === 0;
}

function hasNews(): boolean {
  return duties.some((duty) => duty.has_news && currentStatus().who?.powers.includes(duty.power));
}

/**
 * Ask whether anything came; only a list that has grown is fetched, or all of them if something was sent: what she took
 * on comes back with whom to contact.
 */
async function hearNews(hasSent = false): Promise<Outcome> {
  if (!hasNews()) return { sync: "idle" };
  const reply = await getIfNewer("/sync/news/", newsTag);
  if (reply.status !== 304 && (reply.status !== 200 || reply.body === null)) return refused(reply);
  changeStatus({ last_heard_at: new Date() });
  hearServer(reply.body?.at);
  const news = (reply.status === 304 ? heard : (reply.body?.news ?? {})) as Record<string, unknown>;
  for (const list of Object.keys(news)) {
    if (!hasSent && news[list] === heard[list]) continue;
    const stopped = await pullWhereThereIsRoom(list);
    if (stopped !== null) return refused(stopped);
  }
  [newsTag, heard] = [reply.tag ?? "", news];
  return { sync: "idle" };
}

/** Fetch the lists of all duties that are open to her; what one is refused does not keep the others. */
async function pullAll(): Promise<Outcome> {
  const open = duties.filter((duty) => currentStatus().who?.powers.includes(duty.power));
  let outcome: Outcome = { sync: "idle" };
  for (const list of new Set(open.map((duty) => duty.pulls))) {
    if (list === null) continue;
    const stopped = await pullWhereThereIsRoom(list);
    if (stopped !== null) outcome = await refused(stopped);
  }
  if (open.some((duty) => duty.reads_codes)) await refreshLists();
  if (outcome.sync === "idle") pulledAt = performance.now();
  return outcome;
}

/** The lists by which codes are judged. What opens them is large and not in the first load. */
async function refreshLists(): Promise<void> {
  const { refreshLists } = await import("../tokens/lists");
  await refreshLists();
}

async function pullWhereThereIsRoom(list: string): Promise<Reply | null> {
  try {
    return await pull(list, () => changeStatus({ pulled: currentStatus().pulled + 1 }));
  } catch (error) {
    if (!isFull(error)) throw error;
    changeStatus({ storage_share: 1 }); // what room there is belongs to the outbox
    return null;
  }
}

/** Fetch the lists anew at the next look: a duty was opened, or the worker asks. */
export function pullSoon(): Promise<void> {
  pulledAt = -Infinity;
  return syncNow();
}

/** Ask who is signed in; null if it is known and everything may go on. */
async function meet(): Promise<Outcome | null> {
  const reply = await get("/sync/me/");
  if (reply.status !== 200 || reply.body === null) return refused(reply);
  useToken(String(reply.body.csrf));
  hearServer(reply.body.at);
  changeStatus({ last_heard_at: new Date() });
  if (await session.owesSignOut()) return endThere();
  if (reply.body.language !== chosenLanguage()) await postForm("/language/", { language: chosenLanguage() });
  await fetchKeys();
  return greet(reply.body.who as session.Who);
}

/** The sign-out that was made here with no network is made there too. */
async function endThere(): Promise<Outcome> {
  await postForm("/account/logout/", {});
  await session.paidSignOut();
  return { sync: "sign_in" };
}

async function fetchKeys(): Promise<void> {
  const reply = await get("/sync/keys/");
  if (reply.status === 200 && Array.isArray(reply.body?.keys)) {
    await keepServerKeys(reply.body.keys as ServerKey[], reply.body.suite as Suite);
  }
  await outbox.sealWaiting();
}

async function greet(who: session.Who): Promise<Outcome | null> {
  const before = await session.whoIsHere();
  const isOther = before !== null && (before.post !== who.post || before.programme.id !== who.programme.id);
  if (isOther && (await outbox.unsealedCount()) > 0) {
    const pushed = await pushAll(async () => undefined); // they cannot be sealed, so they go first
    if (!pushed.done) return refused(pushed.reply);
  }
  await session.begin(who);
  if (isOther) [pulledAt, newsTag, heard] = [-Infinity, "", {}]; // what the other one had is gone
  changeStatus(isOther ? { who, notice: null } : { who });
  return null;
}

/** What a refusal of the whole request means. Nothing that waits is touched, unless the server asks for it. */
async function refused(reply: Reply): Promise<Outcome> {
  const code = typeof reply.body?.code === "string" ? reply.body.code : String(reply.status);
  if (Array.isArray(reply.body?.wipe)) await forget(reply.body.wipe as session.Forgettable[]);
  if (code === ENDED) return { sync: "ended", code };
  if (reply.status === 401 || (COMES_FIRST as readonly string[]).includes(code)) return { sync: "sign_in", code };
  if (reply.status === 429 || reply.status >= 500) return { sync: "later", retryAfter: reply.retryAfter };
  if (reply.status === 403 && reply.body === null) return { sync: "sign_in", code }; // the token is another session's
  return { sync: reply.status === 403 ? "not_allowed" : "not_understood", code };
}

/** The server has this phone forget: the programme has ended, or the phone was withdrawn. */
async function forget(what: readonly session.Forgettable[]): Promise<void> {
  if (!what.includes("outbox")) await outbox.sealWaiting();
  const erased = await session.forget(what);
  changeStatus({ who: null, notice: null, erased: currentStatus().erased + erased, pulled: currentStatus().pulled + 1 });
}

/** Sign out here and, as soon as it can be reached, there. False if something unsent would be lost. */
export async function signOut(): Promise<boolean> {
  if ((await outbox.unsealedCount()) > 0) return false;
  await session.wipe();
  await session.oweSignOut();
  changeStatus({ who: null, notice: null, ...(await outbox.counts()), pulled: currentStatus().pulled + 1 });
  await syncNow();
  return true;
}
