/** What a worker must know of the lists by which this phone judges codes: none yet, one not believed, old ones. */

import { dayAndTime } from "../screen/moments";
import { say } from "../shell/look";
import { useClock } from "../shell/use";
import { useStatus } from "../shell/status";
import { words } from "../words";
import { LISTS_OLD_AFTER, type HeldLists } from "./lists";

const W = words({
  none: {
    zh: "手机上还没有密钥名单，扫码时一律请问值班员；纸质材料照常。请联网更新一次。",
    en: "This phone has no list of keys: every code asks the duty officer, and paper counts as ever. Connect once.",
  },
  old: {
    zh: "验码名单是 {at} 的：照常验码，请尽快联网更新。",
    en: "The lists for checking codes are of {at}. Go on as usual, and connect soon to update.",
  },
  doubtful: {
    zh: "收到的密钥名单签名不符，未采用。请告诉值班员。",
    en: "The list of keys that came is not signed as it should be and was not taken. Tell the duty officer.",
  },
});

/** `lists`: undefined while they are opened, null if this phone holds none. */
export function ListsNote({ lists }: { lists: HeldLists | null | undefined }) {
  const now = useClock().getTime();
  const minutes = useStatus().who?.lists_old_after_minutes;
  const oldAfter = minutes ? minutes * 60_000 : LISTS_OLD_AFTER;
  if (lists === undefined) return null;
  if (lists === null) return <p class="note warning">{say(W.none)}</p>;
  return (
    <>
      {lists.isDoubtful && <p class="note error" role="alert">{say(W.doubtful)}</p>}
      {now - lists.withdrawnMadeAt > oldAfter && (
        <p class="note warning" role="status">{say(W.old, { at: dayAndTime(lists.withdrawnMadeAt) })}</p>
      )}
    </>
  );
}
