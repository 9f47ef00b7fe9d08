import { expect, test, vi } from "vitest";

import type { Answer } from "../src/kept/database";
import * as outbox from "../src/kept/outbox";
import { check, freshPhone, NEXT_OFFICER, OFFICER, opened, recorded, serverKeys, signIn } from "./phone";

freshPhone();

const said = async (record: { client_id: string }, answer: Answer) =>
  outbox.answered(new Map([[record.client_id, answer]]), await everything());
const everything = () => outbox.page(["waiting", "answered", "invalid"], 1e4);
const all = () => outbox.nextBatch(500, 1e9);

test("what is recorded waits, oldest first, until the server says a word", async () => {
  await serverKeys();
  await signIn();
  const made = [await recorded(), await recorded(), await recorded()];
  expect((await all()).map((row) => row.client_id)).toEqual(made.map((one) => one.client_id));
  await said(made[0]!, { word: "new" });
  expect(await outbox.counts()).toEqual({ waiting: 2, invalid: 0, homeless: 0 });
  await said(made[1]!, { word: "identical" });
  await said(made[2]!, { word: "old" });
  expect(await all()).toEqual([]);
});

test("a batch holds so many records and no more characters than the server reads", async () => {
  await serverKeys();
  await signIn();
  for (let n = 0; n < 5; n++) await recorded({ note: "x".repeat(1000) });
  expect(await outbox.nextBatch(3, 1e9)).toHaveLength(3);
  expect((await outbox.nextBatch(500, 4000)).length).toBeLessThan(5);
  expect(await outbox.nextBatch(500, 10)).toHaveLength(1);
});

test("what the server has needs no sealed copy; what it cannot use stays whole, with the reason", async () => {
  await serverKeys();
  await signIn();
  const [good, bad] = [await recorded(), await recorded()];
  await said(good, { word: "new", marks: ["late"] });
  await said(bad, { word: "invalid", code: "unknown_post", field: "checkpoint", reason: "没有这个卡点" });
  const [first, second] = await outbox.page(["answered", "invalid"], 50);
  expect(second).toMatchObject({ state: "answered", sealed: null, answer: { marks: ["late"] } });
  expect(first).toMatchObject({ state: "invalid", answer: { code: "unknown_post", reason: "没有这个卡点" } });
  expect(first!.sealed).not.toBeNull();
  expect(await outbox.open(first!)).toEqual(bad);
});

test("an invalid record is put right under its number, or set aside and then erased, and nothing else", async () => {
  const pair = await serverKeys();
  await signIn();
  const bad = await recorded({ persons: 0 });
  await said(bad, { word: "invalid", code: "not_a_count" });
  const [row] = await outbox.page(["invalid"], 50);
  await outbox.correct(row!, { ...bad, persons: 2 });
  const [again] = await all();
  expect(again).toMatchObject({ client_id: bad.client_id, state: "waiting", answer: null });
  expect(await opened(again!.sealed!.text, pair)).toMatchObject({ persons: 2 });
  await said(bad, { word: "invalid" });
  await outbox.setAside((await outbox.page(["invalid"], 50))[0]!);
  expect(await outbox.counts()).toMatchObject({ waiting: 0, invalid: 0 });
  const [left] = await outbox.page(["set_aside"], 50);
  await outbox.erase(left!);
  expect(await outbox.page(["set_aside"], 50)).toEqual([]);
});

test("a word of no record, or of no word, changes nothing", async () => {
  await serverKeys();
  await signIn();
  await recorded();
  await said(check(), { word: "new" });
  expect(await outbox.counts()).toMatchObject({ waiting: 1 });
});

test("a record may be taken back while it is held, and not afterwards", async () => {
  await serverKeys();
  await signIn();
  const held = await recorded({}, 10_000);
  expect(await all()).toEqual([]);
  expect(await outbox.heldFor()).toBeGreaterThan(9_000);
  expect(await outbox.counts()).toMatchObject({ waiting: 1 });
  expect(await outbox.takeBack(held.client_id)).toBe(true);
  expect(await outbox.counts()).toMatchObject({ waiting: 0 });
  const sent = await recorded();
  expect(await outbox.takeBack(sent.client_id)).toBe(false);
  expect(await outbox.heldFor()).toBe(0);
  expect(await all()).toHaveLength(1);
});

test.each([-365, -1, 1, 365])("a clock that jumps by %i days holds no record back", async (days) => {
  await serverKeys();
  await signIn();
  await recorded({}, 10_000);
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + days * 24 * 3600_000);
  expect(await all()).toHaveLength(1);
});

