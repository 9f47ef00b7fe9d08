/** The gate behind the screens: it records what was said, keeps the shift's counts, and takes both back together. */

import { useEffect, useState } from "preact/hooks";

import { draft, keepDraft } from "../../kept/rows";
import { cityMoment } from "../../shell/clocks";
import { newId } from "../../shell/ids";
import { record } from "../../shell/record";
import { registers } from "../../rules/standing";
import { contentOf, type Gate, type Passage, type Word } from "./gates";

const SHIFT = "gate shift";
const UNDO_WITHIN = 10; // s
const DUTY = { name: "gate" };

/** One keeper's time at one gate, as this phone counts it. */
export interface Shift {
  readonly id: string;
  readonly gate: string;
  readonly beganAt: string;
  readonly direction: "in" | "out";
  readonly counts: Readonly<Record<"persons" | "vehicles" | "asks" | "emergencies", number>>;
}

/** An ask that was recorded, so that what was done about it can be noted. */
export interface Asked {
  readonly id: string;
  readonly passage: Passage;
}

export interface Keeping {
  readonly gate: Gate;
  readonly shift: Shift;
  readonly isRegistered: boolean;
  turn(direction: "in" | "out"): void;
  /** Records a passage; its id. */
  pass(passage: Passage): Promise<string>;
  /** What the duty officer did, sent as a note of the ask. */
  answer(asked: Asked, outcome: string): Promise<void>;
  noteEmergency(id: string, kind: string): Promise<void>;
  endShift(): Promise<void>;
}

export async function keptShift(): Promise<Shift | null> {
  return (await draft<Shift | null>(SHIFT)) ?? null;
}

/** The keeper comes: a shift begins on the phone and is sent when there is a network. */
export async function beginShift(gate: Gate): Promise<Shift> {
  const shift: Shift = {
    id: newId(), gate: gate.id, beganAt: "", direction: "in",
    counts: { persons: 0, vehicles: 0, asks: 0, emergencies: 0 },
  };
  const made = await record(
    DUTY, "keeper_shift", (at) => ({ shift: shift.id, gate: gate.id, at, act: "begin" }), { undo_within: 0 },
  );
  const begun = { ...shift, beganAt: made.record.device_at };
  await keepDraft(SHIFT, begun);
  return begun;
}

/** The shift as it was left, also after the page was closed; undefined while it is read, null if there is none. */
export function useShift(): [Shift | null | undefined, (shift: Shift | null) => void] {
  const [shift, show] = useState<Shift | null | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    void keptShift().then((kept) => wanted && show(kept));
    return () => void (wanted = false);
  }, []);
  const change = (next: Shift | null) => {
    show(next);
    void keepDraft(SHIFT, next);
  };
  return [shift, change];
}

export function keepingOf(gate: Gate, latest: () => Shift, change: (shift: Shift | null) => void): Keeping {
  const isRegistered = registers(gate, cityMoment().getTime());
  const count = (passage: Passage, by: 1 | -1) => {
    const shift = latest();
    const one = (word: Word) => (passage.word === word ? by : 0);
    change({
      ...shift,
      counts: {
        persons: shift.counts.persons + by * passage.persons,
        vehicles: shift.counts.vehicles + by * passage.vehicles,
        asks: shift.counts.asks + one("ASK_DUTY"),
        emergencies: shift.counts.emergencies + one("EMERGENCY_PASS"),
      },
    });
  };
  return {
    gate,
    shift: latest(),
    isRegistered,
    turn: (direction) => change({ ...latest(), direction }),
    async pass(passage) {
      const id = newId();
      // only a pass may be taken back: an ask and an emergency have happened, and their notes come behind them
      const undo_within = passage.word === "PASS" ? UNDO_WITHIN : 0;
      await record(DUTY, "passage", (at) => contentOf(passage, gate, at, isRegistered), {
        client_id: id, undo_within, onUndo: () => count(passage, -1),
      });
      count(passage, 1);
      return id;
    },
    async answer(asked, outcome) {
      await record(DUTY, "gate_note", { gate: gate.id, of: asked.id, outcome }, { undo_within: 0 });
    },
    async noteEmergency(id, kind) {
      await record(DUTY, "gate_note", { gate: gate.id, of: id, emergency: kind }, { undo_within: 0 });
    },
    async endShift() {
      const { id, beganAt } = latest();
      await record(
        DUTY, "keeper_shift", (at) => ({ shift: id, gate: gate.id, at, act: "end", since: beganAt }), { undo_within: 0 },
      );
      change(null);
    },
  };
}
