"""What households told at the door: somebody helps them, and the health post looks after whoever is unwell (F06)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.audit import services as audit
from fangxian.core.programmes.models import Programme
from fangxian.intake.queries import facts_of_batch
from fangxian.intake.sources.sweep.queries import notes_of_facts
from fangxian.intake.sources.sweep.rules import SOURCE, words
from fangxian.tasks.models import Task, TaskFact
from fangxian.tasks.rules import HEALTH_CHECK, HELP_NEED, SERIOUS

from .opening import Opening, open_tasks


@transaction.atomic
def help_households(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "intake.facts_recorded": a need opens a task in the grid, symptoms one at the township's health post.

    It is help, never a restriction; a refusal tells nothing and opens nothing. Somebody who waits for help already
    keeps her one task, and what she needs besides is written to it. Running it again changes nothing.
    """
    if event.detail.get("source") != SOURCE.key:
        return
    batch_id = UUID(event.on_id)
    programme = Programme.objects.get(id=event.programme_id)
    facts = [
        fact
        for fact in facts_of_batch(batch_id, programme_id=programme.id)
        if fact.content.get("needs") or fact.content.get("symptoms")
    ]
    if not facts:
        return
    notes = notes_of_facts(facts, programme=programme)
    done = _worked_on([fact.id for fact in facts])
    openings = [opening for fact in facts for opening in _openings_of(fact, notes.get(fact.id, ""))]
    openings = [opening for opening in openings if (opening.fact_id, opening.kind) not in done]
    tasks = open_tasks(openings, programme=programme, by=by, at=at, batch_id=batch_id)
    _tell_more(openings, tasks, by=by, at=at)


def _worked_on(fact_ids: Iterable[UUID]) -> set[tuple[UUID | None, str]]:
    """Fact and kind of the work that these facts have opened or were linked to, finished or not."""
    ids = list(fact_ids)
    own = Task.objects.filter(fact_id__in=ids).values_list("fact_id", "kind")
    linked = TaskFact.objects.filter(fact_id__in=ids).values_list("fact_id", "task__kind")
    return {*own, *linked}


def _tell_more(openings: Sequence[Opening], tasks: Sequence[Task], *, by: Actor, at: datetime) -> None:
    """Write to a task that was open already what was told now and does not stand there."""
    further = {
        (task.id, opening.note)
        for opening, task in zip(openings, tasks, strict=True)
        if opening.note and opening.fact_id != task.fact_id
    }
    held = {task.id: task for task in Task.objects.select_for_update().filter(id__in=[id_ for id_, _ in further])}
    for task_id, note in sorted(further):
        task = held[task_id]
        if note in (task.note or "").splitlines():
            continue
        task.note = "\n".join(filter(None, [task.note, note]))
        task.save(update_fields=["note"])
        audit.record("tasks.need_added", on=task, about=task.person_id, by=by, at=at, detail={"kind": task.kind})


def _openings_of(fact: Any, address: str) -> list[Opening]:
    """The work that one household asks for. The note says where and what, and names nobody."""
    common = {"received_at": fact.received_at, "person_id": fact.person_id, "fact_id": fact.id, "source": fact.source}
    found = []
    if fact.content.get("needs"):
        told = [words.NEEDS[need] for need in fact.content["needs"] if need in words.NEEDS]
        note = " · ".join(
            filter(None, [address, "、".join(text.zh for text in told), ", ".join(text.en for text in told)])
        )
        found.append(Opening(kind=HELP_NEED, area_code=fact.area_code, note=note, **common))
    if fact.content.get("symptoms"):
        town = fact.area_code[: LENGTHS["town"]]
        found.append(Opening(kind=HEALTH_CHECK, area_code=town, severity=SERIOUS, note=address, **common))
    return found
