"""The one timeline of a person: what may stand in it, and who reads which part of it.

The same steps are read by the staff who may open her file and by herself; the words speak to neither of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fangxian.core.problems.rules import said
from fangxian.engine.legal import LegalBasis
from fangxian.engine.texts import Bilingual

# What happened; of what happened at one moment, in this order.
# "post", "gate" and "venue" alone say where somebody was: the staff read them with a trace for a case only (O1).
STEPS = {
    "told": said("Something was told"),
    "judged": said("The rule was applied"),
    "follow_up": said("Health follow-up began"),
    "follow_up_over": said("Health follow-up ended"),
    "entry_proposed": said("Let go on at a post, under controlled entry"),
    "entry_left": said("On the way to the destination"),
    "entry_asked": said("The destination was asked"),
    "entry_unanswered": said("The destination was silent, which counts as acceptance"),
    "entry_disputed": said("The destination told a difficulty"),
    "entry_lodged": said("Lodged by the command"),
    "entry_settled": said("The command decided"),
    "entry_accepted": said("The destination accepted"),
    "entry_called": said("Had not arrived in time: a call was asked for"),
    "entry_arrived": said("Arrived at the destination"),
    "entry_closed": said("The controlled entry ended"),
    "post": said("Passed a post"),
    "gate": said("Passed a gate"),
    "venue": said("Was in a dense place"),
    "code": said("A code for gates was made"),
    "work_opened": said("Work was opened"),
    "work_done": said("Work was done"),
    "asked": said("Asked about health"),
    "visited": said("A visit to the door"),
    "referred": said("Offered a clinic"),
    "returned": said("Back from the clinic"),
    "proposed": said("A restriction was proposed"),
    "decided": said("A restriction was decided"),
    "declined": said("The restriction was declined"),
    "began": said("A restriction began"),
    "over": said("A restriction ended"),
    "appealed": said("An appeal was lodged"),
    "answered": said("The appeal was answered"),
}
AWAITED = frozenset({"entry_left", "entry_asked"})  # `until` is by when it was expected
LATE = frozenset({"entry_unanswered", "entry_disputed", "entry_called"})
CAME_LATER = timedelta(minutes=1)  # a record that came in later than that was made with no signal


@dataclass(frozen=True)
class Restriction:
    """What a restriction rests on, how long it lasts, and how it is fought: no step about one stands without them.

    appeal_ways  codes of "measures.channel"; `appeal_text` where the notice has words of its own
    """

    number: str
    type: str
    rule: str
    explain: Bilingual
    legal: tuple[LegalBasis, ...]
    until: datetime
    appeal_ways: tuple[str, ...]
    appeal_text: str = ""


@dataclass(frozen=True)
class Step:
    """One thing that happened to a person, or was done because of her. Row grain: one moment.

    kind       one of STEPS
    area_code  where; "" if it was nowhere in particular. `place` the name of a post, a gate or a place
    unit       which unit did it; "" for herself, for the clock, and where it is not known
    words      codes that say more, each with the kind of its label
    until      of what began here: when it ends or is expected to
    rule       id@version of the rule by which it was so; `explain` what it says, in both languages
    came_in_at when the record of it arrived; null if at once
    """

    at: datetime
    kind: str
    area_code: str = ""
    place: str = ""
    unit: str = ""
    words: tuple[tuple[str, str], ...] = field(default=())
    until: datetime | None = None
    rule: str = ""
    explain: Bilingual | None = None
    restriction: Restriction | None = None
    came_in_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        return self.kind in LATE

    @property
    def is_awaited(self) -> bool:
        return self.kind in AWAITED


def in_order(steps: Iterable[Step]) -> list[Step]:
    """What happened, newest first; of what happened at once, the later of STEPS stands above."""
    order = {kind: number for number, kind in enumerate(STEPS)}
    return sorted(steps, key=lambda step: (step.at, order[step.kind]), reverse=True)


def came_in_at(*, happened_at: datetime, recorded_at: datetime) -> datetime | None:
    """When a record came in that was made with no signal; None for one that came at once."""
    return recorded_at if recorded_at - happened_at > CAME_LATER else None
