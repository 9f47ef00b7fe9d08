/** Head-counts in dense places (F39), by the place itself or by the patrol. */

import type { Duty } from "../../duty";
import { say } from "../../shell/look";
import { W } from "./words";

export const duty: Duty = {
  name: "venue",
  title: W.title,
  lead: W.lead,
  power: "venues.keep",
  kinds: ["head_count"],
  pulls: "venue",
  screen: () => import("./screen"),
  tell: (record) => say(W.told, { n: Number(record.present) }),
};
