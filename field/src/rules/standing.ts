/** What stands under an order (a post, a gate) as the phone knows it, also when the order ended while it was offline. */

export interface Standing {
  readonly opens_at: string;
  readonly review_at: string;
  readonly suspended_from: string | null;
  readonly closed_at: string | null;
  /** When the order under which it stands ends at the latest. */
  readonly order_ends_at: string;
  /** Until when passages are recorded one by one; null: they are counted only. */
  readonly registers_until: string | null;
}

export type StandingState = "approved" | "open" | "suspended" | "closed";

/** The state at `at` (milliseconds), from its times; as rules.state_at of the office. */
export function stateOf(one: Standing, at: number): StandingState {
  const passed = (moment: string | null) => moment !== null && Date.parse(moment) <= at;
  if (passed(one.closed_at) || passed(one.review_at) || passed(one.order_ends_at)) return "closed";
  if (!passed(one.opens_at)) return "approved";
  return passed(one.suspended_from) ? "suspended" : "open";
}

/** Whether passages are recorded one by one here now; otherwise they are only counted. */
export function registers(one: Standing, at: number): boolean {
  return one.registers_until !== null && at < Date.parse(one.registers_until);
}
