/** From the text of a QR code to bytes: a prefix, base45, zlib. The phone's half of engine/tokens/wire.py. */

import { fromBase45 } from "./base45";
import { TokenRefused } from "./refusals";

/** More than any QR code of version 40 holds; a longer text is no token. */
const LONGEST_TEXT = 4_296;
/** What a token may unpack to: far above a real one, far below what could fill a phone's memory. */
const LARGEST_BODY = 64 * 1024;
const CHECKSUM_BYTES = 4;

/** The bytes in a text. Throws TokenRefused: foreign, garbled or not_packed. */
export async function fromText(text: string, prefix: string): Promise<Uint8Array> {
  if (!text.startsWith(prefix)) throw new TokenRefused("foreign");
  const packed = text.length > LONGEST_TEXT ? null : fromBase45(text.slice(prefix.length));
  if (packed === null) throw new TokenRefused("garbled");
  return unpacked(packed);
}

async function unpacked(packed: Uint8Array): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const stream = new Blob([packed as BlobPart]).stream().pipeThrough(new DecompressionStream("deflate"));
    const reader = stream.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      chunks.push(read.value);
      length += read.value.length;
      if (length > LARGEST_BODY) {
        await reader.cancel();
        throw new TokenRefused("not_packed");
      }
    }
  } catch {
    // cut off, damaged, or larger than any token is
    throw new TokenRefused("not_packed");
  }
  const body = joined(chunks, length);
  // browsers differ in whether they see what hangs on behind the end; the checksum must be the last four bytes
  if (checksum(body) !== lastNumber(packed)) throw new TokenRefused("not_packed");
  return body;
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

/** Adler-32 (RFC 1950). */
function checksum(body: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of body) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return ((high << 16) | low) >>> 0;
}

function lastNumber(packed: Uint8Array): number {
  const tail = packed.slice(-CHECKSUM_BYTES);
  return tail.length < CHECKSUM_BYTES ? -1 : new DataView(tail.buffer).getUint32(0);
}
