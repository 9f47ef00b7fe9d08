/** Between two whole looks only whether anything came is asked, and only a list that has grown is fetched. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { changeStatus, currentStatus } from "../src/shell/status";
import { syncIn, syncNow } from "../src/sync/loop";
import { freshPhone, OFFICER, recorded, serverKeys, signIn } from "./phone";
import { serve, words, type Asked, type Told } from "./server";

const WORKER = { ...OFFICER, role: "grid_worker", powers: ["tasks.carry"] };
const AT = "2020-03-10T01:00:00Z";

freshPhone();
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  vi.stubGlobal("navigator", {});
  await serverKeys();
  await signIn(WORKER);
  changeStatus({ who: WORKER });
});
afterEach(() => vi.useRealTimers());

/** A server whose list of tasks has grown to this text. */
function server(text: () => string): (asked: Asked) => Told {
  return (asked) => {
    if (asked.path.startsWith("/sync/news/")) {
      const tag = `"${text()}"`;
      return asked.tag === tag ? { status: 304, body: null, headers: { ETag: tag } } : { body: { at: AT, news: { tasks: text() } }, headers: { ETag: tag } };
    }
    if (asked.path === "/sync/push/") return words(asked);
    if (asked.path.startsWith("/sync/pull/")) return { body: { at: AT, rows: [], next: null } };
    if (asked.path === "/sync/me/") return { body: { at: AT, csrf: "t", language: "zh-hans", who: WORKER } };
    return { status: 409, body: { code: "fieldsync.no_key", text: "" } };
  };
}

/** The look of the timer, as it comes after a whole one. */
async function smallLook(): Promise<void> {
  syncIn(0);
  await vi.advanceTimersByTimeAsync(1);
  await vi.waitFor(() => expect(currentStatus().sync).not.toBe("busy"));
}

const pathsOf = (asked: readonly Asked[]): string[] => asked.map((one) => one.path.split("?")[0]!);

test("a small look asks for news alone; a grown list is fetched, one that has not is not", async () => {
  let text = "1";
  const asked = serve(server(() => text));
  await syncNow();
  asked.length = 0;
  await smallLook();
  expect(pathsOf(asked)).toEqual(["/sync/news/", "/sync/pull/"]); // something may have come since the whole look
  asked.length = 0;
  await smallLook();
  expect(pathsOf(asked)).toEqual(["/sync/news/"]);
  text = "2";
  asked.length = 0;
  await smallLook();
  expect(pathsOf(asked)).toEqual(["/sync/news/", "/sync/pull/"]);
  expect(currentStatus().sync).toBe("idle");
});

test("what waits to be sent makes it a whole look, and her lists come back with what it changed", async () => {
  const asked = serve(server(() => "1"));
  await syncNow();
  await recorded();
  asked.length = 0;
  await smallLook();
  expect(pathsOf(asked)).toEqual(["/sync/me/", "/sync/keys/", "/sync/push/", "/sync/news/", "/sync/pull/"]);
});

test("a whole look asks for news too: whoever records all the time hears of them", async () => {
  let text = "quiet";
  const asked = serve(server(() => text));
  await syncNow();
  text = "something came";
  asked.length = 0;
  await syncNow();
  expect(pathsOf(asked).slice(-2)).toEqual(["/sync/news/", "/sync/pull/"]);
});

test("a list that could not be fetched is asked for again at the next look", async () => {
  let isDown = false;
  let text = "before";
  const whole = server(() => text);
  const asked = serve((one) => (isDown && one.path.startsWith("/sync/pull/") ? { status: 503 } : whole(one)));
  await syncNow();
  [isDown, text] = [true, "grown since"];
  await smallLook();
  expect(currentStatus().sync).toBe("later");
  isDown = false;
  asked.length = 0;
  await smallLook();
  expect(pathsOf(asked)).toEqual(["/sync/news/", "/sync/pull/"]);
});

test("whoever was withdrawn meanwhile is told so by the small look too", async () => {
  const whole = server(() => "1");
  let isOut = false;
  serve((one) => (isOut ? { status: 401, body: { code: "fieldsync.not_signed_in", text: "" } } : whole(one)));
  await syncNow();
  isOut = true;
  await smallLook();
  expect(currentStatus()).toMatchObject({ sync: "sign_in", code: "fieldsync.not_signed_in" });
});
