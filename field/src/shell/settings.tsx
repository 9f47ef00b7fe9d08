/** Language, size of text, sound; who is signed in; the end of the shift. */

import { useState } from "preact/hooks";

import { pullSoon, signOut } from "../sync/loop";
import { timeOfDay } from "./bar";
import { changeLook, currentLook, say } from "./look";
import { useStatus } from "./status";
import { Sure } from "./sure";
import { shellWords as words } from "./words";

export function Settings() {
  const look = currentLook();
  return (
    <section>
      <Choice
        label={say(words.language)}
        value={look.language}
        options={[["zh", "中文"], ["en", "English"]]}
        onChange={(language) => changeLook({ language })}
      />
      <OnOff label={say(words.large_text)} value={look.large} onChange={(large) => changeLook({ large })} />
      <OnOff label={say(words.sound)} value={look.sound} onChange={(sound) => changeLook({ sound })} />
      <State />
      <Shift />
    </section>
  );
}

function OnOff(given: { label: string; value: boolean; onChange: (value: boolean) => void }) {
  return (
    <Choice
      label={given.label}
      value={given.value ? "on" : "off"}
      options={[["on", say(words.on)], ["off", say(words.off)]]}
      onChange={(value) => given.onChange(value === "on")}
    />
  );
}

function Choice<T extends string>(given: {
  label: string;
  value: T;
  options: [T, string][];
  onChange: (value: T) => void;
}) {
  return (
    <fieldset class="choice">
      <legend>{given.label}</legend>
      {given.options.map(([value, text]) => (
        <button
          type="button"
          class="button second"
          key={value}
          aria-pressed={value === given.value}
          onClick={() => given.onChange(value)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}

function State() {
  const { storage_share, last_sent_at, last_heard_at, waiting } = useStatus();
  const storage =
    storage_share === null
      ? say(words.storage_unknown)
      : say(words.storage_used, { percent: Math.ceil(storage_share * 100) });
  return (
    <>
      <ul class="facts">
        <li>{waiting > 0 ? say(words.waiting, { n: waiting }) : say(words.nothing_waits)}</li>
        {last_sent_at ? <li>{say(words.sent_at, { time: timeOfDay(last_sent_at) })}</li> : null}
        {last_heard_at ? <li>{say(words.heard_at, { time: timeOfDay(last_heard_at) })}</li> : null}
        <li>{say(words.storage)}: {storage}</li>
      </ul>
      <button type="button" class="button second wide" onClick={() => void pullSoon()}>{say(words.sync_now)}</button>
    </>
  );
}

function Shift() {
  const { who } = useStatus();
  const [isRefused, refuse] = useState(false);
  if (who === null) return null;
  const end = async (): Promise<void> => {
    const isOut = await signOut();
    refuse(!isOut);
    if (isOut) location.hash = "#/";
  };
  return (
    <>
      <h2>{say(words.signed_in_as)}</h2>
      <p>{who.name} · {who.area.name || who.programme.name}</p>
      <p class="soft">{say(words.sign_out_lead)}</p>
      {isRefused ? <p class="note error" role="alert">{say(words.cannot_sign_out)}</p> : null}
      <Sure
        word={say(words.sign_out)} question={say(words.sign_out_sure)} look="button wide" onYes={() => void end()}
      />
    </>
  );
}
