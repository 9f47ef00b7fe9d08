/** Moments as a worker reads them, in city time. */

export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
}

export function dayAndTime(at: number): string {
  const day = new Date(at).toLocaleDateString("en-CA", { timeZone: "Asia/Shanghai" });
  return `${day.slice(5)} ${clockTime(at)}`;
}
