/**
 * Sealing to the server: HPKE (RFC 9180), DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
 *
 * P-256 and not X25519, because the browsers of cheap phones have no X25519. What is sealed here this phone
 * itself cannot open again.
 */

import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";

import { keepWhereThereIsRoom, thing } from "./database";

/** The numbers of RFC 9180, section 7. */
export interface Suite {
  readonly kem: number;
  readonly kdf: number;
  readonly aead: number;
}

/** A key to which records are sealed. `public` is the raw point, base64. */
export interface ServerKey {
  readonly id: string;
  readonly public: string;
}
const KEYS = "server keys";
const INFO = new TextEncoder().encode("fangxian field record 1").buffer; // as in engine/field_seals.py

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** What the server handed out; the first one is the newest. Keys of a suite that is not ours are not taken. */
export async function keepServerKeys(keys: readonly ServerKey[], asked: Suite): Promise<void> {
  const isOurs = asked.kem === suite.kem.id && asked.kdf === suite.kdf.id && asked.aead === suite.aead.id;
  if (!isOurs || keys.length === 0) return;
  if (JSON.stringify(await thing(KEYS)) !== JSON.stringify(keys)) await keepWhereThereIsRoom(KEYS, keys);
}

export async function serverKey(): Promise<ServerKey | null> {
  return (await thing<ServerKey[]>(KEYS))?.[0] ?? null;
}

/** Seal a record to the server: base64 of the encapsulated key and the ciphertext after it. */
export async function seal(record: { client_id: string }, key: ServerKey): Promise<{ key: string; text: string }> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(fromBase64(key.public).buffer);
  const plain = new TextEncoder().encode(JSON.stringify(record));
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: INFO }, plain.buffer);
  const joined = new Uint8Array(enc.byteLength + ct.byteLength);
  joined.set(new Uint8Array(enc));
  joined.set(new Uint8Array(ct), enc.byteLength);
  return { key: key.id, text: toBase64(joined) };
}

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const standard = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(standard), (one) => one.charCodeAt(0));
}
