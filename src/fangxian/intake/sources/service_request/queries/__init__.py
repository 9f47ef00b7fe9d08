"""Requests as their readers ask for them: who waits, what says the same, what stands under a code."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.privacy.queries import blind_index
from fangxian.core.programmes.models import Programme
from fangxian.engine.rules.packs import Pack, read_pack
from fangxian.engine.suggestion import Suggester
from fangxian.intake.sources.service_request import rules
from fangxian.intake.sources.service_request.models import (
    LearnedKinds,
    OtherDesk,
    RequestFile,
    RequestFileRow,
    ServiceRequest,
    ServiceRequestEvent,
)
from fangxian.intake.sources.service_request.rules import codes, files, georeport, likeness

CODE_LABEL, PAIR_LABEL, SAME_LABEL = "intake.request_code", "intake.request_pair", "intake.request_same"
DESK_LABEL = "intake.request_desk"
HANDED_OVER = "request/handed-over"
ALIKE_WITHIN = timedelta(days=7)
CANDIDATES, SHOWN_ALIKE = 400, 5


@dataclass(frozen=True)
class Service:
    """One kind of request, of an edition. `due_within`: from receipt."""

    code: str
    group: str
    is_urgent: bool
    due_within: timedelta
    zh: str
    en: str
    is_mediated: bool = False


@dataclass(frozen=True)
class Catalogue:
    """The kinds of requests of an edition, help first, and what else it says."""

    services: dict[str, Service]
    words: dict[str, Any]
    closes_within: timedelta
    clock_pack: Pack
    handed_over_within: timedelta

    def mediates(self, code: str) -> bool:
        """Whether a call of this kind tells of a dispute."""
        return code in self.services and self.services[code].is_mediated

    def due_within(self, code: str) -> timedelta:
        """Not sorted yet: as long as the shortest that is not urgent."""
        if code in self.services:
            return self.services[code].due_within
        return min(service.due_within for service in self.services.values() if not service.is_urgent)


def catalogue(programme: Programme, *, at: datetime) -> Catalogue:
    """What may be asked for at `at`. Errors: those of `pack_in_force`."""
    pack = pack_in_force(programme, rules.PACK_FAMILY, at)
    clocks = pack_in_force(programme, rules.CLOCK_FAMILY, at)
    found = _services(pack, clocks)
    closes = timedelta(days=pack.rule("closing").params["days"])
    at_least = timedelta(minutes=clocks.rule(HANDED_OVER).params["minutes"])
    return Catalogue(found, dict(pack.rule("not-about-people").params), closes, clocks, at_least)


def _services(pack: Pack, clocks: Pack) -> dict[str, Service]:
    return {
        row["code"]: Service(
            row["code"], row["group"], row["urgent"],
            timedelta(minutes=clocks.rule(row["clock"]).params["minutes"]), row["zh"], row["en"],
            row.get("mediated", False),
        )
        for row in pack.rule("services").params["services"]
    }  # fmt: skip


def due_at(request: ServiceRequest, known: Catalogue) -> datetime:
    """By when it is to be answered; what nobody sorted yet, and another desk calls urgent, as soon as any help."""
    within = known.due_within(request.service_code)
    if request.is_urgent and not request.service_code:
        within = min(service.due_within for service in known.services.values())
    return files.due_at(
        received_at=request.received_at, taken_at=request.taken_at, within=within, at_least=known.handed_over_within
    )


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Service]:
    return _services(read_pack("cn.requests.seeds"), read_pack("cn.clock.seeds"))


def service_as_shipped(code: str) -> Service | None:
    """A kind of request as our own edition words it, for lists that span several editions."""
    return _shipped().get(code)


def requests_of(by: Actor) -> QuerySet[ServiceRequest]:
    """Every request of the reader's area."""
    return ServiceRequest.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)


def request_of(by: Actor, request_id: UUID) -> ServiceRequest | None:
    return requests_of(by).filter(id=request_id).select_related("duplicate_of").first()


def waiting(by: Actor) -> QuerySet[ServiceRequest]:
    """Not answered yet; those that are linked to another wait with it."""
    return requests_of(by).filter(answered_at=None)


