/** The lane behind the screens: it records what was decided, keeps the shift's counts, and takes both back together. */

import { useEffect, useState } from "preact/hooks";

import { takeBack } from "../../kept/outbox";
import { draft, keepDraft } from "../../kept/rows";
import { cityMoment } from "../../shell/clocks";
import { newId } from "../../shell/ids";
import { record } from "../../shell/record";
import { contentOf, PLAIN, type Passage } from "./content";
import { registers } from "../../rules/standing";
import type { Post } from "./posts";
import { newShift, recorded, settled, takenBack, type Line, type Shift, type Waiting } from "./shift";

const SHIFT = "checkpoint shift";
const UNDO_WITHIN = 10; // s
/** Those aboard are held a little longer than their coach, whose undo takes them back too. */
const HELD_WITH_COACH = UNDO_WITHIN + 2;
const DUTY = { name: "checkpoint" };

/** Who of a coach was raised: looked at again by a number on a slip. */
export interface Raised {
  readonly passage: Passage;
  readonly recheckFrom: number;
}

export interface Lane {
  readonly post: Post;
  readonly shift: Shift;
  /** One passage. `rests`: until when, if a slip was given. `before`: who was looked at again. */
  pass(passage: Passage, how?: { rests?: number | null; before?: Waiting | undefined; isRaised?: boolean }): Promise<void>;
  /** A vehicle with those aboard: everybody normal in one record, each raised person in one of her own. */
  coach(normal: Passage | null, raised: readonly Raised[]): Promise<void>;
  /** One tap; the record's id. */
  emergency(): Promise<string>;
  /** What it was, while the record has not been sent; afterwards it stays as it is. */
  noteEmergency(id: string, kind: string): Promise<void>;
  settle(slip: number): void;
  endShift(): void;
}

/** The shift at a post as it was left, also after the page was closed; null while it is read. */
export function useShift(post: Post | null): [Shift | null, (change: (shift: Shift) => Shift) => void] {
  const [shift, show] = useState<Shift | null>(null);
  useEffect(() => {
    let wanted = true;
    show(null);
    if (post === null) return;
    void draft<Shift>(SHIFT).then((kept) => {
      if (wanted) show(kept?.post === post.id ? kept : newShift(post.id, cityMoment().getTime()));
    });
    return () => void (wanted = false);
  }, [post?.id]);
  const change = (by: (shift: Shift) => Shift) =>
    show((now) => {
      if (now === null) return now;
      const next = by(now);
      void keepDraft(SHIFT, next);
      return next;
    });
  return [shift, change];
}

/** The post of the last shift on this phone. */
export async function lastPost(): Promise<string | null> {
  return (await draft<Shift>(SHIFT))?.post ?? null;
}

export function laneOf(post: Post, shift: Shift, change: (by: (shift: Shift) => Shift) => void): Lane {
  const send = (passage: Passage, options: Parameters<typeof record>[3]) =>
    record(
      DUTY,
      "check",
      (at) => contentOf(passage, { post: post.id, at, registers: registers(post, cityMoment().getTime()) }),
      options,
    );
  const sendEmergency = async (id: string, kind?: string) => {
    const passage: Passage = { ...PLAIN, verdict: "EMERGENCY_PASS", persons: 1, vehicles: 0, emergency: kind };
    const line = lineOf(id, passage, false);
    const undone = () => change((now) => takenBack(now, [line]));
    await send(passage, { client_id: id, undo_within: UNDO_WITHIN, onUndo: undone });
    change((now) => recorded(now, line));
  };
  return {
    post,
    shift,
    async pass(passage, how = {}) {
      const id = newId();
      const line = lineOf(id, passage, how.isRaised === true);
      const rests = how.rests ? waitingOf(id, passage, how.rests) : null;
      const undone = () => change((now) => takenBack(now, [line], how.before ?? null));
      await send(passage, { client_id: id, undo_within: UNDO_WITHIN, onUndo: undone });
      change((now) => recorded(how.before ? settled(now, how.before.slip) : now, line, rests));
    },
    async coach(normal, raised) {
      const lines: Line[] = [];
      const group = raised.length > 0 ? newId() : undefined;
      const takeAllBack = async () => {
        await Promise.all(lines.map((line) => takeBack(line.id)));
        change((now) => takenBack(now, lines));
      };
      const onUndo = () => void takeAllBack();
      // the vehicle's own record comes last, so that the undo on the screen is the coach's
      const all = [...raised.map((one) => one.passage), ...(normal === null ? [] : [normal])];
      for (const [number, passage] of all.entries()) {
        const id = newId();
        const isLast = number === all.length - 1;
        lines.push(lineOf(id, passage, number < raised.length));
        const within = isLast ? UNDO_WITHIN : HELD_WITH_COACH;
        await send({ ...passage, group }, { client_id: id, undo_within: within, onUndo });
      }
      change((now) =>
        lines.reduce((shift, line, number) => {
          const one = raised[number];
          return recorded(shift, line, one ? waitingOf(line.id, one.passage, one.recheckFrom) : null);
        }, now),
      );
    },
    async emergency() {
      const id = newId();
      await sendEmergency(id);
      return id;
    },
    async noteEmergency(id, kind) {
      if (!(await takeBack(id))) return; // sent already: the count stands without its kind
      change((now) => takenBack(now, now.lines.filter((line) => line.id === id)));
      await sendEmergency(id, kind);
    },
    settle: (slip) => change((now) => settled(now, slip)),
    endShift: () => change((now) => newShift(now.post, cityMoment().getTime())),
  };
}

function lineOf(id: string, passage: Passage, isRaised: boolean): Line {
  const { verdict, persons, vehicles } = passage;
  return { id, verdict, persons, vehicles, isRaised, at: cityMoment().getTime() };
}

function waitingOf(check: string, passage: Passage, recheckFrom: number): Waiting {
  const { readings, symptoms, declaration, slip } = passage;
  return { slip: slip ?? 0, check, readings, symptoms, declaration, recheckFrom };
}
