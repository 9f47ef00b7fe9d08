"""Chains of cases as links tell them, limited to the reader's area, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from fangxian.cases import rules
from fangxian.cases.models import Case, CaseLink, Classification, Exposure
from fangxian.cases.rules import links as link_rules
from fangxian.core.actors.rules import Actor
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.engine.chains.forecast import Forecast, Watch, forecast
from fangxian.engine.chains.graph import Chains, Cluster, Link, chains
from fangxian.engine.chains.onsets import Curve, Onset, onset_curve
from fangxian.engine.chains.serial import SerialInterval, serial_interval

from . import agreed, holding

ORIGINS = tuple(link_rules.ORIGINS)
WATCHED_DAYS = 14  # the longest observation of a contact in every edition of the protocol (rule packs cn.protocol)


@dataclass(frozen=True)
class Standing:
    """Every case and link that the reader may see, and the chains that they make.

    cases   by key; an end beyond the reader's area, and one that is no case, have none
    links   by key, with the kept row
    """

    cases: dict[str, Case]
    links: dict[str, CaseLink]
    chains: Chains

    def cluster_of(self, case: Case) -> Cluster:
        return next(cluster for cluster in self.chains.clusters if str(case.id) in cluster.members)


def links_of(by: Actor) -> QuerySet[CaseLink]:
    """Links of which at least one end is a case in the reader's area; withdrawn ones are left out."""
    inside = Q(infector__area_code__startswith=by.area_code) | Q(infectee__area_code__startswith=by.area_code)
    return (
        CaseLink.objects.filter(inside, programme_id=by.programme_id, withdrawn_at=None)
        .select_related("infector", "infectee")
        .order_by("recorded_at", "id")
    )


def link_of(by: Actor, link_id: UUID) -> CaseLink | None:
    return links_of(by).filter(id=link_id).first()


def standing_of(by: Actor) -> Standing:
    """The chains of the reader's area. Somebody beyond it, or on no record, is an end without a case."""
    cases = {
        str(case.id): case
        for case in Case.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    }
    links = {str(link.id): link for link in links_of(by)}
    found = chains(
        cases,
        [
            Link(key, _end(link.infector_id, key, "from"), _end(link.infectee_id, key, "to"), link.is_directed)
            for key, link in links.items()
        ],
        onsets={key: case.onset_on for key, case in cases.items()},
    )
    return Standing(cases, links, found)


def _end(case_id: UUID | None, link: str, side: str) -> str:
    """The key of an end; two links that name the same stranger have two, because names are not compared."""
    return str(case_id) if case_id else f"{side}:{link}"


@dataclass(frozen=True)
class Suggestion:
    """A contact of one case who is a case herself: a link that somebody may take over."""

    infector: Case
    infectee: Case
    exposure: Exposure


def suggestions_for(case: Case, by: Actor) -> list[Suggestion]:
    """Links that follow from the contact list and that nobody has recorded, in either direction."""
    rows = (
        Exposure.objects.filter(Q(case=case) | Q(person_id=case.person_id), programme_id=case.programme_id)
        .select_related("case", "person")
        .order_by("recorded_at", "id")
    )
    others = {
        one.person_id: one
        for one in Case.objects.filter(
            programme_id=case.programme_id, area_code__startswith=by.area_code, ruled_out_at=None,
            person_id__in=[row.person_id for row in rows],
        )
    }  # fmt: skip
    known = {(link.infector_id, link.infectee_id) for link in links_of(by)}
    found = {}
    for row in rows:
        infectee = others.get(row.person_id)
        if infectee is None or infectee.id == row.case_id or (row.case_id, infectee.id) in known:
            continue
        if row.case.area_code.startswith(by.area_code) and row.case.ruled_out_at is None:
            found[row.case_id, infectee.id] = Suggestion(row.case, infectee, row)
    return list(found.values())


def origin_of(case: Case, infected: set[UUID]) -> str:
    """Where it was caught: as somebody said it, else here if a case here infected her, else not yet said."""
    if case.origin:
        return case.origin
    return link_rules.LOCAL if case.id in infected else "unknown"


def infected_here(links: Sequence[CaseLink]) -> set[UUID]:
    """Cases of whom a directed link names a case of the programme as infector."""
    return {
        link.infectee_id
        for link in links
        if link.is_directed and link.infectee_id and link.infector_id and link.infector_id != link.infectee_id
    }


def intervals_of(standing: Standing) -> list[int]:
    """Days between the onsets of every pair with two known ones; a pair told by two sources counts once."""
    days = {}
    for link in standing.links.values():
        first, second = _onset(link.infector), _onset(link.infectee)
        if link.is_directed and link.infector_id != link.infectee_id and first and second:
            days[link.infector_id, link.infectee_id] = (second - first).days
    return list(days.values())


def _onset(case: Case | None) -> date | None:
    """The first day of illness of a case that nobody has ruled out."""
    return case.onset_on if case is not None and case.ruled_out_at is None else None


def serial_of(standing: Standing) -> SerialInterval | None:
    return serial_interval(intervals_of(standing))


def curve_of(standing: Standing, *, programme: Programme, at: datetime) -> Curve:
    """The onsets of cases that nobody has ruled out, by origin."""
    infected = infected_here(list(standing.links.values()))
    cases = [
        Onset(case.onset_on, city_day(case.learned_at, programme.timezone), origin_of(case, infected))
        for case in standing.cases.values()
        if case.ruled_out_at is None
    ]
    return onset_curve(cases, origins=ORIGINS, today=city_day(at, programme.timezone))


def watches_of(by: Actor, *, programme: Programme, at: datetime) -> list[Watch]:
    """Contacts of cases in the reader's area, each once, from being found until 14 days after the last contact."""
    rows = Classification.objects.filter(
        holding(), agreed(), programme_id=by.programme_id, exposure__case__area_code__startswith=by.area_code,
        exposure__case__ruled_out_at=None, outcome__in=rules.BINDING_OUTCOMES, classified_at__lte=at,
    ).values_list("exposure__person_id", "classified_at", "exposure__last_contact_on")  # fmt: skip
    spans: dict[UUID, tuple[date, date]] = {}
    for person_id, classified_at, last_on in rows:
        found, until = city_day(classified_at, programme.timezone), last_on + timedelta(days=WATCHED_DAYS)
        before = spans.get(person_id, (found, until))
        spans[person_id] = (min(before[0], found), max(before[1], until))
    return [Watch(found, max(found, until)) for found, until in spans.values()]


def forecast_of(by: Actor, *, programme: Programme, at: datetime) -> Forecast | None:
    """The week after the last whole day."""
    yesterday = city_day(at, programme.timezone) - timedelta(days=1)
    return forecast(watches_of(by, programme=programme, at=at), since=programme.starts_on, today=yesterday)
