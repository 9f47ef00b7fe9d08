/** A place is chosen, its people counted: two numbers and a button. */

import { useState } from "preact/hooks";

import type { Pulled } from "../../kept/rows";
import { Big, Call, Field, List } from "../../screen/pieces";
import { say } from "../../shell/look";
import { record } from "../../shell/record";
import { useRows } from "../../shell/use";
import { W } from "./words";

/** A row that the office hands out for this duty (intake/sources/venue/queries.py). */
interface Venue extends Pulled {
  readonly name: string;
  readonly place: string;
  readonly capacity: number;
  readonly present: number | null;
  readonly counted_at: string | null;
  readonly owner_phone: string;
}

const MOST = 100_000;

export default function Screen() {
  const venues = useRows<Venue>("venue", "venue");
  const [chosen, choose] = useState<string | null>(null);
  if (venues === null) return <p role="status">…</p>;
  const venue = venues.find((one) => one.id === chosen);
  return venue ? <Count venue={venue} done={() => choose(null)} /> : <Choose venues={venues} choose={choose} />;
}

function Choose({ venues, choose }: { venues: readonly Venue[]; choose: (id: string) => void }) {
  const [text, find] = useState("");
  const found = venues
    .filter((one) => one.name.includes(text.trim()))
    .sort((a, b) => a.name.localeCompare(b.name, "zh"));
  return (
    <section>
      <h2>{say(W.choose)}</h2>
      {venues.length > 8 && <Field name="find" label={say(W.find)} value={text} onValue={find} autoComplete="off" />}
      <List
        rows={found} empty={say(W.none)} more="…"
        each={(venue) => (
          <li key={venue.id}>
            <button type="button" class="door" onClick={() => choose(venue.id)}>
              <strong>{venue.name}</strong>
              <span>{say(W.holds, { n: venue.capacity })} · {lastOf(venue)}</span>
            </button>
          </li>
        )}
      />
    </section>
  );
}

function lastOf(venue: Venue): string {
  if (venue.present === null || venue.counted_at === null) return say(W.never);
  const at = new Date(venue.counted_at).toLocaleTimeString("en-GB", {
    hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai",
  });
  return say(W.last, { n: venue.present, at });
}

function Count({ venue, done }: { venue: Venue; done: () => void }) {
  const [present, type] = useState("");
  const [onPaper, write] = useState("0");
  const [people, paper] = [countOf(present), countOf(onPaper)];
  const why_not = people === null || paper === null ? say(W.problem, { most: MOST }) : undefined;
  const submit = async () => {
    await record({ name: "venue" }, "head_count", (at) => ({ venue: venue.id, at, present: people, on_paper: paper }));
    done();
  };
  return (
    <section>
      <button type="button" class="plain" onClick={done}>← {say(W.back)}</button>
      <h2>{venue.name}</h2>
      <p class="soft">{say(W.holds, { n: venue.capacity })} · {lastOf(venue)}</p>
      <Field
        name="present" label={say(W.present)} value={present} onValue={type} inputMode="numeric" autoComplete="off"
        maxLength={6} problem={present !== "" && people === null ? say(W.problem, { most: MOST }) : undefined}
      />
      <Field
        name="on_paper" label={say(W.on_paper)} value={onPaper} onValue={write} inputMode="numeric" autoComplete="off"
        maxLength={6} problem={paper === null ? say(W.problem, { most: MOST }) : undefined}
      />
      {people !== null && people > venue.capacity && (
        <p class="note warning" role="alert">
          ▲ {say(W.over)}{" "}
          <Call class="button second wide" phone={venue.owner_phone} told={(phone) => say(W.call, { phone })} />
        </p>
      )}
      <Big word={say(W.record)} shape="✓" onPress={() => void submit()} why_not={why_not} />
    </section>
  );
}

function countOf(text: string): number | null {
  const plain = text.normalize("NFKC").trim();
  return /^\d{1,6}$/.test(plain) && Number(plain) <= MOST ? Number(plain) : null;
}
