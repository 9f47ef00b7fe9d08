/** One door: who lives there, how she is, what she needs. */

import { useState } from "preact/hooks";

import { isRaised } from "../../rules/temperature";
import type { GateRule } from "../../rules/temperature";
import { Big, Call, Field } from "../../screen/pieces";
import { cityMoment } from "../../shell/clocks";
import { newId } from "../../shell/ids";
import { say } from "../../shell/look";
import { record } from "../../shell/record";
import type { Text } from "../../words";
import { NO_TEMPERATURE, readingOf, TemperaturePad, type Temperature } from "../checkpoint/pieces";
import { hourOf, type Visit } from "./visits";
import { NEEDS, SYMPTOMS, W, type Need, type Outcome, type Symptom } from "./words";

const DUTY = { name: "visit" };

interface Given {
  readonly visit: Visit;
  readonly rule: GateRule | null;
  /** The number under which this phone wrote it down before; undefined: not yet. */
  readonly before: string | undefined;
  readonly back: () => void;
  readonly done: (said: string, client_id: string) => void;
}

export function Door({ visit, rule, before, back, done }: Given) {
  const [entered, enter] = useState<Temperature>({ ...NO_TEMPERATURE, method: "axillary" });
  const [symptoms, feel] = useState<readonly Symptom[]>([]);
  const [needs, need] = useState<readonly Need[]>([]);
  const [note, write] = useState("");
  const reading = rule && readingOf(rule, entered, cityMoment().getTime());
  const isWrong = entered.text !== "" && reading === null;
  const isAnswered = reading !== null || symptoms.length > 0;

  async function save(outcome: Outcome): Promise<void> {
    const client_id = before ?? newId();
    const at = outcome === "visited" && isAnswered;
    if (at) {
      await record(DUTY, "reading", (device_at) => ({
        file: visit.file, at: device_at, channel: "visit", outcome: "taken", symptoms, needs, note,
        ...(reading ? { celsius: reading.celsius, method: reading.method } : {}),
      }), { undo_within: 0 });
    }
    await record(DUTY, "visit_done", (device_at) => ({ visit: visit.id, at: device_at, outcome, needs, note }), {
      client_id, undo_within: 0,
    });
    const isUnwell = at && (symptoms.length > 0 || (reading !== null && rule !== null && isRaised(rule, reading.celsius)));
    done(say(isUnwell ? W.unwell : W.saved), client_id);
  }

  return (
    <section>
      <button type="button" class="plain" onClick={back}>← {say(W.back)}</button>
      <h2>{visit.address || say(W.no_address)}</h2>
      <p><strong>{visit.name}</strong> · {say(W.until, { when: hourOf(visit.until) })}</p>
      {visit.phone && <p><Call class="button second wide" phone={visit.phone} told={(phone) => say(W.call, { phone })} /></p>}
      <p class="help">
        {visit.last_at ? `${say(W.last, { when: hourOf(visit.last_at) })}${visit.last_celsius ? ` · ${visit.last_celsius} °C` : ""}` : before === undefined && say(W.never)}
      </p>
      {visit.needs.length > 0 && <p class="note">{say(W.need_help)}: {visit.needs.map((one) => say(NEEDS[one])).join(" · ")}</p>}
      {before !== undefined && <p class="note">✓ {say(W.written_help)}</p>}
      <p>{say(W.ask)}</p>
      {rule === null ? <p class="note warning">{say(W.no_rule)}</p> : <TemperaturePad rule={rule} value={entered} onValue={enter} />}
      <Ticks label={say(W.symptoms)} options={SYMPTOMS} value={symptoms} onValue={feel} />
      <Ticks label={say(W.needs)} options={NEEDS} value={needs} onValue={need} />
      <Field name="note" label={say(W.note)} help={say(W.note_help)} value={note} onValue={write} maxLength={300} autoComplete="off" />
      <Big
        word={say(isAnswered ? W.save : W.save_none)} shape="✓" why_not={isWrong ? say(W.check) : undefined}
        onPress={() => void save("visited")}
      />
      <Big word={say(W.absent)} tone="second" onPress={() => void save("absent")} />
      <Big word={say(W.wrong_area)} tone="second" onPress={() => void save("wrong_area")} />
    </section>
  );
}

/** Several of a few words. */
function Ticks<T extends string>(given: {
  label: string;
  options: Record<T, Text>;
  value: readonly T[];
  onValue: (value: readonly T[]) => void;
}) {
  const { label, options, value, onValue } = given;
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      {(Object.keys(options) as T[]).map((code) => (
        <label class="tick" key={code}>
          <input
            type="checkbox" checked={value.includes(code)}
            onChange={(event) => onValue(event.currentTarget.checked ? [...value, code] : value.filter((one) => one !== code))}
          />
          <span>{say(options[code] as Text)}</span>
        </label>
      ))}
    </fieldset>
  );
}
