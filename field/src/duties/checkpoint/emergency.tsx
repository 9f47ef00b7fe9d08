/** An emergency was let through by one tap. What it was may be noted while the record is still here; nobody has to. */

import { useState } from "preact/hooks";

import { OneOf } from "../../screen/pieces";
import { Verdict } from "../../screen/verdict";
import { say } from "../../shell/look";
import type { Given } from "./screen";
import { W } from "./words";

const KINDS = ["illness", "birth", "dialysis", "violence", "fire", "other"] as const;

export function Emergency({ lane, toLane, id }: Given & { id: string }) {
  const [kind, choose] = useState<(typeof KINDS)[number] | "">("");
  const note = async (chosen: (typeof KINDS)[number]) => {
    choose(chosen);
    await lane.noteEmergency(id, chosen);
    toLane();
  };
  return (
    <>
      <Verdict tone="urgent" word={say(W.emergency)} note={say(W.emergency_done)} />
      <OneOf
        label={say(W.emergency_kind)} value={kind} onValue={(chosen) => void note(chosen)}
        options={KINDS.map((one) => [one, say(W[one])] as const)}
      />
      <button type="button" class="button wide" onClick={toLane}>{say(W.done)}</button>
    </>
  );
}
