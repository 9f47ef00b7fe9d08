/** What verifies a signature, by the kind of key (RFC 9053). */

import { verifyAsync } from "@noble/ed25519";
import type { CoseMap } from "./cose";

const KEY_TYPE = 1;
const CURVE_OR_N = -1;
const X_OR_E = -2;
const Y = -3;
const [OKP, EC2, RSA] = [1, 2, 3];
const [ED25519, P256] = [6, 1];

/** Whether `signature` is this key's over `data`. */
export type Verify = (signature: Uint8Array, data: Uint8Array) => Promise<boolean>;

/** A key that nothing here can verify with. */
export class UnknownKeyType extends Error {}

/** What verifies with a COSE key (RFC 9053). The city's are Ed25519; the others are those of the EU's certificates. */
export async function verifierOf(key: CoseMap): Promise<Verify> {
  const [type, first, second] = [key.get(KEY_TYPE), key.get(CURVE_OR_N), key.get(X_OR_E)];
  if (type === OKP && first === ED25519 && second instanceof Uint8Array) return ed25519(second);
  if (type === EC2 && first === P256) {
    const jwk = { kty: "EC", crv: "P-256", x: base64url(second), y: base64url(key.get(Y)) };
    return webCrypto(jwk, { name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" });
  }
  if (type === RSA) {
    const jwk = { kty: "RSA", n: base64url(first), e: base64url(second) };
    return webCrypto(jwk, { name: "RSA-PSS", hash: "SHA-256" }, { name: "RSA-PSS", saltLength: 32 });
  }
  throw new UnknownKeyType("unknown type");
}

/** Ed25519 in the page: browsers of cheap phones learnt it too late to count on theirs. */
export function ed25519(publicKey: Uint8Array): Verify {
  return async (signature, data) => {
    try {
      return await verifyAsync(signature, data, publicKey, { zip215: false });
    } catch {
      return false; // a signature of another length, or a point that is on no curve
    }
  };
}

type ImportAs = RsaHashedImportParams | EcKeyImportParams;

async function webCrypto(jwk: JsonWebKey, as: ImportAs, by: RsaPssParams | EcdsaParams): Promise<Verify> {
  const key = await crypto.subtle.importKey("jwk", jwk, as, false, ["verify"]);
  return (signature, data) => crypto.subtle.verify(by, key, signature as BufferSource, data as BufferSource);
}

function base64url(bytes: unknown): string {
  if (!(bytes instanceof Uint8Array)) throw new UnknownKeyType("numbers are missing");
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
