/**
 * Vehicle plates: which writing they follow (GA 36), as engine/identity/plates.py says it. The province sign is part of
 * the text and is never interpreted; a plate that follows no form is kept as written and stops nobody.
 * spec/identity.md is run by both.
 */

export type PlateKind = "standard" | "nev_small" | "nev_large" | "suffix" | "free_text";

const SIGN = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]";
const LETTER = "[A-HJ-NP-Z]";
const MARK = "[A-HJ-NP-Z0-9]";
const FORMS: readonly (readonly [PlateKind, RegExp])[] = [
  ["standard", new RegExp(`^${SIGN}${LETTER}${MARK}{5}$`)],
  ["nev_small", new RegExp(`^${SIGN}${LETTER}[DFABCEGHJK]${MARK}\\d{4}$`)],
  ["nev_large", new RegExp(`^${SIGN}${LETTER}\\d{5}[DFABCEGHJK]$`)],
  ["suffix", new RegExp(`^${SIGN}${LETTER}${MARK}{4}[学挂警港澳试超]$`)],
];

/** The signs that a plate may begin with, for a keypad; ours first is the keypad's affair. */
export const SIGNS = [...SIGN.slice(1, -1)];

/** The plate in upper case, half width, without spaces and dots. */
export function normalisePlate(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\s·•・.-]/g, "")
    .toUpperCase();
}

/** Which form a plate has; `free_text` for every other. */
export function plateKind(text: string): PlateKind {
  const plate = normalisePlate(text);
  return FORMS.find(([, form]) => form.test(plate))?.[0] ?? "free_text";
}
