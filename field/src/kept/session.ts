/** Who is signed in on this phone, as far as the phone knows: this holds with no network, for days. */

import { database, forgetThing, inState, keepThing, keepWhereThereIsRoom, thing } from "./database";
import { dropReadingKey, makeReadingKey } from "./reading";

/** What the server says of who asks (/sync/me/). */
export interface Who {
  readonly post: string;
  readonly name: string;
  readonly role: string;
  readonly area: { readonly code: string; readonly name: string };
  readonly programme: { readonly id: string; readonly name: string; readonly is_demonstration: boolean };
  readonly powers: readonly string[];
  /** An enrolled phone that others use too: sign in with card and PIN. */
  readonly is_shared_phone: boolean;
  /** After how long with no network the signed lists are told to be old (cn.tokens); null if no edition says so. */
  readonly lists_old_after_minutes?: number | null;
}

const WHO = "who";
const OWES_SIGN_OUT = "owes a sign-out";

export async function whoIsHere(): Promise<Who | null> {
  return (await thing<Who>(WHO)) ?? null;
}

/** Somebody signed in: a reading key of her own. What another one could read here is gone. */
export async function begin(who: Who): Promise<void> {
  const before = await whoIsHere();
  if (before !== null && before.post === who.post && before.programme.id === who.programme.id) {
    if (JSON.stringify(before) !== JSON.stringify(who)) await keepWhereThereIsRoom(WHO, who); // her powers may have changed
    return;
  }
  if (before !== null) await wipe();
  await makeReadingKey();
  await keepThing(WHO, who);
}

/**
 * Nothing that can be read remains: no key, no pulled row, no draft, no record that the server has already.
 * What was not sent stays, sealed to the server. Throws if something unsent is not sealed: it would be lost.
 */
export async function wipe(): Promise<void> {
  const db = await database();
  const change = db.transaction(["outbox", "rows", "things"], "readwrite");
  for (let at = await change.objectStore("outbox").openCursor(); at !== null; at = await at.continue()) {
    if (at.value.state === "answered") {
      await at.delete();
    } else if (at.value.sealed === null) {
      change.abort();
      await change.done.catch(() => undefined); // aborted on purpose, told by what is thrown
      throw new Error("something unsent is not sealed yet");
    } else {
      await at.update({ ...at.value, own: null, held_until: undefined }); // nobody is left to take it back
    }
  }
  await change.objectStore("rows").clear();
  const things = change.objectStore("things");
  for (const name of await things.getAllKeys()) {
    if (name === WHO || name.startsWith("cursor ") || name.startsWith("draft ")) await things.delete(name);
  }
  await change.done;
  await dropReadingKey();
}

/** What the server may ask this phone to forget (WIPES in fieldsync/rules.py). */
export type Forgettable = "rows" | "reading_keys" | "outbox";

/** Forget what the server says; the number of records that go with it. Whatever the phone could read goes. */
export async function forget(what: readonly Forgettable[]): Promise<number> {
  const change = (await database()).transaction(["outbox", "rows", "things"], "readwrite");
  await change.objectStore("rows").clear();
  const store = change.objectStore("outbox");
  const unsent = what.includes("outbox") ? await store.index("state").count(inState("waiting")) : 0;
  if (what.includes("outbox")) await store.clear();
  for (const name of await change.objectStore("things").getAllKeys()) {
    if (name === WHO || name.startsWith("cursor ") || name.startsWith("draft ")) {
      await change.objectStore("things").delete(name);
    }
  }
  await change.done;
  if (what.includes("reading_keys")) await dropReadingKey();
  return unsent;
}

/** The server still thinks that she is signed in: it is told as soon as there is a network. */
export async function oweSignOut(): Promise<void> {
  await keepThing(OWES_SIGN_OUT, true);
}

export async function owesSignOut(): Promise<boolean> {
  return (await thing<boolean>(OWES_SIGN_OUT)) === true;
}

export async function paidSignOut(): Promise<void> {
  await forgetThing(OWES_SIGN_OUT);
}
