/** Pieces that screens of duties are made of: large, one-handed, each with a word. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** A button for a thumb in a glove. `shape` stands before the word; `why_not` greys it and says why. */
export function Big(given: {
  word: string;
  onPress: () => void;
  shape?: string;
  note?: string;
  tone?: "first" | "second" | "urgent";
  /** Stays within the thumb's reach while the page moves. */
  at_hand?: boolean;
  why_not?: string | undefined;
}) {
  return (
    <button
      type="button"
      class={`big ${given.tone ?? "first"}${given.at_hand ? " at-hand" : ""}`}
      aria-disabled={given.why_not !== undefined}
      onClick={() => given.why_not === undefined && given.onPress()}
    >
      <span class="big-word">{given.shape ? <span aria-hidden="true">{given.shape} </span> : null}{given.word}</span>
      {given.why_not ?? given.note ? <span class="big-note">{given.why_not ?? given.note}</span> : null}
    </button>
  );
}

/** A row of numbers to tap, for counts that are mostly small. */
export function Numbers(given: { label: string; from: number; to: number; onPress: (n: number) => void }) {
  const all = Array.from({ length: given.to - given.from + 1 }, (_none, n) => n + given.from);
  return (
    <div class="numbers" role="group" aria-label={given.label}>
      <span class="label" aria-hidden="true">{given.label}</span>
      {all.map((n) => <button type="button" key={n} onClick={() => given.onPress(n)}>{n}</button>)}
    </div>
  );
}

/** A figure with its name. */
export function Tile({ label, value }: { label: string; value: number | string }) {
  return <div class="tile"><span class="tile-label">{label}</span> <strong class="number">{value}</strong></div>;
}

export function Tiles({ children }: { children: ComponentChildren }) {
  return <div class="tiles">{children}</div>;
}

/** A field with its label, help and problem, tied together for screen readers. */
export function Field(
  given: {
    name: string;
    label: string;
    value: string;
    onValue: (value: string) => void;
    help?: string;
    problem?: string | undefined;
    inputMode?: "text" | "decimal" | "numeric" | "tel";
    autoComplete?: string;
    maxLength?: number;
  },
) {
  const { name, label, value, onValue, help, problem, ...rest } = given;
  const told = [help ? `${name}-help` : "", problem ? `${name}-problem` : ""].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {help ? <p class="help" id={`${name}-help`}>{help}</p> : null}
      <input
        id={name}
        name={name}
        value={value}
        aria-describedby={told || undefined}
        aria-invalid={problem !== undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
        type="text"
        {...rest}
      />
      {problem ? <p class="problem" id={`${name}-problem`} role="alert">▲ {problem}</p> : null}
    </div>
  );
}

/** A number to call; the number itself is never broken over two lines. `told`: the text with {phone} in it. */
export function Call(given: { phone: string; told: (phone: string) => string; class: string; shape?: string }) {
  const [before, after] = given.told("\u0000").split("\u0000");
  return (
    <a class={given.class} href={`tel:${given.phone.replace(/[^+\d]/g, "")}`}>
      <span>
        {given.shape ? <span aria-hidden="true">{given.shape} </span> : null}
        {before}<span class="whole">{given.phone}</span>{after}
      </span>
    </a>
  );
}

/** One of a few words. */
export function OneOf<T extends string>(given: {
  label: string;
  options: readonly (readonly [T, string])[];
  value: T | "";
  onValue: (value: T) => void;
}) {
  return (
    <fieldset class="choice">
      <legend>{given.label}</legend>
      {given.options.map(([value, word]) => (
        <button
          type="button" class="button second" key={value} aria-pressed={value === given.value}
          onClick={() => given.onValue(value)}
        >
          {word}
        </button>
      ))}
    </fieldset>
  );
}

/** A list with what to show where there is nothing, and more on demand. */
export function List<T>(given: { rows: readonly T[]; empty: string; more: string; each: (row: T) => ComponentChildren }) {
  const [most, show] = useState(50);
  if (given.rows.length === 0) return <p class="empty">{given.empty}</p>;
  return (
    <>
      <ul class="records">{given.rows.slice(0, most).map(given.each)}</ul>
      {given.rows.length > most ? (
        <button type="button" class="button second wide" onClick={() => show(most + 50)}>{given.more}</button>
      ) : null}
    </>
  );
}
