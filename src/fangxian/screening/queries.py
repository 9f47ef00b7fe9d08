"""The only reads of area lists and verdicts; verdicts are limited to the reader's area."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.orders import queries as orders
from fangxian.core.orders.rules import IN_FORCE
from fangxian.engine.rules.packs import Pack, read_pack
from fangxian.engine.screening import Judge, Listing, Listings

from . import rules
from .models import AreaList, AreaListing, Verdict

REJUDGED_WITHIN = timedelta(days=28)  # look-back and follow-up of 14 days each: older arrivals are over


def area_lists(programme_id: UUID) -> QuerySet[AreaList]:
    """Every list that was loaded, newest first, with its sign-offs and its order."""
    return (
        AreaList.objects.filter(programme_id=programme_id)
        .select_related("order", "loaded_post__user", "loaded_post__unit__body")
        .prefetch_related("sign_offs__body", "sign_offs__user", "order__signatures")
        .annotate(listing_count=Count("listings"))
        .order_by("-loaded_at", "-id")
    )


def area_list_of(list_id: UUID, *, programme_id: UUID) -> AreaList | None:
    return area_lists(programme_id).filter(id=list_id).first()


def state_of(area_list: AreaList, *, at: datetime) -> str:
    """Whether a list has effect at `at`, from its order's and its sign-offs' times."""
    return rules.list_state(
        order_is_live=order_is_live(area_list, at=at),
        body_ids=[sign_off.body_id for sign_off in area_list.sign_offs.all() if sign_off.signed_at <= at],
        withdrawn_at=area_list.withdrawn_at,
        at=at,
    )


def order_is_live(area_list: AreaList, *, at: datetime) -> bool:
    """Whether the order that carries the list is in force and allows area lists."""
    order = area_list.order
    return order is not None and "area_list" in order.enables and orders.state_of(order, at=at) == IN_FORCE


def lists_in_effect(programme_id: UUID, *, at: datetime) -> list[AreaList]:
    """The lists that have effect at `at`, oldest first."""
    rows = area_lists(programme_id).filter(loaded_at__lte=at)
    return sorted((row for row in rows if state_of(row, at=at) == rules.IN_EFFECT), key=lambda row: str(row.id))


def listings_of(area_list: AreaList) -> QuerySet[AreaListing]:
    return area_list.listings.order_by("area_code", "listed_from", "position")


def basis_of(pack: Pack, *, timezone: str, list_ids: Iterable[str], as_of: date | None) -> rules.Basis:
    """The rule of a pack with these lists, made ready to judge. Neither is ever edited, so it is remembered."""
    return _basis(pack.id, pack.sha256, timezone, tuple(list_ids), as_of)


@lru_cache(maxsize=8)
def _basis(pack_id: str, _sha256: str, timezone: str, list_ids: tuple[str, ...], as_of: date | None) -> rules.Basis:
    rows = AreaListing.objects.filter(list_id__in=list_ids).order_by("list_id", "position")
    listings = [
        Listing(row.area_code, row.level, row.listed_from, row.listed_until, row.source_name, "", str(row.list_id))
        for row in rows
    ]
    judge = Judge(read_pack(pack_id), Listings(listings), listed_as_of=as_of)
    return rules.Basis(judge, ZoneInfo(timezone), list_ids, as_of)


# --- verdicts
def verdicts_of(by: Actor) -> QuerySet[Verdict]:
    """The verdicts that count, about the reader's area, newest first."""
    return Verdict.objects.filter(
        programme_id=by.programme_id, area_code__startswith=by.area_code, superseded_by=None
    ).order_by("-judged_at", "-id")


def verdict_of(by: Actor, verdict_id: UUID) -> Verdict | None:
    """One verdict, also a superseded one; None if it is not there or outside the reader's area."""
    return Verdict.objects.filter(
        programme_id=by.programme_id, area_code__startswith=by.area_code, id=verdict_id
    ).first()


def follow_ups_of_batch(batch_id: UUID, *, programme_id: UUID) -> QuerySet[Verdict]:
    """The matches of one delivery that count, without their long texts: ten thousand rows matter here."""
    return (
        Verdict.objects.filter(programme_id=programme_id, batch_id=batch_id, superseded_by=None, result=rules.FOLLOW_UP)
        .defer("inputs", "explain_zh", "explain_en")
        .order_by("id")
    )


def words_of_batch(batch_id: UUID, *, programme_id: UUID, source: str) -> list[tuple[UUID, str, str]]:
    """What the verdicts of one delivery say of the facts of one source: fact, result, rule as `id@version`."""
    rows = Verdict.objects.filter(programme_id=programme_id, batch_id=batch_id, superseded_by=None, source=source)
    found = rows.values_list("fact_id", "result", "rule_id", "rule_version")
    return [(fact_id, result, f"{rule_id}@{version}") for fact_id, result, rule_id, version in found]


