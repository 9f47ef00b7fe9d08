/** The frame of every page: the bar that always tells how sending stands, the page itself, the undo of the last act. */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { dutyNamed } from "../duties";
import type { Duty } from "../duty";
import { pullSoon } from "../sync/loop";
import { Bar, Warnings } from "./bar";
import { Choose } from "./choose";
import { say } from "./look";
import { NoticeBar } from "./notice";
import { Sent } from "./sent";
import { Settings } from "./settings";
import { SignIn } from "./sign_in";
import { useStatus } from "./status";
import { UndoBar } from "./undo";
import { useLook } from "./use";
import { shellWords as words } from "./words";

/** Where one is: #/, #/duty/NAME, #/sent, #/settings. */
function usePlace(): string[] {
  const read = (): string[] => location.hash.replace(/^#\/?/, "").split("/").filter(Boolean);
  const [place, go] = useState(read());
  useEffect(() => {
    const hear = (): void => go(read());
    addEventListener("hashchange", hear);
    return () => removeEventListener("hashchange", hear);
  }, []);
  return place;
}

export function App() {
  useLook();
  const place = usePlace();
  const status = useStatus();
  const duty = place[0] === "duty" && place[1] !== undefined ? dutyNamed(place[1]) : undefined;
  return (
    <>
      <Bar title={say(duty?.title ?? titleOf(place[0]))} isHome={place.length === 0} />
      <Warnings isAtWork={status.who !== null && duty !== undefined} />
      <NoticeBar />
      <main id="content">{status.is_ready ? <Page place={place} duty={duty} /> : <p>{say(words.loading)}</p>}</main>
      {status.who === null ? null : <UndoBar />}
    </>
  );
}

function titleOf(first: string | undefined) {
  if (first === "sent") return words.sent;
  return first === "settings" ? words.settings : words.name;
}

function Page({ place, duty }: { place: string[]; duty: Duty | undefined }) {
  const { who } = useStatus();
  if (place[0] === "settings") return <Settings />;
  if (place[0] === "sent") return <Sent />;
  if (who === null) return <SignIn />;
  return duty && who.powers.includes(duty.power) ? <Opened duty={duty} key={duty.name} /> : <Choose who={who} />;
}

function Opened({ duty }: { duty: Duty }) {
  const [Screen, show] = useState<ComponentType | null>(null);
  const [hasFailed, fail] = useState(false);
  const [tries, tryAgain] = useState(0);
  useEffect(() => void (duty.pulls === null ? undefined : pullSoon()), [duty]);
  useEffect(() => {
    duty.screen().then(
      (module) => show(() => module.default),
      () => fail(true),
    );
  }, [duty, tries]);
  if (Screen !== null) return <Screen />;
  if (!hasFailed) return <p>{say(words.loading)}</p>;
  const again = (): void => {
    fail(false);
    tryAgain(tries + 1);
  };
  return (
    <div class="note error" role="alert">
      <p>{say(words.not_opened)}</p>
      <button type="button" class="button" onClick={again}>{say(words.try_again)}</button>
    </div>
  );
}
