"""Lists on record, limited to what the reader's desk receives or may confirm."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from fangxian.core.actors.rules import Actor
from fangxian.core.privacy.rules import Unreadable
from fangxian.engine.gazetteer import place_by_name
from fangxian.engine.gazetteer.suggestions import label_of
from fangxian.intake.models import Fact
from fangxian.intake.queries import destinations_of

from .models import Import, ImportChunk, ImportFilePart, ImportRow, SenderMapping
from .rules import SOURCE, states
from .rules.fields import STAY_PLACE
from .rules.findings import NOTES
from .rules.keys import stay_words

_STATE_FILTERS: dict[str, Q] = {
    states.DISCARDED: Q(discarded_at__isnull=False),
    states.CLOSED: Q(closed_at__isnull=False),
    states.COMMITTED: Q(committed_at__isnull=False),
    states.COMMITTING: Q(commit_started_at__isnull=False),
    states.CONFIRMED: Q(confirmed_at__isnull=False),
    states.SUBMITTED: Q(submitted_at__isnull=False),
    states.READ: Q(read_at__isnull=False),
    states.HELD: Q(held_at__isnull=False),
    states.FAILED: Q(failed_at__isnull=False),
    states.READING: Q(mapped_at__isnull=False),
    states.RECEIVED: Q(),
}


def in_state(state: str) -> Q:
    """The lists in a state: its own step has happened and none that comes after it."""
    condition = _STATE_FILTERS[state]
    for later, happened in _STATE_FILTERS.items():
        if later == state:
            break
        condition &= ~happened
    return condition


def in_states(wanted: Iterable[str]) -> Q:
    """The lists in one of several states."""
    condition = Q(pk__in=[])
    for state in wanted:
        condition |= in_state(state)
    return condition


def imports_of(by: Actor) -> QuerySet[Import]:
    """Lists that the reader's desk, or one below it, received; newest first."""
    return (
        Import.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
        .select_related("received_by__unit__body")
        .order_by("-received_at", "-id")
    )


def lists_to_confirm(by: Actor) -> QuerySet[Import]:
    """Lists that wait for a second unit and that the reader, being of another body, may look at."""
    return imports_of(by).filter(in_state(states.SUBMITTED)).exclude(submitted_by__unit__body_id=by.body_id)


def unfinished_lists() -> QuerySet[Import]:
    """Lists of every programme that are being read or committed at this moment."""
    return Import.objects.filter(in_state(states.READING) | in_state(states.COMMITTING))


def same_file(sha256: str, *, programme_id: UUID) -> Import | None:
    """The list that was received as this very file and not discarded."""
    return Import.objects.filter(programme_id=programme_id, file_sha256=sha256, discarded_at=None).first()


def saved_mapping(sender: str, *, programme_id: UUID) -> dict[str, str]:
    """field -> head of this sender's last list."""
    return dict(SenderMapping.objects.filter(programme_id=programme_id, sender=sender).values_list("field", "head"))


def senders(programme_id: UUID | None) -> list[str]:
    """Bodies that have sent a list before, for completing what is typed."""
    rows = Import.objects.filter(programme_id=programme_id).order_by("sender")
    return list(rows.values_list("sender", flat=True).distinct()[:200])


def content_of(source_list: Import) -> bytes | None:
    """The file as it was received; None once it is destroyed.

    Raises Unreadable if the pieces that lie there are not that file.
    """
    parts = ImportFilePart.objects.filter(source_list=source_list).order_by("number")
    pieces = [part.sealed for part in parts.iterator(chunk_size=1)]
    if not pieces or None in pieces:
        return None
    content = b"".join(pieces)
    if hashlib.sha256(content).hexdigest() != source_list.file_sha256:
        raise Unreadable("the pieces of a list are not the file that was received")
    return content


def rows_of(source_list: Import) -> QuerySet[ImportRow]:
    """Every row of a list, in the order of the file."""
    return ImportRow.objects.filter(source_list=source_list).order_by("number")


def counts_of(source_list: Import) -> dict[str, int]:
    """Rows by outcome; every outcome is there, also with 0."""
    found = dict(rows_of(source_list).order_by().values_list("outcome").annotate(Count("number")))
    return {outcome: found.get(outcome, 0) for outcome, _ in states.OUTCOMES}


def counts_by_finding(source_list: Import, *, outcome: str) -> list[tuple[dict[str, str], int]]:
    """(finding, rows) of an outcome, most frequent first: what the sender should look at."""
    counts: dict[str, tuple[dict[str, str], int]] = {}
    for findings in rows_of(source_list).filter(outcome=outcome).values_list("findings", flat=True).iterator():
        for finding in [finding for finding in findings if finding["code"] not in NOTES][:1]:
            shown, count = counts.get(finding["code"], (finding, 0))
            counts[finding["code"]] = (shown, count + 1)
    return sorted(counts.values(), key=lambda item: -item[1])


