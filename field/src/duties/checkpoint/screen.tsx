/** Which screen of the lane is open. What was being done is left by "back", and nothing is recorded by leaving. */

import "./checkpoint.css";

import { useEffect, useState } from "preact/hooks";

import type { HeldLists } from "../../tokens/lists";
import { useLists } from "../../tokens/use_lists";
import { say } from "../../shell/look";
import { useRows } from "../../shell/use";
import { Code, Scanning, type Scanned } from "./code";
import { Emergency } from "./emergency";
import { LaneScreen } from "./lane";
import { Person, type Start } from "./person";
import type { Post, RuleRow } from "./posts";
import { Posts } from "./post_choice";
import { laneOf, lastPost, useShift } from "./use_lane";
import { Vehicle } from "./vehicle";
import { Word, type Said } from "./word";
import { W } from "./words";

export type View =
  | { at: "lane" }
  | { at: "scan" }
  | { at: "code"; scanned: Scanned }
  | { at: "person"; start: Start }
  | { at: "vehicle" }
  | { at: "emergency"; id: string }
  | { at: "word"; said: Said };

export default function Screen() {
  const posts = useRows<Post>("post", "checkpoint");
  const rules = useRows<RuleRow>("post", "rule");
  const [chosen, choose] = useState<string | null | undefined>(undefined); // undefined: not read yet. null: to be chosen
  const [isLeft, leave] = useState(false);
  useEffect(() => void lastPost().then((last) => choose((now) => (now === undefined ? last : now))), []);
  const only = posts?.length === 1 && !isLeft ? posts[0] : undefined;
  const post = posts?.find((one) => one.id === chosen) ?? only ?? null;
  const [shift, change] = useShift(post);
  const [view, go] = useState<View>({ at: "lane" });
  const lists = useLists();
  useEffect(() => scrollTo(0, 0), [view]); // each screen begins at its top
  if (posts === null || rules === null || chosen === undefined) return <p role="status">…</p>;
  if (post === null || shift === null) return <Posts posts={posts} choose={choose} />;

  const lane = laneOf(post, shift, change);
  const rule = rules[0]?.params ?? null;
  const toLane = () => go({ at: "lane" });
  const all = { lane, rule, lists, go, toLane };
  return (
    <div class="checkpoint">
      {view.at !== "lane" && (
        <button type="button" class="plain" onClick={toLane}>← {say(W.back)}</button>
      )}
      {view.at === "lane" && <LaneScreen {...all} leave={() => (leave(true), choose(null))} />}
      {view.at === "scan" && <Scanning {...all} />}
      {view.at === "code" && <Code {...all} scanned={view.scanned} />}
      {view.at === "person" && <Person {...all} start={view.start} />}
      {view.at === "vehicle" && <Vehicle {...all} />}
      {view.at === "emergency" && <Emergency {...all} id={view.id} />}
      {view.at === "word" && <Word {...all} said={view.said} />}
    </div>
  );
}

/** What every screen of the lane is given. */
export interface Given {
  readonly lane: ReturnType<typeof laneOf>;
  readonly rule: RuleRow["params"] | null;
  readonly lists: HeldLists | null | undefined;
  readonly go: (view: View) => void;
  readonly toLane: () => void;
}
