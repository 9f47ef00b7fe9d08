"""The traces of a case, what they found, and what was declared of seats aboard."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from fangxian.cases.models import Case, Exposure, Trace, TracedContact
from fangxian.cases.rules import traces as rules
from fangxian.intake.models import Fact
from fangxian.intake.queries import corrected_facts
from fangxian.intake.sources.venue.models import CheckIn
from fangxian.snapshots.rules import service_number


def traces_of(case: Case) -> QuerySet[Trace]:
    """The traces that were opened for a case, newest first."""
    return Trace.objects.filter(case=case).select_related("opened_by__unit__body").order_by("-opened_at", "-id")


def unnamed_of(trace: Trace) -> QuerySet[TracedContact]:
    """Whom a trace found and nobody knows: the longest time together first."""
    return TracedContact.objects.filter(trace=trace, word=rules.UNNAMED).order_by("-minutes", "id")


def newest_of(exposures: Iterable[Exposure]) -> dict[UUID, TracedContact]:
    """What the newest trace found of each of these, by exposure; who was never found is absent."""
    rows = TracedContact.objects.filter(exposure__in=list(exposures)).select_related("trace")
    return {row.exposure_id: row for row in rows.order_by("trace__opened_at", "id") if row.exposure_id}


def on_the_list(case: Case) -> dict[UUID, Exposure]:
    """Who is on the contact list of a case already, by person: the line that was recorded first."""
    return {row.person_id: row for row in Exposure.objects.filter(case=case).order_by("-recorded_at", "-id")}


def seats_aboard(key: str, person_ids: Iterable[UUID], *, programme_id: UUID) -> dict[UUID, tuple[str, str]]:
    """Carriage and seat of people who declared this service; key  as the lake's place: mode|number|day."""
    mode, number, day = key.split("|")
    facts = list(
        Fact.objects.filter(programme_id=programme_id, person_id__in=list(person_ids), content__transport__date=day)
    )
    corrected = corrected_facts([fact.id for fact in facts], programme_id=programme_id)
    found = {}
    for fact in facts:
        told = fact.content["transport"]
        if fact.id in corrected or told.get("mode") != mode or service_number(told.get("number") or "") != number:
            continue
        if fact.person_id:
            found[fact.person_id] = (told.get("carriage") or "", told.get("seat") or "")
    return found


def phones_entered(indexes: Iterable[bytes], *, programme_id: UUID) -> dict[bytes, str]:
    """The phone that somebody entered at a place so that she can be told, by the keyed hash of what she showed."""
    rows = CheckIn.objects.filter(programme_id=programme_id, subject_index__in=list(indexes), contact__isnull=False)
    return {bytes(row.subject_index): row.contact for row in rows.order_by("entered_at", "id") if row.contact}
