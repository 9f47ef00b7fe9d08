/** The last record may be taken back for some seconds; only then is it sent. */

import { useEffect, useState } from "preact/hooks";

import * as outbox from "../kept/outbox";
import { syncIn } from "../sync/loop";
import { say } from "./look";
import { changeStatus } from "./status";
import { shellWords } from "./words";

interface Offer {
  readonly client_id: string;
  readonly until: number; // by performance.now(), which no change of the clock moves
  readonly onUndo: (() => void) | undefined;
}

let offer: Offer | null = null;
const hearers = new Set<(offer: Offer | null) => void>();

/** Offer it; what was offered before is on its way now. */
export function offerUndo(client_id: string, seconds: number, onUndo?: () => void): void {
  change({ client_id, until: performance.now() + seconds * 1000, onUndo });
  setTimeout(() => letGo(client_id), seconds * 1000 + 100); // by then it counts as on its way
}

function letGo(client_id: string): void {
  if (offer?.client_id === client_id) change(null);
  syncIn(0);
}

function change(next: Offer | null): void {
  offer = next;
  for (const hear of hearers) hear(next);
}

async function undo(taken: Offer): Promise<void> {
  change(null);
  if (await outbox.takeBack(taken.client_id)) taken.onUndo?.();
  changeStatus(await outbox.counts());
}

export function UndoBar() {
  const [seen, see] = useState(offer);
  const [, tick] = useState(0);
  useEffect(() => {
    hearers.add(see);
    const timer = setInterval(() => tick((n) => n + 1), 500);
    return () => {
      hearers.delete(see);
      clearInterval(timer);
    };
  }, []);
  if (seen === null) return null;
  const left = Math.max(0, Math.ceil((seen.until - performance.now()) / 1000));
  return (
    <div class="undo">
      <span role="status">{say(shellWords.recorded)}</span>
      <button type="button" onClick={() => void undo(seen)}>
        {say(shellWords.undo)} <span class="number">{left}</span>
      </button>
    </div>
  );
}
