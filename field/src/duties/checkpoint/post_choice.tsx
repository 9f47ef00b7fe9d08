/** The posts of the officer's area, and how each stands. */

import { List } from "../../screen/pieces";
import { say } from "../../shell/look";
import { useClock } from "../../shell/use";
import { stateOf } from "../../rules/standing";
import type { Post } from "./posts";
import { W } from "./words";

const STATES = { approved: W.state_approved, suspended: W.state_suspended, closed: W.state_closed } as const;

export function Posts({ posts, choose }: { posts: readonly Post[]; choose: (id: string) => void }) {
  const at = useClock().getTime();
  const sorted = [...posts].sort((a, b) => a.name.localeCompare(b.name, "zh"));
  return (
    <section>
      <h2>{say(W.choose_post)}</h2>
      <List
        rows={sorted} empty={say(W.no_posts)} more="…"
        each={(post) => (
          <li key={post.id}>
            <button type="button" class="door checkpoint-post" onClick={() => choose(post.id)}>
              <strong>{post.name}</strong>
              <span>{noteOf(post, at)}</span>
            </button>
          </li>
        )}
      />
    </section>
  );
}

function noteOf(post: Post, at: number): string {
  const state = stateOf(post, at);
  return state === "open" ? post.road : say(STATES[state]);
}
