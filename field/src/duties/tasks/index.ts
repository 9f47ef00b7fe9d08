/** Tasks (F05): a worker's day with its running clocks, and what is late below whoever answers above her. */

import type { Duty } from "../../duty";
import { say } from "../../shell/look";
import { MARKS, W } from "./words";

const TOLD = {
  accepted: W.told_accepted, first_report: W.told_first_report, reported: W.told_reported, handed_over: W.told_handed_over,
};

export const duty: Duty = {
  name: "tasks",
  title: W.title,
  lead: W.lead,
  power: "tasks.carry",
  kinds: ["task_step"],
  pulls: "tasks",
  has_news: true,
  watch: () => import("./watch"),
  marks: MARKS,
  screen: () => import("./screen"),
  tell: (record) => say(TOLD[record.step as keyof typeof TOLD], { number: String(record.number) }),
};
