/** The lane: whoever simply passes is a tap; an emergency passes at once. */

import { useState } from "preact/hooks";

import { Big, Numbers } from "../../screen/pieces";
import { signal } from "../../screen/verdict";
import type { Pulled } from "../../kept/rows";
import { say } from "../../shell/look";
import { record } from "../../shell/record";
import { useRows } from "../../shell/use";
import { duty } from "./index";
import { checkpointWords as words } from "./words";

interface Post extends Pulled {
  readonly name: string;
}

export default function Lane() {
  const posts = useRows<Post>("post", "checkpoint");
  const [chosen, choose] = useState<Post | null>(null);
  if (posts === null) return null;
  const post = chosen ?? (posts.length === 1 ? posts[0]! : null);
  if (posts.length === 0) return <p class="note warning">{say(words.no_post)}</p>;
  if (post === null) {
    return (
      <section>
        <h2>{say(words.which)}</h2>
        {posts.map((one) => <Big key={one.id} word={one.name} tone="second" onPress={() => choose(one)} />)}
      </section>
    );
  }
  return <Tally post={post} />;
}

function Tally({ post }: { post: Post }) {
  const pass = (persons: number, vehicles: number, verdict = "PASS"): void => {
    signal(verdict === "PASS" ? "go" : "urgent");
    void record(duty, "check", (at) => ({ at, checkpoint: post.id, verdict, persons, vehicles }));
  };
  return (
    <section>
      <h2>{post.name}</h2>
      <Big word={say(words.one_passes)} shape="✓" onPress={() => pass(1, 0)} />
      <Numbers label={say(words.together)} from={1} to={10} onPress={(n) => pass(n, 1)} />
      <Big word={say(words.emergency)} shape="!" tone="urgent" onPress={() => pass(1, 0, "EMERGENCY_PASS")} />
    </section>
  );
}
