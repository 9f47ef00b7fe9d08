/** The scanner: the camera's picture with a frame, a light, and always another way beside it. */

import "./scanner.css";

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { say } from "../shell/look";
import { NoCamera, openCamera, type Camera, type CameraFault } from "./camera";
import { prepareReader, watch, type Frame } from "./reading";
import { W } from "./words";

/** The same code stays in the picture for a while: it is told once. */
const SAME_CODE_WITHIN = 3_000; // ms

type State = "starting" | "looking" | CameraFault | "no_reader";

const FAULTS = {
  denied: [W.denied, W.denied_what],
  none: [W.none, W.none_what],
  busy: [W.busy, W.busy_what],
  no_reader: [W.no_reader, W.no_reader_what],
} as const;

interface Props {
  /** A code was read. The scanner goes on looking. */
  readonly found: (frame: Frame) => void;
  readonly close: () => void;
  /** The other ways: a form for the number, a button for paper. Always shown, also while the camera works. */
  readonly children?: ComponentChildren;
}

export function Scanner({ found, close, children }: Props) {
  const { video, state, torch, retry } = useScanner(found);
  const isBroken = state !== "starting" && state !== "looking";
  return (
    <section class="scanner" aria-label={say(W.scan)}>
      {isBroken ? (
        <div class="scanner-fault" role="alert">
          <h2>{say(FAULTS[state][0])}</h2>
          <p>{say(FAULTS[state][1])}</p>
          <button type="button" class="button" onClick={retry}>
            {say(W.try_again)}
          </button>
        </div>
      ) : (
        <div class="scanner-picture">
          <video ref={video} muted playsInline aria-hidden="true" />
          <span class="scanner-frame" aria-hidden="true" />
          <p role="status">{say(state === "starting" ? W.starting : W.hold)}</p>
        </div>
      )}
      <div class="scanner-buttons">
        {torch && <Torch turn={torch} />}
        <button type="button" class="button second" onClick={close}>
          {say(W.close)}
        </button>
      </div>
      {children}
    </section>
  );
}

function Torch({ turn }: { readonly turn: (on: boolean) => Promise<void> }) {
  const [isOn, setOn] = useState(false);
  const change = async () => {
    await turn(!isOn);
    setOn(!isOn);
  };
  return (
    <button type="button" class="button second" aria-pressed={isOn} onClick={() => void change()}>
      {say(isOn ? W.light_off : W.light_on)}
    </button>
  );
}

function useScanner(found: (frame: Frame) => void) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<State>("starting");
  const [torch, setTorch] = useState<{ turn: NonNullable<Camera["torch"]> } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const told = useRef(found);
  told.current = found;

  useEffect(() => {
    let camera: Camera | null = null;
    let stop = () => {};
    let isOver = false;
    const once = onceEach((frame) => told.current(frame));
    const begin = async () => {
      void prepareReader().catch(() => undefined); // told by the first look, which asks for it again
      const opened = await openCamera(video.current!);
      if (isOver) return opened.close();
      camera = opened;
      setTorch(opened.torch && { turn: opened.torch });
      setState("looking");
      stop = watch(video.current!, once, () => setState("no_reader"));
    };
    begin().catch((error) => {
      if (!isOver) setState(error instanceof NoCamera ? error.fault : "none");
    });
    return () => {
      isOver = true;
      stop();
      camera?.close();
    };
  }, [attempt]);

  const retry = () => {
    setState("starting");
    setAttempt(attempt + 1);
  };
  return { video, state, torch: torch?.turn ?? null, retry };
}

/** Tells a code once while it stays in the picture. */
function onceEach(tell: (frame: Frame) => void): (frame: Frame) => void {
  let last = "";
  let seenAt = -Infinity;
  return (frame) => {
    const isSame = frame.text === last && frame.takenAt - seenAt < SAME_CODE_WITHIN;
    last = frame.text;
    seenAt = frame.takenAt;
    if (!isSame) tell(frame);
  };
}
