"""Which rows have run out, which of them something keeps, and what the last turns of the job did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Exists, F, Min, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from fangxian.core.actors.rules import Actor
from fangxian.engine.clocks.days import city_day, day_start
from fangxian.engine.retention import retention_rule
from fangxian.engine.rules.packs import Pack, pack_in_force
from fangxian.erasure.models import RetentionReport
from fangxian.erasure.rules import clocks
from fangxian.erasure.rules.clocks import Clock

REMEDY_CLASS = "measure"


@dataclass(frozen=True)
class Term:
    """What the pack says of one class: rule id@version, its days (None: until an event), what then, evidence."""

    rule: str
    days: int | None
    then: str
    evidence: str
    sources: tuple[str, ...]
    explain_zh: str
    explain_en: str


def edition_at(at: datetime) -> Pack:
    """The edition of the terms at `at`, adopted or not: an unsigned draft keeps nobody's data longer."""
    pack = pack_in_force(clocks.PACK_FAMILY, at)
    if pack is None:
        raise LookupError(f"no edition of {clocks.PACK_FAMILY} is in force at {at.isoformat()}")
    return pack


def term_of(pack: Pack, retention_class: str) -> Term:
    """What the edition says of one of our classes. Errors: LookupError for a class that it does not know."""
    rule = retention_rule(pack, clocks.name_in_pack(retention_class))
    return Term(
        rule=f"{rule.id}@{rule.version}",
        days=rule.params["days"],
        then=rule.params["then"],
        evidence=rule.evidence,
        sources=tuple(source.ref for source in rule.sources),
        explain_zh=rule.explain.zh,
        explain_en=rule.explain.en,
    )


def model_of(clock: Clock) -> type[Model]:
    return apps.get_model(clock.table)


def class_of(clock: Clock) -> str:
    return clock.of_class or model_of(clock).Privacy.retention  # type: ignore[attr-defined]


def cutoff(pack: Pack, retention_class: str, *, at: datetime, zone: ZoneInfo) -> datetime | None:
    """Rows counted from before this moment have run out; None if the class is kept until an event.

    The same as `kept_until(counted_from) <= at` of the engine, turned round so that an index can be used.
    """
    days = term_of(pack, retention_class).days
    return None if days is None else day_start(city_day(at, zone) - timedelta(days=days), zone)


def counted(clock: Clock, *, programme_id: UUID | None, at: datetime, ends: Ends) -> QuerySet[Any]:
    """Rows of a table with `counted_from` and, for each reason that may keep them, `held_<reason>`."""
    model = model_of(clock)
    rows = model._default_manager.all()
    if programme_id is not None:
        rows = rows.filter(programme_id=programme_id)
    start = F(clock.counted_from[0]) if len(clock.counted_from) == 1 else Coalesce(*clock.counted_from)
    held = {f"held_{reason}": HOLDS[reason](model, at, ends) for reason in clock.held_by}
    return rows.annotate(counted_from=start, **held)


def run_out(clock: Clock, before: datetime, *, programme_id: UUID | None, at: datetime, ends: Ends) -> QuerySet[Any]:
    """Rows whose time ran out before `before`, held or not."""
    rows = counted(clock, programme_id=programme_id, at=at, ends=ends)
    return rows.filter(counted_from__lt=before.date() if _is_by_day(clock) else before)


def _is_by_day(clock: Clock) -> bool:
    """Whether the count begins with a day, not with a moment."""
    return clock.counted_from[0].endswith("_on")


def not_held(clock: Clock) -> Q:
    """A row that nothing keeps."""
    free = Q()
    for reason in clock.held_by:
        free &= Q(**{f"held_{reason}": False})
    return free


def oldest(rows: QuerySet[Any]) -> datetime | None:
    """The earliest `counted_from` of these rows, as text for a report; None if there is none."""
    found: datetime | None = rows.aggregate(oldest=Min("counted_from"))["oldest"]
    return found


@dataclass(frozen=True)
class Ends:
    """Moments that a hold compares with.

    remedies_after  a measure that ended later than this can still be appealed or sued against
    """

    remedies_after: datetime


def ends_at(pack: Pack, *, at: datetime, zone: ZoneInfo) -> Ends:
    before = cutoff(pack, REMEDY_CLASS, at=at, zone=zone)
    return Ends(remedies_after=before or datetime.min.replace(tzinfo=at.tzinfo))


# --- what keeps a row

Hold = Callable[[type[Model], datetime, Ends], Any]


def _person_path(model: type[Model]) -> str:
    """The path from a row to its person's id."""
    return {"Leave": "measure__person_id"}.get(model.__name__, "person_id")


def _of_person(label: str, **conditions: Any) -> Callable[[type[Model]], QuerySet[Any]]:
    """Rows of another table about the same person."""

    def rows(model: type[Model]) -> QuerySet[Any]:
        other: Any = apps.get_model(label)
        return other._default_manager.filter(person_id=OuterRef(_person_path(model)), **conditions)

    return rows


