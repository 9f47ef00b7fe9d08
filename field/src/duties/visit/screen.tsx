/** Today's doors, and one of them. What is written down is kept at once, with or without a signal. */

import "../checkpoint/checkpoint.css";

import { useEffect, useState } from "preact/hooks";

import { draft, keepDraft } from "../../kept/rows";
import { List } from "../../screen/pieces";
import { say } from "../../shell/look";
import { useRows } from "../../shell/use";
import { Door } from "./door";
import { byWay, hourOf, type RuleRow, type Written, type Visit } from "./visits";
import { DUTIES, W } from "./words";

const DRAFT = "visits written down";

export default function Screen() {
  const visits = useRows<Visit>("visit", "visit");
  const rules = useRows<RuleRow>("visit", "rule");
  const [written, write] = useState<Written | null>(null);
  const [open, go] = useState<string | null>(null);
  const [told, tell] = useState<string | null>(null);
  useEffect(() => void draft<Written>(DRAFT).then((held) => write(held ?? {})), []);
  useEffect(() => scrollTo(0, 0), [open]);
  if (visits === null || rules === null || written === null) return <p role="status">…</p>;

  const visit = visits.find((one) => one.id === open);
  if (visit !== undefined) {
    return (
      <Door
        visit={visit} rule={rules[0]?.params ?? null} before={written[visit.id]} back={() => go(null)}
        done={(said, client_id) => {
          const now = { ...written, [visit.id]: client_id };
          write(now);
          void keepDraft(DRAFT, now);
          tell(said);
          go(null);
        }}
      />
    );
  }
  const left = visits.filter((one) => written[one.id] === undefined).length;
  return (
    <section>
      {told && <p class="note" role="status">{told}</p>}
      <h2>{say(W.list)} · {say(W.left, { n: left })}</h2>
      <p class="help">{say(W.order)}</p>
      <List
        rows={byWay(visits)} empty={say(W.none)} more={say(W.more)}
        each={(one) => (
          <li key={one.id}>
            <button type="button" class="door" onClick={() => go(one.id)}>
              <strong>{one.address || say(W.no_address)}</strong>
              <span>
                {one.name} · {say(DUTIES[one.duty])}
                {written[one.id] === undefined ? "" : ` · ✓ ${say(W.written)}`}
              </span>
              <LastAsked visit={one} isWritten={written[one.id] !== undefined} />
            </button>
          </li>
        )}
      />
    </section>
  );
}

/** When she was asked last; that nobody did is told only until something is written down on this phone. */
function LastAsked({ visit, isWritten }: { visit: Visit; isWritten: boolean }) {
  if (visit.last_at) return <span class="help">{say(W.last, { when: hourOf(visit.last_at) })}</span>;
  return isWritten ? null : <span class="help">{say(W.never)}</span>;
}
