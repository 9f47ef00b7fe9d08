/** The bar at the top, and the warnings that must not be overlooked. */

import type { COMES_FIRST } from "../sync/loop";
import type { Text } from "../words";
import { currentLook, say } from "./look";
import { takeNewerEdition } from "./start";
import { useStatus, type Status } from "./status";
import { shellWords as words } from "./words";

const NEARLY_FULL = 0.9; // of the storage that the browser grants

export function Bar({ title, isHome }: { title: string; isHome: boolean }) {
  const status = useStatus();
  return (
    <header class="bar">
      {isHome ? null : <a class="bar-button" href="#/" aria-label={say(words.back)}><span aria-hidden="true">‹</span></a>}
      <h1>{title}</h1>
      <a class="sync" href="#/sent"><SyncWord status={status} /></a>
      <a class="bar-button" href="#/settings" aria-label={say(words.settings)}><span aria-hidden="true">☰</span></a>
    </header>
  );
}

/** How sending stands, as shape and word. */
function SyncWord({ status }: { status: Status }) {
  const lines: [string, string][] = [];
  if (status.sync === "offline") lines.push(["⌁", say(words.offline)]);
  if (status.invalid > 0) lines.push(["▲", say(words.to_look_at, { n: status.invalid })]);
  if (status.waiting > 0) lines.push(["◔", say(words.waiting, { n: status.waiting })]);
  else if (status.sync !== "not_started") lines.push(["✓", say(words.nothing_waits)]);
  return (
    <span role="status" data-sync={status.sync}>
      {lines.map(([shape, word]) => (
        <span class="sync-line" key={word}><span aria-hidden="true">{shape} </span>{word}</span>
      ))}
    </span>
  );
}

/** The time of a moment, and its day if that is another one than today. */
export function timeOfDay(moment: Date): string {
  const isToday = moment.toDateString() === new Date().toDateString();
  const day = isToday ? {} : ({ month: "numeric", day: "numeric" } as const);
  const how = { hour: "2-digit", minute: "2-digit", hour12: false, ...day } as const;
  return moment.toLocaleString(currentLook().language === "zh" ? "zh-CN" : "en-GB", how);
}

export function Warnings({ isAtWork }: { isAtWork: boolean }) {
  const status = useStatus();
  // A new edition opens the page anew: never amid an entry, nor while only this page holds what was recorded.
  const mayUpdate = status.has_newer_edition && !isAtWork && status.homeless === 0;
  const notes: { text: string; tone: string }[] = [];
  if (status.homeless > 0) notes.push({ text: say(words.full, { n: status.homeless }), tone: "error" });
  else if ((status.storage_share ?? 0) >= NEARLY_FULL) notes.push({ text: say(words.nearly_full), tone: "warning" });
  if (status.erased > 0) notes.push({ text: say(words.erased, { n: status.erased }), tone: "warning" });
  const troubles: Partial<Record<Status["sync"], Text>> = { later: words.later, ended: words.ended };
  const trouble = troubles[status.sync];
  if (trouble) notes.push({ text: say(trouble), tone: "warning" });
  const isWithoutPost = status.code === "fieldsync.no_post";
  if (status.sync === "not_allowed" && !isWithoutPost) {
    notes.push({ text: say(words.not_allowed, { code: status.code }), tone: "error" });
  }
  if (status.sync === "not_understood") {
    notes.push({ text: say(words.not_understood, { code: status.code }), tone: "error" });
  }
  return (
    <>
      {status.who?.programme.is_demonstration ? <p class="banner">{say(words.demonstration)}</p> : null}
      <SignInNeeded status={status} />
      {isWithoutPost ? (
        <div class="note warning" role="alert">
          <p>{say(words.choose_post)}</p>
          <a class="button" href="/staff/post/?next=/field/">{say(words.to_choose_post)}</a>
        </div>
      ) : null}
      {notes.map((note) => <p class={`note ${note.tone}`} role="alert" key={note.text}>{note.text}</p>)}
      {mayUpdate ? (
        <p class="note">
          {say(words.newer)} <button type="button" class="plain" onClick={takeNewerEdition}>{say(words.reload)}</button>
        </p>
      ) : null}
    </>
  );
}

/** The doors of the sign-in; both lead back here. */
export const CARD_DOOR = "/sign-in/card/?next=/field/";
export const PASSWORD_DOOR = "/account/login/?next=/field/";

/** What the server asks for before anything else, and the page where it is done (COMES_FIRST in sync/loop.ts). */
const FIRST: Record<(typeof COMES_FIRST)[number], [told: Text, door: string]> = {
  "signin.must_choose_pin": [words.choose_pin, "/sign-in/card/pin/?next=/field/"],
  "signin.needs_factor": [words.set_up_factor, "/sign-in/second-factor/"],
  "staff.own_password_first": [words.choose_password, "/account/password/change/"],
};

/** Nothing is sent until somebody signs in, or does what comes first; whoever is known here works on meanwhile. */
function SignInNeeded({ status }: { status: Status }) {
  if (status.sync !== "sign_in") return null;
  const first = FIRST[status.code as keyof typeof FIRST];
  if (first === undefined && status.who === null) return null; // the page itself asks her to sign in
  const door = first?.[1] ?? (status.who?.is_shared_phone ? CARD_DOOR : PASSWORD_DOOR);
  return (
    <div class="note warning" role="alert">
      <p>{say(first?.[0] ?? words.sign_in_again)}</p>
      <a class="button" href={door}>{say(first ? words.go_on : words.sign_in)}</a>
    </div>
  );
}
