/** What the shell always shows: how many records wait, when they were last sent, whether there is a network. */

import { useEffect, useState } from "preact/hooks";

import type { Who } from "../kept/session";

/**
 * not_started: not looked yet. idle: nothing to do. busy: sending or pulling. offline: no answer came.
 * sign_in: the server does not know who asks. later: it asked us to wait. ended: the programme has ended.
 * not_understood: it refused the whole batch, which is a fault of the software.
 */
export type SyncState =
  | "not_started" | "idle" | "busy" | "offline" | "sign_in" | "later" | "ended" | "not_understood" | "not_allowed";

export interface Status {
  readonly who: Who | null;
  /** False until the store was read. */
  readonly is_ready: boolean;
  readonly sync: SyncState;
  /** The code of the refusal, where `sync` is not_understood or not_allowed. */
  readonly code: string;
  readonly waiting: number;
  readonly invalid: number;
  /** Waiting records for which the store has no room. */
  readonly homeless: number;
  /** By the phone's clock; null if never since it was opened. */
  readonly last_sent_at: Date | null;
  readonly last_heard_at: Date | null;
  /** Share of the storage in use, null if the browser does not say. */
  readonly storage_share: number | null;
  /** Grows with every change of what was pulled. */
  readonly pulled: number;
  /** Unsent records that the end of the programme erased. */
  readonly erased: number;
  /** Whether the server was asked since the page was opened, or did not answer. */
  readonly has_looked: boolean;
  readonly has_newer_edition: boolean;
  /** What a duty has to tell, whichever is on the screen, and where it is seen; null: nothing, or it was read. */
  readonly notice: Notice | null;
}

export interface Notice {
  readonly text: string;
  readonly place: string;
}

let status: Status = {
  who: null, is_ready: false, sync: "not_started", code: "", waiting: 0, invalid: 0, homeless: 0,
  last_sent_at: null, last_heard_at: null, storage_share: null, pulled: 0, erased: 0, has_looked: false, has_newer_edition: false,
  notice: null,
};
const hearers = new Set<(status: Status) => void>();

export function currentStatus(): Status {
  return status;
}

export function changeStatus(change: Partial<Status>): void {
  status = { ...status, ...change };
  for (const hear of hearers) hear(status);
}

/** Be told of every change; for what goes on beside the screen. */
export function onStatus(hear: (status: Status) => void): void {
  hearers.add(hear);
}

export function useStatus(): Status {
  const [seen, see] = useState(status);
  useEffect(() => {
    hearers.add(see);
    see(status);
    return () => void hearers.delete(see);
  }, []);
  return seen;
}
