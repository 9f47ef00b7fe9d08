/** Tokens that no longer count although they have not run out (engine/tokens/withdrawn.py): six bytes of each. */

import { UntrustedList, openSigned } from "./signed";

const MARK_BYTES = 6;
const WHAT = "withdrawn";
const SALT = new TextEncoder().encode("fangxian withdrawn\0");

export interface WithdrawnTokens {
  readonly madeAt: number;
  readonly count: number;
  has(tokenId: Uint8Array): Promise<boolean>;
}

/** The list that `root` signed. Throws UntrustedList. */
export async function openWithdrawn(signed: Uint8Array, root: Uint8Array): Promise<WithdrawnTokens> {
  const body = await openSigned(signed, root, WHAT);
  const [madeAt, marks] = [body.get(1), body.get(2)];
  if (typeof madeAt !== "number" || !(marks instanceof Uint8Array) || marks.length % MARK_BYTES) {
    throw new UntrustedList("unknown form");
  }
  const found = new Set<number>();
  for (let at = 0; at < marks.length; at += MARK_BYTES) found.add(numberOf(marks.subarray(at, at + MARK_BYTES)));
  return { madeAt: madeAt * 1000, count: found.size, has: async (tokenId) => found.has(await markOf(tokenId)) };
}

async function markOf(tokenId: Uint8Array): Promise<number> {
  const salted = new Uint8Array(SALT.length + tokenId.length);
  salted.set(SALT);
  salted.set(tokenId, SALT.length);
  return numberOf(new Uint8Array(await crypto.subtle.digest("SHA-256", salted)).subarray(0, MARK_BYTES));
}

/** Six bytes are less than 2**53: a number holds them exactly. */
function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
