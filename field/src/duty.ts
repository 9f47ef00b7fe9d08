/** What a duty is. One folder under duties/ per duty, exporting one of these as `duty` from its index.ts. */

import type { ComponentType } from "preact";

import type { SentRecord } from "./kept/outbox";
import type { Text, Words } from "./words";

export interface Duty {
  /** The name of its folder. */
  readonly name: string;
  readonly title: Text;
  /** One line under the title: what one does here. */
  readonly lead: Text;
  /** Who may choose it: a power of core/actors/rules.py. */
  readonly power: string;
  /** The kinds of record that it sends (KINDS in fieldsync/registry.py). */
  readonly kinds: readonly string[];
  /** Its line of DUTIES (fieldsync/registry.py), whose rows are fetched while there is a network; null if none. */
  readonly pulls: string | null;
  /** Whether that list stands in NEWS too: the server is then asked between two looks whether it has grown. */
  readonly has_news?: boolean;
  /** What it does while the page is open, whichever duty is on the screen; begun once, when it is open to her. */
  readonly watch?: () => Promise<{ watch: () => void }>;
  /** The words of marks that its kinds alone have (`answer.marks`). */
  readonly marks?: Words;
  /** Whether it reads codes: the signed lists of keys and of withdrawn tokens are then kept fresh. */
  readonly reads_codes?: boolean;
  /** Its screen, fetched when it is opened first; kept by the service worker from the start. */
  readonly screen: () => Promise<{ default: ComponentType }>;
  /** A record in a few words, for "What I sent". No name, phone or number of a person in it. */
  readonly tell: (record: SentRecord) => string;
  /** A form in which an invalid record is put right; without one it can only be looked at and set aside. */
  readonly correct?: ComponentType<{ record: SentRecord; done: (put_right: SentRecord) => void }>;
}
