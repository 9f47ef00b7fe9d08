/** The number of a declaration's receipt: nine digits, the last a Verhoeff check digit (intake/rules.py). */

const LENGTH = 9;
/** Multiplication in the dihedral group of ten, and the permutation of Verhoeff's code. */
const TIMES = [
  "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
  "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
];
const MOVED = ["0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258"];

/** The digits as typed: full width, spaces and dashes do not matter. */
export function normaliseNumber(text: string): string {
  return text.normalize("NFKC").replace(/\D/g, "");
}

export type NumberFault = "length" | "mistyped";

/** Why a text is no receipt number; null if it may be one. */
export function faultOfNumber(text: string): NumberFault | null {
  const digits = normaliseNumber(text);
  if (digits.length !== LENGTH) return "length";
  let sum = 0;
  [...digits].reverse().forEach((digit, place) => {
    sum = Number(TIMES[sum]![Number(MOVED[place % 8]![Number(digit)])]);
  });
  return sum === 0 ? null : "mistyped";
}
