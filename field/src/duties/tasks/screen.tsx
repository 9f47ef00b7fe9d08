/** My tasks with their running clocks, and what is late below me. What is written down is kept at once, signal or not. */

import "./tasks.css";

import { useEffect, useState } from "preact/hooks";

import { draft, keepDraft } from "../../kept/rows";
import { List } from "../../screen/pieces";
import { timeOfDay } from "../../shell/bar";
import { currentLook, say } from "../../shell/look";
import { useClock, useRows } from "../../shell/use";
import { ClockLine } from "./clock";
import { askLeave, leave, mayOffer, putOff } from "./notices";
import { OneTask } from "./task";
import { byClock, standing, type AreasRow, type Standing, type Task, type TellingRow, type WordsRow, type Written } from "./tasks";
import { useWritten } from "./written";
import { MARKS, W } from "./words";

const READ = "tasks not used, read";
const DAY = 24 * 60 * 60_000; // ms

export default function Screen() {
  const tasks = useRows<Task>("tasks", "task");
  const [words] = useRows<WordsRow>("tasks", "words") ?? [];
  const [areas] = useRows<AreasRow>("tasks", "areas") ?? [];
  const [telling] = useRows<TellingRow>("tasks", "telling") ?? [];
  const written = useWritten();
  const now = useClock(10);
  const [open, go] = useState<string | null>(null);
  const [told, tell] = useState<string | null>(null);
  useEffect(() => scrollTo(0, 0), [open]);
  if (tasks === null || written === null) return <p role="status">…</p>;

  const standings = byClock(tasks.map((task) => standing(task, written)));
  const one = standings.find(({ task }) => task.id === open);
  if (one !== undefined && words !== undefined) {
    return (
      <OneTask
        one={one} words={words} areas={areas?.areas ?? []} now={now} back={() => go(null)}
        done={(said, stays) => (tell(said), stays || go(null))}
      />
    );
  }
  const part = (name: Task["part"]): Standing[] => standings.filter(({ task }) => task.part === name);
  const each = (row: Standing) => <Card one={row} words={words} now={now} key={row.task.id} open={() => (tell(null), go(row.task.id))} />;
  const below = part("below");
  return (
    <section>
      {told && <p class="note" role="status">{told}</p>}
      <NotUsed written={written} now={now} />
      <Telling telling={telling} now={now} />
      {telling?.works !== false && (
        <>
          <h2>{say(W.mine)} · {part("mine").length}</h2>
          <p class="help">{say(W.order)}</p>
          <List rows={part("mine")} empty={say(W.none)} more={say(W.more)} each={each} />
        </>
      )}
      {(below.length > 0 || telling?.works === false) && (
        <>
          <h2>{say(W.below)} · {telling?.below_count ?? below.length}</h2>
          <p class="help">{say(W.below_help)}</p>
          <List rows={below} empty={say(W.none)} more={say(W.more)} each={each} />
          {(telling?.below_count ?? 0) > below.length && <p class="help">{say(W.below_more, { n: telling!.below_count })}</p>}
        </>
      )}
    </section>
  );
}

function Card(given: { one: Standing; words: WordsRow | undefined; now: Date; open: () => void }) {
  const { one, words, now, open } = given;
  const { task, accepted, waits } = one;
  const kind = words?.kinds[task.work];
  const marks = [
    task.severity === "serious" ? `● ${say(W.serious)}` : "",
    accepted ? `✓ ${say(W.taken_word)}` : task.part === "below" ? say(W.untaken) : "",
    waits ? `◔ ${say(W.waits)}` : "",
  ].filter(Boolean);
  return (
    <li>
      <button type="button" class="door" onClick={open}>
        <strong>{kind ? say(kind) : task.work} <span class="number">{task.number}</span></strong>
        <ClockLine one={one} now={now} />
        <span>{task.place}</span>
        {marks.length > 0 && <span class="help">{marks.join(" · ")}</span>}
      </button>
    </li>
  );
}

/** What was written down here and did not count, of the last day, until it was read. */
function NotUsed({ written, now }: { written: readonly Written[]; now: Date }) {
  const [read, take] = useState<readonly string[] | null>(null);
  useEffect(() => void draft<string[]>(READ).then((held) => take(held ?? [])), []);
  if (read === null) return null;
  const recent = written.filter((one) => now.getTime() - Date.parse(one.device_at) < DAY && !read.includes(one.client_id));
  const refused = recent.filter((one) => one.state === "invalid" || (one.state === "answered" && one.answer?.word === "old"));
  if (refused.length === 0) return null;
  const understood = (): void => {
    const all = [...read, ...refused.map((one) => one.client_id)].slice(-200);
    take(all);
    void keepDraft(READ, all);
  };
  return (
    <div class="note warning" role="alert">
      {[...new Set(refused.map(whyNot))].map((text) => <p key={text}>{text}</p>)}
      <button type="button" class="button second" onClick={understood}>{say(W.understood)}</button>
    </div>
  );
}

function whyNot(one: Written): string {
  if (one.state === "invalid") return say(W.not_usable);
  const why = (one.answer?.marks ?? []).map((mark) => MARKS[mark as keyof typeof MARKS]).filter((text) => text !== undefined);
  return say(W.not_used, { why: why.map((text) => say(text)).join(currentLook().language === "zh" ? "、" : ", ") });
}

/** Whether and how this phone tells; asked for by her own tap, and no more than once. */
function Telling({ telling, now }: { telling: TellingRow | undefined; now: Date }) {
  const [, draw] = useState(0);
  const again = (): void => draw((n) => n + 1);
  const quiet = telling?.quiet_until;
  return (
    <>
      {quiet && now.getTime() < Date.parse(quiet) && <p class="note">{say(W.quiet, { time: timeOfDay(new Date(quiet)) })}</p>}
      {leave() === "denied" && <p class="help">{say(W.told_off)}</p>}
      {mayOffer() && (
        <div class="note">
          <p>{say(W.tell_help)}</p>
          <div class="pair">
            <button type="button" class="button" onClick={() => void askLeave().then(again)}>{say(W.tell_me)}</button>
            <button type="button" class="button second" onClick={() => (putOff(), again())}>{say(W.later)}</button>
          </div>
        </div>
      )}
    </>
  );
}
