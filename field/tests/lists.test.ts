/** The signed lists on a phone: believed from the pinned root only, never an older one for a newer. */

import "fake-indexeddb/auto";

import { beforeEach, expect, test, vi } from "vitest";

import { closeDatabase, keepThing } from "../src/kept/database";
import { heldLists, refreshLists } from "../src/tokens/lists";
import { held } from "./tables";

const HELD = held("why-a-token-is-refused") as Record<"root" | "trust" | "trust_before" | "withdrawn", string>;
const MADE_AT = Date.parse("2020-03-10T00:00+08:00");
const MINUTES = 60_000;
let now = 1_000_000_000_000;
let asked: string[] = [];

function bytes(base64: string) {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

/** An office that hands out these lists; null: there is no network. */
function office(lists: { root: string; trust: string; withdrawn: string } | null) {
  vi.stubGlobal("fetch", async (path: string, how: RequestInit) => {
    asked.push(path);
    if (lists === null) throw new TypeError("no network");
    if (path === "/sync/root-key/") return new Response(JSON.stringify({ root: { public: lists.root } }));
    const list = path === "/sync/trust/" ? lists.trust : lists.withdrawn;
    const tag = `"${list.slice(-8)}"`;
    if ((how.headers as Record<string, string>)["If-None-Match"] === tag) return new Response(null, { status: 304 });
    return new Response(bytes(list), { headers: { ETag: tag } });
  });
}

/** Some minutes later, so that the phone asks again. */
async function refresh(): Promise<void> {
  now += 10 * MINUTES;
  asked = [];
  await refreshLists(now);
}

beforeEach(async () => {
  await closeDatabase();
  indexedDB.deleteDatabase("fangxian-field");
  await keepThing("who", { post: "p", programme: { id: "huzhou" } });
});

test("a phone that never had a network holds no list", async () => {
  office(null);
  await refresh();
  expect(await heldLists()).toBeNull();
});

test("both lists are kept, and fetched again only when they are some minutes old", async () => {
  office(HELD);
  await refresh();
  expect((await heldLists())?.withdrawnMadeAt).toBe(MADE_AT);
  asked = [];
  await refreshLists(now + MINUTES);
  expect(asked).toEqual([]);
});

test("the root is asked for once", async () => {
  office(HELD);
  await refresh();
  await refresh();
  expect(asked).toEqual(["/sync/trust/", "/sync/withdrawn/"]);
});

test("with no network what is held stays", async () => {
  office(HELD);
  await refresh();
  office(null);
  await refresh();
  expect((await heldLists())?.trust.madeAt).toBe(MADE_AT);
});

test("a list of another root is told and not taken", async () => {
  office(HELD);
  await refresh();
  const spoilt = bytes(HELD.trust).map((byte, at, all) => (at === all.length - 1 ? byte ^ 1 : byte));
  office({ ...HELD, trust: Buffer.from(spoilt).toString("base64") });
  await refresh();
  expect(await heldLists()).toMatchObject({ isDoubtful: true, withdrawnMadeAt: MADE_AT });
  office(HELD);
  await refresh();
  expect((await heldLists())?.isDoubtful).toBe(false);
});

test("an older list is never taken for a newer one", async () => {
  office(HELD);
  await refresh();
  office({ ...HELD, trust: HELD.trust_before });
  await refresh();
  expect((await heldLists())?.trust.madeAt).toBe(MADE_AT);
});

test("a first list that its own root did not sign is no list", async () => {
  office({ ...HELD, root: Buffer.from(bytes(HELD.root).map((byte) => byte ^ 1)).toString("base64") });
  await refresh();
  expect(await heldLists()).toBeNull();
});
