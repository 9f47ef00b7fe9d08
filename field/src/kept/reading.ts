/**
 * The reading key: what this phone may read is locked with it, and it never leaves the browser (not extractable).
 *
 * It is made at sign-in and dies at sign-out; what is locked with it is noise from then on.
 */

import { forgetThing, keepThing, thing, type Box } from "./database";

const KEY = "reading key";
let held: CryptoKey | null = null;

export async function makeReadingKey(): Promise<void> {
  held = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await keepThing(KEY, held);
}

export async function dropReadingKey(): Promise<void> {
  held = null;
  await forgetThing(KEY);
}

async function readingKey(): Promise<CryptoKey | null> {
  held ??= (await thing<CryptoKey>(KEY)) ?? null;
  return held;
}

export async function canRead(): Promise<boolean> {
  return (await readingKey()) !== null;
}

/** Lock something for whoever is signed in. `place` is where it will lie; moved elsewhere it does not open. */
export async function lock(value: unknown, place: string): Promise<Box> {
  const key = await readingKey();
  if (key === null) throw new Error("nobody is signed in, so nothing can be locked");
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(place) }, key, plain) };
}

/** Open it again; undefined if the key that locked it is gone. */
export async function unlock<T>(box: Box, place: string): Promise<T | undefined> {
  const key = await readingKey();
  if (key === null) return undefined;
  try {
    const how = { name: "AES-GCM", iv: box.iv, additionalData: bytes(place) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, box.data))) as T;
  } catch (error) {
    if (error instanceof DOMException && error.name === "OperationError") return undefined; // another key's
    throw error;
  }
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
