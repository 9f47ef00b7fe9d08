/** Fetching what a duty needs: small pages, each kept whole with its cursor, so that a cut costs one page. */

import { keepPage, newWalk, walkOf, type Pulled } from "../kept/rows";
import { hearServer } from "../shell/clocks";
import { get, type Reply } from "./server";

const NO_PLACE = "fieldsync.no_place";

/** Pull a duty's list to its end. Null if all went well, else the reply that stopped it. */
export async function pull(list: string, onPage: () => void): Promise<Reply | null> {
  for (let walk = await walkOf(list); ; ) {
    const query = new URLSearchParams(walk.after === null ? { duty: list } : { duty: list, after: walk.after });
    const reply = await get(`/sync/pull/?${query}`);
    if (reply.body?.code === NO_PLACE && walk.after !== null) {
      walk = newWalk(); // the list has changed since: from the start
      continue;
    }
    if (reply.status !== 200 || !Array.isArray(reply.body?.rows)) return reply;
    hearServer(reply.body.at);
    const next = typeof reply.body.next === "string" ? reply.body.next : null;
    await keepPage(list, reply.body.rows as Pulled[], walk, next);
    onPage();
    if (next === null) return null;
    walk = { ...walk, after: next };
  }
}
