/** A code, a typed number or paper: what it says at this post, and how the look goes on. Nobody is turned back by any. */

import { useEffect, useState } from "preact/hooks";

import { Big, Call, Field, OneOf } from "../../screen/pieces";
import { Verdict } from "../../screen/verdict";
import { Scanner, type Frame } from "../../scanner";
import { cityMoment } from "../../shell/clocks";
import { currentLook, say } from "../../shell/look";
import { hex, REFUSALS, wordFor, type Told } from "../../tokens";
import { PLAIN } from "./content";
import type { Start } from "./person";
import { faultOfNumber, normaliseNumber } from "./receipts";
import type { Given } from "./screen";
import { V, W } from "./words";

/** What was shown at the lane. `takenAt`: when the camera took the picture, by performance.now(). */
export type Scanned =
  | { readonly by: "code"; readonly told: Told; readonly takenAt: number }
  | { readonly by: "number"; readonly number: string }
  | { readonly by: "paper" };

/** The measure that a test and the bench read: from the camera's picture to the word on the screen. */
export const MEASURE = "camera to word";

export function Scanning({ lane, lists, go, toLane }: Given) {
  const found = async (frame: Frame) => {
    const told = await wordFor(frame.text, lists ?? null, lane.post.area_code, cityMoment().getTime());
    go({ at: "code", scanned: { by: "code", told, takenAt: frame.takenAt } });
  };
  return (
    <Scanner found={(frame) => void found(frame)} close={toLane}>
      <NumberForm use={(number) => go({ at: "code", scanned: { by: "number", number } })} />
      <button type="button" class="button second wide" onClick={() => go({ at: "code", scanned: { by: "paper" } })}>
        {say(W.paper)}
      </button>
    </Scanner>
  );
}

function NumberForm({ use }: { use: (number: string) => void }) {
  const [text, type] = useState("");
  const [isTried, attempt] = useState(false);
  const fault = faultOfNumber(text);
  const problem = fault && say(fault === "length" ? W.receipt_length : W.receipt_mistyped);
  const submit = (event: Event) => {
    event.preventDefault();
    attempt(true);
    if (fault === null) use(normaliseNumber(text));
  };
  return (
    <form onSubmit={submit} noValidate>
      <Field
        name="receipt" label={say(W.receipt_number)} help={say(W.receipt_help)} value={text} onValue={type}
        inputMode="numeric" autoComplete="off" maxLength={15} problem={isTried && problem ? problem : undefined}
      />
      <button class="button second wide">{say(W.use_number)}</button>
    </form>
  );
}

export function Code(given: Given & { scanned: Scanned }) {
  const { scanned } = given;
  useEffect(() => {
    if (scanned.by === "code") whenPainted(() => measure(scanned.takenAt));
  }, [scanned]);
  const asks = scanned.by === "code" && scanned.told.word === "ASK_DUTY";
  return (
    <>
      <Heading scanned={scanned} />
      {asks ? <AskDuty {...given} scanned={scanned} /> : <GoOn {...given} start={startOf(scanned)} isStub={isStub(scanned)} />}
    </>
  );
}

function Heading({ scanned }: { scanned: Scanned }) {
  if (scanned.by === "number") return <h2>✓ {say(W.declared, { number: inThrees(scanned.number) })}</h2>;
  if (scanned.by === "paper") return <h2>✓ {say(W.paper_seen)}</h2>;
  const { told } = scanned;
  if (told.word === "PASS") return <Verdict tone="go" word={say(isStub(scanned) ? W.code_stub : W.code_counts)} />;
  const reason = told.refused ? REFUSALS[told.refused][currentLook().language] : told.isOfElsewhere ? say(W.elsewhere) : null;
  return <Verdict tone="ask" word={say(W.ask_duty)} note={reason ?? say(W.ask_duty_note)} />;
}

