/** Tasks on the phone: the clock that runs, what was written down here, and what is told of them, once. */

import { beforeEach, describe, expect, test, vi } from "vitest";

import { clockText } from "../src/duties/tasks/clock";
import {
  areasLike, byClock, running, standing, type Area, type Task, type TellingRow, type Written,
} from "../src/duties/tasks/tasks";
import { newsOf } from "../src/duties/tasks/told";
import { textOf } from "../src/duties/tasks/watch";
import { changeLook } from "../src/shell/look";

beforeEach(() => {
  vi.stubGlobal("document", { documentElement: { lang: "", classList: { toggle: () => false } } });
});

const NOON = Date.parse("2020-03-10T04:00:00Z");
const after = (minutes: number): string => new Date(NOON + minutes * 60_000).toISOString();
const at = (minutes: number): Date => new Date(NOON + minutes * 60_000);

function task(more: Partial<Task> = {}): Task {
  return {
    kind: "task", id: "t1", part: "mine", number: "1A2B3C4D", work: "verify_lead", severity: "normal", held: 0,
    came_at: after(0), level: 0, place: "月河街道", area_code: "33050200100501", accept_due_at: after(5),
    first_report_due_at: after(10), finding_due_at: after(120), received_at: after(0), handed_over_at: null,
    accepted_at: null, first_reported_at: null, paused_at: null, ...more,
  };
}

function wrote(step: Written["step"], more: Partial<Written> = {}): Written {
  return { client_id: step, task: "t1", held: 0, step, device_at: after(1), state: "waiting", answer: null, ...more };
}

const telling: TellingRow = {
  kind: "telling", id: "telling", minutes_before: { accept: 2, first_report: 3, finding: 20 }, quiet_until: null,
  below_quiet_until: null, below_count: 0, works: true,
};

describe("the clock that runs", () => {
  test("goes on with what was written down here, before any signal", () => {
    const clockOf = (...written: Written[]) => running(standing(task(), written))?.clock;
    expect(clockOf()).toBe("accept");
    expect(clockOf(wrote("accepted"))).toBe("first_report");
    expect(clockOf(wrote("accepted"), wrote("first_report"))).toBe("finding");
    expect(clockOf(wrote("accepted"), wrote("reported", { outcome: "confirmed" }))).toBeUndefined();
    expect(clockOf(wrote("handed_over"))).toBeUndefined();
  });

  test("is not moved by what was refused, or by what was written of an earlier holding", () => {
    const refused = { state: "answered", answer: { word: "old", marks: ["task_taken"] } } as const;
    expect(standing(task(), [wrote("accepted", refused)]).accepted).toBe(false);
    expect(standing(task(), [wrote("accepted", { state: "invalid", answer: { word: "invalid" } })]).accepted).toBe(false);
    expect(standing(task({ held: 1 }), [wrote("accepted")]).accepted).toBe(false);
    expect(standing(task(), [wrote("accepted", { state: "answered", answer: { word: "identical" } })]).accepted).toBe(true);
  });

  test("says minutes left rounded up and minutes late rounded down, and stands still where it is stopped", () => {
    changeLook({ language: "en" });
    const told = (minutes: number, more: Partial<Task> = {}) => clockText(standing(task(more), []), at(minutes)).text;
    expect(told(1.5)).toBe("Accept within 4 min");
    expect(told(4.9)).toBe("Accept within 1 min");
    expect(told(19.9)).toBe("Accepting is 14 min late");
    expect(told(20, { accepted_at: after(1), first_reported_at: after(2) })).toBe("Finding within 1 h 40 min");
    expect(told(0, { accepted_at: after(0), first_reported_at: after(0) })).toBe("Finding within 2 h");
    expect(told(20, { accepted_at: after(1), paused_at: after(3) })).toBe("Clock stopped");
  });

  test("puts late ones first, then what is due soonest, and what no clock runs on last", () => {
    const rows = [
      task({ id: "stopped", paused_at: after(1) }), task({ id: "later", accept_due_at: after(30) }),
      task({ id: "late", accept_due_at: after(-9) }), task({ id: "soon" }),
    ];
    expect(byClock(rows.map((row) => standing(row, []))).map((one) => one.task.id)).toEqual(["late", "soon", "later", "stopped"]);
  });
});

