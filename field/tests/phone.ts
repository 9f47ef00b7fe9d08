/** A phone for tests: an empty store, somebody signed in, a server whose keys and answers the test holds. */

import "fake-indexeddb/auto";

import { CipherSuite, Aes256Gcm, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach } from "vitest";

import { closeDatabase } from "../src/kept/database";
import * as outbox from "../src/kept/outbox";
import { dropReadingKey } from "../src/kept/reading";
import { keepServerKeys, toBase64, fromBase64 } from "../src/kept/sealing";
import { begin, type Who } from "../src/kept/session";

export const SUITE = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const NUMBERS = { kem: 0x0010, kdf: 0x0001, aead: 0x0002 };
const INFO = new TextEncoder().encode("fangxian field record 1").buffer;

export const OFFICER: Who = {
  post: "0190b0a0-0000-7000-8000-000000000001", name: "Synthetic officer", role: "checkpoint_officer",
  area: { code: "330502", name: "吴兴区" },
  programme: { id: "0190b0a0-0000-7000-8000-0000000000aa", name: "演练", is_demonstration: true },
  powers: ["intake.check"], is_shared_phone: true,
};
export const NEXT_OFFICER: Who = { ...OFFICER, post: "0190b0a0-0000-7000-8000-000000000002", name: "Another" };

/** Before each test: an empty store. */
export function freshPhone(): void {
  beforeEach(async () => {
    await closeDatabase();
    globalThis.indexedDB = new IDBFactory();
  });
  afterEach(async () => {
    await dropReadingKey();
    await closeDatabase();
  });
}

/** The private half of the server's key; the phone is given the public one. */
export async function serverKeys(id = "key-1"): Promise<CryptoKeyPair> {
  const pair = await SUITE.kem.generateKeyPair();
  const point = new Uint8Array(await SUITE.kem.serializePublicKey(pair.publicKey));
  await keepServerKeys([{ id, public: toBase64(point) }], NUMBERS);
  return pair;
}

/** What the server makes of something sealed. */
export async function opened(sealed: string, pair: CryptoKeyPair): Promise<Record<string, unknown>> {
  const bytes = fromBase64(sealed);
  const plain = await SUITE.open(
    { recipientKey: pair, enc: bytes.slice(0, 65).buffer, info: INFO },
    bytes.slice(65).buffer,
  );
  return JSON.parse(new TextDecoder().decode(plain)) as Record<string, unknown>;
}

/** Somebody signs in. */
export async function signIn(who: Who = OFFICER): Promise<void> {
  await begin(who);
}

let made = 0;

/** A check as the lane makes it. */
export function check(fields: object = {}): outbox.SentRecord {
  const client_id = `0190b0a0-0000-7000-8000-${String(++made).padStart(12, "0")}`;
  const device_at = "2020-03-10T01:00:00.000Z";
  return { kind: "check", client_id, device_at, recorded_by: OFFICER.post, verdict: "PASS", persons: 1, ...fields };
}

/** Make and store one. */
export async function recorded(fields: object = {}, hold = 0): Promise<outbox.SentRecord> {
  const record = check(fields);
  await outbox.store(await outbox.pack("checkpoint", record, hold));
  return record;
}