def in_order(rows: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
    """Urgent help first, then by the clock."""
    return rows.order_by("-is_urgent", "due_at", "id")


def to_call_back(by: Actor) -> QuerySet[ServiceRequest]:
    """Answered, and the caller waits for the phone to ring."""
    return requests_of(by).filter(
        answered_at__isnull=False, wants_callback=True, called_back_at=None, closed_at=None
    ).order_by("answered_at", "id")  # fmt: skip


def to_answer(by: Actor) -> QuerySet[ServiceRequest]:
    """The field or a department has said what came of it, and the caller does not know yet."""
    return in_order(waiting(by).filter(duplicate_of=None, proposed_at__isnull=False))


def by_step(rows: QuerySet[ServiceRequest], step: str, *, at: datetime) -> QuerySet[ServiceRequest]:
    """Those of these requests that stand in a state now."""
    closed = Q(closed_at__isnull=False) | Q(closes_at__lte=at)
    answered = Q(answered_at__isnull=False) & ~closed
    held = {
        rules.RECEIVED: Q(classified_at=None, reopened_at=None, dispatched_at=None, answered_at=None),
        rules.CLASSIFIED: Q(classified_at__isnull=False, reopened_at=None, dispatched_at=None, answered_at=None),
        rules.REOPENED: Q(reopened_at__isnull=False, dispatched_at=None, answered_at=None),
        rules.DISPATCHED: Q(dispatched_at__isnull=False, on_site_at=None, answered_at=None),
        rules.ON_SITE: Q(on_site_at__isnull=False, answered_at=None),
        rules.ANSWERED: answered & Q(called_back_at=None),
        rules.CALLED_BACK: answered & Q(called_back_at__isnull=False),
        rules.CLOSED: closed,
    }
    return rows.filter(held[step])


def history(request: ServiceRequest) -> list[ServiceRequestEvent]:
    rows = ServiceRequestEvent.objects.filter(request=request).select_related("post__unit__body")
    return list(rows.order_by("at", "id"))


def lead_of(request: ServiceRequest) -> ServiceRequest:
    """The request that is worked on for this one: itself, unless it is linked."""
    return request.duplicate_of or request


def linked_count(request: ServiceRequest) -> int:
    return ServiceRequest.objects.filter(duplicate_of=request).count()


def request_of_task(task_id: UUID, *, programme_id: UUID) -> ServiceRequest | None:
    return ServiceRequest.objects.filter(programme_id=programme_id, task_id=task_id).first()


def request_with_id(request_id: UUID, *, programme_id: UUID) -> ServiceRequest | None:
    return ServiceRequest.objects.filter(programme_id=programme_id, id=request_id).first()


def by_code(code: str, *, programme_id: UUID) -> ServiceRequest | None:
    """What stands under a caller's code; she reads it without an account."""
    index = code_index(code, programme_id=programme_id)
    return (
        ServiceRequest.objects.filter(programme_id=programme_id, code_index=index)
        .select_related("duplicate_of")
        .first()
    )


def received_before(client_id: UUID, sent_by: Any, *, programme_id: UUID) -> ServiceRequest | None:
    """The request that came before under the same id, or under the same number of the same desk."""
    same = Q(client_id=client_id)
    if (index := desk_index(sent_by, programme_id=programme_id)) is not None:
        same |= Q(desk=sent_by.desk, desk_index=index)
    return ServiceRequest.objects.filter(same, programme_id=programme_id).first()


def likely_kinds(text: str, *, programme: Programme, at: datetime) -> list[tuple[Service, float]]:
    """The kinds that operators probably mean by such words, with their shares; none where it is not clear."""
    learned_at = LearnedKinds.objects.filter(programme=programme).values_list("learned_at", flat=True).first()
    if learned_at is None:
        return []
    known = catalogue(programme, at=at).services
    found = _suggester(programme.id, learned_at).suggest(text)
    return [(known[one.label], one.share) for one in found if one.label in known]


@lru_cache(maxsize=4)
def _suggester(programme_id: UUID, learned_at: datetime) -> Suggester:
    """What was learned at a moment; opened once in each process."""
    held = LearnedKinds.objects.get(programme_id=programme_id)
    return Suggester.from_json(json.loads(held.numbers))


# --- other desks
def desk_files(by: Actor) -> QuerySet[RequestFile]:
    """Files of requests that the reader's desk, or one below it, took in; newest first, without their contents."""
    rows = RequestFile.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return rows.defer("sealed").select_related("desk", "received_by__unit__body").order_by("-received_at", "-id")


def desks_in_use(programme_id: UUID | None) -> QuerySet[OtherDesk]:
    return OtherDesk.objects.filter(programme_id=programme_id, ended_at=None).order_by("name")


def saved_mapping(desk: OtherDesk) -> dict[str, str]:
    """field -> head of this desk's last file that was read."""
    last = RequestFile.objects.filter(desk=desk, read_at__isnull=False).defer("sealed").order_by("-received_at").first()
    return dict(last.mapping) if last is not None else {}


def counts_of(file: RequestFile) -> dict[str, int]:
    """received = accepted + duplicate + quarantined + rejected; recorded: of the accepted, those that are requests."""
    found = dict(file.rows.order_by().values_list("outcome").annotate(Count("id")))
    counts = {outcome: found.get(outcome, 0) for outcome in files.OUTCOMES}
    recorded = file.rows.filter(outcome=files.ACCEPTED, done_at__isnull=False).count()
    return {"received": sum(counts.values())} | counts | {"recorded": recorded}


def reasons_of(file: RequestFile) -> list[tuple[dict[str, str], int]]:
    """(finding, rows), most frequent first: what the desk should look at."""
    counts: dict[str, tuple[dict[str, str], int]] = {}
    for findings in file.rows.exclude(findings=[]).values_list("findings", flat=True).iterator():
        for one in findings:
            shown, count = counts.get(one["code"], (one, 0))
            counts[one["code"]] = (shown, count + 1)
    return sorted(counts.values(), key=lambda item: -item[1])


def waiting_rows(file: RequestFile) -> QuerySet[RequestFileRow]:
    """Accepted rows that are no requests yet, urgent first."""
    return file.rows.filter(outcome=files.ACCEPTED, done_at=None).order_by("-is_urgent", "number")


def known_by_number(desk: OtherDesk, indexes: Iterable[bytes], *, programme_id: UUID) -> dict[bytes, UUID]:
    """The requests that came before under these numbers of a desk, by whichever way."""
    rows = ServiceRequest.objects.filter(programme_id=programme_id, desk=desk, desk_index__in=list(indexes))
    return {bytes(index): key for index, key in rows.values_list("desk_index", "id") if index is not None}


def desk_of_key(digest: bytes, *, programme_id: UUID) -> OtherDesk | None:
    return OtherDesk.objects.filter(programme_id=programme_id, key_digest=digest, ended_at=None).first()


def desks(by: Actor) -> QuerySet[OtherDesk]:
    """Every desk that has or had a key, those in force first."""
    rows = OtherDesk.objects.filter(programme_id=by.programme_id).annotate(request_count=Count("requests"))
    return rows.order_by(F("ended_at").desc(nulls_first=True), "name")


def readable_by(desk: OtherDesk | None, *, programme: Programme, at: datetime) -> QuerySet[ServiceRequest]:
    """What a reader of the open interface may know of: reports and questions, and what her own desk sent."""
    known = catalogue(programme, at=at)
    public = [code for code, service in known.services.items() if georeport.is_public(service.group)]
    may_read = Q(service_code__in=public) | (Q(desk=desk) if desk is not None else Q(pk__in=[]))
    rows = ServiceRequest.objects.filter(may_read, programme=programme)
    return rows.select_related("duplicate_of", "desk").order_by("-received_at", "-id")


def asked_for(rows: QuerySet[ServiceRequest], asked: georeport.Asked) -> QuerySet[ServiceRequest]:
    rows = rows.filter(received_at__gte=asked.since, received_at__lt=asked.until)
    if asked.services:
        rows = rows.filter(service_code__in=asked.services)
    if len(asked.status) == 1:
        rows = rows.filter(answered_at__isnull=asked.status[0] == georeport.OPEN)
    return rows


# --- words that are kept sealed are looked for by keyed numbers
def code_index(code: str, *, programme_id: UUID) -> bytes:
    return blind_index(codes.normalise(code), programme_id=programme_id, label=CODE_LABEL)


def desk_index(sent_by: Any, *, programme_id: UUID) -> bytes | None:
    """Keyed hash of a number that another desk gave; None if it gave none."""
    return number_index(sent_by.desk, sent_by.number, programme_id=programme_id) if sent_by is not None else None


def number_index(desk: OtherDesk, number: str, *, programme_id: UUID) -> bytes | None:
    """Keyed hash of a desk's own number, however it came: through the open interface or in a file."""
    return blind_index(f"{desk.id}\n{number}", programme_id=programme_id, label=DESK_LABEL) if number else None


def numbers_of(text: str, *, programme_id: UUID) -> list[int]:
    return likeness.numbers_of(text, lambda pair: blind_index(pair, programme_id=programme_id, label=PAIR_LABEL))


def same_index(*, service: str, area_code: str, place: str, text: str, programme_id: UUID) -> bytes:
    said = "\n".join((service, area_code, likeness.plain(place), likeness.plain(text)))
    return blind_index(said, programme_id=programme_id, label=SAME_LABEL)


def searched(rows: QuerySet[ServiceRequest], text: str, *, programme_id: UUID) -> QuerySet[ServiceRequest]:
    """Those in whose text or place every pair of characters of `text` occurs; all of them for an empty text."""
    numbers = numbers_of(text, programme_id=programme_id)
    return rows.filter(pair_numbers__contains=numbers) if numbers else rows


def alike(
    text: str, *, area_code: str, by: Actor, at: datetime, without: Iterable[UUID] = ()
) -> list[tuple[ServiceRequest, float]]:
    """Waiting requests of the same county that say about the same, the most alike first; a hint, never acted upon."""
    numbers = numbers_of(text, programme_id=by.programme_id)  # type: ignore[arg-type]
    if len(numbers) < 2:
        return []
    county = area_code[: LENGTHS["county"]]
    rows = waiting(by).filter(
        duplicate_of=None, area_code__startswith=county, received_at__gt=at - ALIKE_WITHIN,
        pair_numbers__overlap=numbers,
    )  # fmt: skip
    found = rows.exclude(id__in=list(without)).order_by("-received_at").values_list("id", "pair_numbers")[:CANDIDATES]
    rated = sorted(((likeness.likeness(numbers, told), key) for key, told in found), reverse=True)
    best = {key: share for share, key in rated[:SHOWN_ALIKE] if share >= likeness.ALIKE_FROM}
    held = ServiceRequest.objects.in_bulk(list(best))
    return [(held[key], share) for key, share in best.items()]
