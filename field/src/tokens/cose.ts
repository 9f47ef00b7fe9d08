/** COSE_Sign1 (RFC 9052): one message, one signature. */

import { Tagged, decode, encode } from "./cbor";

export type CoseMap = ReadonlyMap<unknown, unknown>;

const SIGN1 = 18;
const CWT = 61; // a CWT may say that it is one (RFC 8392)
const KEY_ID = 4;

export interface Sign1 {
  readonly keyId: Uint8Array;
  readonly payload: unknown;
  readonly signature: unknown;
  /** What was signed, for the kind of message `what` ("" for a token). */
  signed(what: string): Uint8Array;
}

/** The parts of a message; null if the bytes are none. */
export function readSign1(bytes: Uint8Array): Sign1 | null {
  try {
    return partsOf(decode(bytes));
  } catch {
    return null;
  }
}

function partsOf(found: unknown): Sign1 | null {
  const bare = found instanceof Tagged && found.tag === CWT ? found.value : found;
  if (bare instanceof Tagged && bare.tag !== SIGN1) return null;
  const parts = bare instanceof Tagged ? bare.value : bare;
  if (!Array.isArray(parts) || parts.length !== 4) return null;
  const [header, unsigned, payload, signature] = parts;
  if (!(header instanceof Uint8Array) || !(unsigned instanceof Map)) return null;
  const headers = header.length ? decode(header) : new Map();
  // the signed header goes before the unsigned one
  const named = headers instanceof Map ? (headers.get(KEY_ID) ?? unsigned.get(KEY_ID)) : undefined;
  const isEmpty = headers instanceof Map && headers.size === 0; // RFC 9052: an empty map counts as no bytes
  return {
    keyId: named instanceof Uint8Array ? named : new Uint8Array(),
    payload,
    signature,
    signed: (what) =>
      encode(["Signature1", isEmpty ? new Uint8Array() : header, new TextEncoder().encode(what), payload]),
  };
}
