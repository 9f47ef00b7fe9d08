/** A building at a time, a door at a time; what was recorded leads to the next door. */

import "./sweep.css";

import { useEffect, useState } from "preact/hooks";

import { List } from "../../screen/pieces";
import { record } from "../../shell/record";
import { say } from "../../shell/look";
import { useRows } from "../../shell/use";
import { buildingsOf, isLeft, keepRecorded, nextLeft, recorded, stateOf } from "./doors";
import type { BuildingGroup, DoorRow, Recorded, Result, RoundRow } from "./doors";
import { duty } from "./index";
import { Visit, type Told } from "./visit";
import { STATES, W } from "./words";

export default function Screen() {
  const doors = useRows<DoorRow>("sweep", "door");
  const rounds = useRows<RoundRow>("sweep", "round");
  const [own, keep] = useState<Recorded | null>(null);
  const [building, enter] = useState<string | null>(null);
  const [door, open] = useState<string | "found" | null>(null);
  useEffect(() => void recorded().then(keep), []);
  useEffect(() => scrollTo(0, 0), [building, door]);
  if (doors === null || rounds === null || own === null) return <p role="status">…</p>;

  const groups = buildingsOf(doors);
  const group = groups.find((one) => one.id === building) ?? (groups.length === 1 ? groups[0] : undefined);
  if (group === undefined) return <Buildings groups={groups} own={own} enter={enter} />;
  const chosen = group.doors.find((one) => one.id === door);
  const round = rounds.find((one) => one.id === group.doors[0]?.round) ?? null;
  const leave = () => open(null);

  async function tell(told: Told, found?: { unit: string; number: string }) {
    const first = group?.doors[0];
    if (first === undefined) return;
    const where = chosen
      ? { round: chosen.round, door: chosen.door }
      : { round: first.round, found: { building: first.building, ...found } };
    await record(duty, "visit_door", { ...where, ...told }, { onUndo: () => void takeBack(chosen?.id) });
    if (chosen === undefined || group === undefined) return leave();
    const now: Recorded = { ...own, [chosen.id]: noteOf(chosen, told.result) };
    keep(now);
    await keepRecorded(now);
    open(nextLeft(group, chosen.id, now)?.id ?? null);
  }

  async function takeBack(id: string | undefined) {
    if (id === undefined) return;
    const { [id]: _gone, ...rest } = await recorded();
    keep(rest);
    await keepRecorded(rest);
  }

  if (chosen || door === "found") {
    const all = { round, door: chosen ?? null, state: chosen ? stateOf(chosen, own) : null, tell, leave };
    return <div class="sweep"><Strip group={group} own={own} at={door} /><Visit key={door} {...all} /></div>;
  }
  return (
    <div class="sweep">
      {groups.length > 1 && <button type="button" class="plain" onClick={() => enter(null)}>← {say(W.back)}</button>}
      <h2>{group.name}</h2>
      <p>{leftOf(group, own)}</p>
      <Strip group={group} own={own} at={null} />
      <Doors group={group} own={own} open={open} />
      <button type="button" class="button second wide" onClick={() => open("found")}>{say(W.found)}</button>
    </div>
  );
}

function noteOf(door: DoorRow, result: Result) {
  return { result, was: door.state, tries: door.absent_count };
}

function leftOf(group: BuildingGroup, own: Recorded): string {
  const left = group.doors.filter((door) => isLeft(stateOf(door, own))).length;
  return say(W.left_of, { left, n: group.doors.length });
}

function Buildings(given: { groups: readonly BuildingGroup[]; own: Recorded; enter: (id: string) => void }) {
  return (
    <div class="sweep">
      <List
        rows={given.groups} empty={say(W.no_doors)} more={say(W.more)}
        each={(group) => (
          <li key={group.id}>
            <button type="button" class="sweep-row" onClick={() => given.enter(group.id)}>
              <strong>{group.name}</strong> <span>{leftOf(group, given.own)}</span>
            </button>
          </li>
        )}
      />
    </div>
  );
}

function Doors({ group, own, open }: { group: BuildingGroup; own: Recorded; open: (id: string) => void }) {
  const left = group.doors.filter((door) => isLeft(stateOf(door, own)));
  const seen = group.doors.filter((door) => !isLeft(stateOf(door, own)));
  return (
    <List
      rows={[...left, ...seen]} empty={say(W.no_doors)} more={say(W.more)}
      each={(door) => {
        const state = stateOf(door, own);
        return (
          <li key={door.id}>
            <button type="button" class="sweep-row" onClick={() => open(door.id)}>
              <strong>{door.label}</strong>
              <span><i class={`dot ${state}`} aria-hidden="true" /> {say(STATES[state])}</span>
            </button>
          </li>
        );
      }}
    />
  );
}

/** A dot for each door as one walks; its state is its shape. The words stand in the list. */
function Strip({ group, own, at }: { group: BuildingGroup; own: Recorded; at: string | null }) {
  return (
    <div class="strip" role="img" aria-label={`${say(W.strip)}: ${leftOf(group, own)}`}>
      {group.doors.map((door) => (
        <i key={door.id} class={`dot ${stateOf(door, own)}${door.id === at ? " here" : ""}`} />
      ))}
    </div>
  );
}