describe("what is told", () => {
  const open = (more: Partial<Task> = {}) => standing(task(more), []);
  const empty = { seen: [], warned: [] };

  test("the first list is no news; what comes after it is told once", () => {
    const first = newsOf([open()], telling, undefined, at(0));
    expect(first.news).toEqual({ came: 0, came_serious: 0, below: 0, soon: 0 });
    const both = [open(), open({ id: "t2", severity: "serious" })];
    const second = newsOf(both, telling, first.memory, at(1));
    expect(second.news).toMatchObject({ came: 1, came_serious: 1 });
    expect(newsOf(both, telling, second.memory, at(1)).news.came).toBe(0);
  });

  test("what comes back after a hand-over is told again, what she took on herself is not told at all", () => {
    const { memory } = newsOf([open()], telling, empty, at(0));
    expect(newsOf([open({ came_at: after(50), held: 2 })], telling, memory, at(1)).news.came).toBe(1);
    expect(newsOf([open({ accepted_at: after(1) })], telling, empty, at(2)).news.came).toBe(0);
  });

  test("late work below her is told at each step of the ladder", () => {
    const below = (level: number) => [open({ part: "below", level })];
    const { news, memory } = newsOf(below(1), telling, empty, at(6));
    expect(news.below).toBe(1);
    expect(newsOf(below(1), telling, memory, at(7)).news.below).toBe(0);
    expect(newsOf(below(2), telling, memory, at(22)).news.below).toBe(1);
  });

  test("a clock that is about to run out is reminded of once, each clock of it, and never when it is late", () => {
    const told = (minutes: number, memory: typeof empty | undefined, more: Partial<Task> = {}) =>
      newsOf([open(more)], telling, memory as never, at(minutes));
    expect(told(2, empty).news.soon).toBe(0);
    const reminded = told(3.5, empty);
    expect(reminded.news.soon).toBe(1);
    expect(newsOf([open()], telling, reminded.memory, at(4)).news.soon).toBe(0);
    expect(newsOf([open({ accepted_at: after(4) })], telling, reminded.memory, at(8)).news.soon).toBe(1);
    expect(told(6, empty).news.soon).toBe(0);
  });

  test("while somebody else has the night nothing is told, and in the morning what still stands", () => {
    const night = { ...telling, quiet_until: after(60), below_quiet_until: after(60) };
    const { news, memory } = newsOf([open(), open({ id: "b", part: "below", level: 1 })], night, empty, at(4));
    expect(news).toEqual({ came: 0, came_serious: 0, below: 0, soon: 0 });
    expect(newsOf([open(), open({ id: "b", part: "below", level: 1 })], telling, memory, at(61)).news).toMatchObject({
      came: 1, below: 1,
    });
    const taken = [open({ accepted_at: after(1) })];
    expect(newsOf(taken, night, empty, at(8)).news.soon).toBe(1); // what she took on herself is hers at night too
  });

  test("its text names nobody and no place", () => {
    changeLook({ language: "en" });
    expect(textOf({ came: 3, came_serious: 1, below: 2, soon: 1 })).toBe(
      "3 new to accept, 1 of them serious · 2 late below you · 1 due soon",
    );
    changeLook({ language: "zh" });
    expect(textOf({ came: 1, came_serious: 0, below: 0, soon: 0 })).toBe("1 项新任务");
  });
});

test("areas are found by a part of their name or of the one above, without her own", () => {
  const areas: Area[] = [
    ["330502", "吴兴区", "湖州市"], ["330502001", "月河街道", "吴兴区"], ["33050200100502", "第二网格", "浮星桥社区"],
    ["33050200100501", "第一网格", "浮星桥社区"],
  ];
  const found = (typed: string): string[] => areasLike(areas, typed, "33050200100501").map(([code]) => code);
  expect(found("吴兴")).toEqual(["330502", "330502001"]);
  expect(found("浮星桥")).toEqual(["33050200100502"]);
  expect(found(" ")).toEqual([]);
});
