/** The log of disinfection (F48): posts, gates, dense places, firms, sites and estates. */

import type { Duty } from "../../duty";
import { say } from "../../shell/look";
import { W } from "./words";

export const duty: Duty = {
  name: "disinfection",
  title: W.title,
  lead: W.lead,
  power: "places.disinfect",
  kinds: ["disinfection"],
  pulls: "disinfection",
  screen: () => import("./screen"),
  tell: (record) => say(W.told, { place: String(record.place_name), n: Number(record.minutes) }),
};
