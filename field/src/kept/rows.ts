/** What was pulled for a duty: locked with the reading key, gone at sign-out. */

import { newId } from "../shell/ids";
import { database, keepWhereThereIsRoom, thing } from "./database";
import { lock, unlock } from "./reading";

/** A row as the server hands it out; what it holds beside these is its duty's. */
export interface Pulled {
  readonly kind: string;
  readonly id: string;
  readonly gone?: boolean;
  readonly [field: string]: unknown;
}

/** Where a walk through a duty's list stands: after a cut it goes on there. */
export interface Walk {
  readonly id: string;
  readonly after: string | null;
}

export async function walkOf(duty: string): Promise<Walk> {
  return (await thing<Walk>(`cursor ${duty}`)) ?? newWalk();
}

/** From the start. */
export function newWalk(): Walk {
  return { id: newId(), after: null };
}

/**
 * Keep a page: all of it and where to go on, or nothing. After the last page (`next` null) rows that this walk
 * did not meet are gone, and the next walk begins at the start.
 */
export async function keepPage(duty: string, rows: readonly Pulled[], walk: Walk, next: string | null): Promise<void> {
  const locked = await Promise.all(
    rows.map(async (row) => ({ row, box: row.gone ? null : await lock(row, placeOf(duty, row.kind, row.id)) })),
  );
  const change = (await database()).transaction(["rows", "things"], "readwrite");
  const store = change.objectStore("rows");
  for (const { row, box } of locked) {
    if (box === null) await store.delete([duty, row.kind, row.id]);
    else await store.put({ duty, kind: row.kind, id: row.id, box, walk: walk.id });
  }
  if (next === null) {
    for (let at = await store.openCursor(ofDuty(duty)); at !== null; at = await at.continue()) {
      if (at.value.walk !== walk.id) await at.delete();
    }
    await change.objectStore("things").delete(`cursor ${duty}`);
  } else {
    await change.objectStore("things").put({ id: walk.id, after: next }, `cursor ${duty}`);
  }
  await change.done;
}

function ofDuty(duty: string): IDBKeyRange {
  return IDBKeyRange.bound([duty], [duty, []]);
}

/** All rows of a kind that can be opened. */
export async function rowsOf<T extends Pulled>(duty: string, kind: string): Promise<T[]> {
  const range = IDBKeyRange.bound([duty, kind], [duty, kind, []]);
  const found = await (await database()).getAll("rows", range);
  const opened = await Promise.all(found.map((one) => unlock<T>(one.box, placeOf(duty, kind, one.id))));
  return opened.filter((row) => row !== undefined);
}

export async function rowOf<T extends Pulled>(duty: string, kind: string, id: string): Promise<T | undefined> {
  const found = await (await database()).get("rows", [duty, kind, id]);
  return found && unlock<T>(found.box, placeOf(duty, kind, id));
}

/** A form that is being filled in, so that closing the page loses nothing. */
export async function keepDraft(name: string, value: unknown): Promise<void> {
  await keepWhereThereIsRoom(`draft ${name}`, await lock(value, `draft ${name}`));
}

export async function draft<T>(name: string): Promise<T | undefined> {
  const box = await thing<Awaited<ReturnType<typeof lock>>>(`draft ${name}`);
  return box && unlock<T>(box, `draft ${name}`);
}

/** Something that everybody may read, such as a signed list: kept open, survives sign-out. */
export async function keepPublic(name: string, value: unknown): Promise<void> {
  await keepWhereThereIsRoom(`public ${name}`, value);
}

export async function publicThing<T>(name: string): Promise<T | undefined> {
  return thing<T>(`public ${name}`);
}

function placeOf(duty: string, kind: string, id: string): string {
  return `row ${duty} ${kind} ${id}`;
}
