/** What a duty's screen reads: pulled rows that follow each pull, the look, a clock that ticks. */

import { useEffect, useState } from "preact/hooks";

import { rowsOf, type Pulled } from "../kept/rows";
import { cityMoment } from "./clocks";
import { onLook } from "./look";
import { useStatus } from "./status";

/** The pulled rows of a kind; null while they are being opened. */
export function useRows<T extends Pulled>(duty: string, kind: string): T[] | null {
  const { pulled, who } = useStatus();
  const [rows, take] = useState<T[] | null>(null);
  useEffect(() => {
    let wanted = true;
    void rowsOf<T>(duty, kind).then((found) => wanted && take(found));
    return () => void (wanted = false);
  }, [duty, kind, pulled, who?.post]);
  return rows;
}

/** Draw again when language or size of text changes. */
export function useLook(): void {
  const [, draw] = useState(0);
  useEffect(() => onLook(() => draw((n) => n + 1)), []);
}

/** The city's moment, drawn anew every so many seconds. */
export function useClock(seconds = 30): Date {
  const [at, tick] = useState(cityMoment());
  useEffect(() => {
    const timer = setInterval(() => tick(cityMoment()), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return at;
}
