"""What people think, if they send it (F31): topics with enough messages, and nobody behind them. Pure.

Nothing is captured anywhere. A message loses whoever sent it before it is kept: no account, address, client or hour
stands with it, and names, numbers and ways to reach somebody are left out of its words. Nobody reads single messages:
they are counted by topic, and a topic with fewer than five messages is neither shown nor counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fangxian.core.problems.rules import Problem, said

READ = "feedback.read"
PACK_FAMILY, RULE = "cn.requests", "topics"
FEWEST = 5  # k, as everywhere in this house (INV-19); code, not a term of an edition
TOO_FEW, TOLD = "too_few", "told"
MOVES = {TOO_FEW: {TOLD}, TOLD: {TOO_FEW}}  # of a topic, week by week
LONGEST_TEXT = 1000
WINDOW_DAYS = 7  # a topic is counted over a week: a day of few messages would seldom reach FEWEST
LEFT_OUT = {
    "number": said("a number that tells who somebody is"),
    "contact": said("a way to reach somebody"),
    "name": said("somebody’s name"),
}
TRENDS = {
    "more": (said("More than the week before"), "live"),
    "less": (said("Less than the week before"), "ended"),
    "same": (said("About as many"), "draft"),
    "new": (said("Too few the week before to say"), "wait"),
}
MORE_FROM, LESS_TO = 1.2, 0.8  # our decision: what is within a fifth of the week before is about as many


def why_not_send(text: str, *, kept: str) -> Problem | None:
    """Why a message is not taken. `kept`: what is left of it without what tells on people."""
    if not text.strip() or len(text) > LONGEST_TEXT:
        return Problem("feedback.text", said("Write 1 to %(most)s characters."), {"most": LONGEST_TEXT}, "text",
                       status=422)  # fmt: skip
    if not any(char.isalnum() for char in kept):
        return Problem("feedback.nothing_left", said("Nothing was kept: beside what tells who somebody is, nothing is "
                       "said. Say what goes well or badly."), field="text", status=422)  # fmt: skip
    return None


def topic_state(count: int) -> str:
    """Whether so many messages may be told of: fewer than FEWEST are neither shown nor counted apart."""
    return TOLD if count >= FEWEST else TOO_FEW


@dataclass(frozen=True)
class Topic:
    """A topic of the week. count: at least FEWEST. before: of the week before, None if fewer than FEWEST."""

    code: str
    count: int
    before: int | None

    @property
    def trend(self) -> str:
        if self.before is None:
            return "new"
        if self.count >= self.before * MORE_FROM:
            return "more"
        return "less" if self.count <= self.before * LESS_TO else "same"


def topics_of(week: Iterable[str], before: Iterable[str]) -> list[Topic]:
    """The topics with enough messages, the most told first. `week`, `before`: the topic of each message, "" if none.

    What has no topic and what has too few messages stand together in what is left: neither can be told apart.
    """
    now, then = Counter(code for code in week if code), Counter(code for code in before if code)
    found = [
        Topic(code, count, then[code] if topic_state(then[code]) == TOLD else None)
        for code, count in now.items() if topic_state(count) == TOLD
    ]  # fmt: skip
    return sorted(found, key=lambda topic: (-topic.count, topic.code))


def shown_count(count: int) -> int | None:
    """How many messages there were in all; None if fewer than FEWEST."""
    return count if topic_state(count) == TOLD else None


def as_json(topics: Sequence[Topic]) -> list[dict[str, object]]:
    return [{"code": topic.code, "count": topic.count, "before": topic.before} for topic in topics]


def from_json(stored: Iterable[Mapping[str, object]]) -> list[Topic]:
    return [Topic(str(row["code"]), int(row["count"]), _number(row["before"])) for row in stored]  # type: ignore[call-overload]


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def weeks_until(day: date) -> tuple[date, date]:
    """The first day of the week that ends with `day`, and of the week before it."""
    first = day - timedelta(days=WINDOW_DAYS - 1)
    return first, first - timedelta(days=WINDOW_DAYS)
