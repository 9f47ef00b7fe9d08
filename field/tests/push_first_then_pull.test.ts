import { expect, test } from "vitest";

import { database } from "../src/kept/database";
import * as outbox from "../src/kept/outbox";
import { rowsOf, walkOf } from "../src/kept/rows";
import { askAlone } from "../src/sync/alone";
import { waitAfter } from "../src/sync/loop";
import { pull } from "../src/sync/pull";
import { answersOf, pushAll } from "../src/sync/push";
import { NoAnswer, seconds } from "../src/sync/server";
import { freshPhone, opened, recorded, serverKeys, signIn } from "./phone";
import { serve, words } from "./server";

freshPhone();

async function phoneWith(count: number): Promise<CryptoKeyPair> {
  const pair = await serverKeys();
  await signIn();
  for (let n = 0; n < count; n++) await recorded();
  return pair;
}

const nothing = async () => undefined;
const sizes = (asked: { body: { records?: unknown[] } | null }[]) => asked.map((one) => one.body!.records!.length);

test("everything goes in batches, sealed, with the phone's own moment, and each is answered", async () => {
  const pair = await phoneWith(3);
  const asked = serve((one) => words(one));
  expect(await pushAll(nothing)).toEqual({ done: true, sent: 3 });
  const [batch] = asked;
  expect(Date.parse(batch!.body!.sent_at!)).not.toBeNaN();
  const sealed = batch!.body!.records![0] as unknown as { sealed: string; key: string; verdict?: string };
  expect(sealed.verdict).toBeUndefined();
  expect(await opened(sealed.sealed, pair)).toMatchObject({ verdict: "PASS" });
  expect(await outbox.counts()).toMatchObject({ waiting: 0 });
});

test("no answer leaves everything as it was; the next time it is all there", async () => {
  await phoneWith(2);
  serve(() => new TypeError("Failed to fetch"));
  await expect(pushAll(nothing)).rejects.toThrow(NoAnswer);
  expect(await outbox.counts()).toMatchObject({ waiting: 2 });
  serve((one) => words(one, "identical"));
  expect(await pushAll(nothing)).toEqual({ done: true, sent: 2 });
});

test.each([
  ["cut off on the way", '{"results": [{"client'],
  ["a page for people", "<html>"],
  ["words for other records", { results: [{ client_id: "other", word: "new" }] }],
  ["words that do not exist", { results: [{ client_id: "x", word: "gone" }] }],
])("an answer that is %s counts for nothing", async (_what, body) => {
  await phoneWith(1);
  serve(() => ({ body }));
  expect(await pushAll(nothing)).toMatchObject({ done: false });
  expect(await outbox.counts()).toMatchObject({ waiting: 1 });
});

test("a batch that is too large is halved, and one record that is too large alone is named", async () => {
  await phoneWith(4);
  const asked = serve((one) => (one.body!.records!.length > 2 ? { status: 413 } : words(one)));
  expect(await pushAll(nothing)).toEqual({ done: true, sent: 4 });
  expect(sizes(asked)).toEqual([4, 2, 2]);
  await recorded();
  serve(() => ({ status: 413 }));
  expect(await pushAll(nothing)).toMatchObject({ done: true });
  expect(await outbox.counts()).toMatchObject({ waiting: 0, invalid: 1 });
});

test.each([401, 403, 410, 429, 503])("a refusal with %i stops the push and touches nothing", async (status) => {
  await phoneWith(2);
  const asked = serve(() => ({ status, headers: { "Retry-After": "7" } }));
  expect(await pushAll(nothing)).toMatchObject({ done: false, reply: { status, retryAfter: 7 } });
  expect(asked).toHaveLength(1);
  expect(await outbox.counts()).toMatchObject({ waiting: 2 });
});

test("a batch of which only some were answered is followed by the rest", async () => {
  await phoneWith(3);
  const first = (body: { records?: { client_id: string }[] } | null) => [
    { client_id: body!.records![0]!.client_id, word: "new" },
  ];
  const asked = serve((one) => ({ body: { results: first(one.body) } }));
  expect(await pushAll(nothing)).toEqual({ done: true, sent: 3 });
  expect(sizes(asked)).toEqual([3, 2, 1]);
});

test("the words of the server are read with their reasons, and only the six", () => {
  const answers = answersOf({
    results: [
      { client_id: "a", word: "invalid", code: "missing", field: "at", reason: "缺少“at”" },
      { client_id: "b", word: "vanished" },
      { word: "new" },
    ],
  });
  expect([...answers!.keys()]).toEqual(["a"]);
  expect(answers!.get("a")).toMatchObject({ code: "missing", field: "at", reason: "缺少“at”" });
  expect(answersOf({ results: "none" })).toBeNull();
});

