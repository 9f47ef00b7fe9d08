/** The rows of spec/why-a-token-is-refused.md, run by the phone's reader on the very codes that the office's reads. */

import { expect, test } from "vitest";

import { KINDS, openTrustList, openWithdrawn, REFUSALS, UntrustedList, WORDS, wordFor } from "../src/tokens";
import { held, rowsOf } from "./tables";

const HELD = held("why-a-token-is-refused") as Held;
const ROOT = bytes(HELD.root);

interface Held {
  root: string;
  trust: string;
  withdrawn: string;
  codes: Record<string, string>;
  kinds: string[];
  words: string[];
  reasons: Record<string, { zh: string; en: string }>;
}

function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

/** A time of the table's day, or a moment with its offset. */
function moment(text: string): number {
  return Date.parse(text.includes("T") ? text : `2020-03-10T${text}+08:00`);
}

test.each(rowsOf("why-a-token-is-refused", "Tokens"))("$case", async (row) => {
  const lists = {
    trust: await openTrustList(bytes(HELD.trust), ROOT),
    withdrawn: await openWithdrawn(bytes(HELD.withdrawn), ROOT),
  };
  const told = await wordFor(HELD.codes[row.case!]!, row.odd === "no list" ? null : lists, row.gate!, moment(row.at!));
  expect({ refused: told.refused ?? "", word: told.word }).toEqual({ refused: row["= refused"], word: row["= word"] });
});

test("the words are those of the office's reader", () => {
  expect({ kinds: KINDS, words: WORDS, reasons: REFUSALS }).toEqual({
    kinds: HELD.kinds,
    words: HELD.words,
    reasons: HELD.reasons,
  });
});

test("a list is taken from its root only, and never for a list of another kind", async () => {
  const other = ROOT.map((byte) => byte ^ 1);
  const [trust, withdrawn] = [bytes(HELD.trust), bytes(HELD.withdrawn)];
  await expect(openTrustList(trust, other)).rejects.toThrow(UntrustedList);
  await expect(openTrustList(withdrawn, ROOT)).rejects.toThrow(UntrustedList);
  await expect(openWithdrawn(trust, ROOT)).rejects.toThrow(UntrustedList);
  await expect(openTrustList(trust.slice(0, -1), ROOT)).rejects.toThrow(UntrustedList);
  await expect(openTrustList(trust.map((byte, at) => (at === 60 ? byte ^ 1 : byte)), ROOT)).rejects.toThrow(UntrustedList);
  await expect(openTrustList(new Uint8Array(), ROOT)).rejects.toThrow(UntrustedList);
});

test("a list knows when it was made and how many it holds", async () => {
  expect((await openTrustList(bytes(HELD.trust), ROOT)).madeAt).toBe(moment("00:00"));
  expect((await openWithdrawn(bytes(HELD.withdrawn), ROOT)).count).toBe(2);
});

test("any text is answered, and none lets pass by chance", async () => {
  const lists = { trust: await openTrustList(bytes(HELD.trust), ROOT) };
  const good: string = HELD.codes["TK-pass"]!;
  for (let at = 0; at < good.length; at++) {
    const other = good[at] === "0" ? "1" : "0";
    const told = await wordFor(good.slice(0, at) + other + good.slice(at + 1), lists, "330502", moment("09:00"));
    expect(told.word).toBe("ASK_DUTY");
    expect(told.refused).not.toBeNull();
  }
});
