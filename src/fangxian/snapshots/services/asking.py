"""The lake is asked who was where at the same time: by its index, or by DuckDB where that is not of these days."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from fangxian.core.programmes.models import Programme

from .opening import Opened, opened


@dataclass(frozen=True)
class Asked:
    """A person of the lake and the time in which she may have passed it on; until_at None: open."""

    number: int
    from_at: datetime
    until_at: datetime | None


@dataclass(frozen=True)
class Shared:
    """One time that two people were at one place, under their numbers."""

    asked: int
    other: int
    place: int
    from_at: datetime
    until_at: datetime

    @property
    def minutes(self) -> float:
        return (self.until_at - self.from_at).total_seconds() / 60


class Asking:
    """A lake while it is asked. engine: what answered last; why_not_index: why the index did not."""

    def __init__(self, place: Opened) -> None:
        self._place = place
        self._days = place.lake.days()
        self.engine, self.why_not_index = "", ""

    @property
    def days(self) -> dict[date, str]:
        """The days that the lake holds, each with the digest of its manifest."""
        return {day.on: day.digest for day in self._days}

    def places_of(self, number: int) -> int:
        """At how many places somebody's stays lie."""
        stays = self._place.lake.stays(self._place.connection, order="person", days=self._days)
        return int(stays.filter(stays.person_id == number).place_id.nunique().to_pyarrow().as_py())

    def shared(self, asked: Sequence[Asked], *, min_minutes: float) -> list[Shared]:
        """Every time of at least `min_minutes` that others shared with those asked about, in order of time."""
        if not asked or not self._days:
            return []
        others = self._others(asked, min_minutes=min_minutes)
        return self._times(asked, others, min_minutes=min_minutes) if others else []

    def _others(self, asked: Sequence[Asked], *, min_minutes: float) -> set[int]:
        from fangxian.engine.index import contacts_in

        answer = contacts_in(
            self._place.connection, self._place.lake, self._place.index, _table(asked), min_minutes=min_minutes
        )
        self.engine, self.why_not_index = answer.engine, answer.why_not_index or ""
        return set(answer.table["person_id"].to_pylist()) - {one.number for one in asked}

    def _times(self, asked: Sequence[Asked], others: Collection[int], *, min_minutes: float) -> list[Shared]:
        """The definition once more, of these people alone: what stands behind the list."""
        from fangxian.engine.contacts.copresence import Window, overlaps

        connection, lake = self._place.connection, self._place.lake
        stays = lake.stays(connection, order="person", days=self._days)
        few = stays.filter(stays.person_id.isin([*others, *(one.number for one in asked)]))
        cases = connection.create_table("asked_again", _table(asked), temp=True, overwrite=True)
        named = cases.select(
            case_id=cases.person_id, by_id=cases.person_id, t_from=cases.t_from, t_to=cases.t_to
        )  # fmt: skip
        rows = overlaps(named, few, None, window=Window()).to_pyarrow().to_pylist()
        numbers = {one.number for one in asked}
        found = [_shared(row) for row in rows if row["person_id"] not in numbers]
        long = [one for one in found if one.minutes >= min_minutes]
        return sorted(long, key=lambda one: (one.from_at, one.place, one.other, one.asked))


@contextmanager
def asking(programme: Programme) -> Iterator[Asking]:
    """The lake of a programme, to be asked. Only a trace asks (cases). Errors: TableRefused."""
    with opened(programme) as place:
        yield Asking(place)


def _table(asked: Sequence[Asked]) -> Any:
    import pyarrow as pa

    whole = pa.int64()
    return pa.table(
        {
            "person_id": pa.array([one.number for one in asked], whole),
            "t_from": pa.array([int(one.from_at.timestamp()) for one in asked], whole),
            "t_to": pa.array([int(one.until_at.timestamp()) if one.until_at else None for one in asked], whole),
        }
    )


def _shared(row: dict[str, int]) -> Shared:
    begins, ends = (datetime.fromtimestamp(row[name], UTC) for name in ("t_in", "t_out"))
    return Shared(row["by_id"], row["person_id"], row["place_id"], begins, ends)
