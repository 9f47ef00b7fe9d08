"""Who caught it from whom is kept as it was told, one row for each statement; a wrong one is withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from fangxian.cases.models import Case, CaseLink
from fangxian.cases.rules import links as rules
from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day, why_not_collect

from .authority import why_not_work_on


@dataclass(frozen=True)
class Link:
    """One statement of a source; see `models.CaseLink` for the columns.

    An end is a case of the programme, or what the source calls somebody who is none (`..._named`).
    """

    infector: Case | None
    infectee: Case | None
    source: str
    infector_named: str = ""
    infectee_named: str = ""
    is_directed: bool = True
    reference: str = ""
    certainty: str = ""
    setting: str = ""
    met_on: date | None = None


@transaction.atomic
def link_cases(*, links: Sequence[Link], programme: Programme, by: Actor, at: datetime) -> list[CaseLink]:
    """Keep what a source says of who caught it from whom; what it already said is not kept twice.

    A case linked to itself, a circle and an end that is nobody here are kept: the chains flag them. One audit
    event with the count and a digest. Errors: Refused, and then nothing of it is kept.
    """
    refuse(why_not_use("cases.investigate", by=by))
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    for link in links:
        refuse(why_not_link(link, programme=programme, by=by, at=at))
    rows = [_row(link, programme=programme, by=by, at=at) for link in links]
    CaseLink.objects.bulk_create(rows, ignore_conflicts=True)  # the source said it before
    kept = list(CaseLink.objects.filter(id__in=[row.id for row in rows]).order_by("id"))
    digest = hashlib.sha256("\n".join(_said(row) for row in kept).encode()).digest()
    people = {end.person_id for link in links for end in (link.infectee, link.infector) if end}
    audit.record(
        "cases.linked", on_kind="cases.CaseLink", on_id=kept[0].id if len(kept) == 1 else "",
        about=people.pop() if len(people) == 1 else None, by=by, at=at,
        area_code=kept[0].area_code if kept else by.area_code, count=len(kept), digest=digest,
        detail={"given": len(links), "kept": len(kept), "sources": sorted({link.source for link in links})},
    )  # fmt: skip
    return kept


@transaction.atomic
def withdraw_link(*, link: CaseLink, reason: str, by: Actor, at: datetime) -> CaseLink:
    """Say that a link does not hold; it stays on record with the reason. Errors: Refused."""
    link = CaseLink.objects.select_for_update().get(id=link.id)
    refuse(why_not_use("cases.investigate", by=by, area_code=link.area_code))
    refuse(rules.why_not_withdraw(withdrawn_at=link.withdrawn_at, reason=reason))
    link.withdrawn_at, link.withdrawn_by_id, link.withdrawn_reason = at, by.post_id, reason.strip()
    link.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.record("cases.link_withdrawn", on=link, by=by, at=at)
    return link


@transaction.atomic
def say_origin(*, case: Case, origin: str, by: Actor, at: datetime) -> Case:
    """Record whether the illness was caught here or brought along; it may be said anew. Errors: Refused."""
    case = Case.objects.select_for_update().get(id=case.id)
    refuse(why_not_work_on(case, by=by, at=at))
    refuse(rules.why_not_origin(origin))
    case.origin = origin
    case.save(update_fields=["origin"])
    audit.record("cases.origin_said", on=case, about=case.person_id, by=by, at=at, detail={"origin": origin})
    return case


def saw_chain(case: Case, *, digest: bytes, count: int, by: Actor, at: datetime) -> None:
    """Record that somebody read the chain of a case."""
    audit.record("cases.saw_chain", on=case, about=case.person_id, by=by, at=at, count=count, digest=digest)


def saw_investigation(*, count: int, by: Actor, at: datetime) -> None:
    """Record that somebody read what the cases of her area say together."""
    audit.record(
        "cases.saw_investigation", on_kind="cases.Case", by=by, at=at, area_code=by.area_code, count=max(1, count)
    )


def why_not_link(link: Link, *, programme: Programme, by: Actor, at: datetime) -> Problem | None:
    """Why `by` may not record this link: it says too little, or it joins no case of hers."""
    ends = [end for end in (link.infectee, link.infector) if end]
    if any(end.programme_id != programme.id for end in ends):
        return Problem("cases.link_elsewhere", said("Both cases belong to one programme."), status=404)
    problem = rules.why_not_link(
        has_infector=link.infector is not None, has_infectee=link.infectee is not None,
        infector_named=link.infector_named, infectee_named=link.infectee_named, source=link.source,
        certainty=link.certainty, met_on=link.met_on, today=city_day(at, programme.timezone),
    )  # fmt: skip
    if problem is not None:
        return problem
    refusals = [why_not_work_on(end, by=by, at=at) for end in ends]
    return None if None in refusals else refusals[0]


def _row(link: Link, *, programme: Programme, by: Actor, at: datetime) -> CaseLink:
    """The owner of a link is the area of the case that was infected; of the other where that one is nobody here."""
    owner = link.infectee or link.infector
    assert owner is not None  # why_not_link refused it
    return CaseLink(
        programme=programme, area_code=owner.area_code, infector=link.infector, infectee=link.infectee,
        infector_named=None if link.infector else link.infector_named.strip(),
        infectee_named=None if link.infectee else link.infectee_named.strip(),
        is_directed=link.is_directed, source=link.source, reference=link.reference, certainty=link.certainty,
        setting=link.setting, met_on=link.met_on, recorded_at=at, recorded_by_id=by.post_id,
    )  # fmt: skip


def _said(row: CaseLink) -> str:
    return f"{row.id} {row.infector_id} {row.infectee_id} {row.source} {row.reference}"
