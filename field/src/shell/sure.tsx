/** A button that asks once more before something ends. */

import { useEffect, useRef, useState } from "preact/hooks";

import { say } from "./look";
import { shellWords } from "./words";

/** `look` is how the button stands there; what is asked comes into sight, above whatever lies over the page's foot. */
export function Sure(given: { word: string; question: string; onYes: () => void; onAsk?: () => void; look?: string }) {
  const [isAsked, ask] = useState(false);
  const asked = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isAsked) asked.current?.scrollIntoView({ block: "nearest" });
  }, [isAsked]);
  if (!isAsked) {
    const press = () => (given.onAsk?.(), ask(true));
    return <button type="button" class={given.look ?? "button second"} onClick={press}>{given.word}</button>;
  }
  return (
    <div class="pair sure" role="alert" ref={asked}>
      <p>{given.question}</p>
      <button type="button" class="button" onClick={() => (ask(false), given.onYes())}>{say(shellWords.yes)}</button>
      <button type="button" class="button second" onClick={() => ask(false)}>{say(shellWords.cancel)}</button>
    </div>
  );
}
