/** The keys that a token may be signed with: the signed list that every phone holds (engine/tokens/keys.py). */

import { UntrustedList, openSigned } from "./signed";
import { UnknownKeyType, type Verify, verifierOf } from "./verifying";

const LIST_VERSION = 1;
const WHAT = "keys";

/** A public key and what it may speak for; times in milliseconds, null: no bound. Half-open. */
export interface VerificationKey {
  readonly id: Uint8Array;
  readonly verify: Verify;
  /** Kinds of token it may sign; empty means every kind. */
  readonly uses: ReadonlySet<string>;
  readonly validFrom: number | null;
  readonly validUntil: number | null;
}

export interface TrustList {
  /** When the list was signed; a reader never takes an older list for a newer one. */
  readonly madeAt: number;
  find(id: Uint8Array): VerificationKey | undefined;
}

export function trustListOf(keys: readonly VerificationKey[], madeAt: number): TrustList {
  const byId = new Map(keys.map((key) => [hex(key.id), key]));
  return { madeAt, find: (id) => byId.get(hex(id)) };
}

/** The list that `root` (32 bytes of an Ed25519 key) signed. Throws UntrustedList. */
export async function openTrustList(signed: Uint8Array, root: Uint8Array): Promise<TrustList> {
  const body = await openSigned(signed, root, WHAT);
  const [version, madeAt, rows] = [body.get(1), body.get(2), body.get(3)];
  if (version !== LIST_VERSION || typeof madeAt !== "number" || !Array.isArray(rows)) {
    throw new UntrustedList("unknown form");
  }
  return trustListOf(await Promise.all(rows.map(readKey)), madeAt * 1000);
}

async function readKey(row: unknown): Promise<VerificationKey> {
  if (!Array.isArray(row) || row.length !== 5) throw new UntrustedList("a key has five parts");
  const [id, key, uses, from, until] = row;
  if (!(id instanceof Uint8Array) || !(key instanceof Map) || !Array.isArray(uses)) throw new UntrustedList("no key");
  const bounds = [from, until].map((at) => (typeof at === "number" ? at * 1000 : null));
  return {
    id,
    verify: await verifierOf(key).catch(untrusted),
    uses: new Set(uses.map(String)),
    validFrom: bounds[0] ?? null,
    validUntil: bounds[1] ?? null,
  };
}

function untrusted(error: unknown): never {
  throw error instanceof UnknownKeyType ? new UntrustedList(error.message) : error;
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
