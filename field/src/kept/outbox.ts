/** The outbox: a record is in it from the moment it is made until the server has said a word for it. */

import { newId } from "../shell/ids";
import {
  database,
  inState,
  isFull,
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
export const LONGEST_HOLD = 60_000; // ms
const RECORDED_IN_A_HOLD = 100;
/** Records that the store had no room for. They live as long as this page does. */
const homeless: OutboxRow[] = [];
export const MOST_ANSWERED_KEPT = 500;
const UNANSWERED = ["waiting", "invalid", "set_aside"] as const;

export class StorageFull extends Error {
  constructor() {
    super("the phone's storage is full");
  }
}

/** Make a record ready to be stored and sent; `hold`: for how many ms it may be taken back. */
export async function pack(duty: string, record: SentRecord, hold = 0): Promise<OutboxRow> {
  const key = await serverKey();
  return {
    client_id: record.client_id,
    version: newId(),
    kind: record.kind,
    duty,
    recorded_by: record.recorded_by,
    device_at: record.device_at,
    state: "waiting",
    answer: null,
    held_until: hold > 0 ? Date.now() + Math.min(hold, LONGEST_HOLD) : undefined,
    sealed: key === null ? null : await seal(record, key),
    own: await lock(record, placeOf(record.client_id)),
  };
}

/**
 * Store a record. Where there is no room, room is made from what can be spared; where that is not enough the
 * record is held in memory and `StorageFull` thrown, so that its maker is told. It is sent all the same.
 */
export async function store(row: OutboxRow): Promise<void> {
  try {
    await write(row);
  } catch (error) {
    if (!isFull(error)) throw error;
    await spare();
    try {
      await write(row);
    } catch (again) {
      if (!isFull(again)) throw again;
      homeless.push(row);
      throw new StorageFull();
    }
  }
}

/** A record that was made before under the same number is replaced: what is sent now is its change. */
async function write(row: OutboxRow): Promise<void> {
  const change = (await database()).transaction("outbox", "readwrite");
  const seq = await change.store.index("client").getKey(row.client_id);
  await (seq === undefined ? change.store.add(row) : change.store.put({ ...row, seq }));
  await change.done;
}

/** Give up what the server has anyway: answered records and pulled rows, to be pulled again. */
async function spare(): Promise<void> {
  const db = await database();
  const change = db.transaction(["rows", "things"], "readwrite");
  await change.objectStore("rows").clear();
  for (const name of await change.objectStore("things").getAllKeys()) {
    if (name.startsWith("cursor ")) await change.objectStore("things").delete(name);
  }
  await change.done;
  await prune(0);
}

/**
 * Whether a record's maker may still take it back. A clock that was set meanwhile ends it: otherwise one set back
 * by a year would keep the record for a year.
 */
function isHeld(row: OutboxRow): boolean {
  const left = (row.held_until ?? 0) - Date.now();
  return left > 0 && left <= LONGEST_HOLD;
}

/**
 * In how many ms the last of what is held goes on its way, and with it what was recorded since; 0 if nothing is held.
 * What is held is among the latest rows: nobody records more than so many while a hold lasts.
 */
export async function heldFor(): Promise<number> {
  const index = (await database()).transaction("outbox").store.index("state");
  let row = await index.openCursor(inState("waiting"), "prev");
  for (let looked = 0; row !== null && looked < RECORDED_IN_A_HOLD; looked += 1) {
    if (isHeld(row.value)) return row.value.held_until! - Date.now();
    row = await row.continue();
  }
  return 0;
}

/** Take back a record that is still held: as if it had never been made. False if it is on its way already. */
export async function takeBack(clientId: string): Promise<boolean> {
  const change = (await database()).transaction("outbox", "readwrite");
  const row = await change.store.index("client").get(clientId);
  const isThere = row !== undefined && row.state === "waiting" && isHeld(row);
  if (isThere) await change.store.delete(row.seq!);
  await change.done;
  const at = homeless.findIndex((one) => one.client_id === clientId && isHeld(one));
  if (at >= 0) homeless.splice(at, 1);
  return isThere || at >= 0;
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

/** Records that the server does not have and that only the signed-in person could open: a sign-out would lose them. */
export async function unsealedCount(): Promise<number> {
  await sealWaiting();
  const db = await database();
  const rows = await Promise.all(UNANSWERED.map((state) => db.getAllFromIndex("outbox", "state", inState(state))));
  return rows.flat().filter((row) => row.sealed === null).length + homeless.length;
}

/** Seal what was recorded before the server's key was known. */
export async function sealWaiting(): Promise<void> {
  const key = await serverKey();
  if (key === null) return;
  const db = await database();
  for (const state of UNANSWERED) {
    for (const row of await db.getAllFromIndex("outbox", "state", inState(state))) {
      if (row.sealed !== null || row.own === null) continue;
      const record = await unlock<SentRecord>(row.own, placeOf(row.client_id));
      if (record !== undefined) await db.put("outbox", { ...row, sealed: await seal(record, key) });
    }
  }
}

/** What to send next, oldest first: at most so many records and about so many characters. */
export async function nextBatch(most: number, mostCharacters: number): Promise<OutboxRow[]> {
  const sender = (await whoIsHere())?.post;
  const isFree = (row: OutboxRow): boolean =>
    row.state === "waiting" && !isHeld(row) && !(row.not_from && row.not_from === sender);
  const batch = [...(await firstWaiting(most, isFree)), ...homeless.filter(isFree)].slice(0, most);
  let length = 0;
  const fitting = batch.findIndex((row, n) => n > 0 && (length += lengthOf(batch[n - 1]!)) + lengthOf(row) > mostCharacters);
  return fitting < 0 ? batch : batch.slice(0, fitting);
}

/**
 * The oldest waiting rows that are free to go, read in pieces: those that are not may be many. None overtakes one that
 * may still be taken back: it may speak of it.
 */
async function firstWaiting(most: number, isFree: (row: OutboxRow) => boolean): Promise<OutboxRow[]> {
  const index = (await database()).transaction("outbox").store.index("state");
  const free: OutboxRow[] = [];
  for (let after = -1; free.length < most; ) {
    const piece = await index.getAll(IDBKeyRange.bound(["waiting", after], ["waiting", Infinity], true), most);
    if (piece.length === 0) break;
    const held = piece.findIndex(isHeld);
    free.push(...piece.slice(0, held < 0 ? undefined : held).filter(isFree));
    if (held >= 0) break;
    after = piece[piece.length - 1]!.seq!;
  }
  return free.slice(0, most);
}

function lengthOf(row: OutboxRow): number {
  return (row.sealed?.text.length ?? (row.own?.data.byteLength ?? 0) * 2) + 200;
}

/**
 * What the server said, a word per record. What it has needs no sealed copy here any more.
 * `sent`: the rows as they were sent; one that was changed since waits on, for its change was not sent yet.
 */
export async function answered(answers: ReadonlyMap<string, Answer>, sent: readonly OutboxRow[]): Promise<void> {
  const sender = (await whoIsHere())?.post;
  try {
    await writeAnswers(answers, sent, sender, true);
  } catch (error) {
    if (!isFull(error)) throw error;
    await writeAnswers(answers, sent, sender, false); // no room even for a word: what the server has may go
  }
  answerHomeless(answers, sender);
}

async function writeAnswers(
  answers: ReadonlyMap<string, Answer>,
  sent: readonly OutboxRow[],
  sender: string | undefined,
  keep: boolean,
): Promise<void> {
  const versions = new Set(sent.map((row) => row.version));
  const change = (await database()).transaction("outbox", "readwrite");
  const byClient = change.store.index("client");
  const rows = await Promise.all([...answers.keys()].map((clientId) => byClient.get(clientId)));
  for (const row of rows) {
    if (row === undefined || !versions.has(row.version)) continue;
    const after = afterAnswer(row, answers.get(row.client_id)!, sender);
    if (after.state === "answered" && !keep) void change.store.delete(row.seq!);
    else void change.store.put(after);
  }
  await change.done;
}

/** Of what was answered the newest stays to be read, the rest goes. */
export async function prune(keep = MOST_ANSWERED_KEPT): Promise<void> {
  const change = (await database()).transaction("outbox", "readwrite");
  const answered = await change.store.index("state").getAllKeys(inState("answered"));
  for (const seq of answered.slice(0, Math.max(0, answered.length - keep))) void change.store.delete(seq);
  await change.done;
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
