/** A place is chosen or typed; then what was used, how strong, how long, and by which unit. */

import { useEffect, useState } from "preact/hooks";

import { draft, keepDraft, type Pulled } from "../../kept/rows";
import { Big, Field, List, OneOf } from "../../screen/pieces";
import { say } from "../../shell/look";
import { record } from "../../shell/record";
import { useRows } from "../../shell/use";
import { type Agent, agents, minutesOf, type PlaceKind, placeKinds, strengthOf, strengths } from "./strengths";
import { W } from "./words";

/** A row that the office hands out for this duty (fieldsync/queries.py). */
interface Place extends Pulled {
  readonly place_kind: PlaceKind;
  readonly name: string;
  readonly area_code: string;
  readonly is_listed: boolean;
}

interface Chosen {
  readonly kind: PlaceKind;
  readonly name: string;
  readonly id: string | null;
  readonly area_code: string;
}

const UNIT = "disinfection-unit"; // whoever disinfects is the same unit all day: typed once
const LONGEST = 100;

export default function Screen() {
  const places = useRows<Place>("disinfection", "place");
  const [chosen, choose] = useState<Chosen | null>(null);
  if (places === null) return <p role="status">…</p>;
  return chosen ? <Entry place={chosen} done={() => choose(null)} /> : <Choose places={places} choose={choose} />;
}

function Choose({ places, choose }: { places: readonly Place[]; choose: (place: Chosen) => void }) {
  const [text, find] = useState("");
  const [kind, be] = useState<PlaceKind>("firm");
  const name = text.trim();
  const found = places
    .filter((one) => one.name.includes(name))
    .sort((a, b) => placeKinds.indexOf(a.place_kind) - placeKinds.indexOf(b.place_kind) || a.name.localeCompare(b.name, "zh"));
  return (
    <section>
      <h2>{say(W.choose)}</h2>
      <Field name="find" label={say(W.find)} value={text} onValue={find} autoComplete="off" maxLength={LONGEST} />
      <List
        rows={found} empty={say(W.none)} more="…"
        each={(one) => (
          <li key={one.id}>
            <button
              type="button" class="door" style={{ width: "100%", textAlign: "start" }}
              onClick={() => choose({ kind: one.place_kind, name: one.name, id: one.is_listed ? one.id : null, area_code: one.area_code })}
            >
              <strong>{one.name}</strong>
              <span>{say(W[one.place_kind])}</span>
            </button>
          </li>
        )}
      />
      {name !== "" && !found.some((one) => one.name === name) && (
        <>
          <OneOf label={say(W.kind)} options={placeKinds.map((one) => [one, say(W[one])] as const)} value={kind} onValue={be} />
          <Big word={say(W.use, { name })} shape="→" onPress={() => choose({ kind, name, id: null, area_code: "" })} />
        </>
      )}
    </section>
  );
}

function Entry({ place, done }: { place: Chosen; done: () => void }) {
  const [agent, use] = useState<Agent>("chlorine");
  const [strength, mix] = useState<string>(strengths.chlorine.usual);
  const [lasted, last] = useState("20");
  const [unit, be] = useState("");
  useEffect(() => {
    void draft<string>(UNIT).then((kept) => kept && be((typed) => typed || kept));
  }, []);
  const [told, minutes, limits] = [strengthOf(agent, strength), minutesOf(lasted), strengths[agent]];
  const wrong = limits && told === undefined ? say(W.no_strength, { low: limits.low, high: limits.high }) : undefined;
  const why_not = wrong ?? (minutes === undefined ? say(W.no_minutes) : unit.trim() === "" ? say(W.no_unit) : undefined);
  const change = (next: Agent) => {
    use(next);
    mix(strengths[next]?.usual ?? "");
  };
  const submit = async () => {
    await keepDraft(UNIT, unit.trim());
    await record({ name: "disinfection" }, "disinfection", (at) => ({
      place: place.id, place_kind: place.kind, place_name: place.name, area_code: place.area_code, agent,
      concentration: told ?? null, minutes, done_by: unit.trim(), at,
    }));
    done();
  };
  return (
    <section>
      <button type="button" class="plain" onClick={done}>← {say(W.back)}</button>
      <h2>{place.name}</h2>
      <p class="soft">{say(W[place.kind])}</p>
      <OneOf label={say(W.agent)} options={agents.map((one) => [one, say(W[one])] as const)} value={agent} onValue={change} />
      {limits && (
        <Field
          name="strength" label={say(W.strength, { unit: limits.unit })} value={strength} onValue={mix} inputMode="decimal"
          autoComplete="off" maxLength={8} problem={strength !== "" ? wrong : undefined}
        />
      )}
      <Field
        name="minutes" label={say(W.minutes)} value={lasted} onValue={last} inputMode="numeric" autoComplete="off"
        maxLength={4} problem={minutes === undefined ? say(W.no_minutes) : undefined}
      />
      <Field
        name="unit" label={say(W.unit)} help={say(W.unit_help)} value={unit} onValue={be} autoComplete="off" maxLength={LONGEST}
      />
      <Big word={say(W.record)} shape="✓" onPress={() => void submit()} why_not={why_not} />
    </section>
  );
}