def waiting_count(source_list: Import) -> int:
    """Accepted rows that have not become facts yet."""
    return rows_of(source_list).filter(outcome=states.ACCEPTED, fact_id=None).count()


def person_count(source_list: Import) -> int:
    """Different people among the rows that are or may still be accepted; a row that tells nobody apart counts one."""
    open_rows = rows_of(source_list).order_by().filter(outcome__in=[states.ACCEPTED, states.QUARANTINED])
    found = open_rows.aggregate(
        people=Count("person_key", distinct=True), nameless=Count("number", filter=Q(person_key=None))
    )
    return found["people"] + found["nameless"]


def identical_stays(source_list: Import, *, from_count: int) -> list[Any]:
    """Stays that at least `from_count` different people share: stay_key, people, rows, first_row."""
    rows = (
        rows_of(source_list)
        .order_by()
        .filter(outcome=states.ACCEPTED)
        .values("stay_key")
        .annotate(people=Count("person_key", distinct=True), rows=Count("number"), first_row=Min("number"))
        .filter(people__gte=from_count)
    )
    return list(rows.order_by("-people"))


def destinations_planned(source_list: Import, *, limit: int = 200) -> list[Any]:
    """Where the accepted rows go: area_code, rows, people; most rows first."""
    rows = rows_of(source_list).order_by().filter(outcome=states.ACCEPTED).values("area_code")
    counted = rows.annotate(rows=Count("number"), people=Count("person_key", distinct=True))
    return list(counted.order_by("-rows", "area_code")[:limit])


def forecast_counts(source_list: Import) -> dict[str, int]:
    """Accepted rows by what the rule would say of them; empty if the rule was not asked."""
    rows = rows_of(source_list).order_by().filter(outcome=states.ACCEPTED).exclude(forecast="")
    return dict(rows.values_list("forecast").annotate(Count("number")))


def commit_progress(source_list: Import) -> tuple[int, int]:
    """(rows done, rows to do) of the running or last commit."""
    chunks = ImportChunk.objects.filter(source_list=source_list)
    found = chunks.aggregate(all=Sum("row_count"), done=Sum("row_count", filter=Q(done_at__isnull=False)))
    return found["done"] or 0, found["all"] or 0


def newest_chunk(source_list: Import) -> int:
    """The number of the last chunk; 0 if there is none."""
    return ImportChunk.objects.filter(source_list=source_list).aggregate(last=Max("number"))["last"] or 0


def same_question(row: ImportRow) -> QuerySet[ImportRow]:
    """Other quarantined rows of the list that ask the same about the same text."""
    if row.question_key is None:
        return ImportRow.objects.none()
    return (
        rows_of(row.source_list)
        .filter(outcome=states.QUARANTINED, question_key=bytes(row.question_key))
        .exclude(number=row.number)
    )


def told_before(person_ids: Sequence[UUID], *, programme_id: UUID) -> dict[tuple[UUID, str], UUID]:
    """(person, words of the stay) -> fact, of what pushed lists said of these people before."""
    facts = Fact.objects.filter(programme_id=programme_id, source=SOURCE.key, person_id__in=person_ids)
    return {
        (person_id, stay_words(content)): fact_id
        for person_id, fact_id, content in facts.order_by("-id").values_list("person_id", "id", "content")
    }


def list_by_id(list_id: UUID) -> Import:
    """A list, for background work; people's requests go through `imports_of`. Errors: Import.DoesNotExist."""
    return Import.objects.select_related("programme").get(id=list_id)


def place_name(place: Mapping[str, str], known: Mapping[str, str]) -> str:
    """The full name of a place that a row names; its own words if no code was found.

    known  names of the programme's own areas by code
    """
    code = place.get("area_code", "")
    if not code:
        return place.get("area_text", "")
    shipped = label_of(code[:12]) if len(code) <= 12 else label_of(code[:12]) + known.get(code, code)
    return shipped or known.get(code, code)


def candidates_of(
    source_list: Import, cells: Mapping[str, str], asked: Sequence[str], *, at: datetime
) -> dict[str, list[tuple[str, str]]]:
    """field -> (code, name) of the areas that an ambiguous place of a row could mean."""
    found: dict[str, list[tuple[str, str]]] = {}
    if "stay_code" in asked:
        text = "".join(cells.get(name, "") for name in STAY_PLACE if name != "stay_code")
        found["stay_code"] = [(area.code, label_of(area.code)) for area in place_by_name(text).candidates]
    if "destination_code" in asked:
        text = cells.get("destination_place") or cells.get("address") or ""
        today = at.astimezone(source_list.programme.zone).date()
        places = destinations_of(source_list.programme, today=today)
        found["destination_code"] = list(places.by_name(text, answers={}).candidates) if text else []
    return {name: candidates for name, candidates in found.items() if candidates}
