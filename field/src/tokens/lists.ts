/**
 * The two signed lists on this phone: the keys and the withdrawn tokens. They speak of nobody, lie open, and survive
 * a sign-out. The root that signs them is pinned at the first contact with a programme; another one later is told and
 * not believed.
 */

import { keepPublic, publicThing } from "../kept/rows";
import { whoIsHere } from "../kept/session";
import { openTrustList } from "./keys";
import type { Lists } from "./opening";
import { UntrustedList } from "./signed";
import { openWithdrawn } from "./withdrawn";

const HELD = "signed lists";
/** A phone works this long with no network; then its lists say little. */
export const OLD_AFTER = 72 * 3600 * 1000; // ms
const FRESH_FOR = 5 * 60 * 1000; // ms

interface Held {
  readonly programme: string;
  readonly root: Uint8Array;
  readonly trust: Uint8Array;
  readonly withdrawn: Uint8Array;
  /** By this phone's clock. */
  readonly fetchedAt: number;
  /** The last fetch brought a list that the pinned root did not sign. */
  readonly isDoubtful: boolean;
}

export interface HeldLists extends Lists {
  readonly withdrawnMadeAt: number;
  readonly isDoubtful: boolean;
}

let opened: { from: Uint8Array; lists: HeldLists } | null = null;

/** What this phone holds; null if it never had a network, or what it holds was spoilt. */
export async function heldLists(): Promise<HeldLists | null> {
  const held = await publicThing<Held>(HELD);
  if (held === undefined) return null;
  if (opened?.from === held.withdrawn && opened.lists.isDoubtful === held.isDoubtful) return opened.lists;
  try {
    const [trust, withdrawn] = await Promise.all([
      openTrustList(held.trust, held.root),
      openWithdrawn(held.withdrawn, held.root),
    ]);
    const lists = { trust, withdrawn, withdrawnMadeAt: withdrawn.madeAt, isDoubtful: held.isDoubtful };
    opened = { from: held.withdrawn, lists };
    return lists;
  } catch (error) {
    if (error instanceof UntrustedList) return null;
    throw error;
  }
}

/** Fetch both lists if those at hand are some minutes old. Without a network everything stays as it is. */
export async function refreshLists(now = Date.now()): Promise<void> {
  const [held, who] = [await publicThing<Held>(HELD), await whoIsHere()];
  if (who === null) return;
  const known = held?.programme === who.programme.id ? held : undefined;
  if (known !== undefined && Math.abs(now - known.fetchedAt) < FRESH_FOR) return;
  const [root, trust, withdrawn] = await Promise.all([
    fetched("/sync/root/"),
    fetched("/sync/trust/"),
    fetched("/sync/withdrawn/"),
  ]);
  if (root === null || trust === null || withdrawn === null) return;
  await keepPublic(HELD, await believed(known, { root, trust, withdrawn }, who.programme.id, now));
}

type Fetched = Pick<Held, "root" | "trust" | "withdrawn">;

/** The new lists if the pinned root signed them and neither is older than the one at hand; else the old ones. */
async function believed(known: Held | undefined, sent: Fetched, programme: string, now: number): Promise<Held> {
  const root = known?.root ?? sent.root;
  try {
    const [trust, withdrawn] = [await openTrustList(sent.trust, root), await openWithdrawn(sent.withdrawn, root)];
    const fresh: Held = { programme, root, trust: sent.trust, withdrawn: sent.withdrawn, fetchedAt: now, isDoubtful: false };
    if (known === undefined) return fresh;
    const before = [await openTrustList(known.trust, root), await openWithdrawn(known.withdrawn, root)] as const;
    if (trust.madeAt < before[0].madeAt || withdrawn.madeAt < before[1].madeAt) return { ...known, fetchedAt: now };
    return fresh;
  } catch (error) {
    if (!(error instanceof UntrustedList) || known === undefined) throw error;
    return { ...known, fetchedAt: now, isDoubtful: true };
  }
}

async function fetched(path: string): Promise<Uint8Array | null> {
  try {
    const answer = await fetch(path, { credentials: "same-origin", redirect: "manual" });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch (error) {
    if (error instanceof TypeError) return null; // no network
    throw error;
  }
}
