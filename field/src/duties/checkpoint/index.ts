/** The checkpoint (F15): a lane that counts, looks, and lets people go on; it works for days with no signal. */

import type { Duty } from "../../duty";
import { say } from "../../shell/look";
import type { Verdict } from "./judging";
import { V, W } from "./words";

export const duty: Duty = {
  name: "checkpoint",
  title: W.title,
  lead: W.lead,
  power: "intake.check",
  kinds: ["check"],
  pulls: "post",
  reads_codes: true,
  screen: () => import("./screen"),
  tell(record) {
    const word = V[record.verdict as Verdict];
    const parts = [word ? say(word) : String(record.verdict)];
    if (Number(record.persons) > 0) parts.push(say(W.n_persons, { n: Number(record.persons) }));
    if (Number(record.vehicles) > 0) parts.push(say(W.n_vehicles, { n: Number(record.vehicles) }));
    return parts.join(" · ");
  },
};
