/**
 * Which word follows from a look at one person at a post: intake/sources/checkpoint/rules on the phone. Emergency goes
 * before everything, health before papers. spec/first-look-at-a-post.md is run by both.
 */

import { judge, type GateRule, type Reading } from "../../rules/temperature";

/** There is no other word, and none of them turns anybody back. */
export const VERDICTS = [
  "PASS",
  "PASS_WITH_ADVICE",
  "RECHECK_TEMP",
  "TO_HEALTH_POST",
  "CONTROLLED_ENTRY",
  "EMERGENCY_PASS",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a receipt says at a post; "" is: none was shown. */
export type Declaration = "" | "not_judged" | "no_action" | "undecidable" | "follow_up";

export interface Look {
  readonly readings: readonly Reading[];
  readonly symptoms: boolean;
  readonly emergency: boolean;
  readonly declaration: Declaration;
}

export interface FirstLook {
  readonly verdict: Verdict;
  readonly recheckFrom: number | null;
}

/** The word for one person. `rule` is only asked where something was measured. Throws as `judge` does. */
export function firstLook(rule: GateRule | null, look: Look): FirstLook {
  if (look.emergency) return word("EMERGENCY_PASS");
  let advised = look.readings.length === 0 || look.declaration === "undecidable" || look.symptoms;
  if (look.readings.length > 0) {
    if (rule === null) throw new RangeError("no edition of the rule is on this phone");
    const judged = judge(rule, look.readings, look.symptoms);
    if (judged.word === "RECHECK_TEMP" || judged.word === "TO_HEALTH_POST") {
      return { verdict: judged.word, recheckFrom: judged.recheckFrom };
    }
    advised ||= judged.word === "PASS_WITH_ADVICE";
  }
  if (look.declaration === "follow_up") return word("CONTROLLED_ENTRY");
  return word(advised ? "PASS_WITH_ADVICE" : "PASS");
}

function word(verdict: Verdict): FirstLook {
  return { verdict, recheckFrom: null };
}
