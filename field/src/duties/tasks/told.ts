/** What the phone tells of tasks, and what it has told already: nothing twice, and nothing while somebody else has the night. */

import { leftOf, running, type Standing, type TellingRow } from "./tasks";

/** What was told, by keys that hold no name: id, coming, level. It is kept locked, and goes at sign-out. */
export interface Memory {
  readonly seen: readonly string[];
  readonly warned: readonly string[];
}

export interface News {
  readonly came: number;
  readonly came_serious: number;
  readonly below: number;
  readonly soon: number;
}

export const NOTHING: News = { came: 0, came_serious: 0, below: 0, soon: 0 };

export function isSomething(news: News): boolean {
  return news.came + news.below + news.soon > 0;
}

/**
 * What is new since the memory, and the memory afterwards. The first list is not news: she has just opened it. What is
 * not told because of the night is told when the night is over, if it still stands.
 */
export function newsOf(
  standings: readonly Standing[],
  telling: TellingRow | undefined,
  memory: Memory | undefined,
  now: Date,
): { news: News; memory: Memory } {
  const isQuiet = isBefore(now, telling?.quiet_until);
  const isBelowQuiet = isBefore(now, telling?.below_quiet_until);
  const seen = new Set(memory?.seen);
  const warned = new Set(memory?.warned);
  const kept = { seen: [] as string[], warned: [] as string[] };
  const news = { ...NOTHING } as { -readonly [name in keyof News]: News[name] };
  for (const one of standings) {
    const key = keyOf(one);
    const isNew = memory !== undefined && !seen.has(key);
    const isSilent = one.task.part === "below" ? isBelowQuiet : isQuiet && !one.accepted;
    if (!(isNew && isSilent)) kept.seen.push(key);
    if (isNew && !isSilent && one.task.part === "below") news.below += 1;
    else if (isNew && !isSilent && !one.accepted) {
      news.came += 1;
      news.came_serious += one.task.severity === "serious" ? 1 : 0;
    }
    const due = one.task.part === "below" ? null : dueSoon(one, telling, now);
    if (due === null || isSilent) continue;
    kept.warned.push(due);
    if (!warned.has(due)) news.soon += 1;
  }
  return { news, memory: kept };
}

function isBefore(now: Date, until: string | null | undefined): boolean {
  return typeof until === "string" && now.getTime() < Date.parse(until);
}

function keyOf({ task }: Standing): string {
  return task.part === "below" ? `${task.id}/${task.held}/up${task.level}` : `${task.id}/${task.came_at}`;
}

/** The key of a reminder: its clock runs out within the minutes of the edition and has not yet; null if none is due. */
function dueSoon(one: Standing, telling: TellingRow | undefined, now: Date): string | null {
  const clock = running(one);
  if (clock === null || telling === undefined) return null;
  const left = leftOf(clock, now);
  return left >= 0 && left <= telling.minutes_before[clock.clock] * 60_000 ? `${one.task.id}/${clock.clock}/${clock.due_at}` : null;
}
