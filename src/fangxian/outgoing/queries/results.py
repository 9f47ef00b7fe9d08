"""What came of each row of a list that another body pushed, for that body (F49): results by its own row numbers.

No name, number or address goes back: the sender has the list. Rows received are rows answered and rows still open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.intake.models import Fact
from fangxian.intake.sources.pushed_list.models import Import, ImportRow
from fangxian.intake.sources.pushed_list.queries import imports_of, in_states
from fangxian.intake.sources.pushed_list.rules import states
from fangxian.screening.models import Verdict
from fangxian.tasks.models import Task, TaskFact
from fangxian.tasks.rules import HAND_OVER_OUT, VERIFY_LEAD, VERIFY_STAY

CHECKS = (VERIFY_STAY, VERIFY_LEAD, HAND_OVER_OUT)
OPEN, ASKED_BACK, NOT_READ, NOTHING_TO_CHECK, FORGOTTEN = (
    "open", "asked_back", "not_read", "nothing_to_check", "forgotten",
)  # fmt: skip
ANSWERED, WAITING = "answered", "waiting"  # of requests
STILL_OPEN = frozenset({OPEN, ASKED_BACK, WAITING})  # the others are answers


@dataclass(frozen=True)
class Result:
    """What came of one row. found_at None: not found out in the field. person_id: whose file says that it left.

    request_number, answer  of a request that another desk handed over
    """

    number: int
    result: str
    found_at: datetime | None = None
    person_id: UUID | None = None
    request_number: str = ""
    answer: str = ""


def lists_with_results(by: Actor) -> QuerySet[Import]:
    """Lists of the reader's desk whose rows are recorded, the newest first."""
    return imports_of(by).filter(in_states([states.COMMITTED, states.CLOSED]))


def results_of(list_id: UUID, *, programme_id: UUID) -> list[Result]:
    """A result for every row of a list, in the order of its file."""
    rows = list(ImportRow.objects.filter(source_list_id=list_id, programme_id=programme_id).order_by("number"))
    first = {row.number: row for row in rows}
    found = _found_of((row.fact_id for row in rows if row.fact_id), programme_id=programme_id)
    return [_result_of(row, first.get(row.first_row or row.number, row), found) for row in rows]


def reconciled(results: Iterable[Result]) -> dict[str, Any]:
    """received = answered + open; by_result: how many rows have each result."""
    counts = Counter(one.result for one in results)
    still = sum(counts[result] for result in STILL_OPEN)
    received = sum(counts.values())
    return {"received": received, "answered": received - still, "open": still, "by_result": dict(counts)}


def _result_of(row: ImportRow, counted: ImportRow, found: dict[UUID, Result]) -> Result:
    """A row that repeats another of its file has that one's result, under its own number."""
    if counted.outcome == states.QUARANTINED:
        return Result(row.number, ASKED_BACK)
    if counted.outcome == states.REJECTED:
        return Result(row.number, NOT_READ)
    told = found.get(counted.fact_id) if counted.fact_id else None
    if counted.fact_id is None or told is None:
        return Result(row.number, OPEN if counted.fact_id is None else FORGOTTEN)
    return Result(row.number, told.result, told.found_at, told.person_id)


def _found_of(fact_ids: Iterable[UUID], *, programme_id: UUID) -> dict[UUID, Result]:
    """What is known of each fact: the finding of its check, that nothing had to be checked, or that it is open."""
    ids = set(fact_ids)
    people = dict(Fact.objects.filter(id__in=ids, programme_id=programme_id).values_list("id", "person_id"))
    judged = set(Verdict.objects.filter(fact_id__in=ids).values_list("fact_id", flat=True))
    tasks = _checks_of(ids, people)
    found = {}
    for fact_id, person_id in people.items():
        task = tasks.get(fact_id)
        if task is not None:
            result = task.outcome or (task.conclusion if task.closed_at else OPEN)
            found[fact_id] = Result(0, result, task.reported_at, person_id)
        else:
            found[fact_id] = Result(0, NOTHING_TO_CHECK if fact_id in judged else OPEN, None, person_id)
    return found


def _checks_of(fact_ids: set[UUID], people: Mapping[UUID, UUID | None]) -> dict[UUID, Task]:
    """The check that each fact opened or was linked to; one that followed a correction is found by its person."""
    held = Task.objects.filter(kind__in=CHECKS).order_by("received_at")
    of_person = {task.person_id: task for task in held.filter(person_id__in=[p for p in people.values() if p])}
    found = {fact: of_person[person] for fact, person in people.items() if person in of_person}
    linked = TaskFact.objects.filter(fact_id__in=fact_ids, task__kind__in=CHECKS).select_related("task")
    found |= {link.fact_id: link.task for link in linked}
    return found | {task.fact_id: task for task in held.filter(fact_id__in=fact_ids) if task.fact_id}
