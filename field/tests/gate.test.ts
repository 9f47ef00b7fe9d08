/** The phone says at a gate what the office says: the same table; and sends nothing about anybody without an order. */

import { expect, test } from "vitest";

import { stateOf } from "../src/rules/standing";
import { contentOf, wordFor, type Gate, type Passage, type VisitClass, type Way } from "../src/duties/gate/gates";
import { rowsOf } from "./tables";

const GATE: Gate = {
  kind: "gate", id: "g", name: "东门", area_code: "33050200100501", place: "", phone: "0572-2398110", takes_vehicles: true,
  opens_at: "2020-03-10T01:00:00Z", review_at: "2020-03-17T01:00:00Z", suspended_from: null, closed_at: null, order: "1号",
  order_ends_at: "2020-03-16T01:00:00Z", registers_until: null,
};
const PASSAGE: Passage = {
  word: "PASS", direction: "in", visitClass: "resident", way: "code", persons: 1, vehicles: 0,
  shown: [{ kind: "token", value: "00ff" }],
};

test.each(rowsOf("word-at-a-gate", "Words"))("$case", (row) => {
  const code = row.code === "" ? null : (row.code as "PASS" | "ASK_DUTY");
  const seen = { visitClass: row.class as VisitClass, way: row.way as Way, code, isEmergency: row.emergency === "yes" };
  expect(wordFor(seen)).toBe(row["= word"]);
});

test("a gate ends by itself with its order, also while the phone is offline", () => {
  const at = (moment: string) => stateOf(GATE, Date.parse(moment));
  expect(at("2020-03-10T00:59:00Z")).toBe("approved");
  expect(at("2020-03-15T00:00:00Z")).toBe("open");
  expect(at("2020-03-16T01:00:00Z")).toBe("closed");
  expect(stateOf({ ...GATE, suspended_from: "2020-03-11T00:00:00Z" }, Date.parse("2020-03-12T00:00:00Z"))).toBe("suspended");
});

test("what was shown leaves the phone only under an order, and never of a child or in an emergency", () => {
  expect(contentOf(PASSAGE, GATE, "now", false)).not.toHaveProperty("shown");
  expect(contentOf(PASSAGE, GATE, "now", true)).toHaveProperty("shown");
  expect(contentOf({ ...PASSAGE, visitClass: "child" }, GATE, "now", true)).not.toHaveProperty("shown");
  const urgent = contentOf({ ...PASSAGE, word: "EMERGENCY_PASS", visitClass: "" }, GATE, "now", true);
  expect(Object.keys(urgent).sort()).toEqual(["at", "direction", "gate", "verdict"]);
});
