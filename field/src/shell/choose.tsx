/** The duties of whoever is signed in. */

import { duties } from "../duties";
import type { Who } from "../kept/session";
import { say } from "./look";
import { shellWords as words } from "./words";

export function Choose({ who }: { who: Who }) {
  const open = duties.filter((duty) => who.powers.includes(duty.power));
  return (
    <section>
      <h2>{say(words.choose)}</h2>
      {open.length === 0 ? <p class="note">{say(words.no_duty)}</p> : null}
      <ul class="doors">
        {open.map((duty) => (
          <li key={duty.name}>
            <a class="door" href={`#/duty/${duty.name}`}><strong>{say(duty.title)}</strong> <span>{say(duty.lead)}</span></a>
          </li>
        ))}
      </ul>
      <p class="soft">{who.name} · {who.area.name || who.programme.name}</p>
    </section>
  );
}
