/**
 * The city's own tokens: a word at a gate, a stub from the first station, a receipt of a declaration
 * (engine/tokens/gate.py). Whatever cannot be decided asks the duty officer; nobody is turned back by a code.
 */

import { type Lists, type Profile, openToken } from "./opening";
import { type RefusalCode, TokenRefused } from "./refusals";

const TOKEN_ID_BYTES = 12;
const [KIND, SCOPE, WORD] = [-70_001, -70_002, -70_003];
/** As long as a phone must work with no network. */
const LONGEST_LIFE = 72 * 3600 * 1000;

export const KINDS = ["gate", "stub", "receipt"] as const;
/** All that a code may say at a gate. There is no third. */
export const WORDS = ["PASS", "ASK_DUTY"] as const;
export type Kind = (typeof KINDS)[number];
export type Word = (typeof WORDS)[number];

const PROFILE: Profile = { prefix: "FX1:", useOf: (claims) => chosen(KINDS, claims.get(KIND)) };

/** What one token says. `scope`: the area where it counts, as a division code; "" everywhere in the city. */
export interface GateToken {
  readonly id: Uint8Array;
  readonly kind: Kind;
  readonly scope: string;
  readonly word: Word;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** What a gate's token says, if it counts at `at` (milliseconds). Throws TokenRefused. */
export async function readGateToken(text: string, lists: Lists, at: number): Promise<GateToken> {
  const opened = await openToken(text, PROFILE, lists, at);
  const { issuedAt, expiresAt, id, claims } = opened;
  if (issuedAt === null || expiresAt === null || id.length !== TOKEN_ID_BYTES) throw new TokenRefused("unreadable");
  if (expiresAt - issuedAt > LONGEST_LIFE) throw new TokenRefused("unreadable");
  const [kind, word, scope] = [chosen(KINDS, claims.get(KIND)), chosen(WORDS, claims.get(WORD)), scopeOf(claims.get(SCOPE))];
  if (kind === null || word === null || scope === null) throw new TokenRefused("unreadable");
  return { id, kind, scope, word, issuedAt, expiresAt };
}

/** What the keeper of a gate in `areaCode` is told, and why if the code did not count. */
export interface Told {
  readonly word: Word;
  readonly refused: RefusalCode | null;
  /** The token counts, but elsewhere. */
  readonly isOfElsewhere: boolean;
  readonly token: GateToken | null;
}

/** One of two words for any text that a camera read. Never throws: what cannot be decided asks the duty officer. */
export async function wordFor(text: string, lists: Lists | null, areaCode: string, at: number): Promise<Told> {
  if (lists === null) return { word: "ASK_DUTY", refused: "unknown_key", isOfElsewhere: false, token: null };
  try {
    const token = await readGateToken(text, lists, at);
    const isOfElsewhere = !areaCode.startsWith(token.scope);
    return { word: isOfElsewhere ? "ASK_DUTY" : token.word, refused: null, isOfElsewhere, token };
  } catch (error) {
    const refused = error instanceof TokenRefused ? error.code : "unreadable";
    return { word: "ASK_DUTY", refused, isOfElsewhere: false, token: null };
  }
}

function chosen<T>(words: readonly T[], number: unknown): T | null {
  return typeof number === "number" && Number.isInteger(number) ? (words[number - 1] ?? null) : null;
}

function scopeOf(value: unknown): string | null {
  const isWhole = typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  if (!isWhole || value < 0) return null;
  return value > 0 ? String(value) : "";
}