test("a record alone is answered with its verdict; where that fails it waits like any other", async () => {
  await phoneWith(1);
  const [row] = await outbox.nextBatch(1, 1e9);
  const made = (await outbox.open(row!))!;
  for (const silent of [new TypeError("no network"), { status: 503 }, { body: {} }]) {
    serve(() => silent);
    expect(await askAlone(row!, made, 1000)).toBeNull();
    expect(await outbox.counts()).toMatchObject({ waiting: 1 });
  }
  const result = { client_id: made.client_id, word: "new" };
  const asked = serve(() => ({ body: { at: "2020-03-10T01:00:00Z", result, verdict: "PASS" } }));
  expect(await askAlone(row!, made, 1000)).toMatchObject({ verdict: "PASS" });
  expect(asked[0]).toMatchObject({ path: "/sync/check/", body: { record: made } });
  expect(await outbox.counts()).toMatchObject({ waiting: 0 });
});

const page = (rows: object[], next: string | null) => ({ body: { at: "2020-03-10T01:00:00Z", rows, next } });
const row = (id: string, more: object = {}) => ({ kind: "visit", id, ...more });

test("a list is fetched page by page; after a cut it goes on where it stood", async () => {
  await phoneWith(0);
  const asked = serve((_one, n) => (n === 0 ? page([row("1"), row("2")], "2") : new TypeError("cut")));
  await expect(pull("visit", () => undefined)).rejects.toThrow(NoAnswer);
  expect(await rowsOf("visit", "visit")).toHaveLength(2);
  const rest = serve(() => page([row("3")], null));
  expect(await pull("visit", () => undefined)).toBeNull();
  expect([...asked, ...rest].map((one) => one.path)).toEqual([
    "/sync/pull/?duty=visit",
    "/sync/pull/?duty=visit&after=2",
    "/sync/pull/?duty=visit&after=2",
  ]);
  expect(await rowsOf("visit", "visit")).toHaveLength(3);
});

test("what the list does not have any more is gone from the phone, said or unsaid", async () => {
  await phoneWith(0);
  serve(() => page([row("1"), row("2"), row("3")], null));
  await pull("visit", () => undefined);
  serve(() => page([row("1", { name: "new" }), row("2", { gone: true })], null));
  await pull("visit", () => undefined);
  expect(await rowsOf("visit", "visit")).toEqual([row("1", { name: "new" })]);
});

test("a place that the list does not know any more begins it anew, once", async () => {
  await phoneWith(0);
  serve((_one, n) => (n === 0 ? page([row("1")], "1") : new TypeError("cut")));
  await expect(pull("visit", () => undefined)).rejects.toThrow(NoAnswer);
  const asked = serve((one) =>
    one.path.includes("after") ? { status: 422, body: { code: "fieldsync.no_place" } } : page([row("9")], null),
  );
  expect(await pull("visit", () => undefined)).toBeNull();
  expect(asked).toHaveLength(2);
  expect(await rowsOf("visit", "visit")).toEqual([row("9")]);
  expect((await walkOf("visit")).after).toBeNull();
});

test("a refused list keeps what was fetched before", async () => {
  await phoneWith(0);
  serve(() => page([row("1")], null));
  await pull("visit", () => undefined);
  serve(() => ({ status: 503 }));
  expect(await pull("visit", () => undefined)).toMatchObject({ status: 503 });
  expect(await rowsOf("visit", "visit")).toHaveLength(1);
});

test("the phone waits twice as long after each failure, but never longer than five minutes or shorter than asked", () => {
  const waits = [1, 2, 3, 4].map((failed) => waitAfter(failed, null, 0.5));
  expect(waits).toEqual([2000, 4000, 8000, 16000]);
  expect(waitAfter(50, null, 0.5)).toBe(5 * 60_000);
  for (const chance of [0, 0.5, 0.999]) expect(waitAfter(1, 30, chance)).toBeGreaterThanOrEqual(30_000);
  expect(waitAfter(1, null, 0)).not.toBe(waitAfter(1, null, 0.9)); // never all phones at once
});

test("Retry-After is a number of seconds or a date, which the server's own clock dates", () => {
  const of = (headers: Record<string, string>) => seconds({ headers: new Headers(headers) });
  expect(of({})).toBeNull();
  expect(of({ "Retry-After": "120" })).toBe(120);
  const at = { "Retry-After": "Tue, 10 Mar 2020 01:01:30 GMT", Date: "Tue, 10 Mar 2020 01:00:00 GMT" };
  expect(of(at)).toBe(90);
  expect(of({ "Retry-After": "soon" })).toBeNull();
});

test("a long outbox drains in batches of five hundred, none left and none twice", async () => {
  await phoneWith(0);
  await recorded();
  const { seq: _first, ...plain } = (await outbox.nextBatch(1, 1e9))[0]!;
  const change = (await database()).transaction("outbox", "readwrite");
  for (let n = 1; n < 1234; n++) void change.store.add({ ...plain, client_id: `${plain.client_id}-${n}` });
  await change.done;
  const seen: string[] = [];
  const asked = serve((one) => {
    seen.push(...one.body!.records!.map((record) => record.client_id));
    return words(one);
  });
  expect(await pushAll(nothing)).toEqual({ done: true, sent: 1234 });
  expect(sizes(asked)).toEqual([500, 500, 234]);
  expect(new Set(seen).size).toBe(1234);
});
