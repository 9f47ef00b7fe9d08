/** A look at one person: a temperature, what she says, what she chose to show; then one of the six words. */

import { useState } from "preact/hooks";

import { Big, Field, OneOf } from "../../screen/pieces";
import { cityMoment } from "../../shell/clocks";
import { say } from "../../shell/look";
import { isRaised, type Reading } from "../../rules/temperature";
import type { Passage, Shown } from "./content";
import { firstLook, type Declaration } from "./judging";
import { NO_TEMPERATURE, readingOf, TemperaturePad } from "./pieces";
import { registers } from "../../rules/standing";
import type { Given } from "./screen";
import { nextSlip, type Waiting } from "./shift";
import { W } from "./words";

/** What is known before the look. `before`: she waited under a number and is looked at again. */
export interface Start {
  readonly declaration: Declaration;
  readonly receipt?: string | undefined;
  readonly token?: string | undefined;
  readonly tokenRefused?: string | undefined;
  readonly etaMinutes?: number | undefined;
  readonly before?: Waiting | undefined;
}

type ShownKind = "none" | "phone" | "document";

export function Person(given: Given & { start: Start }) {
  const { lane, rule, start } = given;
  const { before } = start;
  const [entered, enter] = useState(NO_TEMPERATURE);
  const [symptoms, say_so] = useState(before?.symptoms ?? false);
  const [shown, show] = useState<{ kind: ShownKind; value: string }>({ kind: "none", value: "" });
  const reading = rule && readingOf(rule, entered, cityMoment().getTime());
  const isWrong = entered.text !== "" && reading === null;
  const needsReading = before !== undefined && reading === null;
  return (
    <>
      {before && (
        <h2>
          {say(W.slip, { n: before.slip })} · {say(W.first_reading, { c: before.readings.at(-1)!.celsius.toFixed(1) })}
        </h2>
      )}
      {rule === null ? (
        <p class="note warning">{say(W.no_rule)}</p>
      ) : (
        <TemperaturePad rule={rule} value={entered} onValue={enter} />
      )}
      <label class="tick">
        <input type="checkbox" checked={symptoms} onChange={(event) => say_so(event.currentTarget.checked)} />
        <span>{say(W.symptoms)}</span>
      </label>
      {registers(lane.post, cityMoment().getTime()) && !before && <ShownForm value={shown} onValue={show} />}
      <Big
        word={say(reading || before ? W.judge : W.not_measured)} why_not={isWrong || needsReading ? say(W.measure) : undefined}
        onPress={() => void decide(given, { reading, symptoms, shown: shownOf(shown, start) })}
      />
    </>
  );
}

interface Looked {
  readonly reading: Reading | null;
  readonly symptoms: boolean;
  readonly shown: readonly Shown[];
}

async function decide({ lane, rule, start, go }: Given & { start: Start }, looked: Looked): Promise<void> {
  const { before, declaration, receipt, token, tokenRefused, etaMinutes } = start;
  const readings = [...(before?.readings ?? []), ...(looked.reading ? [looked.reading] : [])];
  const found = firstLook(rule, { readings, symptoms: looked.symptoms, emergency: false, declaration });
  const slip = found.verdict === "RECHECK_TEMP" ? (before?.slip ?? nextSlip(lane.shift)) : undefined;
  const passage: Passage = {
    verdict: found.verdict,
    persons: before ? 0 : 1,
    vehicles: 0,
    readings,
    symptoms: looked.symptoms,
    declaration,
    continues: before?.check,
    slip, receipt, token, tokenRefused, etaMinutes,
    shown: looked.shown,
  };
  const raised = looked.reading !== null && rule !== null && isRaised(rule, looked.reading.celsius);
  await lane.pass(passage, { rests: found.recheckFrom, before, isRaised: raised && !before });
  const slips = slip === undefined ? [] : [slip];
  go({ at: "word", said: { verdict: found.verdict, slips, recheckFrom: found.recheckFrom, persons: 0 } });
}

function ShownForm(given: { value: { kind: ShownKind; value: string }; onValue: (value: { kind: ShownKind; value: string }) => void }) {
  const { value, onValue } = given;
  return (
    <>
      <OneOf
        label={say(W.shown)} value={value.kind} onValue={(kind) => onValue({ ...value, kind })}
        options={[["none", say(W.shown_none)], ["phone", say(W.shown_phone)], ["document", say(W.shown_document)]] as const}
      />
      {value.kind !== "none" && (
        <Field
          name="shown" label={say(W.shown_number)} value={value.value} autoComplete="off" maxLength={40}
          inputMode={value.kind === "phone" ? "tel" : "text"} onValue={(text) => onValue({ ...value, value: text })}
        />
      )}
    </>
  );
}

/** What was chosen to be shown: typed here, or the code that was scanned. */
function shownOf(typed: { kind: ShownKind; value: string }, start: Start): Shown[] {
  if (typed.kind !== "none" && typed.value.trim() !== "") return [{ kind: typed.kind, value: typed.value.trim() }];
  return start.token ? [{ kind: "token", value: start.token }] : [];
}