def _followed_up(model: type[Model], at: datetime, ends: Ends) -> Any:
    return Exists(_of_person("people.PersonFile", closed_at=None, follow_until__gt=at)(model))


def _task_open(model: type[Model], at: datetime, ends: Ends) -> Any:
    task: Any = apps.get_model("tasks.Task")
    of_fact = task.objects.filter(fact_id=OuterRef("id" if model.__name__ == "Fact" else "fact_id"), closed_at=None)
    return Exists(_of_person("tasks.Task", closed_at=None)(model)) | Exists(of_fact)


def _remedy_open(model: type[Model], at: datetime, ends: Ends) -> Any:
    still = _of_person("measures.Measure", effective_end_at__gte=ends.remedies_after)(model)
    undecided = _of_person("measures.Measure", appeals__isnull=False, appeals__decided_at=None)(model)
    return Exists(still) | Exists(undecided)


def _objection_open(model: type[Model], at: datetime, ends: Ends) -> Any:
    return Exists(_of_person("portal.Objection", answered_at=None)(model))


def _case_kept(model: type[Model], at: datetime, ends: Ends) -> Any:
    return Exists(_of_person("cases.Case")(model)) | Exists(_of_person("cases.Exposure")(model))


def _list_open(model: type[Model], at: datetime, ends: Ends) -> Any:
    lists: Any = apps.get_model("intake.Import")
    return Exists(lists.objects.filter(id=OuterRef("import_id"), closed_at=None, discarded_at=None))


def _fact_kept(model: type[Model], at: datetime, ends: Ends) -> Any:
    fact: Any = apps.get_model("intake.Fact")
    if model.__name__ == "RoundDoor":  # its result goes when the last of its visits is gone
        return Exists(apps.get_model("intake.Visit")._default_manager.filter(round_door_id=OuterRef("id")))
    if model.__name__ == "Import":
        return Exists(fact.objects.filter(import_id=OuterRef("id"), programme_id=OuterRef("programme_id")))
    return Exists(fact.objects.filter(id=OuterRef("fact_id"), programme_id=OuterRef("programme_id")))


def _need_open(model: type[Model], at: datetime, ends: Ends) -> Any:
    """Whether what was told at a visit still has an open task, or its person is followed up."""
    task: Any = apps.get_model("tasks.Task")
    told: Any = apps.get_model("intake.VisitFact")
    link: Any = apps.get_model("tasks.TaskFact")
    tasks = task.objects.filter(fact_id=OuterRef("fact_id"), closed_at=None)
    linked = link.objects.filter(fact_id=OuterRef("fact_id"), task__closed_at=None)
    followed_up = _of_person("people.PersonFile", closed_at=None, follow_until__gt=at)(told)
    return Exists(told.objects.filter(Exists(tasks) | Exists(linked) | Exists(followed_up), visit_id=OuterRef("pk")))


def _not_sent(model: type[Model], at: datetime, ends: Ends) -> Any:
    return Exists(model._default_manager.filter(pk=OuterRef("pk"), sent_at=None, given_up_at=None))


def _still_named(model: type[Model], at: datetime, ends: Ends) -> Any:
    """Whether any row of any table points to this person."""
    named: Any = None
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        one = Exists(other._default_manager.filter(**{relation.field.attname: OuterRef("pk")}))
        named = one if named is None else named | one
    return named


HOLDS: dict[str, Hold] = {
    clocks.FOLLOWED_UP: _followed_up,
    clocks.TASK_OPEN: _task_open,
    clocks.REMEDY_OPEN: _remedy_open,
    clocks.OBJECTION_OPEN: _objection_open,
    clocks.CASE_KEPT: _case_kept,
    clocks.LIST_OPEN: _list_open,
    clocks.FACT_KEPT: _fact_kept,
    clocks.NOT_SENT: _not_sent,
    clocks.STILL_NAMED: _still_named,
    clocks.NEED_OPEN: _need_open,
}


# --- reports


def reports(by: Actor) -> QuerySet[RetentionReport]:
    """What the job did in the reader's programme and with the tables that all share, newest first."""
    mine = Q(programme_id=by.programme_id) | Q(programme_id=None)
    return RetentionReport.objects.filter(mine).order_by("-day", "programme_id")


def report_by_id(report_id: UUID, *, by: Actor) -> RetentionReport | None:
    return reports(by).filter(id=report_id).first()


def is_forgotten_today(programme_id: UUID | None, *, pack: Pack, day: date) -> bool:
    """Whether a turn of this day found nothing more to delete by this edition; None: in the shared tables."""
    report = RetentionReport.objects.filter(programme_id=programme_id, day=day, pack_sha256=pack.sha256).first()
    return report is not None and not any(line["unfinished"] for line in report.lines)
