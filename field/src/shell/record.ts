/** Making a record: the one way in which a duty puts something into the outbox. */

import type { Duty } from "../duty";
import * as outbox from "../kept/outbox";
import { askAlone } from "../sync/alone";
import { syncIn } from "../sync/loop";
import { deviceMoment } from "./clocks";
import { changeStatus } from "./status";
import { offerUndo } from "./undo";
import { newId } from "./ids";

export interface RecordOptions {
  /** Seconds in which it may be taken back before it is sent; 0 where the law or the duty allows none. */
  readonly undo_within?: number;
  /** A number made earlier, to send a change of what was sent under it. */
  readonly client_id?: string;
  /** Told when it was taken back, so that a counter counts back. */
  readonly onUndo?: () => void;
  /** Seconds to wait for the server's verdict before going on without it; then there is no undo. */
  readonly ask_within?: number;
}

export interface Recorded {
  readonly record: outbox.SentRecord;
  /** What the server said at once, where it was asked and could be reached: its verdict, and what else it tells. */
  readonly told: Record<string, unknown> | null;
  /** False where the storage was full: then only this page holds it, and the worker has been told. */
  readonly is_stored: boolean;
}

/**
 * Record something. `content` is what the kind asks for beside kind, client_id, device_at and recorded_by;
 * where it is a function it is given the moment, for kinds that carry it under another name too.
 */
export async function record(
  duty: Pick<Duty, "name">,
  kind: string,
  content: object | ((device_at: string) => object),
  options: RecordOptions = {},
): Promise<Recorded> {
  const device_at = deviceMoment();
  const own = typeof content === "function" ? (content as (at: string) => object)(device_at) : content;
  const client_id = options.client_id ?? newId();
  const made: outbox.SentRecord = { ...own, kind, client_id, device_at, recorded_by: await outbox.recorder() };
  const seconds = options.ask_within ? 0 : (options.undo_within ?? 10);
  const row = await outbox.pack(duty.name, made, seconds * 1000);
  const is_stored = await kept(row);
  changeStatus(await outbox.counts());
  const told = options.ask_within ? await askAlone(row, made, options.ask_within * 1000) : null;
  if (seconds > 0) offerUndo(client_id, seconds, options.onUndo);
  else if (told === null) syncIn(0);
  else changeStatus({ ...(await outbox.counts()), last_sent_at: new Date() });
  return { record: made, told, is_stored };
}

async function kept(row: Awaited<ReturnType<typeof outbox.pack>>): Promise<boolean> {
  try {
    await outbox.store(row);
    return true;
  } catch (error) {
    if (error instanceof outbox.StorageFull) return false; // the bar says so until it is sent
    throw error;
  }
}
