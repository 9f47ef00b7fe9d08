"""Somebody is asked once more, with respect, about what was told of her journey (F50, 隐瞒返乡记录).

Why we ask is said first. What she says now takes the place of what was said, whenever she says it, and nothing
follows from having said it differently before: no field, list or figure holds that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.intake import queries as intake
from fangxian.intake.models import Fact
from fangxian.intake.sources.declaration import rules as declared
from fangxian.intake.sources.declaration.services import confirm_stays, correct_stays
from fangxian.tasks import rules
from fangxian.tasks.models import Task
from fangxian.tasks.rules import words

from .working import _locked, _moved

NO_STAYS = Problem(
    "tasks.no_stays", said("Write down where she was, or tick that she was in none of these places."), status=422
)
ANSWERED = Problem(
    "tasks.corrected_already", said("What was told has been corrected meanwhile; look at the task anew.")
)


def told_to_check(task: Task) -> Fact | None:
    """What was told and is checked by this task; None once it is forgotten."""
    return (
        intake.facts_by_id([task.fact_id], programme_id=task.programme_id).get(task.fact_id) if task.fact_id else None
    )


@transaction.atomic
def ask_again(
    *, task: Task, answer: str, stays: Sequence[declared.Stay], in_none: bool, client_id: UUID, by: Actor, at: datetime
) -> Task:
    """Write down what she said. A correction becomes a new fact and is judged at once (INV-10); the task follows it.

    answer     one of words.ANSWERS; only a correction has stays
    in_none    she was in none of the places that were told
    client_id  of the form: sent twice it is one answer
    Errors: Refused unless `by` works on this task, and for a correction that says nothing.
    """
    task = _locked(task)
    refuse(rules.why_not_ask_again(task, by=by, at=at))
    if answer not in words.ANSWERS:
        refuse(Problem("tasks.no_answer", said("Choose what she said."), field="answer", status=422))
    fact = told_to_check(task)
    if answer == words.CORRECTED:
        refuse(None if stays or in_none else NO_STAYS)
        refuse(None if fact is not None else ANSWERED)
        assert fact is not None
        correct_stays(fact=fact, stays=() if in_none else stays, client_id=client_id, by=by, at=at)
    elif answer == words.AS_TOLD and fact is not None and fact.source != declared.SOURCE.key:
        confirm_stays(fact=fact, by=by, at=at)
    return _moved(task, "asked_again", detail={"answer": answer}, by=by, at=at)
