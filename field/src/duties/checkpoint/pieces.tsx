/** Pieces of the lane's screens: a temperature by thumb, a count by thumb. */

import { Field, OneOf } from "../../screen/pieces";
import { say } from "../../shell/look";
import { isAReading, METHODS, type GateRule, type Method, type Reading } from "../../rules/temperature";
import { W } from "./words";

const METHOD_WORDS = { forehead: W.forehead, ear: W.ear, axillary: W.axillary } as const;

export interface Temperature {
  readonly text: string;
  readonly method: Method;
}

export const NO_TEMPERATURE: Temperature = { text: "", method: "forehead" };

/** The reading that was entered; null while it is none that can be a person's. */
export function readingOf(rule: GateRule, entered: Temperature, at: number): Reading | null {
  const celsius = degrees(entered.text);
  return celsius !== null && isAReading(rule, celsius) ? { celsius, method: entered.method, at } : null;
}

/** Degrees as typed: 37.5, full width, with a comma, or 375 for who finds no point in gloves. */
function degrees(text: string): number | null {
  const plain = text.normalize("NFKC").replace(/[,，。]/, ".").trim();
  if (!/^\d{2}(\.?\d)?$/.test(plain)) return null;
  return Number(plain.length === 3 && !plain.includes(".") ? `${plain.slice(0, 2)}.${plain[2]}` : plain);
}

/** A temperature with its method. Steps begin at the threshold, where it matters. */
export function TemperaturePad(given: { rule: GateRule; value: Temperature; onValue: (value: Temperature) => void }) {
  const { rule, value, onValue } = given;
  const isWrong = value.text !== "" && readingOf(rule, value, 0) === null;
  const step = (by: number) => {
    const from = degrees(value.text);
    const next = from === null ? rule.celsius : Math.min(rule.accept_to, Math.max(rule.accept_from, from + by));
    onValue({ ...value, text: next.toFixed(1) });
  };
  return (
    <>
      <Field
        name="celsius" label={say(W.temperature)} value={value.text} inputMode="decimal" autoComplete="off" maxLength={5}
        onValue={(text) => onValue({ ...value, text })}
        problem={isWrong ? say(W.temperature_problem, { low: rule.accept_from, high: rule.accept_to }) : undefined}
      />
      <div class="steps">
        {[-0.5, -0.1, 0.1, 0.5].map((by) => (
          <button
            type="button" key={by} onClick={() => step(by)}
            aria-label={say(by < 0 ? W.lower : W.higher, { n: Math.abs(by) })}
          >
            {by < 0 ? "−" : "+"}{Math.abs(by)}
          </button>
        ))}
      </div>
      <OneOf
        label={say(W.method)} value={value.method} onValue={(method) => onValue({ ...value, method })}
        options={METHODS.map((method) => [method, say(METHOD_WORDS[method])] as const)}
      />
    </>
  );
}

/** How many are aboard. */
export function HeadCount(given: { value: number; most: number; onValue: (value: number) => void }) {
  const { value, most, onValue } = given;
  const isWrong = !Number.isInteger(value) || value < 1 || value > most;
  const step = (by: number) => onValue(Math.min(most, Math.max(1, (value || 0) + by)));
  return (
    <>
      <Field
        name="aboard" label={say(W.aboard)} value={Number.isNaN(value) ? "" : String(value)} inputMode="numeric"
        autoComplete="off" maxLength={3}
        onValue={(text) => onValue(text.trim() === "" ? NaN : Number(text.normalize("NFKC")))}
        problem={isWrong ? say(W.aboard_problem, { most }) : undefined}
      />
      <div class="steps">
        {[-10, -1, 1, 10].map((by) => (
          <button
            type="button" key={by} onClick={() => step(by)}
            aria-label={say(by < 0 ? W.lower : W.higher, { n: Math.abs(by) })}
          >
            {by < 0 ? "−" : "+"}{Math.abs(by)}
          </button>
        ))}
      </div>
    </>
  );
}
