/** Every duty whose folder has an index.ts. Nothing is listed by hand. */

import type { Duty } from "../duty";

const found = import.meta.glob<{ duty: Duty }>("./*/index.ts", { eager: true });

export const duties: readonly Duty[] = Object.values(found)
  .map((one) => one.duty)
  .sort((a, b) => a.name.localeCompare(b.name));

export function dutyNamed(name: string): Duty | undefined {
  return duties.find((duty) => duty.name === name);
}

export function dutyOf(kind: string): Duty | undefined {
  return duties.find((duty) => duty.kinds.includes(kind));
}
