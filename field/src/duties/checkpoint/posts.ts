/** A post as the phone knows it, and what holds there at a moment: also when the order ended while it was offline. */

import type { Pulled } from "../../kept/rows";
import type { GateRule } from "../../rules/temperature";

/** A row that the office hands out for this duty (intake/sources/checkpoint/queries.py). */
export interface Post extends Pulled {
  readonly name: string;
  readonly area_code: string;
  readonly road: string;
  readonly direction: "in" | "out";
  readonly phone: string;
  readonly opens_at: string;
  readonly review_at: string;
  readonly suspended_from: string | null;
  readonly closed_at: string | null;
  /** The number of the order under which it stands, and when that ends at the latest. */
  readonly order: string;
  readonly order_ends_at: string;
  /** Until when persons and vehicles are recorded one by one; null: it counts only. */
  readonly registers_until: string | null;
}

export interface RuleRow extends Pulled {
  readonly params: GateRule;
}

export type PostState = "approved" | "open" | "suspended" | "closed";

/** The state that a post has at `at` (milliseconds), from its times; as rules.state_at of the office. */
export function stateOf(post: Post, at: number): PostState {
  const passed = (moment: string | null) => moment !== null && Date.parse(moment) <= at;
  if (passed(post.closed_at) || passed(post.review_at) || passed(post.order_ends_at)) return "closed";
  if (!passed(post.opens_at)) return "approved";
  return passed(post.suspended_from) ? "suspended" : "open";
}

/** Whether persons and vehicles are recorded one by one here now; otherwise they are only counted. */
export function registers(post: Post, at: number): boolean {
  return post.registers_until !== null && at < Date.parse(post.registers_until);
}