/** How the look at one person goes on: three ways, one tap each. */
function GoOn({ lane, go, start, isStub }: Given & { start: Start; isStub: boolean }) {
  const shown = start.token && !isStub ? [{ kind: "token" as const, value: start.token }] : [];
  const pass = async (verdict: "PASS" | "PASS_WITH_ADVICE") => {
    const { declaration, receipt, token, tokenRefused } = start;
    await lane.pass({ ...PLAIN, verdict, persons: 1, vehicles: 0, declaration, receipt, token, tokenRefused, shown });
    go({ at: "word", said: { verdict, slips: [], recheckFrom: null, persons: 0 } });
  };
  if (isStub) {
    // the first station has looked: no second full check, unless somebody is visibly ill
    return (
      <>
        <Big word={say(V.PASS)} shape="✓" onPress={() => void pass("PASS")} />
        <Big word={say(W.measure)} tone="second" onPress={() => go({ at: "person", start })} />
      </>
    );
  }
  return (
    <>
      <Big word={say(W.below)} shape="✓" onPress={() => void pass("PASS")} />
      <Big word={say(W.measure)} tone="second" onPress={() => go({ at: "person", start })} />
      <Big word={say(W.not_measured)} tone="second" onPress={() => void pass("PASS_WITH_ADVICE")} />
      <p class="soft">{say(V.PASS)} · {say(V.PASS_WITH_ADVICE)}</p>
    </>
  );
}

type Answer = "may_go" | "tell_destination";
const ETAS = [30, 60, 120, 240] as const;

/** The duty officer is asked; what she says decides how the look goes on. */
function AskDuty(given: Given & { scanned: Scanned }) {
  const { lane, go, scanned } = given;
  const [answer, hear] = useState<Answer | "">("");
  const [eta, choose] = useState<string>("60");
  const start = startOf(scanned);
  // only a declaration that is known leads to a destination; a code that did not count names none
  const answers: readonly Answer[] = start.token || start.receipt ? ["may_go", "tell_destination"] : ["may_go"];
  const entry: Start = { ...start, declaration: "follow_up", etaMinutes: Number(eta) };
  return (
    <>
      {lane.post.phone && (
        <Call class="button wide call" phone={lane.post.phone} told={(phone) => say(W.call, { phone })} />
      )}
      <OneOf
        label={say(W.after_call)} value={answer} onValue={hear}
        options={answers.map((one) => [one, say(W[one])] as const)}
      />
      {scanned.by === "code" && scanned.told.refused && (
        <button type="button" class="button second wide" onClick={() => go({ at: "scan" })}>{say(W.scan_again)}</button>
      )}
      {answer === "may_go" && <GoOn {...given} start={start} isStub={false} />}
      {answer === "tell_destination" && (
        <>
          <OneOf
            label={say(W.arrives_in)} value={eta} onValue={choose}
            options={ETAS.map((minutes) => [String(minutes), say(W.minutes, { n: minutes })] as const)}
          />
          <Big word={say(W.measure)} onPress={() => go({ at: "person", start: entry })} />
        </>
      )}
    </>
  );
}

function isStub(scanned: Scanned): boolean {
  return scanned.by === "code" && scanned.told.token?.kind === "stub" && scanned.told.word === "PASS";
}

/** What goes along with the look. What a receipt was judged to be the phone does not know: "declared" is all it says. */
function startOf(scanned: Scanned): Start {
  if (scanned.by === "number") return { declaration: "not_judged", receipt: scanned.number };
  if (scanned.by === "paper") return { declaration: "not_judged" };
  const { token, refused } = scanned.told;
  return {
    declaration: token?.kind === "receipt" ? "not_judged" : "",
    token: token ? hex(token.id) : undefined,
    tokenRefused: refused ?? undefined,
  };
}

function inThrees(number: string): string {
  return number.replace(/(\d{3})(?=\d)/g, "$1 ");
}

function whenPainted(then: () => void): void {
  requestAnimationFrame(() => setTimeout(then, 0));
}

function measure(takenAt: number): void {
  performance.measure(MEASURE, { start: Math.max(0, takenAt), end: performance.now() });
}