def overtaken_by_batch(batch_id: UUID, *, programme_id: UUID) -> dict[UUID, Verdict]:
    """For each verdict that one of this delivery took the place of: the one that did."""
    newer = Verdict.objects.filter(programme_id=programme_id, batch_id=batch_id)
    pairs = dict(
        Verdict.objects.filter(
            programme_id=programme_id, superseded_by__isnull=False, superseded_by__in=newer.values("id")
        )
        .exclude(batch_id=batch_id)
        .values_list("id", "superseded_by")
    )
    found = newer.in_bulk(list(pairs.values()))
    return {old: found[new] for old, new in pairs.items()}


def verdicts_of_person(person_id: UUID, *, programme_id: UUID) -> QuerySet[Verdict]:
    """Everything judged about one person, newest first. Reading it is audited by the caller."""
    return Verdict.objects.filter(programme_id=programme_id, person_id=person_id).order_by("-judged_at", "-id")


def earlier_versions(verdict: Verdict) -> QuerySet[Verdict]:
    """The verdicts that this one took the place of, directly."""
    return Verdict.objects.filter(programme_id=verdict.programme_id, superseded_by=verdict.id).order_by("-judged_at")


def live_verdicts_of_facts(fact_ids: Iterable[UUID], *, programme_id: UUID) -> dict[UUID, Verdict]:
    """The verdict that counts of each fact that has been judged."""
    rows = Verdict.objects.filter(programme_id=programme_id, fact_id__in=list(fact_ids), superseded_by=None)
    return {verdict.fact_id: verdict for verdict in rows}


def judged_facts(fact_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these facts that were judged at any time."""
    return set(Verdict.objects.filter(fact_id__in=list(fact_ids)).values_list("fact_id", flat=True))


def people_still_followed(person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these people whom a verdict that counts follows up."""
    rows = Verdict.objects.filter(person_id__in=list(person_ids), superseded_by=None, result=rules.FOLLOW_UP)
    return set(rows.values_list("person_id", flat=True))


def verdicts_to_judge_again(programme_id: UUID, *, at: datetime, after: UUID | None) -> QuerySet[Verdict]:
    """Verdicts recent enough to matter, in order of id, beyond `after`."""
    rows = Verdict.objects.filter(
        programme_id=programme_id, superseded_by=None, received_at__gte=at - REJUDGED_WITHIN
    ).order_by("id")
    return rows.filter(id__gt=after) if after else rows


def counts_by_result(verdicts: QuerySet[Verdict]) -> dict[str, int]:
    rows = verdicts.order_by().values("result").annotate(n=Count("id"))
    found = {row["result"]: row["n"] for row in rows}
    return {result: found.get(result, 0) for result in rules.RESULTS}


def counts_by_reason(verdicts: QuerySet[Verdict]) -> dict[str, int]:
    """How many for each reason; reasons that nobody has are absent."""
    rows = verdicts.order_by().values("reason").annotate(n=Count("id")).order_by("-n")
    return {row["reason"]: row["n"] for row in rows}


def judged_between(by: Actor, *, from_at: datetime, until_at: datetime) -> QuerySet[Verdict]:
    """Verdicts reached in [from_at, until_at) that count."""
    return verdicts_of(by).filter(judged_at__gte=from_at, judged_at__lt=until_at)


def verdict_in_words(verdict_id: UUID, *, programme_id: UUID) -> tuple[str, str] | None:
    """Why a task was opened, in both languages; None if the verdict is gone. Tells of stays, never of whom."""
    rows = Verdict.objects.filter(programme_id=programme_id, id=verdict_id)
    return rows.values_list("explain_zh", "explain_en").first()


def verdicts_in_words(verdict_ids: Iterable[UUID], *, programme_id: UUID) -> dict[UUID, tuple[str, str]]:
    """`verdict_in_words` of many, by their ids; those that are gone are left out."""
    rows = Verdict.objects.filter(programme_id=programme_id, id__in=list(verdict_ids))
    return {verdict_id: (zh, en) for verdict_id, zh, en in rows.values_list("id", "explain_zh", "explain_en")}


def field_outcomes(verdicts: QuerySet[Verdict]) -> tuple[str, ...]:
    """What the field found about these, each word once."""
    rows = verdicts.exclude(field_outcome="").order_by("field_outcome").values_list("field_outcome", flat=True)
    return tuple(rows.distinct())
