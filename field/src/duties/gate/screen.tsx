/** Which screen of the gate is open. What was being done is left by "back", and nothing is recorded by leaving. */

import "./gate.css";

import { useEffect, useRef, useState } from "preact/hooks";

import { List } from "../../screen/pieces";
import { say } from "../../shell/look";
import { useClock, useRows } from "../../shell/use";
import type { HeldLists } from "../../tokens/lists";
import { useLists } from "../../tokens/use_lists";
import { Ask } from "./ask";
import { Emergency } from "./emergency";
import { stateOf } from "../../rules/standing";
import type { Gate } from "./gates";
import { Main } from "./main";
import { Others } from "./others";
import { Scanning } from "./scanning";
import { beginShift, keepingOf, useShift, type Asked, type Keeping, type Shift } from "./use_gate";
import { Vehicle } from "./vehicle";
import { W } from "./words";

export type View =
  | { at: "main"; said?: boolean }
  | { at: "scan" }
  | { at: "others" }
  | { at: "vehicle" }
  | { at: "emergency"; id: string }
  | { at: "ask"; asked: Asked };

/** What every screen of the gate is given. */
export interface Given {
  readonly keeping: Keeping;
  readonly lists: HeldLists | null | undefined;
  readonly go: (view: View) => void;
}

export default function Screen() {
  const gates = useRows<Gate>("gate", "gate");
  const [shift, change] = useShift();
  const [view, go] = useState<View>({ at: "main" });
  const lists = useLists();
  const held = useRef<Shift | null>(null);
  useEffect(() => scrollTo(0, 0), [view]);
  if (gates === null || shift === undefined) return <p role="status">…</p>;
  const gate = gates.find((one) => one.id === shift?.gate);
  if (shift === null || gate === undefined) {
    return <Choose gates={gates} choose={(one) => void beginShift(one).then(change)} />;
  }
  held.current = shift;
  const keep = (next: Shift | null) => {
    held.current = next;
    change(next);
  };
  const given: Given = { keeping: keepingOf(gate, () => held.current ?? shift, keep), lists, go };
  return (
    <div class="gate">
      {view.at !== "main" && (
        <button type="button" class="plain" onClick={() => go({ at: "main" })}>← {say(W.back)}</button>
      )}
      {view.at === "main" && <Main {...given} said={view.said === true} />}
      {view.at === "scan" && <Scanning {...given} />}
      {view.at === "others" && <Others {...given} />}
      {view.at === "vehicle" && <Vehicle {...given} />}
      {view.at === "emergency" && <Emergency {...given} id={view.id} />}
      {view.at === "ask" && <Ask {...given} asked={view.asked} />}
    </div>
  );
}

const STATES = { approved: W.state_approved, suspended: W.state_suspended, closed: W.state_closed } as const;

function Choose({ gates, choose }: { gates: readonly Gate[]; choose: (gate: Gate) => void }) {
  const at = useClock().getTime();
  const sorted = [...gates].sort((a, b) => a.name.localeCompare(b.name, "zh"));
  return (
    <section>
      <h2>{say(W.choose_gate)}</h2>
      <List
        rows={sorted} empty={say(W.no_gates)} more="…"
        each={(gate) => {
          const state = stateOf(gate, at);
          return (
            <li key={gate.id}>
              <button type="button" class="door gate-choice" onClick={() => choose(gate)}>
                <strong>{gate.name}</strong>
                <span>{state === "open" ? gate.place : say(STATES[state])}</span>
              </button>
            </li>
          );
        }}
      />
    </section>
  );
}
