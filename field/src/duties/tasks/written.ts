/** What was written down of tasks on this phone and lies in its outbox: steps that count, and steps that did not. */

import { useEffect, useState } from "preact/hooks";

import * as outbox from "../../kept/outbox";
import { useStatus } from "../../shell/status";
import type { Written } from "./tasks";

const MOST = outbox.MOST_ANSWERED_KEPT;
const STATES = ["waiting", "answered", "invalid", "set_aside"] as const;

/** Every step that can still be read, the oldest first. */
export async function writtenSteps(): Promise<Written[]> {
  const rows = (await outbox.page(STATES, MOST)).filter((row) => row.kind === "task_step");
  const opened = await Promise.all(rows.map(async (row) => ({ row, record: await outbox.open(row) })));
  return opened
    .flatMap(({ row, record }) => (record === undefined ? [] : [{ ...record, state: row.state, answer: row.answer } as unknown as Written]))
    .reverse();
}

/** The same, read anew with every change of the outbox; null while it is being read. */
export function useWritten(): Written[] | null {
  const { waiting, invalid, last_sent_at, pulled, who } = useStatus();
  const [written, take] = useState<Written[] | null>(null);
  useEffect(() => {
    let wanted = true;
    void writtenSteps().then((found) => wanted && take(found));
    return () => void (wanted = false);
  }, [waiting, invalid, last_sent_at, pulled, who?.post]);
  return written;
}
