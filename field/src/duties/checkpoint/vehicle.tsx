/**
 * A vehicle with those aboard, from a car to a coach of sixty: everybody is normal unless marked, so that a coach takes
 * a count, a mark for each raised person, and one tap.
 */

import { useState } from "preact/hooks";

import { Big, Field } from "../../screen/pieces";
import { signal } from "../../screen/verdict";
import { Scanner, type Frame } from "../../scanner";
import { isRaised, type Reading } from "../../rules/temperature";
import { cityMoment } from "../../shell/clocks";
import { say } from "../../shell/look";
import { hex, wordFor } from "../../tokens";
import { normalisePlate, plateKind } from "../../rules/plates";
import { PLAIN, type Passage, type Shown } from "./content";
import { firstLook } from "./judging";
import { HeadCount, NO_TEMPERATURE, readingOf, TemperaturePad } from "./pieces";
import { registers } from "../../rules/standing";
import type { Given } from "./screen";
import { nextSlip } from "./shift";
import { W } from "./words";

export const MOST_ABOARD = 60;

interface Marked {
  readonly slip: number;
  readonly reading: Reading;
  readonly recheckFrom: number;
}

export function Vehicle(given: Given) {
  const { lane, rule, lists, go } = given;
  const [aboard, count] = useState(1);
  const [raised, mark] = useState<readonly Marked[]>([]);
  const [isMarking, marking] = useState(false);
  const [plate, writePlate] = useState("");
  const [shown, show] = useState<readonly Shown[]>([]);
  const [asks, ask] = useState(0);
  const [isScanning, scanning] = useState(false);
  const keeps = registers(lane.post, cityMoment().getTime());
  const isWrong = !Number.isInteger(aboard) || aboard < Math.max(1, raised.length) || aboard > MOST_ABOARD;

  const found = async (frame: Frame) => {
    const told = await wordFor(frame.text, lists ?? null, lane.post.area_code, cityMoment().getTime());
    signal(told.word === "PASS" ? "go" : "ask");
    if (told.word !== "PASS" || told.token === null) return ask((n) => n + 1);
    const value = hex(told.token.id);
    show((now) => (now.some((one) => one.value === value) ? now : [...now, { kind: "token", value }]));
  };
  const record = async () => {
    const normal = aboard - raised.length;
    await lane.coach(
      normal > 0 ? { ...PLAIN, verdict: "PASS", persons: normal, vehicles: 1, plate: normalisePlate(plate), shown } : null,
      raised.map((one, place) => marked(one, normal === 0 && place === 0 ? { vehicles: 1, plate: normalisePlate(plate), shown } : { vehicles: 0 })),
    );
    const slips = raised.map((one) => one.slip);
    const recheckFrom = raised.length > 0 ? Math.max(...raised.map((one) => one.recheckFrom)) : null;
    go({ at: "word", said: { verdict: normal > 0 ? "PASS" : "RECHECK_TEMP", slips, recheckFrom, persons: aboard } });
  };
  return (
    <>
      <HeadCount value={aboard} most={MOST_ABOARD} onValue={count} />
      {keeps ? <PlateField value={plate} onValue={writePlate} /> : <p class="soft">{say(W.no_plate)}</p>}
      <RaisedList raised={raised} remove={(slip) => mark(raised.filter((one) => one.slip !== slip))} />
      {isMarking && rule ? (
        <Marking
          {...given} held={raised.map((one) => one.slip)} done={(one) => {
            if (one !== null) mark([...raised, one]);
            marking(false);
          }}
        />
      ) : (
        rule && <button type="button" class="button second wide" onClick={() => marking(true)}>+ {say(W.add_raised)}</button>
      )}
      <p class="soft" role="status">
        {shown.length > 0 && say(W.scanned, { n: shown.length })} {asks > 0 && say(W.ask_aboard, { n: asks })}
      </p>
      {isScanning ? (
        <Scanner found={(frame) => void found(frame)} close={() => scanning(false)} />
      ) : (
        <button type="button" class="button second wide" onClick={() => scanning(true)}>
          {say(W.scan_aboard, { n: shown.length })}
        </button>
      )}
      <div class="vehicle-end">
        <Big word={endWord(aboard, raised.length)} shape="✓" why_not={isWrong ? say(W.aboard_problem, { most: MOST_ABOARD }) : undefined} onPress={() => void record()} />
      </div>
    </>
  );
}

function endWord(aboard: number, raised: number): string {
  if (Number.isNaN(aboard)) return say(W.aboard);
  if (raised === 0) return aboard === 1 ? say(W.below) : say(W.all_normal, { n: aboard });
  return aboard > raised ? say(W.everyone_normal, { n: aboard - raised }) : say(W.all_raised, { n: raised });
}

function marked(one: Marked, more: Pick<Passage, "vehicles"> & Partial<Passage>) {
  const passage: Passage = { ...PLAIN, verdict: "RECHECK_TEMP", persons: 1, readings: [one.reading], slip: one.slip, ...more };
  return { passage, recheckFrom: one.recheckFrom };
}

function PlateField({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const isKnown = plateKind(value) !== "free_text";
  return (
    <>
      <Field
        name="plate" label={say(W.plate)} help={say(W.plate_help)} value={value} onValue={onValue} autoComplete="off"
        maxLength={20}
      />
      {value.trim() !== "" && <p class="soft" role="status">{isKnown ? `✓ ${say(W.plate_standard)}` : say(W.plate_free)}</p>}
    </>
  );
}

function RaisedList({ raised, remove }: { raised: readonly Marked[]; remove: (slip: number) => void }) {
  if (raised.length === 0) return null;
  return (
    <section aria-label={say(W.raised_aboard, { n: raised.length })}>
      <h3>{say(W.raised_aboard, { n: raised.length })}</h3>
      <ul class="records">
        {raised.map((one) => (
          <li class="record record-head" key={one.slip}>
            <strong>{say(W.give_slip, { n: one.slip })}</strong>
            <span class="number">{one.reading.celsius.toFixed(1)} ℃</span>
            <button type="button" class="plain" onClick={() => remove(one.slip)}>{say(W.remove)}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One raised person of the vehicle: her reading, and a number for the second look. */
function Marking({ lane, rule, held, done }: Given & { held: readonly number[]; done: (one: Marked | null) => void }) {
  const [entered, enter] = useState(NO_TEMPERATURE);
  const at = cityMoment().getTime();
  const reading = rule && readingOf(rule, entered, at);
  const mark = () => {
    if (rule === null || reading === null) return;
    const found = firstLook(rule, { readings: [reading], symptoms: false, emergency: false, declaration: "" });
    const isSo = isRaised(rule, reading.celsius) && found.recheckFrom !== null;
    done(isSo ? { slip: nextSlip(lane.shift, held), reading, recheckFrom: found.recheckFrom } : null);
  };
  if (rule === null) return null;
  const isBelow = reading !== null && !isRaised(rule, reading.celsius);
  return (
    <section class="record">
      <TemperaturePad rule={rule} value={entered} onValue={enter} />
      <div class="pair">
        <button type="button" class="button" aria-disabled={reading === null} onClick={mark}>
          {isBelow ? say(W.below) : say(W.give_slip, { n: nextSlip(lane.shift, held) })}
        </button>
        <button type="button" class="button second" onClick={() => done(null)}>{say(W.no)}</button>
      </div>
    </section>
  );
}
