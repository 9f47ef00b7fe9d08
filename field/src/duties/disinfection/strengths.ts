/** Agents with the unit of their strength and what can have been meant; the office refuses the same (disinfection/rules). */

export type Agent = "chlorine" | "peracetic" | "quaternary" | "peroxide" | "alcohol" | "ultraviolet" | "steam";
export type PlaceKind = "post" | "gate" | "venue" | "firm" | "site" | "estate";

const MILLIGRAMS = { unit: "mg/L", low: 1, high: 50_000, usual: "500" } as const;
const PERCENT = { unit: "%", low: 0.1, high: 100, usual: "" } as const;

export const strengths = {
  chlorine: MILLIGRAMS,
  peracetic: { ...MILLIGRAMS, usual: "" },
  quaternary: { ...MILLIGRAMS, usual: "" },
  peroxide: PERCENT,
  alcohol: { ...PERCENT, usual: "75" },
  ultraviolet: null,
  steam: null,
} as const;

export const agents = Object.keys(strengths) as Agent[];
export const placeKinds: readonly PlaceKind[] = ["post", "gate", "venue", "firm", "site", "estate"];

/** The strength as it is sent: the text of a number with two places at most; null for an agent without; undefined if it is wrong. */
export function strengthOf(agent: Agent, text: string): string | null | undefined {
  const limits = strengths[agent];
  if (limits === null) return null;
  const plain = text.normalize("NFKC").trim();
  if (!/^\d{1,5}(\.\d{1,2})?$/.test(plain)) return undefined;
  return Number(plain) >= limits.low && Number(plain) <= limits.high ? plain : undefined;
}

export function minutesOf(text: string): number | undefined {
  const plain = text.normalize("NFKC").trim();
  return /^\d{1,4}$/.test(plain) && Number(plain) >= 1 && Number(plain) <= 1440 ? Number(plain) : undefined;
}
