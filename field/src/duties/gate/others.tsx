/** Somebody who does not live here: which class, and what is shown. Paper passes; nothing shown asks the duty officer. */

import { useState } from "preact/hooks";

import { Big, Field, OneOf } from "../../screen/pieces";
import { say } from "../../shell/look";
import { wordFor, type Passage, type VisitClass, type Way } from "./gates";
import type { Given } from "./screen";
import { CLASSES, W } from "./words";

const ALL = (Object.keys(CLASSES) as VisitClass[]).filter((one) => one !== "child");

export function Others({ keeping, go }: Given) {
  const [visitClass, choose] = useState<VisitClass | "">("");
  const [phone, type] = useState("");
  const digits = phone.normalize("NFKC").replace(/[\s-]/g, "");
  const isPhone = /^(\+?86)?1[3-9]\d{9}$/.test(digits);
  const problem = digits !== "" && !isPhone ? say(W.phone_problem) : undefined;
  const record = async (way: Way) => {
    if (visitClass === "" || problem !== undefined) return;
    const passage: Passage = {
      word: wordFor({ visitClass, way }), direction: keeping.shift.direction, visitClass, way, persons: 1, vehicles: 0,
      shown: isPhone ? [{ kind: "phone", value: digits }] : [],
    };
    const id = await keeping.pass(passage);
    go(passage.word === "ASK_DUTY" ? { at: "ask", asked: { id, passage } } : { at: "main", said: true });
  };
  return (
    <>
      <OneOf
        label={say(W.who)} value={visitClass} onValue={choose}
        options={ALL.map((one) => [one, say(CLASSES[one])] as const)}
      />
      {visitClass !== "" && (
        <section aria-label={say(W.shows)}>
          <h2>{say(W.shows)}</h2>
          {keeping.isRegistered && (
            <Field
              name="phone" label={say(W.phone_label)} help={say(W.phone_help)} value={phone} onValue={type}
              inputMode="tel" autoComplete="off" maxLength={20} problem={problem}
            />
          )}
          <Big word={say(W.paper)} shape="✓" onPress={() => void record("paper")} />
          <Big word={say(W.nothing)} shape="?" tone="second" onPress={() => void record("none")} />
        </section>
      )}
    </>
  );
}
