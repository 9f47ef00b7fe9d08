/** A vehicle at a firm's gate, with those aboard. The plate is asked for only where an order has it kept. */

import { useState } from "preact/hooks";

import { Big, Field, OneOf } from "../../screen/pieces";
import { say } from "../../shell/look";
import type { VisitClass } from "./gates";
import type { Given } from "./screen";
import { CLASSES, W } from "./words";

const MOST = 100;
const ALL = ["resident", "delivery", "courier", "repair", "visitor"] as const satisfies readonly VisitClass[];

export function Vehicle({ keeping, go }: Given) {
  const [visitClass, choose] = useState<(typeof ALL)[number]>("delivery");
  const [aboard, type] = useState("1");
  const [plate, write] = useState("");
  const persons = Number(aboard.normalize("NFKC"));
  const isWrong = !Number.isInteger(persons) || persons < 1 || persons > MOST;
  const let_through = async () => {
    await keeping.pass({
      word: "PASS", direction: keeping.shift.direction, visitClass, way: "paper", persons, vehicles: 1,
      shown: plate.trim() === "" ? [] : [{ kind: "plate", value: plate.trim() }],
    });
    go({ at: "main", said: true });
  };
  return (
    <>
      <OneOf
        label={say(W.who)} value={visitClass} onValue={choose}
        options={ALL.map((one) => [one, say(CLASSES[one])] as const)}
      />
      <Field
        name="aboard" label={say(W.aboard)} value={aboard} onValue={type} inputMode="numeric" autoComplete="off" maxLength={3}
        problem={isWrong ? say(W.aboard_problem, { most: MOST }) : undefined}
      />
      {keeping.isRegistered ? (
        <Field
          name="plate" label={say(W.plate_label)} help={say(W.plate_help)} value={plate} onValue={write}
          autoComplete="off" maxLength={20}
        />
      ) : (
        <p class="soft">{say(W.plate_not_kept)}</p>
      )}
      <Big
        word={say(W.let_vehicle)} shape="✓" onPress={() => void let_through()}
        why_not={isWrong ? say(W.aboard_problem, { most: MOST }) : undefined}
      />
    </>
  );
}
