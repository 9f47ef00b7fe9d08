/** Base45 as QR codes hold it most densely (RFC 9285). Written out: the packages there are need Node's Buffer. */

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const VALUES = new Map([...SIGNS].map((sign, value) => [sign, value]));

/** The bytes in a text; null if it is none of base45. */
export function fromBase45(text: string): Uint8Array | null {
  if (text.length % 3 === 1) return null;
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 ? 1 : 0));
  let at = 0;
  for (let start = 0; start < text.length; start += 3) {
    const part = text.slice(start, start + 3);
    const sum = sumOf(part);
    const most = part.length === 3 ? 0xffff : 0xff;
    if (sum === null || sum > most) return null;
    if (part.length === 3) bytes[at++] = sum >> 8;
    bytes[at++] = sum & 0xff;
  }
  return bytes;
}

function sumOf(part: string): number | null {
  let sum = 0;
  for (let place = part.length - 1; place >= 0; place--) {
    const value = VALUES.get(part[place] as string);
    if (value === undefined) return null;
    sum = sum * 45 + value;
  }
  return sum;
}
