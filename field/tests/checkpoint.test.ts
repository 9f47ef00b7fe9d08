/** The lane's counts and records: never more than may be kept, taken back whole, each person counted once. */

import { expect, test } from "vitest";

import { contentOf, PLAIN, type Passage } from "../src/duties/checkpoint/content";
import type { Post } from "../src/duties/checkpoint/posts";
import { registers, stateOf } from "../src/rules/standing";
import { faultOfNumber, normaliseNumber } from "../src/duties/checkpoint/receipts";
import { newShift, nextSlip, recorded, settled, takenBack, type Line, type Waiting } from "../src/duties/checkpoint/shift";

const AT = "2020-03-10T01:00:00.000Z";
const NOW = Date.parse(AT);
const PASS: Passage = { ...PLAIN, verdict: "PASS", persons: 1, vehicles: 0 };
const COUNTING = { post: "p", at: AT, registers: false };
const line = (id: string, more: Partial<Line> = {}): Line => ({
  id, verdict: "PASS", persons: 1, vehicles: 0, isRaised: false, at: NOW, ...more,
});
const rests = (slip: number, check: string): Waiting => ({
  slip, check, readings: [], symptoms: false, declaration: "", recheckFrom: NOW,
});

test("without a registration order no plate and nothing that was shown leaves the phone", () => {
  const named = { ...PASS, vehicles: 1 as const, plate: "浙E12345", shown: [{ kind: "phone" as const, value: "13800138000" }] };
  expect(contentOf(named, COUNTING)).not.toHaveProperty("plate");
  expect(contentOf(named, COUNTING)).not.toHaveProperty("shown");
  expect(contentOf(named, { ...COUNTING, registers: true })).toMatchObject({ plate: "浙E12345", shown: named.shown });
});

test("a controlled entry says when it will arrive, whatever the post may keep", () => {
  const entry: Passage = { ...PASS, verdict: "CONTROLLED_ENTRY", declaration: "follow_up", receipt: "482177304", etaMinutes: 60 };
  expect(contentOf(entry, COUNTING)).toMatchObject({ receipt: "482177304", entry: { eta_at: "2020-03-10T02:00:00.000Z" } });
  expect(contentOf({ ...entry, verdict: "PASS" }, COUNTING)).not.toHaveProperty("entry");
});

test("the number on a slip stays on this phone", () => {
  const waits: Passage = { ...PASS, verdict: "RECHECK_TEMP", slip: 3, continues: "a" };
  expect(contentOf(waits, COUNTING)).not.toHaveProperty("slip");
  expect(contentOf(waits, COUNTING)).toMatchObject({ continues: "a" });
});

test("of whoever simply passes neither temperature nor symptoms are sent", () => {
  const reading = { celsius: 36.5, method: "forehead" as const, at: NOW };
  expect(contentOf({ ...PASS, readings: [reading], symptoms: true }, COUNTING)).toMatchObject({ readings: [], symptoms: false });
  const raised = { ...PASS, verdict: "RECHECK_TEMP" as const, readings: [reading] };
  expect(contentOf(raised, COUNTING)).toMatchObject({ readings: [{ celsius: 36.5, method: "forehead", at: AT }] });
});

test("what was counted and taken back leaves the counts as they were", () => {
  const before = recorded(newShift("p", NOW), line("a", { persons: 40, vehicles: 1 }));
  const after = recorded(recorded(before, line("b", { isRaised: true, verdict: "RECHECK_TEMP" }), rests(1, "b")), line("c"));
  expect(after.counts).toMatchObject({ persons: 42, vehicles: 1, raised: 1 });
  expect(takenBack(after, [line("b", { isRaised: true, verdict: "RECHECK_TEMP" }), line("c")])).toEqual(before);
});

test("a second look that is taken back waits again", () => {
  const waiting = recorded(newShift("p", NOW), line("a", { verdict: "RECHECK_TEMP", isRaised: true }), rests(1, "a"));
  const second = line("b", { persons: 0, verdict: "PASS_WITH_ADVICE" });
  const looked = recorded(settled(waiting, 1), second);
  expect(looked.waiting).toEqual([]);
  expect(looked.counts.persons).toBe(1);
  expect(takenBack(looked, [second], rests(1, "a"))).toEqual(waiting);
});

test("a slip has the lowest number that nobody holds", () => {
  const shift = { ...newShift("p", NOW), waiting: [rests(1, "a"), rests(3, "b")] };
  expect(nextSlip(shift)).toBe(2);
  expect(nextSlip(shift, [2])).toBe(4);
});

const POST = {
  kind: "checkpoint", id: "p", opens_at: "2020-03-10T00:00:00Z", review_at: "2020-03-17T00:00:00Z",
  order_ends_at: "2020-03-12T00:00:00Z", suspended_from: null, closed_at: null, registers_until: "2020-03-11T00:00:00Z",
} as unknown as Post;

test.each([
  ["2020-03-09T23:59:59Z", "approved"],
  ["2020-03-10T00:00:00Z", "open"],
  ["2020-03-11T23:59:59Z", "open"],
  ["2020-03-12T00:00:00Z", "closed"],
])("a post that was %s offline is %s", (at, state) => {
  expect(stateOf(POST, Date.parse(at))).toBe(state);
});

test("a post is suspended, and closed for good, from the moment that was told", () => {
  expect(stateOf({ ...POST, suspended_from: AT }, NOW)).toBe("suspended");
  expect(stateOf({ ...POST, suspended_from: AT, closed_at: AT }, NOW)).toBe("closed");
});

test("persons are recorded one by one until the registration order ends, also with no signal", () => {
  expect(registers(POST, Date.parse("2020-03-10T23:59:59Z"))).toBe(true);
  expect(registers(POST, Date.parse("2020-03-11T00:00:00Z"))).toBe(false);
  expect(registers({ ...POST, registers_until: null }, NOW)).toBe(false);
});

test.each([
  ["482 177 304", "482177304"],
  ["４８２-１７７-３０４", "482177304"],
])("a receipt number may be typed as %s", (typed, number) => {
  expect(normaliseNumber(typed)).toBe(number);
});

test.each(["236111224", "482177304"])("%s is a number that the office could have given", (number) => {
  expect(faultOfNumber(number)).toBeNull();
});

test.each(["246111224", "326111224", "236111223"])("a slip of the pen is found: %s", (number) => {
  expect(faultOfNumber(number)).toBe("mistyped");
});

test("a number of another length is told apart from a slip", () => {
  expect(faultOfNumber("12345")).toBe("length");
});
