/** What is sent of one passage (intake/sources/checkpoint/rules/offline.py reads it): never more than may be kept. */

import type { Reading } from "../../rules/temperature";
import type { Declaration, Verdict } from "./judging";

/** What a person chose to show. `value` of a token is its random id, in hex. */
export interface Shown {
  readonly kind: "phone" | "document" | "receipt" | "token";
  readonly value: string;
}

export interface Passage {
  readonly verdict: Verdict;
  readonly persons: number;
  readonly vehicles: 0 | 1;
  readonly readings: readonly Reading[];
  readonly symptoms: boolean;
  readonly declaration: Declaration;
  /** The check whose waiting person this one looked at again. */
  readonly continues?: string | undefined;
  /** Of whoever rests: this phone's own number, which is not sent. Who was looked at again is told by `continues`. */
  readonly slip?: number | undefined;
  readonly receipt?: string | undefined;
  /** The id of a code that counted, and why one did not. */
  readonly token?: string | undefined;
  readonly tokenRefused?: string | undefined;
  readonly plate?: string | undefined;
  readonly shown?: readonly Shown[] | undefined;
  /** Those of one coach. */
  readonly group?: string | undefined;
  readonly emergency?: string | undefined;
  /** Controlled entry: minutes until arrival. */
  readonly etaMinutes?: number | undefined;
}

export const PLAIN = { readings: [], symptoms: false, declaration: "" } as const;

/**
 * The content of a record. A plate and what was shown go along only where a registration order is live, or with a
 * controlled entry; of whoever simply passes a count is enough.
 */
export function contentOf(passage: Passage, given: { post: string; at: string; registers: boolean }): object {
  const isPlain = passage.verdict === "PASS";
  const mayName = given.registers || passage.verdict === "CONTROLLED_ENTRY";
  const content = {
    checkpoint: given.post,
    at: given.at,
    verdict: passage.verdict,
    persons: passage.persons,
    vehicles: passage.vehicles,
    readings: isPlain ? [] : passage.readings.map(written),
    symptoms: passage.symptoms && !isPlain,
    declaration: passage.declaration,
    continues: passage.continues,
    receipt: passage.receipt,
    token: passage.token,
    token_refused: passage.tokenRefused,
    plate: mayName ? passage.plate || undefined : undefined,
    shown: mayName && passage.shown?.length ? passage.shown : undefined,
    group: passage.group,
    emergency: passage.emergency,
    entry: entryOf(passage, given.at),
  };
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
}

function written(reading: Reading): object {
  return { celsius: reading.celsius, method: reading.method, at: new Date(reading.at).toISOString() };
}

function entryOf(passage: Passage, at: string): object | undefined {
  if (passage.verdict !== "CONTROLLED_ENTRY" || passage.etaMinutes === undefined) return undefined;
  return { eta_at: new Date(Date.parse(at) + passage.etaMinutes * 60_000).toISOString() };
}
