/** The outbox: a record is in it from the moment it is made until the server has said a word for it. */

import {
  database,
  inState,
  type Answer,
  type OutboxRow,
  type OutboxState,
} from "./database";
import { lock, unlock } from "./reading";
import { seal, serverKey } from "./sealing";
import { whoIsHere } from "./session";

/** A record as it is sent; what a duty adds is its own. */
export interface SentRecord {
  readonly kind: string;
  readonly client_id: string;
  readonly device_at: string;
  readonly recorded_by: string;
  readonly [field: string]: unknown;
}
export type Stored = OutboxRow & { seq: number };

/** Codes of the server that ask for something else than the worker's eyes: another sender, another seal. */
const NOT_YOURS = "not_yours_to_send";
const UNREADABLE = "unreadable";
/** Records that are not on the way yet because their maker may still take them back. Of this page only. */
const held = new Set<string>();
/** Records that the store had no room for. They live as long as this page does. */
const homeless: OutboxRow[] = [];
export const MOST_ANSWERED_KEPT = 500;

export class StorageFull extends Error {
  constructor() {
    super("the phone's storage is full");
  }
}

/** Number a record and make it ready to be stored and sent. */
export async function pack(duty: string, record: SentRecord): Promise<OutboxRow> {
  const key = await serverKey();
  return {
    client_id: record.client_id,
    kind: record.kind,
    duty,
    recorded_by: record.recorded_by,
    device_at: record.device_at,
    state: "waiting",
    answer: null,
    sealed: key === null ? null : await seal(record, key),
    own: await lock(record, placeOf(record.client_id)),
  };
}

/**
 * Store a record. Where there is no room, room is made from what can be spared; where that is not enough the
 * record is held in memory and `StorageFull` thrown, so that its maker is told. It is sent all the same.
 */
