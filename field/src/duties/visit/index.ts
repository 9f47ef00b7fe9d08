/** Visits (F07, F12): today's doors, how people are, and what they need; it works on stairs with no signal. */

import type { Duty } from "../../duty";
import { say } from "../../shell/look";
import { OUTCOMES, W, type Outcome } from "./words";

export const duty: Duty = {
  name: "visit",
  title: W.title,
  lead: W.lead,
  power: "followup.work",
  kinds: ["reading", "visit_done"],
  pulls: "visit",
  screen: () => import("./screen"),
  tell(record) {
    if (record.kind === "reading") return say(W.told_reading);
    const word = OUTCOMES[record.outcome as Outcome];
    return say(W.told_visit, { what: word ? say(word) : String(record.outcome) });
  },
};
