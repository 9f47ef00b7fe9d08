/** To which area a task goes: found by typing a part of its name among those that came with the list. */

import { useState } from "preact/hooks";

import { Big, Field, OneOf } from "../../screen/pieces";
import { say } from "../../shell/look";
import { areasLike, type Area } from "./tasks";
import { W } from "./words";

export function HandOver(given: { areas: readonly Area[]; own: string; onArea: (code: string, note: string) => void }) {
  const { areas, own, onArea } = given;
  const [typed, type] = useState("");
  const [chosen, choose] = useState("");
  const [note, write] = useState("");
  const found = areasLike(areas, typed, own);
  const wanted = areas.find(([code]) => code === chosen);
  return (
    <section>
      <h2>{say(W.hand_over)}</h2>
      <p class="help">{say(W.total_runs)}</p>
      <Field name="to_area" label={say(W.type_name)} value={typed} onValue={type} autoComplete="off" />
      {typed.trim() !== "" && found.length === 0 && <p class="help" role="status">{say(W.no_area)}</p>}
      {found.length > 0 && (
        <OneOf
          label={say(W.to_which)} options={found.map(([code, name, above]) => [code, above + name] as const)}
          value={chosen} onValue={choose}
        />
      )}
      {wanted && (
        <>
          <Field name="hand_note" label={say(W.note)} help={say(W.note_help)} value={note} onValue={write} maxLength={500} autoComplete="off" />
          <Big word={say(W.hand_to, { area: wanted[2] + wanted[1] })} onPress={() => onArea(chosen, note)} />
        </>
      )}
    </section>
  );
}
