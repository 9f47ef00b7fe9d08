/** A task as the office hands it out (tasks/services/carrying.py), what was written down of it here, and its clock. */

import type { Answer, OutboxState } from "../../kept/database";
import type { Pulled } from "../../kept/rows";

export type Step = "accepted" | "first_report" | "reported" | "handed_over";
export type Clock = "accept" | "first_report" | "finding";

export interface Task extends Pulled {
  /** mine: to accept or in hand. below: late below her, told up to her. */
  readonly part: "mine" | "below";
  readonly number: string;
  readonly work: string;
  readonly severity: "normal" | "serious";
  /** How often it was handed over: what is written down of an earlier holding is not of this one. */
  readonly held: number;
  readonly came_at: string;
  /** How far up the ladder it was told: 0 to 3. */
  readonly level: number;
  readonly place: string;
  readonly area_code: string;
  readonly accept_due_at: string;
  readonly first_report_due_at: string;
  readonly finding_due_at: string;
  readonly received_at: string;
  readonly handed_over_at: string | null;
  readonly accepted_at: string | null;
  readonly first_reported_at: string | null;
  readonly paused_at: string | null;
  readonly why_zh?: string;
  readonly why_en?: string;
  readonly note?: string;
  readonly is_about_somebody?: boolean;
  readonly contact?: { readonly name: string; readonly phone: string; readonly address: string };
}

export interface BothWords {
  readonly zh: string;
  readonly en: string;
}
export interface WordsRow extends Pulled {
  readonly kinds: Record<string, BothWords>;
  readonly outcomes: Record<string, BothWords>;
  readonly first_words: Record<string, BothWords>;
  readonly outcomes_of: Record<string, readonly string[]>;
}
/** Code, name, and the name of what it lies in. */
export type Area = readonly [code: string, name: string, above: string];
export interface AreasRow extends Pulled {
  readonly areas: readonly Area[];
}
export interface TellingRow extends Pulled {
  readonly minutes_before: Record<Clock, number>;
  readonly quiet_until: string | null;
  readonly below_quiet_until: string | null;
  readonly below_count: number;
  readonly works: boolean;
}

/** A step as it lies in the outbox. */
export interface Written {
  readonly client_id: string;
  readonly task: string;
  readonly held: number;
  readonly step: Step;
  readonly outcome?: string;
  readonly device_at: string;
  readonly state: OutboxState;
  readonly answer: Answer | null;
}

/** A task as it stands with what was written down here and not refused. */
export interface Standing {
  readonly task: Task;
  readonly accepted: boolean;
  readonly first_reported: boolean;
  /** The outcome that was written down here; "" if none. */
  readonly outcome: string;
  readonly handed: boolean;
  /** Whether a step of it has not been answered yet. */
  readonly waits: boolean;
}

export interface Running {
  readonly clock: Clock;
  readonly due_at: string;
}

/** Whether a step still counts: not answered yet, or taken in. */
function counts(one: Written): boolean {
  if (one.state === "waiting") return true;
  return one.state === "answered" && (one.answer?.word === "new" || one.answer?.word === "identical");
}

export function standing(task: Task, written: readonly Written[]): Standing {
  const own = written.filter((one) => one.task === task.id && one.held === task.held && counts(one));
  const has = (step: Step): boolean => own.some((one) => one.step === step);
  return {
    task,
    accepted: task.accepted_at !== null || has("accepted"),
    first_reported: task.first_reported_at !== null || has("first_report") || has("reported"),
    outcome: own.find((one) => one.step === "reported")?.outcome ?? "",
    handed: has("handed_over"),
    waits: own.some((one) => one.state === "waiting"),
  };
}

/** The clock that runs; null once the finding is written down, it was handed over, or its clock is stopped. */
export function running({ task, accepted, first_reported, outcome, handed }: Standing): Running | null {
  if (outcome !== "" || handed || task.paused_at !== null) return null;
  if (!accepted) return { clock: "accept", due_at: task.accept_due_at };
  if (!first_reported) return { clock: "first_report", due_at: task.first_report_due_at };
  return { clock: "finding", due_at: task.finding_due_at };
}

/** Milliseconds until the clock runs out; below nought once it is late. */
export function leftOf(clock: Running, now: Date): number {
  return Date.parse(clock.due_at) - now.getTime();
}

/** Late ones first, then what is due soonest; stopped and finished ones last. */
export function byClock(standings: readonly Standing[]): Standing[] {
  const due = (one: Standing): number => {
    const clock = running(one);
    return clock === null ? Infinity : Date.parse(clock.due_at);
  };
  const order = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
  return [...standings].sort((a, b) => order(due(a), due(b)) || (a.task.id < b.task.id ? -1 : 1));
}

/** Areas whose name, or the name above, holds what was typed; the nearest by name first. */
export function areasLike(areas: readonly Area[], typed: string, own: string): Area[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return [];
  const found = areas.filter(([code, name, above]) => code !== own && (above + name).toLowerCase().includes(wanted));
  const rank = ([code, name]: Area): number => (name.toLowerCase().includes(wanted) ? 0 : 100) + code.length;
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, 8);
}
