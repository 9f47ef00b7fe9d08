/** One task: what is to be checked, whom to contact, and every step that may be taken with no signal. */

import { useState } from "preact/hooks";

import { Big, Call, Field, OneOf } from "../../screen/pieces";
import { timeOfDay } from "../../shell/bar";
import { currentLook, say } from "../../shell/look";
import { record } from "../../shell/record";
import { currentStatus } from "../../shell/status";
import { ClockLine } from "./clock";
import { HandOver } from "./hand_over";
import type { Area, Standing, Step, Task, WordsRow } from "./tasks";
import { W } from "./words";

const DUTY = { name: "tasks" };
const WRONG_AREA = "wrong_area";
const IN_VISITS = ["visit", "health_check"];

interface Given {
  readonly one: Standing;
  readonly words: WordsRow;
  readonly areas: readonly Area[];
  readonly now: Date;
  readonly back: () => void;
  /** stays: the task is worked on further. */
  readonly done: (said: string, stays: boolean) => void;
}

export function OneTask({ one, words, areas, now, back, done }: Given) {
  const { task } = one;
  const kind = words.kinds[task.work];
  const step = async (name: Step, said: object, stays: boolean, undo_within = 0): Promise<void> => {
    await record(DUTY, "task_step", { task: task.id, number: task.number, held: task.held, step: name, ...said }, { undo_within });
    done(say(currentStatus().sync === "offline" ? W.saved_offline : W.saved), stays);
  };
  return (
    <section>
      <button type="button" class="plain" onClick={back}>← {say(W.back)}</button>
      <h2>{kind ? say(kind) : task.work} <span class="number">{task.number}</span></h2>
      <p><ClockLine one={one} now={now} /></p>
      <Facts task={task} />
      {task.part === "below" ? <p class="help">{say(one.accepted ? W.taken_word : W.untaken)}</p> : null}
      {task.part === "mine" && !IN_VISITS.includes(task.work) && <Contact one={one} />}
      {task.part === "mine" && <Steps one={one} words={words} areas={areas} step={step} />}
    </section>
  );
}

function Facts({ task }: { task: Task }) {
  const why = currentLook().language === "zh" ? task.why_zh : task.why_en;
  return (
    <>
      <dl class="task-facts">
        <dt>{say(W.where)}</dt><dd>{task.place}</dd>
        {task.note ? <><dt>{say(W.remark)}</dt><dd>{task.note}</dd></> : null}
        <dt>{say(W.received)}</dt><dd><time dateTime={task.received_at}>{timeOfDay(new Date(task.received_at))}</time></dd>
      </dl>
      {why ? <details class="why"><summary>{say(W.why)}</summary><p>{why}</p></details> : null}
    </>
  );
}

/** Handed out with the list to whoever accepted it, and only while she works on it. */
function Contact({ one: { task, outcome, handed } }: { one: Standing }) {
  if (!task.is_about_somebody || outcome !== "" || handed) return null;
  if (task.contact === undefined) return <p class="note">{say(W.contact_later)}</p>;
  const { name, phone, address } = task.contact;
  return (
    <>
      <h2>{say(W.contact)}</h2>
      <p><strong>{name}</strong><br />{address || say(W.no_address)}</p>
      {phone && <p><Call class="button second wide" phone={phone} told={(shown) => say(W.call, { phone: shown })} /></p>}
      <p class="help">{say(W.contact_help)}</p>
    </>
  );
}

interface StepsGiven {
  readonly one: Standing;
  readonly words: WordsRow;
  readonly areas: readonly Area[];
  readonly step: (name: Step, said: object, stays: boolean, undo_within?: number) => Promise<void>;
}

function Steps({ one, words, areas, step }: StepsGiven) {
  const { task, accepted, first_reported, outcome, handed } = one;
  const [isHanding, hand] = useState(false);
  if (handed) return null;
  const over = (to_area: string, note: string): void => void step("handed_over", { to_area, note }, false, UNDO);
  const handOver = <HandOver areas={areas} own={task.area_code} onArea={over} />;
  if (outcome === WRONG_AREA) return <><p class="note">{say(W.wrong_area)}</p>{handOver}</>;
  if (outcome !== "") return null;
  if (IN_VISITS.includes(task.work)) return <a class="button wide" href="#/duty/visit">{say(W.in_visits)}</a>;
  return (
    <>
      {!accepted && <Big word={say(W.accept)} shape="✓" onPress={() => void step("accepted", {}, true)} />}
      {accepted && !first_reported && (
        <fieldset class="choice">
          <legend>{say(W.first_report)}</legend>
          {Object.entries(words.first_words).map(([word, text]) => (
            <button type="button" class="button second" key={word} onClick={() => void step("first_report", { word }, true)}>
              {say(text)}
            </button>
          ))}
        </fieldset>
      )}
      {accepted && <Finding task={task} words={words} step={step} />}
      {isHanding ? handOver : (
        <button type="button" class="button second wide" onClick={() => hand(true)}>{say(W.hand_over)}</button>
      )}
    </>
  );
}

const UNDO = 10; // seconds; a finding closes the task

function Finding({ task, words, step }: { task: Task; words: WordsRow; step: StepsGiven["step"] }) {
  const [chosen, choose] = useState("");
  const [note, write] = useState("");
  const options = (words.outcomes_of[task.work] ?? []).map((code) => [code, wordOf(words, code)] as const);
  return (
    <>
      <OneOf label={say(W.finding)} options={options} value={chosen} onValue={choose} />
      <Field name="note" label={say(W.note)} help={say(W.note_help)} value={note} onValue={write} maxLength={500} autoComplete="off" />
      <Big
        word={say(W.report)} why_not={chosen === "" ? say(W.choose) : undefined}
        onPress={() => void step("reported", { outcome: chosen, note }, chosen === WRONG_AREA, UNDO)}
      />
    </>
  );
}

function wordOf(words: WordsRow, code: string): string {
  const text = words.outcomes[code];
  return text ? say(text) : code;
}
