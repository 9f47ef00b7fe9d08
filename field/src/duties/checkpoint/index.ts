/** The lane of a post. */

import type { Duty } from "../../duty";
import { say } from "../../shell/look";
import { checkpointWords as words } from "./words";

export const duty: Duty = {
  name: "checkpoint",
  title: words.title,
  lead: words.lead,
  power: "intake.check",
  kinds: ["check"],
  pulls: "post",
  screen: () => import("./screen"),
  tell: (record) => say(words.passed, { n: Number(record.persons ?? 1) }),
};
