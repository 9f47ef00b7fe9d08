"""Whether a cluster gives the embedded engine's rows, question by question, on a sample."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from fangxian.engine.cluster.placing import Placing
from fangxian.engine.cluster.sample import Sample
from fangxian.engine.contacts import close_contacts, same_service_pairs, second_order
from fangxian.engine.exposure.listed_areas import level_of_areas, listed_trips
from fangxian.engine.stays import found

MINUTES = 15
SHOWN = 5
CITY = ZoneInfo("Asia/Shanghai")
Put = Callable[[str], ibis.Table]  # a table of the sample, by name, on the side that is asked


@dataclass(frozen=True, slots=True)
class Question:
    """`ask` makes the expression of the tables of one side; `of_lake` needs files that both sides read."""

    name: str
    ask: Callable[[Put], ibis.Table]
    of_lake: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """One question on both sides.

    rows      of the embedded engine
    missing   rows that the cluster does not give, and extra: that it alone gives; each counted as often as it differs
    examples  the first of both, as (side, row)
    """

    name: str
    rows: int
    missing: int
    extra: int
    examples: tuple[tuple[str, tuple[Any, ...]], ...]
    embedded_seconds: float
    cluster_seconds: float

    @property
    def identical(self) -> bool:
        return not self.missing and not self.extra


def questions() -> list[Question]:
    """What a cluster can be asked."""
    return [
        Question("contacts", lambda of: close_contacts(of("stays"), of("cases"), min_minutes=MINUTES)),
        Question(
            "contacts, ids as text",
            lambda of: close_contacts(as_text(of("stays")), as_text(of("cases")), min_minutes=MINUTES),
        ),
        Question("contacts and theirs", lambda of: second_order(of("stays"), of("cases"), min_minutes=MINUTES)),
        Question(
            "contacts, from a lake",
            lambda of: close_contacts(of("by_place"), of("cases"), min_minutes=MINUTES, by_person=of("by_person")),
            of_lake=True,
        ),
        Question("same services", lambda of: same_service_pairs(of("legs"))),
        Question(
            "trips to listed areas",
            lambda of: listed_trips(of("trips"), level_of_areas(of("listings"), of("within")), of("days")),
        ),
    ]


def as_text(table: ibis.Table) -> ibis.Table:
    """Numbers of people and places as text, which other code sorts, joins and groups."""
    ids = [name for name in ("person_id", "place_id") if name in table.columns]
    return table.mutate(**{name: ibis.literal("p") + table[name].cast("string") for name in ids})


def compare(connection: Any, drawn: Sample, place: Placing) -> Iterator[Compared]:
    """Ask both sides every question; those of a lake only where both read one folder.

    Errors: ClusterRefused if the cluster cannot be asked one.
    """
    here = {
        name: connection.create_table(f"sample_{name}", getattr(drawn, name), overwrite=True)
        for name in Sample.__slots__
    }
    there = {name: place.put(connection, table) for name, table in here.items()}
    if place.has_folder:
        lake = found(place.folder(), zone=CITY)
        lake.append(connection, here["stays"])
        for order in ("place", "person"):
            here[f"by_{order}"] = lake.stays(connection, order=order)
            there[f"by_{order}"] = place.lake(lake, order)
    for question in (one for one in questions() if place.has_folder or not one.of_lake):
        yield _asked(question, here, there, place)


def _asked(
    question: Question, here: Mapping[str, ibis.Table], there: Mapping[str, ibis.Table], place: Placing
) -> Compared:
    began = time.perf_counter()
    expected = question.ask(here.__getitem__).to_pyarrow()
    half = time.perf_counter()
    given = place.cluster.answer(question.ask(there.__getitem__))
    ended = time.perf_counter()
    return compared(question.name, expected, given, embedded_seconds=half - began, cluster_seconds=ended - half)


def compared(
    name: str, expected: pa.Table, given: pa.Table, *, embedded_seconds: float, cluster_seconds: float
) -> Compared:
    """What differs between two answers to one question; the order of rows says nothing."""
    ours, theirs = _rows(expected), _rows(given)
    if expected.schema.names != given.schema.names:
        ours, theirs = Counter({tuple(expected.schema.names): 1}), Counter({tuple(given.schema.names): 1})
    missing, extra = ours - theirs, theirs - ours
    listed = [("embedded", row) for row in list(missing)[:SHOWN]] + [("cluster", row) for row in list(extra)[:SHOWN]]
    return Compared(
        name, len(expected), missing.total(), extra.total(), tuple(listed), embedded_seconds, cluster_seconds
    )


def _rows(table: pa.Table) -> Counter[tuple[Any, ...]]:
    return Counter(zip(*(column.to_pylist() for column in table.columns), strict=True))
