/** A gate as the phone knows it, and what holds there at a moment: also when its order ended while it was offline. */

import type { Pulled } from "../../kept/rows";
import type { Standing } from "../../rules/standing";
import type { CLASSES, V } from "./words";

/** A row that the office hands out for this duty (intake/sources/gate/queries.py). */
export interface Gate extends Pulled, Standing {
  readonly name: string;
  readonly area_code: string;
  readonly place: string;
  readonly phone: string;
  readonly takes_vehicles: boolean;
  readonly order: string;
}

export type Word = keyof typeof V;
export type VisitClass = keyof typeof CLASSES;
export type Way = "code" | "paper" | "known" | "none";

/** The word for one passage; as rules.word_for of the office, and tried against spec/word-at-a-gate.md like it. */
export function wordFor(seen: {
  visitClass: VisitClass;
  way: Way;
  code?: "PASS" | "ASK_DUTY" | null;
  isEmergency?: boolean;
}): Word {
  if (seen.isEmergency) return "EMERGENCY_PASS";
  if (seen.visitClass === "child") return "PASS";
  if (seen.way === "code" && seen.code) return seen.code;
  return seen.way === "paper" || seen.way === "known" ? "PASS" : "ASK_DUTY";
}

/** What one person showed; sent only where an order asks for it, never of a child, never in an emergency. */
export interface Shown {
  readonly kind: "token" | "phone" | "plate";
  readonly value: string;
}

export interface Passage {
  readonly word: Word;
  readonly direction: "in" | "out";
  readonly visitClass: VisitClass | "";
  readonly way: Way;
  readonly persons: number;
  readonly vehicles: number;
  readonly shown: readonly Shown[];
}

/** A passage as it is sent. Of an emergency nothing goes along but the gate and the time. */
export function contentOf(passage: Passage, gate: Gate, at: string, isRegistered: boolean): object {
  if (passage.word === "EMERGENCY_PASS") return { gate: gate.id, at, verdict: passage.word, direction: passage.direction };
  const mayKeep = isRegistered && passage.visitClass !== "child";
  return {
    gate: gate.id,
    at,
    verdict: passage.word,
    direction: passage.direction,
    class: passage.visitClass,
    way: passage.way,
    persons: passage.persons,
    vehicles: passage.vehicles,
    ...(mayKeep && passage.shown.length > 0 ? { shown: passage.shown } : {}),
  };
}