export async function store(row: OutboxRow): Promise<void> {
  const db = await database();
  try {
    await db.add("outbox", row);
  } catch (error) {
    if (!isFull(error)) throw error;
    await spare();
    try {
      await db.add("outbox", row);
    } catch (again) {
      if (!isFull(again)) throw again;
      homeless.push(row);
      throw new StorageFull();
    }
  }
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** Give up what the server has anyway: answered records and pulled rows, to be pulled again. */
async function spare(): Promise<void> {
  const db = await database();
  const change = db.transaction(["outbox", "rows", "things"], "readwrite");
  await change.objectStore("rows").clear();
  for (const name of await change.objectStore("things").getAllKeys()) {
    if (name.startsWith("cursor ")) await change.objectStore("things").delete(name);
  }
  await deleteAnswered(change.objectStore("outbox").index("state"), 0);
  await change.done;
}

export function hold(clientId: string): void {
  held.add(clientId);
}

export function release(clientId: string): void {
  held.delete(clientId);
}

/** Take back a record that is still held: as if it had never been made. False if it is on its way already. */
export async function takeBack(clientId: string): Promise<boolean> {
  if (!held.has(clientId)) return false;
  const db = await database();
  const change = db.transaction("outbox", "readwrite");
  const seq = await change.store.index("client").getKey(clientId);
  if (seq !== undefined) await change.store.delete(seq);
  await change.done;
  const at = homeless.findIndex((row) => row.client_id === clientId);
  if (at >= 0) homeless.splice(at, 1);
  held.delete(clientId);
  return true;
}

export interface Counts {
  readonly waiting: number;
  readonly invalid: number;
  /** Of `waiting`, those that only this page holds because the store is full. */
  readonly homeless: number;
}

export async function counts(): Promise<Counts> {
  const index = (await database()).transaction("outbox").store.index("state");
  const [waiting, invalid] = [await index.count(inState("waiting")), await index.count(inState("invalid"))];
  return { waiting: waiting + homeless.length, invalid, homeless: homeless.length };
}

/** Waiting records that nobody but the signed-in person could open: signing out now would lose them. */
export async function unsealedCount(): Promise<number> {
  await sealWaiting();
  const rows = await (await database()).getAllFromIndex("outbox", "state", inState("waiting"));
  return rows.filter((row) => row.sealed === null).length + homeless.length;
}

/** Seal what was recorded before the server's key was known. */
export async function sealWaiting(): Promise<void> {
  const key = await serverKey();
  if (key === null) return;
  const db = await database();
  for (const state of ["waiting", "invalid"] as const) {
    for (const row of await db.getAllFromIndex("outbox", "state", inState(state))) {
      if (row.sealed !== null || row.own === null) continue;
      const record = await unlock<SentRecord>(row.own, placeOf(row.client_id));
      if (record !== undefined) await db.put("outbox", { ...row, sealed: await seal(record, key) });
    }
  }
}

/** What to send next, oldest first: at most so many records and about so many characters. */
export async function nextBatch(most: number, mostCharacters: number): Promise<OutboxRow[]> {
  const batch: OutboxRow[] = [];
  let length = 0;
  const sender = (await whoIsHere())?.post;
  const index = (await database()).transaction("outbox").store.index("state");
  for (let at = await index.openCursor(inState("waiting")); at !== null; at = await at.continue()) {
    if (held.has(at.value.client_id) || (at.value.not_from && at.value.not_from === sender)) continue;
    length += lengthOf(at.value);
    if (batch.length >= most || (length > mostCharacters && batch.length > 0)) return batch;
    batch.push(at.value);
  }
  const rest = homeless.filter((row) => row.state === "waiting" && !row.not_from && !held.has(row.client_id));
  return [...batch, ...rest].slice(0, most);
}

function lengthOf(row: OutboxRow): number {
  return (row.sealed?.text.length ?? (row.own?.data.byteLength ?? 0) * 2) + 200;
}

/** What the server said, a word per record. What it has needs no sealed copy here any more. */
export async function answered(answers: ReadonlyMap<string, Answer>): Promise<void> {
  const db = await database();
  const sender = (await whoIsHere())?.post;
  const change = db.transaction("outbox", "readwrite");
  const byClient = change.store.index("client");
  for (const [clientId, answer] of answers) {
    const row = await byClient.get(clientId);
    if (row !== undefined) await change.store.put(afterAnswer(row, answer, sender));
  }
  await deleteAnswered(change.store.index("state"), MOST_ANSWERED_KEPT);
  await change.done;
  answerHomeless(answers, sender);
}

function afterAnswer(row: OutboxRow, answer: Answer, sender: string | undefined): OutboxRow {
  if (answer.code === NOT_YOURS) return { ...row, answer, not_from: sender ?? "" };
  if (answer.code === UNREADABLE && row.own !== null && row.answer?.code !== UNREADABLE) {
    return { ...row, answer, sealed: null }; // its key is gone there; sealed anew, once
  }
  const isInvalid = answer.word === "invalid";
  return { ...row, answer, state: isInvalid ? "invalid" : "answered", sealed: isInvalid ? row.sealed : null };
}

function answerHomeless(answers: ReadonlyMap<string, Answer>, sender: string | undefined): void {
  for (const row of homeless.splice(0)) {
    const answer = answers.get(row.client_id);
    if (answer === undefined) homeless.push(row);
    else if (answer.word === "invalid") homeless.push(afterAnswer(row, answer, sender));
  }
}

interface Deletes {
  delete(): Promise<void>;
  continue(): Promise<Deletes | null>;
}

/** The newest of what was answered stays to be read, the rest goes. */
async function deleteAnswered(
  index: { openCursor(range: IDBKeyRange, direction: "prev"): Promise<unknown> },
  keep: number,
): Promise<void> {
  let kept = 0;
  let at = (await index.openCursor(inState("answered"), "prev")) as Deletes | null;
  for (; at !== null; at = await at.continue()) {
    if (kept++ >= keep) await at.delete();
  }
}

/** A page of the outbox, newest first. */
export async function page(states: readonly OutboxState[], most: number): Promise<Stored[]> {
  const db = await database();
  const found = await Promise.all(
    states.map(async (state) => {
      const rows: Stored[] = [];
      const index = db.transaction("outbox").store.index("state");
      for (
        let at = await index.openCursor(inState(state), "prev");
        at !== null && rows.length < most;
        at = await at.continue()
      ) {
        rows.push({ ...at.value, seq: at.primaryKey });
      }
      return rows;
    }),
  );
  return found.flat().sort((a, b) => b.seq - a.seq).slice(0, most);
}

/** A record as it was made; undefined where its maker has signed out since. */
export async function open(row: OutboxRow): Promise<SentRecord | undefined> {
  return row.own === null ? undefined : unlock<SentRecord>(row.own, placeOf(row.client_id));
}

/** An invalid record, put right: waits again under the same number. */
export async function correct(row: Stored, record: SentRecord): Promise<void> {
  await (await database()).put("outbox", { ...(await pack(row.duty, record)), seq: row.seq });
}

/** Looked at and left as it is. It stays on the phone, to be shown to whoever answers for the post. */
export async function setAside(row: Stored): Promise<void> {
  await (await database()).put("outbox", { ...row, state: "set_aside" });
}

/** Erase what was set aside: the one way in which a record that the server does not have leaves the phone. */
export async function erase(row: Stored): Promise<void> {
  await (await database()).delete("outbox", row.seq);
}

export async function recorder(): Promise<string> {
  const who = await whoIsHere();
  if (who === null) throw new Error("nobody is signed in, so nothing can be recorded");
  return who.post;
}

function placeOf(clientId: string): string {
  return `outbox ${clientId}`;
}
