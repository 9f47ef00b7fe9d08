/** The word for one passage, large, and what comes next. It is recorded already; the undo is at the foot of the screen. */

import { Big } from "../../screen/pieces";
import { Verdict, type Tone } from "../../screen/verdict";
import { currentLook, say } from "../../shell/look";
import type { Verdict as VerdictWord } from "./judging";
import { clockTime } from "../../screen/moments";
import type { Given } from "./screen";
import { NEXT, V, W } from "./words";

export interface Said {
  readonly verdict: VerdictWord;
  readonly slips: readonly number[];
  readonly recheckFrom: number | null;
  /** How many passed in a vehicle; 0 for one person on foot. */
  readonly persons: number;
}

const TONES: Record<VerdictWord, Tone> = {
  PASS: "go",
  PASS_WITH_ADVICE: "go",
  RECHECK_TEMP: "wait",
  TO_HEALTH_POST: "ask",
  CONTROLLED_ENTRY: "go",
  EMERGENCY_PASS: "urgent",
};

export function Word({ said, rule, toLane }: Given & { said: Said }) {
  const step = said.verdict === "CONTROLLED_ENTRY" ? NEXT.controlled : rule?.words[said.verdict];
  return (
    <>
      <Verdict tone={TONES[said.verdict]} word={say(V[said.verdict])} note={step?.[currentLook().language]} />
      {said.persons > 0 && <p class="soft">{say(W.n_persons, { n: said.persons })} · {say(W.n_vehicles, { n: 1 })}</p>}
      {said.slips.map((slip) => (
        <p class="note warning" key={slip}>
          <strong>{say(W.give_slip, { n: slip })}</strong>
          {said.recheckFrom !== null && <> · {say(W.rest_until, { at: clockTime(said.recheckFrom) })}</>}
        </p>
      ))}
      <Big word={say(W.done)} onPress={toLane} />
    </>
  );
}
