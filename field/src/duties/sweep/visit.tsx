/** One door: say why first, then one tap for nobody, a refusal, or how many live there; more only where it is told. */

import { useState } from "preact/hooks";

import { Big, Field, Numbers } from "../../screen/pieces";
import { currentLook, say } from "../../shell/look";
import type { DoorRow, Result, RoundRow, State } from "./doors";
import { NEEDS, STATES, SYMPTOMS, W } from "./words";

export interface Told {
  readonly result: Result;
  readonly told_why?: true;
  readonly household_size?: number;
  readonly worker_count?: number;
  readonly needs?: readonly string[];
  readonly symptoms?: readonly string[];
  readonly contact?: { name: string; phone: string };
  readonly people?: readonly { name: string; phone: string; stays: readonly object[] }[];
}

interface Given {
  readonly round: RoundRow | null;
  readonly door: DoorRow | null;
  readonly state: State | null;
  readonly tell: (told: Told, found?: { unit: string; number: string }) => Promise<void>;
  readonly leave: () => void;
}

export function Visit({ round, door, state, tell, leave }: Given) {
  const [is_answered, answer] = useState(false);
  const [unit, setUnit] = useState("");
  const [number, setNumber] = useState("");
  const zh = currentLook().language === "zh";
  const missing = door === null && number.trim() === "" ? say(W.no_number) : undefined;
  const send = (told: Told) => void tell(told, door === null ? { unit: unit.trim(), number: number.trim() } : undefined);
  const back = is_answered ? () => answer(false) : leave;
  return (
    <section>
      <button type="button" class="plain" onClick={back}>← {say(W.back)}</button>
      <h2>{door ? `${door.building_name} ${door.label}` : say(W.found)}</h2>
      {state && <p>{say(STATES[state])}{again(door)}</p>}
      {door === null && <Field name="unit" label={say(W.unit)} value={unit} onValue={setUnit} maxLength={60} />}
      {door === null && <Field name="number" label={say(W.number)} value={number} onValue={setNumber} maxLength={60} />}
      {is_answered ? (
        <Answered is_firm={door?.building_kind === "firm"} send={send} missing={missing} />
      ) : (
        <>
          <Big word={say(W.answered)} shape="✓" onPress={() => answer(true)} why_not={missing} />
          <Big word={say(W.absent)} shape="◔" tone="second" onPress={() => send({ result: "absent" })} why_not={missing} />
          <Big word={say(W.refused)} shape="■" tone="second" onPress={() => send({ result: "refused" })} why_not={missing} />
          <Big word={say(W.vacant)} shape="□" tone="second" onPress={() => send({ result: "vacant" })} why_not={missing} />
          {round && <details open={false}><summary>{say(W.say_first)}</summary><p>{zh ? round.why_zh : round.why_en}</p></details>}
          {round && <details><summary>{say(W.refused)}</summary><p>{zh ? round.refused_zh : round.refused_en}</p></details>}
        </>
      )}
    </section>
  );
}

function again(door: DoorRow | null): string {
  if (door === null || door.absent_count === 0 || door.next_try_at === null) return "";
  const at = new Date(door.next_try_at).toLocaleString(currentLook().language === "zh" ? "zh-CN" : "en-GB", {
    timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit",
  });
  return ` · ${say(W.tries, { n: door.absent_count, at })}`;
}

