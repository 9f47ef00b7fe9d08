import { useEffect, useState } from "preact/hooks";

import { useStatus } from "../shell/status";
import { heldLists, type HeldLists } from "./lists";

/** The signed lists of this phone, looked at again after each sending; undefined while they are opened. */
export function useLists(): HeldLists | null | undefined {
  const { sync } = useStatus();
  const [lists, take] = useState<HeldLists | null | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    void heldLists().then((found) => wanted && take(found));
    return () => void (wanted = false);
  }, [sync]);
  return lists;
}
