/**
 * What a temperature at a post means, on the phone (engine/temperature.py). Figures and words come with the edition of
 * cn.temperature that the phone pulled. spec/temperature.md is run by both.
 */

import type { Text } from "../words";

/** How it was taken. */
export const METHODS = ["forehead", "ear", "axillary"] as const;
export type Method = (typeof METHODS)[number];
export type Judged = "PASS" | "PASS_WITH_ADVICE" | "RECHECK_TEMP" | "TO_HEALTH_POST";

/** The parameters of the rule `gate` of an edition of cn.temperature. */
export interface GateRule {
  readonly celsius: number;
  readonly operator: ">=" | ">";
  readonly remeasure_after_minutes: number;
  readonly readings_before_referral: number;
  readonly accept_from: number;
  readonly accept_to: number;
  readonly words: Readonly<Record<string, Text>>;
}

/** Degrees Celsius, how they were taken, and when (milliseconds, by this phone). */
export interface Reading {
  readonly celsius: number;
  readonly method: Method;
  readonly at: number;
}

/** `recheckFrom`: the moment from which the next reading counts; null if none is asked for. */
export interface TemperatureVerdict {
  readonly word: Judged;
  readonly recheckFrom: number | null;
}

/** Whether a number can be a person's temperature; if not it is typed again. */
export function isAReading(rule: GateRule, celsius: number): boolean {
  return rule.accept_from <= celsius && celsius <= rule.accept_to;
}

export function isRaised(rule: GateRule, celsius: number): boolean {
  return rule.operator === ">=" ? celsius >= rule.celsius : celsius > rule.celsius;
}

/** The word for one person's readings, in the order they were taken. Throws RangeError for none, or for nobody's. */
export function judge(rule: GateRule, readings: readonly Reading[], symptoms: boolean): TemperatureVerdict {
  const [first, ...later] = readings;
  if (first === undefined || !readings.every((one) => isAReading(rule, one.celsius))) {
    throw new RangeError("no reading that can be a person's");
  }
  const wait = rule.remeasure_after_minutes * 60_000;
  const counted = [first];
  // only readings that waited long enough count
  for (const one of later) if (one.at - counted.at(-1)!.at >= wait) counted.push(one);
  const last = counted.at(-1)!;
  if (!isRaised(rule, last.celsius)) {
    return { word: symptoms || counted.length > 1 ? "PASS_WITH_ADVICE" : "PASS", recheckFrom: null };
  }
  if (counted.length < rule.readings_before_referral) return { word: "RECHECK_TEMP", recheckFrom: last.at + wait };
  return { word: "TO_HEALTH_POST", recheckFrom: null };
}
