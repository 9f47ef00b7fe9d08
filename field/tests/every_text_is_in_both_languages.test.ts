import { expect, test } from "vitest";

import { inLanguage, type Text, type Words } from "../src/words";

const modules = import.meta.glob<Record<string, unknown>>("../src/**/words.ts", { eager: true });
const texts: [string, Text][] = Object.entries(modules).flatMap(([file, module]) =>
  Object.values(module)
    .filter((one): one is Words => typeof one === "object" && one !== null)
    .flatMap((dictionary) => Object.entries(dictionary).map(([name, text]): [string, Text] => [`${file} ${name}`, text])),
);

function braces(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).sort();
}

test("there are dictionaries to look at", () => {
  expect(texts.length).toBeGreaterThan(50);
});

test.each(texts)("%s says the same in both", (_name, text) => {
  expect(braces(text.zh)).toEqual(braces(text.en));
  expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
  expect(text.en).not.toMatch(/[\u4e00-\u9fff]/);
  expect(text.en.trim()).not.toBe("");
});

test("a value that is missing is an error and not a brace on the screen", () => {
  expect(inLanguage({ zh: "{n} 条", en: "{n} rows" }, "en", { n: 3 })).toBe("3 rows");
  expect(() => inLanguage({ zh: "{n} 条", en: "{n} rows" }, "zh")).toThrow(RangeError);
});
