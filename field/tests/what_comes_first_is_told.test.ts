import { afterEach, beforeEach, expect, test, vi } from "vitest";

import * as outbox from "../src/kept/outbox";
import { currentStatus } from "../src/shell/status";
import { syncNow } from "../src/sync/loop";
import { freshPhone, recorded, serverKeys, signIn } from "./phone";
import { serve } from "./server";

freshPhone();
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] }); // the next look never comes
  vi.stubGlobal("navigator", {}); // a browser without locks
});
afterEach(() => vi.useRealTimers());

test.each([
  [401, "fieldsync.not_signed_in"],
  [403, "signin.must_choose_pin"],
  [403, "signin.needs_factor"],
  [403, "staff.own_password_first"],
])("%i %s asks her to the site's own page, and nothing that waits is touched", async (status, code) => {
  await serverKeys();
  await signIn();
  await recorded();
  const asked = serve(() => ({ status, body: { code, text: "first" } }));
  await syncNow();
  expect(currentStatus()).toMatchObject({ sync: "sign_in", code, waiting: 1 });
  expect(asked.map((one) => one.path)).toEqual(["/sync/me/"]);
  expect(await outbox.counts()).toMatchObject({ waiting: 1, invalid: 0 });
});

test("any other refusal is not taken for it", async () => {
  await serverKeys();
  await signIn();
  serve(() => ({ status: 403, body: { code: "actors.no_power", text: "no" } }));
  await syncNow();
  expect(currentStatus()).toMatchObject({ sync: "not_allowed", code: "actors.no_power" });
});
