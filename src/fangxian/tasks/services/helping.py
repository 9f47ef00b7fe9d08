"""What households told at the door: somebody helps them, and the health post looks after whoever is unwell (F06)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.audit import services as audit
from fangxian.core.programmes.models import Programme
from fangxian.intake.queries import facts_of_batch
from fangxian.intake.sources.sweep.models import Door
from fangxian.intake.sources.sweep.queries import doors_of_facts, facts_told_at, notes_of_facts, urgent_needs
from fangxian.intake.sources.sweep.rules import SOURCE, words
from fangxian.tasks.models import Task, TaskFact
from fangxian.tasks.rules import HEALTH_CHECK, HELP_NEED, NORMAL, SERIOUS

from .joining import hurry
from .opening import Opening, link_facts, open_tasks
from .owning import duty_at


@transaction.atomic
def help_households(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "intake.facts_recorded": a need opens a task in the grid, symptoms one at the township's health post.

    It is help, never a restriction; a refusal tells nothing and opens nothing. Somebody who waits for help already
    keeps her one task, and what she needs besides is written to it; a household that told no contact is known by its
    door. Which needs are serious work stands in the edition. Running it again changes nothing.
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
    doors = doors_of_facts(facts, programme_id=programme.id)
    urgent = urgent_needs(at)
    done = _worked_on([fact.id for fact in facts])
    openings = [one for fact in facts for one in _openings_of(fact, notes.get(fact.id, ""), doors.get(fact.id), urgent)]
    openings = [opening for opening in openings if (opening.fact_id, opening.kind) not in done]
    open_already = _open_behind(openings, doors, programme_id=programme.id)
    fresh = [opening for opening in openings if (doors.get(opening.fact_id), opening.kind) not in open_already]
    held = dict(
        zip(map(id, fresh), open_tasks(fresh, programme=programme, by=by, at=at, batch_id=batch_id), strict=True)
    )
    again = [opening for opening in openings if id(opening) not in held]
    held |= {id(opening): open_already[doors[opening.fact_id], opening.kind] for opening in again}
    link_facts(again, [held[id(opening)] for opening in again], at=at)
    _tell_more(openings, [held[id(opening)] for opening in openings], programme=programme, by=by, at=at)


def _open_behind(
    openings: Sequence[Opening], doors: Mapping[Any, UUID], *, programme_id: UUID
) -> dict[tuple[UUID | None, str], Task]:
    """The open task of each door and kind of work, for households that told no contact: they are known by their door.

    The doors are held meanwhile, so that two visits taken in at one moment do not both open help.
    """
    asked = {doors[one.fact_id] for one in openings if one.person_id is None and one.fact_id in doors}
    if not asked:
        return {}
    list(Door.objects.select_for_update().filter(id__in=asked).order_by("id").values_list("id"))
    told = facts_told_at(asked, programme_id=programme_id)
    tasks = Task.objects.filter(closed_at=None, kind__in={one.kind for one in openings})
    own = tasks.filter(fact_id__in=told).values_list("fact_id", "id")
    linked = TaskFact.objects.filter(fact_id__in=told, task__in=tasks).values_list("fact_id", "task_id")
    by_id = tasks.in_bulk([task_id for _, task_id in (*own, *linked)])
    return {(told[fact_id], by_id[task_id].kind): by_id[task_id] for fact_id, task_id in (*own, *linked)}


def _worked_on(fact_ids: Iterable[UUID]) -> set[tuple[UUID | None, str]]:
    """Fact and kind of the work that these facts have opened or were linked to, finished or not."""
    ids = list(fact_ids)
    own = Task.objects.filter(fact_id__in=ids).values_list("fact_id", "kind")
    linked = TaskFact.objects.filter(fact_id__in=ids).values_list("fact_id", "task__kind")
    return {*own, *linked}


def _tell_more(
    openings: Sequence[Opening], tasks: Sequence[Task], *, programme: Programme, by: Actor, at: datetime
) -> None:
    """Write to a task that was open already what was told now and does not stand there; what is serious hurries it."""
    further = {
        (task.id, opening.note, opening.severity, opening.received_at)
        for opening, task in zip(openings, tasks, strict=True)
        if opening.note and opening.fact_id != task.fact_id
    }
    held = {task.id: task for task in Task.objects.select_for_update().filter(id__in=[one[0] for one in further])}
    for task_id, note, severity, received_at in sorted(further):
        task = held[task_id]
        if note in (task.note or "").splitlines():
            continue
        task.note = "\n".join(filter(None, [task.note, note]))
        if severity == SERIOUS and task.severity != SERIOUS:
            hurry(task, received_at, duty=duty_at(programme, at=at))
        task.save()
        audit.record("tasks.need_added", on=task, about=task.person_id, by=by, at=at, detail={"kind": task.kind})


def _openings_of(fact: Any, address: str, door_id: UUID | None, urgent: frozenset[str]) -> list[Opening]:
    """The work that one household asks for. The note says where and what, and names nobody.

    door_id  without a contact the same household told twice in one batch is one piece of work
    urgent   needs whose help is serious work, by the edition in force
    """
    common = {"received_at": fact.received_at, "person_id": fact.person_id, "fact_id": fact.id, "source": fact.source}
    common |= {"cause_id": door_id} if door_id else {}
    found = []
    if fact.content.get("needs"):
        told = [words.NEEDS[need] for need in fact.content["needs"] if need in words.NEEDS]
        note = " · ".join(
            filter(None, [address, "、".join(text.zh for text in told), ", ".join(text.en for text in told)])
        )
        severity = SERIOUS if urgent & set(fact.content["needs"]) else NORMAL
        found.append(Opening(kind=HELP_NEED, area_code=fact.area_code, severity=severity, note=note, **common))
    if fact.content.get("symptoms"):
        town = fact.area_code[: LENGTHS["town"]]
        found.append(Opening(kind=HEALTH_CHECK, area_code=town, severity=SERIOUS, note=address, **common))
    return found
