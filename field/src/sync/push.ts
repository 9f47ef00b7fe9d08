/** Sending what waits: oldest first, in batches, each record answered with a word. */

import type { Answer, MergeWord, OutboxRow } from "../kept/database";
import * as outbox from "../kept/outbox";
import { deviceMoment, hearServer } from "../shell/clocks";
import { post, type Reply } from "./server";

const MOST = 500; // records; the server takes no more at once
const MOST_CHARACTERS = 700_000; // of a batch; the server reads at most a megabyte
const WORDS: ReadonlySet<string> = new Set<MergeWord>(["new", "updated", "identical", "old", "discarded", "invalid"]);

/** done: nothing is left to send. Otherwise the reply that stopped it. */
export type Pushed = { readonly done: true; readonly sent: number } | { readonly done: false; readonly reply: Reply };

/** Send until nothing waits or the server refuses a batch. Throws `NoAnswer` where none comes; nothing is lost then. */
export async function pushAll(onBatch: () => Promise<void>): Promise<Pushed> {
  let most = MOST;
  let sent = 0;
  for (;;) {
    const rows = await outbox.nextBatch(most, MOST_CHARACTERS);
    const records = await Promise.all(rows.map(asSent));
    const sendable = records.filter((record) => record !== null);
    if (sendable.length === 0) {
      await outbox.prune();
      return { done: true, sent };
    }
    const reply = await post("/sync/push/", { sent_at: deviceMoment(), records: sendable });
    if (reply.status === 413 && rows.length > 1) {
      most = Math.ceil(rows.length / 2);
      continue;
    }
    if (reply.status === 413) {
      const tooLarge = { word: "invalid", code: "fieldsync.too_large" } as const;
      await outbox.answered(new Map([[rows[0]!.client_id, tooLarge]]), rows);
      continue;
    }
    const answers = reply.status === 200 ? answersOf(reply.body) : null;
    if (answers === null || !rows.some((row) => answers.has(row.client_id))) return { done: false, reply };
    hearServer(reply.body?.at);
    await outbox.answered(answers, rows);
    sent += answers.size;
    await onBatch();
  }
}

/** As it goes over the wire: sealed where it could be sealed, else open. Null if only another person could open it. */
async function asSent(row: OutboxRow): Promise<unknown> {
  if (row.sealed === null) return (await outbox.open(row)) ?? null;
  return { client_id: row.client_id, kind: row.kind, sealed: row.sealed.text, key: row.sealed.key };
}

/** The server's words, by the number of the record; null if this is no such answer. */
export function answersOf(body: Record<string, unknown> | null): Map<string, Answer> | null {
  if (!Array.isArray(body?.results)) return null;
  const answers = new Map<string, Answer>();
  for (const one of body.results as Record<string, unknown>[]) {
    if (typeof one?.client_id !== "string" || typeof one.word !== "string" || !WORDS.has(one.word)) continue;
    answers.set(one.client_id, {
      word: one.word as MergeWord,
      code: typeof one.code === "string" ? one.code : undefined,
      field: typeof one.field === "string" ? one.field : null,
      reason: typeof one.reason === "string" ? one.reason : undefined,
      marks: Array.isArray(one.marks) ? (one.marks as string[]) : undefined,
    });
  }
  return answers;
}
