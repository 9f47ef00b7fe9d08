/** The duty officer is asked: a number to call, and afterwards what she did. No reason is shown, because none is known. */

import { OneOf } from "../../screen/pieces";
import { Verdict } from "../../screen/verdict";
import { say } from "../../shell/look";
import { Call } from "./main";
import type { Given } from "./screen";
import type { Asked } from "./use_gate";
import { OUTCOMES, V, W } from "./words";

const ALL = Object.keys(OUTCOMES) as (keyof typeof OUTCOMES)[];

export function Ask(given: Given & { asked: Asked }) {
  const { keeping, go, asked } = given;
  const choose = async (outcome: keyof typeof OUTCOMES) => {
    await keeping.answer(asked, outcome);
    go({ at: "main" });
  };
  return (
    <>
      <Verdict tone="ask" word={say(V.ASK_DUTY)} note={say(W.ask_note)} />
      <Call {...given} />
      <OneOf
        label={say(W.after_call)} value="" onValue={(outcome) => void choose(outcome)}
        options={ALL.map((one) => [one, say(OUTCOMES[one])] as const)}
      />
      <button type="button" class="button second wide" onClick={() => go({ at: "main" })}>{say(W.later)}</button>
    </>
  );
}
