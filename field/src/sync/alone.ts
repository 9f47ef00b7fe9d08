/** One record alone, with the server's verdict in the same round trip, where there is a network. */

import type { OutboxRow } from "../kept/database";
import * as outbox from "../kept/outbox";
import { deviceMoment, hearServer } from "../shell/clocks";
import { answersOf } from "./push";
import { NoAnswer, post } from "./server";

/** What the server told; null if it could not be asked or did not take it: then the record waits like any other. */
export async function askAlone(
  row: OutboxRow,
  record: outbox.SentRecord,
  patience: number,
): Promise<Record<string, unknown> | null> {
  try {
    const reply = await post("/sync/check/", { sent_at: deviceMoment(), record }, patience);
    const answers = reply.status === 200 ? answersOf({ results: [reply.body?.result] }) : null;
    if (reply.body === null || !answers?.has(row.client_id)) return null;
    hearServer(reply.body.at);
    await outbox.answered(answers, [row]);
    return reply.body;
  } catch (error) {
    if (error instanceof NoAnswer) return null;
    throw error;
  }
}