test("a record that its sender may not send waits for a colleague who may", async () => {
  await serverKeys();
  await signIn();
  const record = await recorded();
  await said(record, { word: "invalid", code: "not_yours_to_send" });
  expect(await outbox.counts()).toEqual({ waiting: 1, invalid: 0, homeless: 0 });
  expect(await all()).toEqual([]);
  await signIn(NEXT_OFFICER);
  expect((await all()).map((row) => row.client_id)).toEqual([record.client_id]);
});

test("a record whose key the server lost is sealed anew, once", async () => {
  await serverKeys("lost");
  await signIn();
  const record = await recorded();
  const pair = await serverKeys("newer");
  await said(record, { word: "invalid", code: "unreadable" });
  await outbox.sealWaiting();
  const [again] = await all();
  expect(again!.sealed!.key).toBe("newer");
  expect(await opened(again!.sealed!.text, pair)).toEqual(record);
  await said(record, { word: "invalid", code: "unreadable" });
  expect(await outbox.counts()).toMatchObject({ waiting: 0, invalid: 1 });
});

test("what was recorded before the key was known is sealed as soon as it is", async () => {
  await signIn();
  const record = await recorded();
  expect((await all())[0]!.sealed).toBeNull();
  expect(await outbox.unsealedCount()).toBe(1);
  const pair = await serverKeys();
  expect(await outbox.unsealedCount()).toBe(0);
  expect(await opened((await all())[0]!.sealed!.text, pair)).toEqual(record);
});

test("of what was answered the newest is kept to be read, so that the store does not grow for ever", async () => {
  await serverKeys();
  await signIn();
  for (let n = 0; n < 7; n++) await said(await recorded(), { word: "new" });
  const waits = await recorded();
  await outbox.prune(3);
  const kept = await outbox.page(["answered"], 50);
  expect(kept.map((row) => row.seq)).toEqual([7, 6, 5]);
  expect((await all()).map((row) => row.client_id)).toEqual([waits.client_id]);
  await outbox.prune(); // as after each push: five hundred
  expect(await outbox.page(["answered"], 50)).toHaveLength(3);
});

/** From now on the store has no room, as a browser says it. */
function fillStorage(times = Infinity): void {
  const add = IDBObjectStore.prototype.add;
  let refused = 0;
  vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(function (this: IDBObjectStore, ...given) {
    if (refused++ < times) throw new DOMException("no room", "QuotaExceededError");
    return add.apply(this, given);
  });
}

test("where the storage is full, what the server has makes room", async () => {
  await serverKeys();
  await signIn();
  await said(await recorded(), { word: "new" });
  fillStorage(1);
  await recorded();
  expect(await outbox.counts()).toEqual({ waiting: 1, invalid: 0, homeless: 0 });
  expect(await outbox.page(["answered"], 50)).toEqual([]);
});

test("where there is no room at all, the record is held in the page, its maker told, and it is sent all the same", async () => {
  await serverKeys();
  await signIn();
  fillStorage();
  const made = check();
  await expect(outbox.store(await outbox.pack("checkpoint", made))).rejects.toThrow(outbox.StorageFull);
  expect(await outbox.counts()).toEqual({ waiting: 1, invalid: 0, homeless: 1 });
  expect(await outbox.unsealedCount()).toBe(1); // so nobody signs out over it
  expect((await all()).map((row) => row.client_id)).toEqual([made.client_id]);
  await said(made, { word: "new" });
  expect(await outbox.counts()).toEqual({ waiting: 0, invalid: 0, homeless: 0 });
});

test("a record that is changed while it is on its way is sent again as it is now", async () => {
  const pair = await serverKeys();
  await signIn();
  const made = await recorded({ persons: 1 });
  const onItsWay = await all();
  await outbox.store(await outbox.pack("checkpoint", { ...made, undone: true }));
  await outbox.answered(new Map([[made.client_id, { word: "new" }]]), onItsWay);
  const [waits, ...more] = await all();
  expect(more).toEqual([]);
  expect(await opened(waits!.sealed!.text, pair)).toMatchObject({ client_id: made.client_id, undone: true });
  await said(made, { word: "updated" });
  expect(await outbox.counts()).toMatchObject({ waiting: 0 });
});

test("a record tells who made it, by the post and not by the name", async () => {
  await signIn();
  expect(await outbox.recorder()).toBe(OFFICER.post);
  expect(JSON.stringify(await recorded())).not.toContain(OFFICER.name);
});
