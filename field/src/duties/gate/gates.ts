/** A gate as the phone knows it, and what holds there at a moment: also when its order ended while it was offline. */

import type { Pulled } from "../../kept/rows";
import type { CLASSES, V } from "./words";

/** A row that the office hands out for this duty (intake/sources/gate/queries.py). */
export interface Gate extends Pulled {
  readonly name: string;
  readonly area_code: string;
  readonly place: string;
  readonly phone: string;
  readonly takes_vehicles: boolean;
  readonly opens_at: string;
  readonly review_at: string;
  readonly suspended_from: string | null;
  readonly closed_at: string | null;
  readonly order: string;
  readonly order_ends_at: string;
  /** Until when passages are recorded one by one; null: this gate only counts. */
  readonly registers_until: string | null;
}

export type GateState = "approved" | "open" | "suspended" | "closed";
export type Word = keyof typeof V;
export type VisitClass = keyof typeof CLASSES;
export type Way = "code" | "paper" | "known" | "none";

/** The state that a gate has at `at` (milliseconds), from its times; as rules.state_at of the office. */
export function stateOf(gate: Gate, at: number): GateState {
  const passed = (moment: string | null) => moment !== null && Date.parse(moment) <= at;
  if (passed(gate.closed_at) || passed(gate.review_at) || passed(gate.order_ends_at)) return "closed";
  if (!passed(gate.opens_at)) return "approved";
  return passed(gate.suspended_from) ? "suspended" : "open";
}

export function registers(gate: Gate, at: number): boolean {
  return gate.registers_until !== null && at < Date.parse(gate.registers_until);
}

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
