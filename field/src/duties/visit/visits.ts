/** A visit as the office hands it out (followup/queries/visits.py), and in which order the doors lie. */

import type { Pulled } from "../../kept/rows";
import type { GateRule } from "../../rules/temperature";
import type { DUTIES, Need } from "./words";

export interface Visit extends Pulled {
  readonly file: string;
  readonly number: string;
  readonly duty: keyof typeof DUTIES;
  readonly name: string;
  readonly phone: string;
  readonly address: string;
  readonly area_code: string;
  /** Sorts doors as they stand along the way (engine/walking.py). */
  readonly way: string;
  readonly until: string;
  readonly last_at: string | null;
  readonly last_celsius: string | null;
  readonly needs: readonly Need[];
}

export interface RuleRow extends Pulled {
  readonly params: GateRule;
}

/** By the id of a visit, the number under which it was written down on this phone. */
export type Written = Readonly<Record<string, string>>;

export function byWay(visits: readonly Visit[]): Visit[] {
  return [...visits].sort((a, b) => (a.way < b.way ? -1 : a.way > b.way ? 1 : a.id < b.id ? -1 : 1));
}

/** Day and hour in the city, short. */
export function hourOf(moment: string): string {
  return new Date(moment).toLocaleString("zh-CN", {
    month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai",
  });
}
