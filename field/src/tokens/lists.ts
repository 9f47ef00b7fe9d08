/**
 * The two signed lists on this phone: the keys and the withdrawn tokens. They speak of nobody, lie open, and survive
 * a sign-out. The root that signs them is pinned at the first contact with a programme; another one later is told and
 * not believed.
 */

import { keepPublic, publicThing } from "../kept/rows";
import { fromBase64 } from "../kept/sealing";
import { whoIsHere } from "../kept/session";
import { openTrustList, type TrustList } from "./keys";
import type { Lists } from "./opening";
import { UntrustedList } from "./signed";
import { openWithdrawn, type WithdrawnTokens } from "./withdrawn";

const HELD = "signed lists";
/** Where the office has not told its edition's limit (Who.lists_old_after_minutes). */
export const LISTS_OLD_AFTER = 72 * 3600 * 1000; // ms
const FRESH_FOR = 5 * 60 * 1000; // ms

/** A signed list as it was fetched, and the tag by which the office knows it. */
interface Signed {
  readonly bytes: Uint8Array;
  readonly tag: string;
}

interface Held {
  readonly programme: string;
  readonly root: Uint8Array;
  readonly trust: Signed;
  readonly withdrawn: Signed;
  /** By this phone's clock. */
  readonly fetchedAt: number;
  /** The last fetch brought a list that the pinned root did not sign. */
  readonly isDoubtful: boolean;
}

export interface HeldLists extends Lists {
  readonly withdrawnMadeAt: number;
  readonly isDoubtful: boolean;
}

let opened: { from: Signed; lists: HeldLists } | null = null;

/** What this phone holds; null if it never had a network, or what it holds was spoilt. */
export async function heldLists(): Promise<HeldLists | null> {
  const held = await publicThing<Held>(HELD);
  if (held === undefined) return null;
  const isKnown = opened?.from.tag === held.withdrawn.tag && opened.lists.isDoubtful === held.isDoubtful;
  if (isKnown && opened !== null) return opened.lists;
  try {
    const [trust, withdrawn] = await open(held, held.root);
    const lists = { trust, withdrawn, withdrawnMadeAt: withdrawn.madeAt, isDoubtful: held.isDoubtful };
    opened = { from: held.withdrawn, lists };
    return lists;
  } catch (error) {
    if (error instanceof UntrustedList) return null;
    throw error;
  }
}

type Opened = readonly [trust: TrustList, withdrawn: WithdrawnTokens];

async function open(lists: Pick<Held, "trust" | "withdrawn">, root: Uint8Array): Promise<Opened> {
  return [await openTrustList(lists.trust.bytes, root), await openWithdrawn(lists.withdrawn.bytes, root)];
}

/** Fetch what is new if the lists at hand are some minutes old. Without a network everything stays as it is. */
export async function refreshLists(now = Date.now()): Promise<void> {
  const [held, who] = [await publicThing<Held>(HELD), await whoIsHere()];
  if (who === null) return;
  const known = held?.programme === who.programme.id ? held : undefined;
  if (known !== undefined && Math.abs(now - known.fetchedAt) < FRESH_FOR) return;
  const root = known?.root ?? (await fetchedRoot());
  const [trust, withdrawn] = [await fetched("/sync/trust/", known?.trust), await fetched("/sync/withdrawn/", known?.withdrawn)];
  if (root === null || trust === null || withdrawn === null) return;
  const sent = { programme: who.programme.id, root, trust, withdrawn, fetchedAt: now, isDoubtful: false };
  const taken = await believed(known, sent);
  if (taken !== null) await keepPublic(HELD, taken);
}

/**
 * What was sent, if the pinned root signed it and neither list is older than the one at hand; else what is at hand.
 * Null where there is neither: the lane then says that it has no list.
 */
async function believed(known: Held | undefined, sent: Held): Promise<Held | null> {
  try {
    const [trust, withdrawn] = await open(sent, sent.root);
    if (known === undefined) return sent;
    const before = await open(known, known.root);
    const isOlder = trust.madeAt < before[0].madeAt || withdrawn.madeAt < before[1].madeAt;
    return isOlder ? { ...known, fetchedAt: sent.fetchedAt } : sent;
  } catch (error) {
    if (!(error instanceof UntrustedList)) throw error;
    return known === undefined ? null : { ...known, fetchedAt: sent.fetchedAt, isDoubtful: true };
  }
}

async function fetchedRoot(): Promise<Uint8Array | null> {
  const answer = await asked("/sync/root-key/");
  if (!answer?.ok) return null;
  const told = (await answer.json()) as { root?: { public?: string } };
  return told.root?.public ? fromBase64(told.root.public) : null;
}

/** A list; the one at hand if the office has no other; null if it could not be had. */
async function fetched(path: string, known: Signed | undefined): Promise<Signed | null> {
  const answer = await asked(path, known?.tag);
  if (answer?.status === 304 && known !== undefined) return known;
  if (!answer?.ok) return null;
  return { bytes: new Uint8Array(await answer.arrayBuffer()), tag: answer.headers.get("ETag") ?? "" };
}

async function asked(path: string, tag?: string): Promise<Response | null> {
  try {
    const headers: HeadersInit = tag ? { "If-None-Match": tag } : {};
    return await fetch(path, { headers, credentials: "same-origin", cache: "no-store", redirect: "manual" });
  } catch (error) {
    if (error instanceof TypeError) return null; // no network
    throw error;
  }
}
