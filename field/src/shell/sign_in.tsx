/** Nobody is signed in here. Signing in happens on the site's own pages, which lead back. */

import { CARD_DOOR, PASSWORD_DOOR } from "./bar";
import { say } from "./look";
import { useStatus } from "./status";
import { shellWords as words } from "./words";

export function SignIn() {
  const { sync, waiting, has_looked } = useStatus();
  if (!has_looked) return <p>{say(words.loading)}</p>;
  return (
    <section>
      <h2>{say(words.sign_in)}</h2>
      <p>{say(sync === "offline" ? words.needs_network : words.sign_in_lead)}</p>
      <p><a class="button wide" href={CARD_DOOR}>{say(words.by_card)}</a></p>
      <p><a class="button second wide" href={PASSWORD_DOOR}>{say(words.by_password)}</a></p>
      {waiting > 0 ? <p class="note">{say(words.kept_from_before, { n: waiting })}</p> : null}
    </section>
  );
}
