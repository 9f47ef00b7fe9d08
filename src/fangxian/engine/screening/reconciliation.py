"""Where every row of a list went: received = accepted + duplicate + quarantined + rejected."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from fangxian.engine.gazetteer import GRAINS_FINEST_FIRST, padded
from fangxian.engine.screening.arrivals import Arrival
from fangxian.engine.screening.judging import Verdict
from fangxian.engine.tables import Finding

Fate = Literal["follow_up", "no_follow_up", "duplicate", "quarantined", "rejected"]

IDENTICAL_STAYS_ALARM = 20  # more persons than this with one identical stay: somebody must look at the source


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row.

    duplicate_of   row number of the first row that says the same
    findings       why a row is quarantined or rejected
    """

    row: int
    cells: tuple[str, ...]
    fate: Fate
    arrival: Arrival | None = None
    verdict: Verdict | None = None
    duplicate_of: int | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class IdenticalStays:
    """So many persons with one and the same stay, train or flight and destination: as if made at a desk."""

    area_code: str
    stayed_from: date
    left_on: date
    arrives_on: date
    person_count: int


@dataclass(slots=True)
class Reconciliation:
    """Counts of one screening. Rows unless the name says persons."""

    received: int = 0
    duplicate: int = 0
    quarantined: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    matched_by: Counter[str] = field(default_factory=Counter)
    not_followed_up: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    _persons: set[bytes] = field(default_factory=set)
    _follow_up_persons: set[bytes] = field(default_factory=set)
    _stays: Counter[tuple[str, date, date, date, str]] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        """Count one row."""
        self.received += 1
        if outcome.fate == "duplicate":
            self.duplicate += 1
        elif outcome.fate in {"quarantined", "rejected"}:
            (self.quarantined if outcome.fate == "quarantined" else self.rejected)[outcome.findings[0].code] += 1
        elif outcome.arrival is not None and outcome.verdict is not None:
            self._add_judged(outcome.arrival, outcome.verdict)

    def _add_judged(self, arrival: Arrival, verdict: Verdict) -> None:
        self._persons.add(arrival.person_key)
        self._stays[(*arrival.stay, arrival.service)] += 1
        self.notes.update(arrival.notes)
        if verdict.follow_up:
            self._follow_up_persons.add(arrival.person_key)
            self.matched_by[str(verdict.grain)] += 1
        else:
            self.not_followed_up[str(verdict.reason)] += 1

    @property
    def follow_up(self) -> int:
        """Rows that are followed up."""
        return self.matched_by.total()

    @property
    def accepted(self) -> int:
        """Rows that were judged."""
        return self.follow_up + self.not_followed_up.total()

    @property
    def persons(self) -> int:
        """Different persons among the accepted rows."""
        return len(self._persons)

    @property
    def follow_up_persons(self) -> int:
        """Different persons who are followed up."""
        return len(self._follow_up_persons)

    @property
    def adds_up(self) -> bool:
        """Whether every row received is accounted for exactly once."""
        gone = self.duplicate + self.quarantined.total() + self.rejected.total()
        return self.received == self.accepted + gone

    @property
    def alarms(self) -> tuple[IdenticalStays, ...]:
        """Stays that more than `IDENTICAL_STAYS_ALARM` persons share, the largest first."""
        return tuple(
            IdenticalStays(padded(code), stayed_from, left_on, arrives_on, count)
            for (code, stayed_from, left_on, arrives_on, _), count in self._stays.most_common()
            if count > IDENTICAL_STAYS_ALARM
        )

    def as_dict(self) -> dict[str, object]:
        """The counts for programs. `matched_by` names every grain; reasons only those that occur."""
        return {
            "received": self.received,
            "accepted": self.accepted,
            "duplicate": self.duplicate,
            "quarantined": self.quarantined.total(),
            "rejected": self.rejected.total(),
            "persons": self.persons,
            "follow_up": self.follow_up,
            "follow_up_persons": self.follow_up_persons,
            "matched_by": {grain: self.matched_by[grain] for grain in GRAINS_FINEST_FIRST},
            "not_followed_up": dict(sorted(self.not_followed_up.items())),
            "quarantined_by": dict(sorted(self.quarantined.items())),
            "rejected_by": dict(sorted(self.rejected.items())),
        }
