/** How this phone shows itself: language, size of text, sound. No secret, so it lies open and is there at once. */

import { inLanguage, type Language, type Text, type Values } from "../words";

export interface Look {
  readonly language: Language;
  readonly large: boolean;
  readonly sound: boolean;
}

const NAME = "fangxian.field.look";
const hearers = new Set<() => void>();
let look = read();

function read(): Look {
  const usual: Look = { language: languageOfBrowser(), large: false, sound: true };
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(NAME) ?? "{}") as Partial<Look>) };
  } catch {
    return usual; // no storage, or nonsense in it: the usual look does no harm
  }
}

function languageOfBrowser(): Language {
  return typeof navigator !== "undefined" && /^en\b/i.test(navigator.language) ? "en" : "zh";
}

export function currentLook(): Look {
  return look;
}

export function changeLook(change: Partial<Look>): void {
  look = { ...look, ...change };
  try {
    localStorage.setItem(NAME, JSON.stringify(look));
  } catch {
    // a full or forbidden storage: the choice holds until the page is closed
  }
  applyLook();
  for (const hear of hearers) hear();
}

export function applyLook(): void {
  document.documentElement.lang = look.language === "zh" ? "zh-Hans" : "en";
  document.documentElement.classList.toggle("large", look.large);
}

export function onLook(hear: () => void): () => void {
  hearers.add(hear);
  return () => hearers.delete(hear);
}

/** The chosen language as the server names it. */
export function chosenLanguage(): string {
  return look.language === "zh" ? "zh-hans" : "en";
}

/** A text in the chosen language. */
export function say<T extends Text>(text: T, ...values: Values<T>): string {
  return inLanguage(text, look.language, values[0] as Record<string, string | number> | undefined);
}
