/** The worker's doors: as they were handed out, with what she recorded since. */

import { draft, keepDraft, type Pulled } from "../../kept/rows";

export type Result = "answered" | "absent" | "refused" | "vacant";
export type State = "to_visit" | "visited" | "absent" | "refused" | "vacant" | "done";

export interface RoundRow extends Pulled {
  readonly purpose: string;
  readonly ends_at: string;
  readonly why_zh: string;
  readonly why_en: string;
  readonly refused_zh: string;
  readonly refused_en: string;
}

export interface DoorRow extends Pulled {
  readonly round: string;
  readonly door: string;
  readonly building: string;
  readonly building_name: string;
  readonly building_kind: "building" | "firm" | "village";
  readonly unit: string;
  readonly number: string;
  readonly label: string;
  readonly state: State;
  readonly absent_count: number;
  readonly next_try_at: string | null;
  /** Its place in the order in which one walks. */
  readonly position: number;
}

/** What was recorded on this phone and may not have come back yet: by row, the result and the server's state then. */
export type Recorded = Readonly<Record<string, { result: Result; was: State; tries: number }>>;

const NAME = "sweep-recorded";
const STATE: Record<Result, State> = { answered: "visited", absent: "absent", refused: "refused", vacant: "vacant" };

export async function recorded(): Promise<Recorded> {
  return (await draft<Recorded>(NAME)) ?? {};
}

export async function keepRecorded(all: Recorded): Promise<void> {
  await keepDraft(NAME, all);
}

/** A door's state: what was recorded here counts until the server's own has moved on from what it was then. */
export function stateOf(door: DoorRow, all: Recorded): State {
  const own = all[door.id];
  const has_moved = own !== undefined && (door.state !== own.was || door.absent_count !== own.tries);
  return own === undefined || has_moved ? door.state : STATE[own.result];
}

export function isLeft(state: State): boolean {
  return state === "to_visit" || state === "absent";
}

export interface BuildingGroup {
  readonly id: string;
  readonly name: string;
  readonly doors: readonly DoorRow[];
}

/** Buildings in walking order, each with its doors in walking order. */
export function buildingsOf(doors: readonly DoorRow[]): BuildingGroup[] {
  const groups = new Map<string, DoorRow[]>();
  for (const door of [...doors].sort((a, b) => a.position - b.position)) {
    const key = `${door.round}/${door.building}`;
    groups.set(key, [...(groups.get(key) ?? []), door]);
  }
  return [...groups].map(([id, own]) => ({ id, name: own[0]?.building_name ?? "", doors: own }));
}

/** The next door that is left after this one, round to the first; null if none is. */
export function nextLeft(group: BuildingGroup, after: string, all: Recorded): DoorRow | null {
  const start = group.doors.findIndex((door) => door.id === after);
  const order = [...group.doors.slice(start + 1), ...group.doors.slice(0, Math.max(start, 0))];
  return order.find((door) => stateOf(door, all) === "to_visit") ?? null;
}
