/** While the page is open, whichever duty is on the screen: what came, what is late below, what is due soon is told. */

import { canRead } from "../../kept/reading";
import { draft, keepDraft, rowsOf } from "../../kept/rows";
import { signal } from "../../screen/verdict";
import { cityMoment } from "../../shell/clocks";
import { say } from "../../shell/look";
import { changeStatus, currentStatus, onStatus } from "../../shell/status";
import { badge, show } from "./notices";
import { standing, type Standing, type Task, type TellingRow } from "./tasks";
import { isSomething, newsOf, type Memory, type News } from "./told";
import { writtenSteps } from "./written";
import { W } from "./words";

const EVERY = 20_000; // ms between two looks at the clocks
const MEMORY = "tasks told";
const PLACE = "#/duty/tasks";
let looking: Promise<void> = Promise.resolve();

/** Begin, once; it goes on until the page is closed. */
export function watch(): void {
  let pulled = currentStatus().pulled;
  onStatus((status) => {
    if (status.pulled === pulled) return;
    pulled = status.pulled;
    lookSoon();
  });
  setInterval(lookSoon, EVERY);
  navigator.serviceWorker?.addEventListener("message", (event) => {
    if (event.data === "tasks") location.hash = PLACE;
  });
  lookSoon();
}

/** One look after the other: two at once would both tell what the other has not written down yet. */
function lookSoon(): void {
  looking = looking.then(look, look);
}

async function look(): Promise<void> {
  if (!currentStatus().who?.powers.includes("tasks.carry")) return badge(0);
  const [tasks, written] = [await rowsOf<Task>("tasks", "task"), await writtenSteps()];
  const [telling] = await rowsOf<TellingRow>("tasks", "telling");
  if (telling === undefined) return; // nothing was fetched yet
  const standings = tasks.map((task) => standing(task, written));
  const before = await draft<Memory>(MEMORY);
  const { news, memory } = newsOf(standings, telling, before, cityMoment());
  if (!(await canRead())) return; // she signed out meanwhile
  if (JSON.stringify(memory) !== JSON.stringify(before)) await keepDraft(MEMORY, memory);
  await (isSomething(news) ? tell(news, openCount(standings)) : badge(openCount(standings)));
}

/** What is not accepted yet, and what is late below her. */
function openCount(standings: readonly Standing[]): number {
  return standings.filter((one) => one.task.part === "below" || !one.accepted).length;
}

async function tell(news: News, count: number): Promise<void> {
  const text = textOf(news);
  changeStatus({ notice: { text, place: PLACE } });
  signal(news.came_serious > 0 || news.below > 0 ? "urgent" : "wait");
  await show(say(W.title), text, count);
}

/** How many of what; no name, no place, no kind of work. */
export function textOf(news: News): string {
  const parts: string[] = [];
  if (news.came_serious > 0) parts.push(say(W.came_serious, { n: news.came, s: news.came_serious }));
  else if (news.came > 0) parts.push(say(W.came, { n: news.came }));
  if (news.below > 0) parts.push(say(W.below_came, { n: news.below }));
  if (news.soon > 0) parts.push(say(W.soon, { n: news.soon }));
  return parts.join(" · ");
}
