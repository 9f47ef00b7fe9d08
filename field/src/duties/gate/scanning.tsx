/** Codes one after another: a pass is recorded and said at once, and the camera goes on; anything else asks. */

import { useState } from "preact/hooks";

import { Big } from "../../screen/pieces";
import { Verdict } from "../../screen/verdict";
import { Scanner, type Frame } from "../../scanner";
import { cityMoment } from "../../shell/clocks";
import { say } from "../../shell/look";
import { hex, wordFor } from "../../tokens";
import type { Passage } from "./gates";
import type { Given } from "./screen";
import { V, W } from "./words";

export function Scanning({ keeping, lists, go }: Given) {
  const [saidAt, hear] = useState(0);
  const found = async (frame: Frame) => {
    const told = await wordFor(frame.text, lists ?? null, keeping.gate.area_code, cityMoment().getTime());
    const passage: Passage = {
      word: told.word, direction: keeping.shift.direction, visitClass: "resident", way: "code", persons: 1, vehicles: 0,
      shown: told.token === null || told.token === undefined ? [] : [{ kind: "token", value: hex(told.token.id) }],
    };
    const id = await keeping.pass(passage);
    // a keeper is told a word: why a code does not count is between the person and the duty officer
    if (told.word === "ASK_DUTY") go({ at: "ask", asked: { id, passage } });
    else hear(frame.takenAt);
  };
  const onPaper = async () => {
    await keeping.pass({
      word: "PASS", direction: keeping.shift.direction, visitClass: "resident", way: "paper", persons: 1, vehicles: 0,
      shown: [],
    });
    hear(performance.now());
  };
  return (
    <>
      {saidAt > 0 && <Verdict key={saidAt} tone="go" word={say(V.PASS)} />}
      <Scanner found={(frame) => void found(frame)} close={() => go({ at: "main" })}>
        <Big word={say(W.paper)} shape="✓" note={say(W.known_note)} tone="second" onPress={() => void onPaper()} />
      </Scanner>
    </>
  );
}
