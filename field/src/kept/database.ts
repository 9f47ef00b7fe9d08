/**
 * The phone's store. What lies in it, and how:
 *
 *   outbox   a row per record made here until it is cleared away; `sealed` only the server can open, `own` only
 *            whoever is signed in
 *   rows     what was pulled; each locked with the reading key
 *   things   single things by name: who is signed in, the reading key itself, the server's sealing keys, cursors,
 *            signed lists, drafts
 */

import { openDB, type DBSchema, type IDBPDatabase } from "idb";

/** Something locked with the reading key (AES-GCM). */
export interface Box {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

/** waiting: not answered yet. answered: the server has it. invalid: it cannot use it. set_aside: looked at, left. */
export type OutboxState = "waiting" | "answered" | "invalid" | "set_aside";
export type MergeWord = "new" | "updated" | "identical" | "old" | "discarded" | "invalid";

/** What the server said of a record. */
export interface Answer {
  readonly word: MergeWord;
  readonly code?: string;
  readonly field?: string | null;
  readonly reason?: string;
  readonly marks?: readonly string[];
}

export interface OutboxRow {
  seq?: number;
  readonly client_id: string;
  /** Of this content of the record: an answer to an earlier one says nothing about it. */
  readonly version: string;
  readonly kind: string;
  readonly duty: string;
  /** The post from which it was recorded. */
  readonly recorded_by: string;
  /** By the phone's own clock. */
  readonly device_at: string;
  state: OutboxState;
  answer: Answer | null;
  /** By the phone's own clock, ms: until then its maker may take it back, in whichever window it was made. */
  held_until?: number;
  /** The post whose holder may not send this kind: it waits for somebody who may. */
  not_from?: string;
  /** For the server alone: base64 of what HPKE made, and the id of the key. Null while no key was known. */
  sealed: { readonly key: string; readonly text: string } | null;
  /** For whoever recorded it, until she signs out. */
  own: Box | null;
}

export interface PulledRow {
  readonly duty: string;
  readonly kind: string;
  readonly id: string;
  readonly box: Box;
  /** The walk through the list in which it was seen last. */
  readonly walk: string;
}

interface Store extends DBSchema {
  outbox: { key: number; value: OutboxRow; indexes: { state: [OutboxState, number]; client: string } };
  rows: { key: [string, string, string]; value: PulledRow };
  things: { key: string; value: unknown };
}
export type Database = IDBPDatabase<Store>;

let opened: Promise<Database> | null = null;

export function database(): Promise<Database> {
  opened ??= openDB<Store>("fangxian-field", 1, {
    upgrade(db) {
      const outbox = db.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
      outbox.createIndex("state", ["state", "seq"]);
      outbox.createIndex("client", "client_id", { unique: true });
      db.createObjectStore("rows", { keyPath: ["duty", "kind", "id"] });
      db.createObjectStore("things");
    },
    blocking(_old, _new, event) {
      (event.target as IDBDatabase).close(); // a newer edition of this page wants to change the store
      opened = null;
    },
    terminated() {
      opened = null;
    },
  });
  return opened;
}

/** Close it; a test then starts from nothing. */
export async function closeDatabase(): Promise<void> {
  (await opened)?.close();
  opened = null;
}

export async function thing<T>(name: string): Promise<T | undefined> {
  return (await (await database()).get("things", name)) as T | undefined;
}

export async function keepThing(name: string, value: unknown): Promise<void> {
  await (await database()).put("things", value, name);
}

let tellFull: () => void = () => undefined;

/** Who is told that something was not kept for want of room. */
export function onFull(hear: () => void): void {
  tellFull = hear;
}

/** Keep something that can be spared: where there is no room it is not kept, and the worker is warned. */
export async function keepWhereThereIsRoom(name: string, value: unknown): Promise<void> {
  try {
    await keepThing(name, value);
  } catch (error) {
    if (!isFull(error)) throw error;
    tellFull();
  }
}

export async function forgetThing(name: string): Promise<void> {
  await (await database()).delete("things", name);
}

/** Whether the browser refused to store something for want of room. */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** All rows of a state, oldest first. */
export function inState(state: OutboxState): IDBKeyRange {
  return IDBKeyRange.bound([state, 0], [state, Infinity]);
}
