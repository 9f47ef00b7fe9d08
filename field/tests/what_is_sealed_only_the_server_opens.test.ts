import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { expect, test } from "vitest";

import { fromBase64, keepServerKeys, seal, serverKey, toBase64 } from "../src/kept/sealing";
import { check, freshPhone, opened, serverKeys } from "./phone";

freshPhone();

/** RFC 9180, appendix A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode, sequence number 0. */
const PUBLISHED = {
  info: "4f6465206f6e2061204772656369616e2055726e",
  skEm: "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb",
  pkEm:
    "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9" +
    "bfcb9382657222d18c4",
  pkRm:
    "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1" +
    "d128aafd68a2ce72ea0",
  aad: "436f756e742d30",
  plain: "4265617574792069732074727574682c20747275746820626561757479",
  sealed: "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434",
};

function bytes(hex: string): ArrayBuffer {
  return Uint8Array.from(hex.match(/../g)!, (pair) => parseInt(pair, 16)).buffer;
}

function hex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (one) => one.toString(16).padStart(2, "0")).join("");
}

test("the library seals as RFC 9180 publishes", async () => {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
  const ekm = {
    privateKey: await suite.kem.deserializePrivateKey(bytes(PUBLISHED.skEm)),
    publicKey: await suite.kem.deserializePublicKey(bytes(PUBLISHED.pkEm)),
  };
  const recipientPublicKey = await suite.kem.deserializePublicKey(bytes(PUBLISHED.pkRm));
  const sender = await suite.createSenderContext({ recipientPublicKey, info: bytes(PUBLISHED.info), ekm });
  expect(hex(sender.enc)).toBe(PUBLISHED.pkEm);
  expect(hex(await sender.seal(bytes(PUBLISHED.plain), bytes(PUBLISHED.aad)))).toBe(PUBLISHED.sealed);
});

test("a record opens with the server's key and with no other", async () => {
  const pair = await serverKeys();
  const record = check({ persons: 4 });
  const { key, text } = await seal(record, (await serverKey())!);
  expect(key).toBe("key-1");
  expect(await opened(text, pair)).toEqual(record);
  const other = await serverKeys("key-2");
  await expect(opened(text, other)).rejects.toThrow();
});

test("a record is never sealed to the same text twice, nor shorter than it is", async () => {
  await serverKeys();
  const key = (await serverKey())!;
  const record = check();
  const [first, second] = [await seal(record, key), await seal(record, key)];
  expect(first.text).not.toBe(second.text);
  expect(fromBase64(first.text).length).toBe(65 + JSON.stringify(record).length + 16);
});

test("a key of another suite is not taken", async () => {
  await keepServerKeys([{ id: "x", public: toBase64(new Uint8Array(32)) }], { kem: 0x0020, kdf: 1, aead: 2 });
  expect(await serverKey()).toBeNull();
});
