/** The running clock of a task in words: "Accept within 3 min", "The finding is 14 min late". */

import type { Text } from "../../words";
import { say } from "../../shell/look";
import { leftOf, running, type Clock, type Standing } from "./tasks";
import { W } from "./words";

const IN: Record<Clock, typeof W.accept_in | typeof W.first_report_in | typeof W.finding_in> = {
  accept: W.accept_in, first_report: W.first_report_in, finding: W.finding_in,
};
const LATE: Record<Clock, typeof W.accept_late | typeof W.first_report_late | typeof W.finding_late> = {
  accept: W.accept_late, first_report: W.first_report_late, finding: W.finding_late,
};

/** Whole minutes: what is left is rounded up, what is late down, so that neither is told better than it is. */
function span(milliseconds: number): string {
  const minutes = milliseconds > 0 ? Math.ceil(milliseconds / 60_000) : Math.floor(-milliseconds / 60_000);
  if (minutes < 1) return say(W.under_minute);
  if (minutes < 60) return say(W.minutes, { n: minutes });
  const [h, n] = [Math.floor(minutes / 60), minutes % 60];
  return n === 0 ? say(W.full_hours, { h }) : say(W.hours, { h, n });
}

/** A word for the state of a task that no clock runs on. */
function still({ task, outcome, handed }: Standing): Text {
  if (handed) return W.handed;
  return outcome === "" && task.paused_at !== null ? W.stopped : W.done;
}

export function clockText(one: Standing, now: Date): { shape: string; text: string; tone: "late" | "soon" | "still" } {
  const clock = running(one);
  if (clock === null) return { shape: "■", text: say(still(one)), tone: "still" };
  const left = leftOf(clock, now);
  if (left < 0) return { shape: "▲", text: say(LATE[clock.clock], { time: span(left) }), tone: "late" };
  return { shape: "◔", text: say(IN[clock.clock], { time: span(left) }), tone: "soon" };
}

export function ClockLine({ one, now }: { one: Standing; now: Date }) {
  const { shape, text, tone } = clockText(one, now);
  return <span class={`clock ${tone}`}><span aria-hidden="true">{shape} </span>{text}</span>;
}
