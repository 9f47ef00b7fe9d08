/** A post as the phone knows it, and what holds there at a moment: also when the order ended while it was offline. */

import type { Pulled } from "../../kept/rows";
import type { Standing } from "../../rules/standing";
import type { GateRule } from "../../rules/temperature";

/** A row that the office hands out for this duty (intake/sources/checkpoint/queries.py). */
export interface Post extends Pulled, Standing {
  readonly name: string;
  readonly area_code: string;
  readonly road: string;
  readonly direction: "in" | "out";
  readonly phone: string;
  /** The number of the order under which it stands. */
  readonly order: string;
}

export interface RuleRow extends Pulled {
  readonly params: GateRule;
}
