/** What I sent: every record with what became of it, in plain words; the invalid ones first, to be dealt with. */

import { useEffect, useState } from "preact/hooks";

import { dutyOf } from "../duties";
import type { OutboxState } from "../kept/database";
import * as outbox from "../kept/outbox";
import type { SentRecord, Stored } from "../kept/outbox";
import { syncNow } from "../sync/loop";
import type { Text } from "../words";
import { timeOfDay } from "./bar";
import { say } from "./look";
import { changeStatus, useStatus } from "./status";
import { Sure } from "./sure";
import { shellWords as words } from "./words";

const PAGE = 50;
const WORDS: Record<string, [shape: string, text: Text]> = {
  new: ["✓", words.word_new],
  updated: ["✓", words.word_updated],
  identical: ["✓", words.word_identical],
  old: ["■", words.word_old],
  discarded: ["■", words.word_discarded],
  invalid: ["▲", words.word_invalid],
};
const MARKS: Record<string, Text> = {
  late: words.mark_late,
  clock: words.mark_clock,
  post_closed: words.mark_post_closed,
  other_word: words.mark_other_word,
  not_kept: words.mark_not_kept,
  entry_unclear: words.mark_entry_unclear,
};

export function Sent() {
  const status = useStatus();
  const [most, show] = useState(PAGE);
  const [rows, take] = useState<Stored[] | null>(null);
  const load = async (): Promise<void> => {
    const first: OutboxState[] = ["invalid"];
    const rest: OutboxState[] = ["waiting", "answered", "set_aside"];
    take([...(await outbox.page(first, most)), ...(await outbox.page(rest, most))]);
    changeStatus(await outbox.counts());
  };
  useEffect(() => void load(), [most, status.waiting, status.invalid, status.last_sent_at]);
  if (rows === null) return <p>{say(words.loading)}</p>;
  if (rows.length === 0) return <p class="empty">{say(words.nothing_sent)}</p>;
  return (
    <section>
      <ul class="records">{rows.map((row) => <Row row={row} key={row.seq} onChange={load} />)}</ul>
      {rows.length >= most ? (
        <button type="button" class="button second wide" onClick={() => show(most + PAGE)}>{say(words.more)}</button>
      ) : null}
    </section>
  );
}

function Row({ row, onChange }: { row: Stored; onChange: () => Promise<void> }) {
  const [record, take] = useState<SentRecord | undefined>(undefined);
  useEffect(() => void outbox.open(row).then(take), [row]);
  const duty = dutyOf(row.kind);
  const told = record && duty ? duty.tell(record) : say(words.by_earlier_shift);
  const isOwn = row.own !== null || row.state === "answered";
  return (
    <li class="record" data-state={row.state} data-word={row.answer?.word}>
      <span class="record-head">
        <strong>{isOwn ? told : say(words.by_earlier_shift)}</strong>
        <time dateTime={row.device_at}>{timeOfDay(new Date(row.device_at))}</time>
      </span>
      <Word row={row} />
      {row.state === "invalid" ? <Reason row={row} /> : null}
      {row.state === "invalid" ? <DealWith row={row} record={record} onChange={onChange} /> : null}
      {row.state === "set_aside" ? <EraseIt row={row} onChange={onChange} /> : null}
    </li>
  );
}

function Word({ row }: { row: Stored }) {
  const [shape, text] =
    row.state === "set_aside" ? ["■", words.set_aside]
    : row.state === "waiting" && row.not_from ? ["◔", words.waits_for_another]
    : row.answer === null || row.state === "waiting" ? ["◔", words.waits]
    : (WORDS[row.answer.word] ?? ["■", words.waits]);
  const own = dutyOf(row.kind)?.marks;
  const marks = (row.answer?.marks ?? []).map((mark) => own?.[mark] ?? MARKS[mark]).filter((mark) => mark !== undefined);
  return (
    <span class="word">
      <span aria-hidden="true">{shape} </span>
      {say(text)}
      {marks.length > 0 ? ` · ${marks.map((mark) => say(mark)).join(" · ")}` : ""}
    </span>
  );
}

/** The server's reason names the field in words; a reason that never came leaves its code, which support can look up. */
function Reason({ row }: { row: Stored }) {
  const { reason, code } = row.answer ?? {};
  return <p class="note error">{reason ?? code}</p>;
}

function DealWith(given: { row: Stored; record: SentRecord | undefined; onChange: () => Promise<void> }) {
  const { row, record, onChange } = given;
  const [isOpen, open] = useState(false);
  const Form = dutyOf(row.kind)?.correct;
  const putRight = async (changed: SentRecord): Promise<void> => {
    await outbox.correct(row, changed);
    await onChange();
    void syncNow();
  };
  const leave = async (): Promise<void> => {
    await outbox.setAside(row);
    await onChange();
  };
  if (isOpen && Form && record) return <Form record={record} done={(changed) => void putRight(changed)} />;
  return (
    <div class="pair">
      {Form && record ? (
        <button type="button" class="button" onClick={() => open(true)}>{say(words.do_correct)}</button>
      ) : null}
      <button type="button" class="button second" onClick={() => void leave()}>{say(words.do_set_aside)}</button>
    </div>
  );
}

function EraseIt({ row, onChange }: { row: Stored; onChange: () => Promise<void> }) {
  const gone = async (): Promise<void> => {
    await outbox.erase(row);
    await onChange();
  };
  return <Sure word={say(words.do_erase)} question={say(words.erase_sure)} look="plain" onYes={() => void gone()} />;
}
