/** What the lane shows of this shift: counts, the last words, who rests. Kept on the phone until the shift ends. */

import type { Reading } from "../../rules/temperature";
import type { Declaration, Verdict } from "./judging";

const LAST_SHOWN = 8;

/** One thing that was recorded. `persons` is 0 on a second look, which counts its person once only. */
export interface Line {
  readonly id: string;
  readonly verdict: Verdict;
  readonly persons: number;
  readonly vehicles: number;
  readonly isRaised: boolean;
  readonly at: number;
}

/** Somebody who rests before the second reading, by the number on the slip. Nothing here says who. */
export interface Waiting {
  readonly slip: number;
  readonly check: string;
  readonly readings: readonly Reading[];
  readonly symptoms: boolean;
  readonly declaration: Declaration;
  readonly recheckFrom: number;
}

export interface Shift {
  readonly post: string;
  readonly startedAt: number;
  readonly lines: readonly Line[];
  readonly counts: Counts;
  readonly waiting: readonly Waiting[];
}

export interface Counts {
  readonly vehicles: number;
  readonly persons: number;
  readonly raised: number;
  readonly referred: number;
  readonly controlled: number;
  readonly emergencies: number;
}

const NOTHING: Counts = { vehicles: 0, persons: 0, raised: 0, referred: 0, controlled: 0, emergencies: 0 };

export function newShift(post: string, at: number): Shift {
  return { post, startedAt: at, lines: [], counts: NOTHING, waiting: [] };
}

/** The shift with what was just recorded, newest first; `rests` where somebody waits after it. */
export function recorded(shift: Shift, line: Line, rests: Waiting | null = null): Shift {
  return {
    ...shift,
    lines: [line, ...shift.lines].slice(0, LAST_SHOWN),
    counts: add(shift.counts, line, 1),
    waiting: rests === null ? shift.waiting : [...shift.waiting, rests],
  };
}

/** The shift as if these had not been recorded; whoever was looked at again waits again. */
export function takenBack(shift: Shift, lines: readonly Line[], restored: Waiting | null = null): Shift {
  const ids = new Set(lines.map((line) => line.id));
  const waiting = shift.waiting.filter((one) => !ids.has(one.check));
  return {
    ...shift,
    lines: shift.lines.filter((line) => !ids.has(line.id)),
    counts: lines.reduce((counts, line) => add(counts, line, -1), shift.counts),
    waiting: restored === null ? waiting : [...waiting, restored].sort((a, b) => a.recheckFrom - b.recheckFrom),
  };
}

/** Nobody waits under this number any more: looked at again, or gone on. */
export function settled(shift: Shift, slip: number): Shift {
  return { ...shift, waiting: shift.waiting.filter((one) => one.slip !== slip) };
}

/** The lowest number that nobody who waits holds; `more` are numbers given away but not recorded yet. */
export function nextSlip(shift: Shift, more: readonly number[] = []): number {
  const held = new Set([...shift.waiting.map((one) => one.slip), ...more]);
  let slip = 1;
  while (held.has(slip)) slip++;
  return slip;
}

function add(counts: Counts, line: Line, by: 1 | -1): Counts {
  const one = (isSo: boolean) => (isSo ? by : 0);
  return {
    vehicles: counts.vehicles + by * line.vehicles,
    persons: counts.persons + by * line.persons,
    raised: counts.raised + one(line.isRaised),
    referred: counts.referred + one(line.verdict === "TO_HEALTH_POST"),
    controlled: counts.controlled + one(line.verdict === "CONTROLLED_ENTRY"),
    emergencies: counts.emergencies + one(line.verdict === "EMERGENCY_PASS"),
  };
}
