/** Texts in both languages, side by side: a text that lacks one of them does not compile. */

export type Language = "zh" | "en";
export interface Text {
  readonly zh: string;
  readonly en: string;
}
export type Words = Readonly<Record<string, Text>>;

/** The names in braces of a text: "{n} waiting" -> "n". */
type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
/** What a text asks to be told: nothing, or a value for each name in braces. */
export type Values<T extends Text> = [Names<T["en"]>] extends [never]
  ? []
  : string extends T["en"]
    ? [values?: Record<string, string | number>]
    : [values: Record<Names<T["en"]>, string | number>];

/** A dictionary; keeps each text literally, so that the compiler knows the values that it asks for. */
export function words<const T extends Words>(dictionary: T): T {
  return dictionary;
}

/** A text in one language, its values put in. Throws if a value is missing: a brace on a screen tells nobody anything. */
export function inLanguage(text: Text, language: Language, values: Record<string, string | number> = {}): string {
  return text[language].replace(/\{(\w+)\}/g, (_brace, name: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`no value for {${name}}`);
    return String(value);
  });
}
