/** The gate (F18): one word, a shape and a sound for whoever comes; it works for days with no signal. */

import type { Duty } from "../../duty";
import { say } from "../../shell/look";
import { V, W } from "./words";

export const duty: Duty = {
  name: "gate",
  title: W.title,
  lead: W.lead,
  power: "gates.keep",
  kinds: ["passage", "keeper_shift", "gate_note"],
  pulls: "gate",
  reads_codes: true,
  screen: () => import("./screen"),
  tell(record) {
    if (record.kind === "keeper_shift") return say(record.act === "end" ? W.shift_ended : W.shift_began);
    if (record.kind === "gate_note") return say(W.noted);
    const word = V[record.verdict as keyof typeof V];
    const parts = [word ? say(word) : String(record.verdict)];
    if (Number(record.persons) > 1) parts.push(say(W.n_persons, { n: Number(record.persons) }));
    return parts.join(" · ");
  },
};