interface Person { name: string; phone: string; place: string; from: string; until: string }
const NOBODY: Person = { name: "", phone: "", place: "", from: "", until: "" };
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What somebody who answers may tell. A number alone is one tap; needs and stays ask for the words said first. */
function Answered(given: { is_firm: boolean; send: (told: Told) => void; missing: string | undefined }) {
  const [size, setSize] = useState<number | null>(null);
  const [workers, setWorkers] = useState("");
  const [needs, setNeeds] = useState<readonly string[]>([]);
  const [ill, setIll] = useState<readonly string[]>([]);
  const [contact, setContact] = useState({ name: "", phone: "" });
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [has_said, saidFirst] = useState(false);
  const has_more = needs.length > 0 || ill.length > 0 || people.length > 0 || given.is_firm;

  function told(household: number | null): Told {
    const stays = people.map((one) => ({
      name: one.name.trim(), phone: one.phone.trim(),
      stays: [{ place: one.place.trim(), from: one.from, until: one.until }],
    }));
    return {
      result: "answered",
      ...(has_said ? { told_why: true as const } : {}),
      ...(household === null ? {} : { household_size: household }),
      ...(given.is_firm && workers !== "" ? { worker_count: Number(workers) } : {}),
      ...(needs.length > 0 ? { needs } : {}),
      ...(ill.length > 0 ? { symptoms: ill } : {}),
      ...(contact.name.trim() ? { contact: { name: contact.name.trim(), phone: contact.phone.trim() } } : {}),
      ...(stays.length > 0 ? { people: stays } : {}),
    };
  }

  const asks = needs.length > 0 || ill.length > 0 || people.length > 0;
  const is_whole = people.every((one) => one.name.trim() && one.place.trim() && DAY.test(one.from) && DAY.test(one.until));
  const why_not = given.missing ?? (asks && !has_said ? say(W.why_first) : is_whole ? undefined : say(W.incomplete));
  return (
    <>
      {given.is_firm ? (
        <Field name="workers" label={say(W.how_many_work)} value={workers} inputMode="numeric" maxLength={6}
          onValue={(text) => setWorkers(text.replace(/\D/g, ""))} />
      ) : (
        <Numbers label={has_more ? `${say(W.how_many)}${size === null ? "" : ` · ${size}`}` : say(W.how_many)} from={1} to={8}
          onPress={(n) => (has_more ? setSize(n) : given.send(told(n)))} />
      )}
      <label class="tick">
        <input type="checkbox" checked={has_said} onChange={(event) => saidFirst(event.currentTarget.checked)} />
        <span>{say(W.told_why)}</span>
      </label>
      <Ticks legend={say(W.needs)} all={NEEDS} chosen={needs} choose={setNeeds} />
      <Ticks legend={say(W.ill)} all={SYMPTOMS} chosen={ill} choose={setIll} />
      {(needs.length > 0 || ill.length > 0) && (
        <>
          <Field name="contact" label={say(W.contact_name)} value={contact.name} maxLength={100}
            onValue={(name) => setContact({ ...contact, name })} autoComplete="off" />
          <Field name="contact-phone" label={say(W.phone)} value={contact.phone} inputMode="tel" maxLength={40}
            onValue={(phone) => setContact({ ...contact, phone })} autoComplete="off" />
        </>
      )}
      {people.map((one, n) => <Away key={n} n={n} one={one} change={(now) => setPeople(people.with(n, now))} />)}
      <button type="button" class="button second wide" onClick={() => setPeople([...people, NOBODY])}>
        {people.length === 0 ? say(W.away) : say(W.another)}
      </button>
      <Big word={say(W.record)} shape="✓" onPress={() => given.send(told(size))} why_not={why_not} />
    </>
  );
}

function Away({ n, one, change }: { n: number; one: Person; change: (now: Person) => void }) {
  return (
    <fieldset class="choice">
      <legend>{say(W.away)} {n + 1}</legend>
      <p class="help">{say(W.away_help)}</p>
      <Field name={`name-${n}`} label={say(W.name)} value={one.name} maxLength={100} autoComplete="off"
        onValue={(name) => change({ ...one, name })} />
      <Field name={`phone-${n}`} label={say(W.phone)} value={one.phone} inputMode="tel" maxLength={40} autoComplete="off"
        onValue={(phone) => change({ ...one, phone })} />
      <Field name={`place-${n}`} label={say(W.place)} value={one.place} maxLength={100} autoComplete="off"
        onValue={(place) => change({ ...one, place })} />
      <Field name={`from-${n}`} label={say(W.from)} value={one.from} maxLength={10} autoComplete="off"
        onValue={(from) => change({ ...one, from })} />
      <Field name={`until-${n}`} label={say(W.until)} value={one.until} maxLength={10} autoComplete="off"
        onValue={(until) => change({ ...one, until })} />
    </fieldset>
  );
}

function Ticks(given: {
  legend: string;
  all: Readonly<Record<string, { zh: string; en: string }>>;
  chosen: readonly string[];
  choose: (now: readonly string[]) => void;
}) {
  const { chosen, choose } = given;
  return (
    <fieldset class="choice">
      <legend>{given.legend}</legend>
      {Object.entries(given.all).map(([code, text]) => (
        <button
          type="button" class="button second" key={code} aria-pressed={chosen.includes(code)}
          onClick={() => choose(chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code])}
        >
          {say(text)}
        </button>
      ))}
    </fieldset>
  );
}
