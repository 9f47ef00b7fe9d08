/** The lane: one large button, the last words, who rests, the counts of this shift. */

import { clockTime, dayAndTime } from "../../screen/moments";
import { Big, Tile, Tiles } from "../../screen/pieces";
import { say } from "../../shell/look";
import { useClock } from "../../shell/use";
import { ListsNote } from "../../tokens/state";
import { PLAIN } from "./content";
import { Sure } from "../../shell/sure";
import { registers, stateOf } from "../../rules/standing";
import type { Given } from "./screen";
import type { Line, Waiting } from "./shift";
import { V, W } from "./words";

const CLOSED = { approved: W.state_approved, suspended: W.state_suspended, closed: W.state_closed } as const;

export function LaneScreen(given: Given & { leave: () => void }) {
  const { lane, go } = given;
  const now = useClock(5).getTime();
  const state = stateOf(lane.post, now);
  const emergency = async () => go({ at: "emergency", id: await lane.emergency() });
  return (
    <>
      <Head {...given} now={now} />
      {state === "open" ? (
        <Actions {...given} />
      ) : (
        <p class="note warning" role="alert">{say(CLOSED[state])}</p>
      )}
      <Big word={say(W.emergency)} shape="!" tone="urgent" at_hand onPress={() => void emergency()} />
      <Resting {...given} now={now} />
      <Figures {...given} />
      <Basis {...given} now={now} />
      <div class="pair">
        <button type="button" class="button second" onClick={given.leave}>{say(W.other_post)}</button>
        <Sure word={say(W.end_shift)} question={say(W.end_shift_sure)} onYes={lane.endShift} />
      </div>
    </>
  );
}

/** Where she stands and whether passages are kept; on what the post rests is read below, so that the buttons fit. */
function Head({ lane, rule, lists, now }: Given & { now: number }) {
  const { post } = lane;
  return (
    <section>
      <h2>{post.name}</h2>
      <p class="soft">{registers(post, now) ? say(W.registers) : say(W.counts_only)}</p>
      {rule === null && <p class="note warning">{say(W.no_rule)}</p>}
      <ListsNote lists={lists} />
    </section>
  );
}

function Basis({ lane, now }: Given & { now: number }) {
  const { post } = lane;
  const until = dayAndTime(Math.min(Date.parse(post.order_ends_at), Date.parse(post.review_at)));
  return (
    <section>
      <h3>{say(W.about_post)}</h3>
      <p class="soft">{say(W.under_order, { order: post.order, until })}</p>
      {post.registers_until && registers(post, now) ? (
        <p class="soft">{say(W.registers_until, { until: dayAndTime(Date.parse(post.registers_until)) })}</p>
      ) : null}
    </section>
  );
}

function Actions({ lane, go }: Given) {
  const pass = () => void lane.pass({ ...PLAIN, verdict: "PASS", persons: 1, vehicles: 0 });
  return (
    <>
      <Big word={say(W.scan)} shape="▣" note={say(W.scan_note)} onPress={() => go({ at: "scan" })} />
      <div class="two">
        <Big word={say(W.one_passes)} note={say(W.one_note)} tone="second" onPress={pass} />
        <Big word={say(W.vehicle)} note={say(W.vehicle_note)} tone="second" onPress={() => go({ at: "vehicle" })} />
      </div>
      <Big
        word={say(W.person)} note={say(W.person_note)} tone="second"
        onPress={() => go({ at: "person", start: { declaration: "" } })}
      />
    </>
  );
}

function Resting({ lane, go, now }: Given & { now: number }) {
  if (lane.shift.waiting.length === 0) return null;
  return (
    <section aria-label={say(W.resting)}>
      <h2>{say(W.resting)}</h2>
      <ul class="records">
        {lane.shift.waiting.map((one) => (
          <li class="record" key={one.check}>
            <div class="record-head">
              <strong>{say(W.slip, { n: one.slip })}</strong>
              <span class="number">{one.readings.map((reading) => reading.celsius.toFixed(1)).join(" · ")} ℃</span>
            </div>
            <Wait one={one} now={now} again={() => go({ at: "person", start: startOf(one) })} gone={() => lane.settle(one.slip)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Wait(given: { one: Waiting; now: number; again: () => void; gone: () => void }) {
  const { one, now } = given;
  const isReady = now >= one.recheckFrom;
  return (
    <>
      <p>{isReady ? `✓ ${say(W.ready)}` : `◷ ${say(W.rest_until, { at: clockTime(one.recheckFrom) })}`}</p>
      <div class="pair">
        {isReady && <button type="button" class="button" onClick={given.again}>{say(W.measure_again)}</button>}
        <Sure word={say(W.went_on)} question={say(W.went_on_sure, { n: one.slip })} onYes={given.gone} />
      </div>
    </>
  );
}

function startOf(one: Waiting) {
  return { declaration: one.declaration, before: one };
}

function Figures({ lane }: Given) {
  const { counts, lines, startedAt } = lane.shift;
  return (
    <section>
      <h2>{say(W.this_shift, { at: dayAndTime(startedAt) })}</h2>
      <Tiles>
        <Tile label={say(W.vehicles)} value={counts.vehicles} />
        <Tile label={say(W.persons)} value={counts.persons} />
        <Tile label={say(W.raised)} value={counts.raised} />
        <Tile label={say(W.referred)} value={counts.referred} />
        <Tile label={say(W.controlled)} value={counts.controlled} />
        <Tile label={say(W.emergencies)} value={counts.emergencies} />
      </Tiles>
      <h3>{say(W.last_words)}</h3>
      {lines.length === 0 ? <p class="soft">{say(W.nothing_yet)}</p> : null}
      <ul class="records">{lines.map((line) => <Last line={line} key={line.id} />)}</ul>
    </section>
  );
}

function Last({ line }: { line: Line }) {
  const parts = [
    line.persons > 0 ? say(W.n_persons, { n: line.persons }) : say(W.second_look),
    line.vehicles > 0 ? say(W.n_vehicles, { n: line.vehicles }) : "",
  ];
  return (
    <li class="record record-head">
      <span><time>{clockTime(line.at)}</time> {say(V[line.verdict])}</span>
      <span class="soft">{parts.filter(Boolean).join(" · ")}</span>
    </li>
  );
}
