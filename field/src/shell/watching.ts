/** Duties that have something to do while another one is on the screen: each begins once it is open to somebody here. */

import { duties } from "../duties";
import { onStatus } from "./status";

const begun = new Set<string>();

export function watchDuties(): void {
  onStatus(({ who }) => {
    for (const duty of duties) {
      if (duty.watch === undefined || begun.has(duty.name) || !who?.powers.includes(duty.power)) continue;
      begun.add(duty.name);
      duty.watch().then(
        (module) => module.watch(),
        () => begun.delete(duty.name), // could not be fetched: with the next change of the status
      );
    }
  });
}
