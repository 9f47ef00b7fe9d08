/** A verdict: a word, a shape, a sound and a vibration, so that it is understood in sun, noise and gloves. */

import { useEffect } from "preact/hooks";

import { currentLook } from "../shell/look";

/** go: on you go. ask: somebody else decides. wait: not yet. urgent: at once, nothing is asked. */
export type Tone = "go" | "ask" | "wait" | "urgent";

const SHAPES: Record<Tone, string> = {
  go: "M8 26 20 38 42 12",
  ask: "M17 18a8 8 0 1 1 12 7c-3 2-4 3-4 6M25 39v1",
  wait: "M25 8a17 17 0 1 0 0.1 0M25 15v11l8 5",
  urgent: "M25 8v22M25 41v1",
};
const SOUNDS: Record<Tone, readonly number[]> = { go: [880], ask: [440, 330], wait: [587, 587], urgent: [880, 880, 880] };
const SHAKES: Record<Tone, readonly number[]> = {
  go: [60], ask: [200, 100, 200], wait: [100, 60, 100], urgent: [60, 40, 60, 40, 60],
};

export function Verdict(given: { tone: Tone; word: string; note?: string | undefined; silent?: boolean }) {
  useEffect(() => {
    if (!given.silent) signal(given.tone);
  }, [given.tone, given.word]);
  return (
    <div class={`verdict ${given.tone}`} role="status" aria-live="assertive">
      <svg viewBox="0 0 50 50" aria-hidden="true"><path d={SHAPES[given.tone]} /></svg>
      <strong>{given.word}</strong>
      {given.note ? <p>{given.note}</p> : null}
    </div>
  );
}

let audio: AudioContext | null = null;

/** Sound and vibration of a verdict; silent where the worker turned them off or the phone has none. */
export function signal(tone: Tone): void {
  if (!currentLook().sound) return;
  navigator.vibrate?.([...SHAKES[tone]]);
  if (typeof AudioContext === "undefined") return;
  audio ??= new AudioContext();
  void audio.resume();
  SOUNDS[tone].forEach((pitch, number) => beep(audio!, pitch, audio!.currentTime + number * 0.18));
}

function beep(on: AudioContext, pitch: number, from: number): void {
  const source = on.createOscillator();
  const loud = on.createGain();
  source.frequency.value = pitch;
  loud.gain.setValueAtTime(0.2, from);
  loud.gain.exponentialRampToValueAtTime(0.001, from + 0.15);
  source.connect(loud).connect(on.destination);
  source.start(from);
  source.stop(from + 0.16);
}
