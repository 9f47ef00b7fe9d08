import { expect, test } from "vitest";

import { database, thing } from "../src/kept/database";
import * as outbox from "../src/kept/outbox";
import { canRead, lock, unlock } from "../src/kept/reading";
import { draft, keepDraft, keepPage, keepPublic, publicThing, rowOf, rowsOf, walkOf } from "../src/kept/rows";
import { begin, forget, whoIsHere, wipe } from "../src/kept/session";
import { check, freshPhone, NEXT_OFFICER, OFFICER, opened, recorded, serverKeys, signIn } from "./phone";

freshPhone();

const VISIT = { kind: "visit", id: "v1", name: "Synthetic resident" };

async function pulled(): Promise<void> {
  await keepPage("visit", [VISIT], await walkOf("visit"), null);
}

/** Everything in the store, as whoever reads the phone's storage finds it. */
async function everythingStored(): Promise<string> {
  const db = await database();
  const found: unknown[] = [];
  for (const name of ["outbox", "rows", "things"] as const) found.push(...(await db.getAll(name)));
  return JSON.stringify(found, (_key, value: unknown) =>
    value instanceof ArrayBuffer || ArrayBuffer.isView(value)
      ? new TextDecoder().decode(value as ArrayBuffer)
      : value,
  );
}

test("what is unsent stays, sealed, and only the server opens it", async () => {
  const pair = await serverKeys();
  await signIn();
  const record = await recorded({ declaration: "paper" }, 10_000);
  await wipe(); // which ends the time to take it back
  const [row] = await outbox.nextBatch(500, 1e9);
  expect(row!.own).toBeNull();
  expect(await outbox.open(row!)).toBeUndefined();
  expect(await opened(row!.sealed!.text, pair)).toEqual(record);
});

test("keys, rows, drafts and answered records are gone", async () => {
  await serverKeys();
  await signIn();
  const sent = await recorded();
  await outbox.answered(new Map([[sent.client_id, { word: "new" }]]), await outbox.page(["waiting"], 9));
  await pulled();
  await keepDraft("visit v1", { note: "cough" });
  await wipe();
  expect(await canRead()).toBe(false);
  expect(await whoIsHere()).toBeNull();
  expect(await rowsOf("visit", "visit")).toEqual([]);
  expect(await draft("visit v1")).toBeUndefined();
  expect(await outbox.page(["answered"], 50)).toEqual([]);
});

test("the store never holds in the clear what was pulled, recorded or begun", async () => {
  await serverKeys();
  await signIn();
  await pulled();
  await recorded({ note: "declared by telephone" });
  await keepDraft("visit v1", { note: "cough" });
  const stored = await everythingStored();
  for (const secret of ["Synthetic resident", "declared by telephone", "cough"]) expect(stored).not.toContain(secret);
});

test("no script takes the reading key out of the browser", async () => {
  await signIn();
  const key = (await thing<CryptoKey>("reading key"))!;
  expect(key.extractable).toBe(false);
  await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
});

test("what was locked for one opens for nobody else, and not in another place", async () => {
  await signIn();
  const box = await lock({ name: "x" }, "row a");
  expect(await unlock(box, "row a")).toEqual({ name: "x" });
  expect(await unlock(box, "row b")).toBeUndefined();
  await wipe();
  await signIn(NEXT_OFFICER);
  expect(await unlock(box, "row a")).toBeUndefined();
});

test("a sign-out over something unsealed does not happen, and changes nothing", async () => {
  await signIn();
  await recorded();
  await pulled();
  await expect(wipe()).rejects.toThrow("not sealed");
  expect(await canRead()).toBe(true);
  expect(await rowsOf("visit", "visit")).toHaveLength(1);
  expect((await outbox.nextBatch(500, 1e9))[0]!.own).not.toBeNull();
});

test("signing in again as the same person keeps what she can read; as another one it does not", async () => {
  await serverKeys();
  await signIn();
  await pulled();
  await recorded();
  await begin({ ...OFFICER, powers: [] });
  expect(await rowOf("visit", "visit", "v1")).toMatchObject(VISIT);
  expect((await whoIsHere())!.powers).toEqual([]);
  await signIn(NEXT_OFFICER);
  expect(await rowOf("visit", "visit", "v1")).toBeUndefined();
  expect(await outbox.counts()).toMatchObject({ waiting: 1 });
});

test("what everybody may read stays: gates need it when nobody is signed in yet", async () => {
  await serverKeys();
  await signIn();
  await keepPublic("trust", { keys: [] });
  await wipe();
  expect(await publicThing("trust")).toEqual({ keys: [] });
});

test("a withdrawn phone forgets what it could read and keeps what is unsent; at the end of a programme that goes too", async () => {
  await serverKeys();
  await signIn();
  await recorded();
  await pulled();
  expect(await forget(["rows", "reading_keys"])).toBe(0);
  expect(await canRead()).toBe(false);
  expect(await outbox.counts()).toMatchObject({ waiting: 1 });
  expect(await forget(["rows", "reading_keys", "outbox"])).toBe(1);
  expect(await outbox.counts()).toMatchObject({ waiting: 0 });
});

test("nobody records anything unless signed in", async () => {
  await expect(outbox.recorder()).rejects.toThrow("nobody is signed in");
  await expect(outbox.pack("checkpoint", check())).rejects.toThrow("nobody is signed in");
});
