/** An emergency was let through by one tap. What it was may be said; nobody has to. */

import { OneOf } from "../../screen/pieces";
import { Verdict } from "../../screen/verdict";
import { say } from "../../shell/look";
import type { Given } from "./screen";
import { EMERGENCIES, V, W } from "./words";

const ALL = Object.keys(EMERGENCIES) as (keyof typeof EMERGENCIES)[];

export function Emergency({ keeping, go, id }: Given & { id: string }) {
  const note = async (kind: keyof typeof EMERGENCIES) => {
    await keeping.noteEmergency(id, kind);
    go({ at: "main" });
  };
  return (
    <>
      <Verdict tone="urgent" word={say(V.EMERGENCY_PASS)} note={say(W.emergency_done)} />
      <OneOf
        label={say(W.emergency_kind)} value="" onValue={(kind) => void note(kind)}
        options={ALL.map((one) => [one, say(EMERGENCIES[one])] as const)}
      />
      <button type="button" class="button wide" onClick={() => go({ at: "main" })}>{say(W.next)}</button>
    </>
  );
}
