/** What the installation's root key says: lists that a phone fetches and keeps (engine/tokens/signing.py). */

import { decode } from "./cbor";
import { type CoseMap, readSign1 } from "./cose";
import { ed25519 } from "./verifying";

/** A list that is not signed by the root that this phone was given, or cannot be read. */
export class UntrustedList extends Error {
  constructor(why: string) {
    super(why);
    this.name = "UntrustedList";
  }
}

/** What `root` signed as `what`, so that a list of one kind is never taken for another. Throws UntrustedList. */
export async function openSigned(signed: Uint8Array, root: Uint8Array, what: string): Promise<CoseMap> {
  const message = readSign1(signed);
  if (message === null || !(message.payload instanceof Uint8Array) || !(message.signature instanceof Uint8Array)) {
    throw new UntrustedList("no signed message");
  }
  if (!(await ed25519(root)(message.signature, message.signed(what)))) throw new UntrustedList("another signature");
  let body: unknown;
  try {
    body = decode(message.payload);
  } catch {
    throw new UntrustedList("no contents");
  }
  if (!(body instanceof Map)) throw new UntrustedList("no contents");
  return body;
}
