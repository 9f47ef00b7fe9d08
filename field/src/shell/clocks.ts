/** The phone's clock, and the city's as far as the phone knows it. */

const NAME = "fangxian.field.clock";
let ahead = read(); // ms by which the phone's clock is ahead of the server's, at the last contact

function read(): number {
  try {
    return Number(localStorage.getItem(NAME) ?? 0) || 0;
  } catch {
    return 0; // no storage: the phone's clock is all there is
  }
}

/** The moment by this phone's clock, ISO 8601 in UTC: what is recorded as `device_at`. */
export function deviceMoment(): string {
  return new Date().toISOString();
}

/** Learn the difference from a moment that the server told. */
export function hearServer(at: unknown): void {
  const moment = typeof at === "string" ? Date.parse(at) : NaN;
  if (Number.isNaN(moment)) return;
  ahead = Date.now() - moment;
  try {
    localStorage.setItem(NAME, String(ahead));
  } catch {
    // remembered until the page is closed
  }
}

/** The moment by the server's clock, reckoned from this phone's: for ends of tokens and for what the worker reads. */
export function cityMoment(): Date {
  return new Date(Date.now() - ahead);
}

/** A moment of this phone's clock (`deviceMoment`) as the server's would have shown it, in ms. */
export function cityTime(deviceAt: string): number {
  return Date.parse(deviceAt) - ahead;
}
