"""The two days as they are lived: acts in the order of their moments, and what each sets off."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from django.db import transaction

from fangxian.core.audit.services import make_roots
from fangxian.core.days.services import make_days
from fangxian.reactions.jobs import run_all
from fangxian.reactions.table import EVERY

Act = Callable[[datetime], object]
TICK, NIGHT_TICK = timedelta(minutes=15), timedelta(hours=1)
NIGHT_UTC = range(14, 22)  # 22:00 to 06:00 in the city: little happens
REACTED_WITHIN = timedelta(seconds=5)  # as long as the worker takes to notice what happened
# These keep the database itself, not the city; the worker does them when the site is served.
_NOT_LIVED: tuple[Callable[..., object], ...] = (make_days, make_roots)


@dataclass
class Agenda:
    """Acts that are still to come. `after_reactions` is called whenever the reactions have run.

    tick  how often the clock's own work is looked at by day

    Acts between two ticks share a transaction. An act that brings facts is followed at once by its reactions.
    """

    at: datetime
    tick: timedelta = TICK
    after_reactions: list[Act] = field(default_factory=list)
    reaction_count: int = 0
    _acts: list[tuple[datetime, int, Act, bool]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.began_at = self._kept_at = self.at

    def add(self, at: datetime, act: Act, *, brings_facts: bool = False) -> None:
        """Have `act(at)` happen at a moment; one that is already over happens next."""
        heapq.heappush(self._acts, (max(at, self.at), next(self._order), act, brings_facts))

    def live_until(self, end: datetime) -> None:
        """Let everything up to `end` happen, with the work that the clock does by itself."""
        while self.at < end:
            until = min(self.at + (NIGHT_TICK if self.at.astimezone(UTC).hour in NIGHT_UTC else self.tick), end)
            while self._acts and self._acts[0][0] <= until:
                if self._live_batch(until):
                    self.react()
            self.at = max(self.at, until)
            self._keep_time()
            self.react()

    def react(self) -> None:
        """Run what the last acts set off, and what their reactions set off in turn."""
        self.at += REACTED_WITHIN
        self.reaction_count += run_all(at=self.at)
        for act in self.after_reactions:
            act(self.at)

    def _live_batch(self, until: datetime) -> bool:
        """The next acts in one transaction, up to the first that brings facts; returns whether one did."""
        with transaction.atomic():
            while self._acts and self._acts[0][0] <= until:
                at, _, act, brings_facts = heapq.heappop(self._acts)
                self.at = max(self.at, at)
                act(self.at)
                if brings_facts:
                    return True
        return False

    def _keep_time(self) -> None:
        """What the worker does every so many seconds, if its time came since it was last looked at."""
        for seconds, function in EVERY:
            came = int(self.at.timestamp()) // seconds > int(self._kept_at.timestamp()) // seconds
            if came and function not in _NOT_LIVED:
                function(at=self.at)
        self._kept_at = self.at
