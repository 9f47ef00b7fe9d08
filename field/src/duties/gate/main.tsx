/** The gate's own screen: which way, a few large buttons, the duty officer's phone, the counts of this shift. */

import { useState } from "preact/hooks";

import { Big, Call as CallLink, Tile, Tiles } from "../../screen/pieces";
import { clockTime, dayAndTime } from "../../screen/moments";
import { Verdict } from "../../screen/verdict";
import { cityTime } from "../../shell/clocks";
import { say } from "../../shell/look";
import { Sure } from "../../shell/sure";
import { useClock } from "../../shell/use";
import { ListsNote } from "../../tokens/state";
import { stateOf } from "../../rules/standing";
import type { VisitClass, Way } from "./gates";
import type { Given } from "./screen";
import { V, W } from "./words";

const CLOSED = { approved: W.state_approved, suspended: W.state_suspended, closed: W.state_closed } as const;

export function Main(given: Given & { said: boolean }) {
  const { keeping, go } = given;
  const state = stateOf(keeping.gate, useClock(5).getTime());
  const [saidAt, hear] = useState(given.said ? 1 : 0);
  const pass = async (visitClass: VisitClass, way: Way) => {
    const direction = keeping.shift.direction;
    await keeping.pass({ word: "PASS", direction, visitClass, way, persons: 1, vehicles: 0, shown: [] });
    hear(saidAt + 1);
  };
  const emergency = async () => {
    const id = await keeping.pass({
      word: "EMERGENCY_PASS", direction: keeping.shift.direction, visitClass: "", way: "none", persons: 1, vehicles: 0,
      shown: [],
    });
    go({ at: "emergency", id });
  };
  return (
    <>
      {saidAt > 0 && <Verdict key={saidAt} tone="go" word={say(V.PASS)} />}
      <Head {...given} />
      {state === "open" ? (
        <>
          <Direction {...given} />
          <Big word={say(W.scan)} shape="▣" note={say(W.scan_note)} onPress={() => go({ at: "scan" })} />
          <Big word={say(W.known)} shape="✓" note={say(W.known_note)} tone="second" onPress={() => void pass("resident", "known")} />
          <div class="two">
            <Big word={say(W.others)} note={say(W.others_note)} tone="second" onPress={() => go({ at: "others" })} />
            <Big word={say(W.child)} note={say(W.child_note)} tone="second" onPress={() => void pass("child", "none")} />
          </div>
          {keeping.gate.takes_vehicles && (
            <Big word={say(W.vehicle)} note={say(W.vehicle_note)} tone="second" onPress={() => go({ at: "vehicle" })} />
          )}
        </>
      ) : (
        <p class="note warning" role="alert">{say(CLOSED[state])}</p>
      )}
      <Big word={say(V.EMERGENCY_PASS)} shape="!" tone="urgent" at_hand onPress={() => void emergency()} />
      <Call {...given} />
      <Figures {...given} />
    </>
  );
}

function Head({ keeping, lists }: Given) {
  const { gate } = keeping;
  const until = gate.registers_until === null ? "" : dayAndTime(Date.parse(gate.registers_until));
  return (
    <section>
      <h2>{gate.name}</h2>
      <p class="soft">{keeping.isRegistered ? say(W.registers, { until }) : say(W.counts_only)}</p>
      <ListsNote lists={lists} />
    </section>
  );
}

function Direction({ keeping }: Given) {
  return (
    <div class="gate-way" role="group" aria-label={say(W.direction)}>
      {(["in", "out"] as const).map((way) => (
        <button
          type="button" class="button second" key={way} aria-pressed={keeping.shift.direction === way}
          onClick={() => keeping.turn(way)}
        >
          {say(W[way])}
        </button>
      ))}
    </div>
  );
}

export function Call({ keeping }: Given) {
  return <CallLink class="button wide" shape="☎" phone={keeping.gate.phone} told={(phone) => say(W.call, { phone })} />;
}

function Figures({ keeping, go }: Given) {
  const { counts, beganAt } = keeping.shift;
  return (
    <section>
      <h2>{say(W.today, { at: clockTime(cityTime(beganAt)) })}</h2>
      <Tiles>
        <Tile label={say(W.persons)} value={counts.persons} />
        {keeping.gate.takes_vehicles && <Tile label={say(W.vehicles)} value={counts.vehicles} />}
        <Tile label={say(W.asks)} value={counts.asks} />
        <Tile label={say(W.emergencies)} value={counts.emergencies} />
      </Tiles>
      <Sure
        word={say(W.end_shift)} question={say(W.end_sure)} look="button second wide"
        onAsk={() => go({ at: "main" })} onYes={() => void keeping.endShift()}
      />
    </section>
  );
}
