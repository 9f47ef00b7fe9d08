/** The sweep (F06): a worker's doors as she walks; each is recorded in seconds and lands once. */

import type { Duty } from "../../duty";
import { say } from "../../shell/look";
import { W } from "./words";

export const duty: Duty = {
  name: "sweep",
  title: W.title,
  lead: W.lead,
  power: "intake.sweep",
  kinds: ["visit_door"],
  pulls: "sweep",
  screen: () => import("./screen"),
  tell(record) {
    const result = String(record.result);
    const word = result === "answered" || result === "absent" || result === "refused" || result === "vacant";
    return word ? `${say(W.visit)} · ${say(W[result])}` : say(W.visit);
  },
};
