/**
 * Opening a token on the phone: from the text of a QR code to claims that somebody with a known key signed.
 * The same steps in the same order as the office's reader (engine/tokens/opening.py); spec/why-a-token-is-refused.md
 * is run by both.
 */

import { decode } from "./cbor";
import { type CoseMap, type Sign1, readSign1 } from "./cose";
import type { TrustList, VerificationKey } from "./keys";
import { TokenRefused } from "./refusals";
import { fromText } from "./wire";
import type { WithdrawnTokens } from "./withdrawn";

// claims of RFC 8392
const EXPIRES = 4;
const NOT_BEFORE = 5;
const ISSUED = 6;
const TOKEN_ID = 7;
/** Clocks of cheap phones and of the office differ; more than this and the token is of the future. */
const CLOCK_DIFFERENCE = 2 * 60 * 1000;
// the years that the office's calendar knows
const FIRST_MOMENT = -62_135_596_800_000;
const LAST_MOMENT = 253_402_300_799_999;

/** One family of tokens: how its texts begin, and which use of a key its claims ask for (null: none known). */
export interface Profile {
  readonly prefix: string;
  useOf(claims: CoseMap): string | null;
}

/** A token that counts at the moment of asking. `id` is empty if its issuer gave none; times in milliseconds. */
export interface Opened {
  readonly claims: CoseMap;
  readonly issuedAt: number | null;
  readonly expiresAt: number | null;
  readonly id: Uint8Array;
}

export interface Lists {
  readonly trust: TrustList;
  readonly withdrawn?: WithdrawnTokens | null | undefined;
}

/** What a token says, if it counts at `at` (milliseconds). Throws TokenRefused, in the order of REFUSALS. */
export async function openToken(text: string, profile: Profile, lists: Lists, at: number): Promise<Opened> {
  const message = readSign1(await fromText(text.trim(), profile.prefix));
  if (message === null) throw new TokenRefused("unreadable");
  const key = lists.trust.find(message.keyId);
  if (key === undefined) throw new TokenRefused("unknown_key");
  const claims = claimsOf(await verified(message, key));
  const use = useOf(profile, claims);
  if (key.uses.size > 0 && !key.uses.has(use)) throw new TokenRefused("wrong_use");
  const opened = openedOf(claims);
  checkTimes(opened, key, at);
  if (lists.withdrawn && (await lists.withdrawn.has(opened.id))) throw new TokenRefused("withdrawn");
  return opened;
}

async function verified(message: Sign1, key: VerificationKey): Promise<Uint8Array> {
  const { payload, signature } = message;
  const isWhole = payload instanceof Uint8Array && signature instanceof Uint8Array;
  if (!isWhole || !(await key.verify(signature, message.signed("")))) throw new TokenRefused("forged");
  return payload;
}

function claimsOf(payload: Uint8Array): CoseMap {
  let claims: unknown;
  try {
    claims = decode(payload);
  } catch {
    throw new TokenRefused("unreadable");
  }
  if (!(claims instanceof Map)) throw new TokenRefused("unreadable");
  return claims;
}

function useOf(profile: Profile, claims: CoseMap): string {
  const use = profile.useOf(claims);
  if (use === null) throw new TokenRefused("unreadable");
  return use;
}

function openedOf(claims: CoseMap): Opened {
  const id = claims.get(TOKEN_ID) ?? new Uint8Array();
  if (!(id instanceof Uint8Array)) throw new TokenRefused("unreadable");
  return { claims, id, issuedAt: momentOf(claims, ISSUED), expiresAt: momentOf(claims, EXPIRES) };
}

function momentOf(claims: CoseMap, label: number): number | null {
  const seconds = claims.get(label) ?? null;
  if (seconds === null) return null;
  if (typeof seconds !== "number" && typeof seconds !== "bigint") throw new TokenRefused("unreadable");
  const moment = Number(seconds) * 1000;
  if (!(moment >= FIRST_MOMENT && moment <= LAST_MOMENT)) throw new TokenRefused("unreadable");
  return moment;
}

function checkTimes(opened: Opened, key: VerificationKey, at: number): void {
  const starts = [opened.issuedAt, momentOf(opened.claims, NOT_BEFORE)];
  if (starts.some((start) => start !== null && start > at + CLOCK_DIFFERENCE)) throw new TokenRefused("not_yet");
  if (opened.issuedAt !== null && !wasValidAt(key, opened.issuedAt)) throw new TokenRefused("wrong_use");
  // tokens count in whole seconds: one holds to the end of the second that it names
  if (opened.expiresAt !== null && at >= opened.expiresAt + 1000) throw new TokenRefused("expired");
}

function wasValidAt(key: VerificationKey, at: number): boolean {
  return (key.validFrom === null || key.validFrom <= at) && (key.validUntil === null || at < key.validUntil);
}
