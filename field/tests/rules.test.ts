/** The phone decides as the office does: the same decision tables, row by row. */

import { expect, test } from "vitest";

import { firstLook, VERDICTS, type Declaration } from "../src/duties/checkpoint/judging";
import { plateKind } from "../src/rules/plates";
import { isRaised, type Reading } from "../src/rules/temperature";
import { rowsOf, temperatureRule, type Row } from "./tables";

const RULE = temperatureRule();

function readingsOf(row: Row): Reading[] {
  const parts = row.readings!.split(" ").filter((part) => part !== "");
  return parts.map((part) => {
    const [celsius, minutes] = part.split("@").map(Number);
    return { celsius: celsius!, method: "forehead", at: minutes! * 60_000 };
  });
}

function wordOf(row: Row): string {
  const look = {
    readings: readingsOf(row),
    symptoms: row.symptoms === "yes",
    emergency: row.emergency === "yes",
    declaration: (row.declaration ?? "") as Declaration,
  };
  try {
    return firstLook(RULE, look).verdict;
  } catch (error) {
    if (error instanceof RangeError) return "refused";
    throw error;
  }
}

test("the figures of the shipped edition were read", () => {
  expect(Object.values(RULE).every((value) => value !== undefined && !Number.isNaN(value))).toBe(true);
});

test.each(rowsOf("first-look-at-a-post", "Words"))("$case", (row) => {
  expect(wordOf(row)).toBe(row["= verdict"]);
});

// at a post whoever was not measured passes with advice, so the row without a reading is that of the other table
test.each(rowsOf("temperature", "Verdicts").filter((row) => row.case !== "F15-nothing"))("$case", (row) => {
  expect(wordOf(row)).toBe(row["= verdict"]);
});

test.each(rowsOf("identity", "Plate"))("$case: $plate", (row) => {
  expect(plateKind(row.plate!)).toBe(row["= kind"]);
});

test("there are six words and none of them turns anybody back", () => {
  expect(VERDICTS).toHaveLength(6);
  expect(VERDICTS.filter((verdict) => /TURN|BACK|REFUSE/.test(verdict))).toEqual([]);
});

test("the edition says whether the threshold itself counts", () => {
  expect(isRaised(RULE, 37.3)).toBe(true);
  expect(isRaised({ ...RULE, operator: ">" }, 37.3)).toBe(false);
});
