"""A laboratory-linked case and the people of its household, for tests. Everybody is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from fangxian.cases.models import Case, Exposure
from fangxian.cases.services import Laboratory, Meeting, open_case, record_exposure
from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.people.rules import normalise_name
from fangxian.core.people.services import Claim
from fangxian.core.privacy.queries import blind_index
from fangxian.measures.kinds.home_isolation.rules import Suitability
from fangxian.measures.kinds.home_isolation.services import propose_home_isolation
from fangxian.measures.models import Measure
from fangxian.measures.services import approve, evidence_sha256, serve
from tests.city import GRID, City

LABORATORY = Laboratory(
    lab_name="湖州市疾控中心实验室",
    sample_number="HZ-2020-0301-017",
    sampled_on=date(2020, 3, 8),
    result_on=date(2020, 3, 9),
)
PATIENT = Claim(name="试验病例", area_code=GRID, document_kind="id_card", document_number="440524188001010014")
LABORATORY_2 = Laboratory(
    lab_name="湖州市疾控中心实验室",
    sample_number="HZ-2020-0301-018",
    sampled_on=date(2020, 3, 8),
    result_on=date(2020, 3, 9),
)
OTHER_PATIENT = Claim(name="试验病例乙", area_code=GRID, document_kind="id_card", document_number="110105188912310024")
SPOUSE = Claim(name="试验配偶", area_code=GRID, phone="+8613800138000", address="试验路一号")
CHILD = Claim(name="试验孩子", area_code=GRID, phone="+8613800138000", birth_year=2012)
AT_HOME = Meeting(
    relation="family", setting="household", protection="none", last_contact_on=date(2020, 3, 9),
    last_contact_at=datetime(2020, 3, 9, 10, 30, tzinfo=UTC), evidence="interview_case",
)  # fmt: skip


def investigator(city: City) -> Actor:
    return city.actor("epi", Purpose.INVESTIGATE_CASE)


def a_case(city: City, *, laboratory: Laboratory = LABORATORY, claim: Claim = PATIENT, **changed: object) -> Case:
    """A confirmed case with onset on 8 March 2020, isolated on the 9th at 21:00 in the city."""
    terms: dict = {
        "case_class": "confirmed",
        "onset_on": date(2020, 3, 8),
        "isolated_at": datetime(2020, 3, 9, 13, 0, tzinfo=UTC),
        "learned_at": city.at,
    } | changed
    return open_case(
        claim=claim, laboratory=laboratory, programme=city.programme, by=investigator(city), at=city.at, **terms
    )


def a_contact(city: City, case: Case, *, claim: Claim = SPOUSE, **changed: object) -> Exposure:
    """Somebody who lives with the case and was with it, unprotected, on 9 March."""
    return record_exposure(
        case=case, claim=claim, meeting=replace(AT_HOME, **changed), by=investigator(city), at=city.at
    )


HOME = Suitability(has_own_room=True, has_own_toilet=True, lives_with_count=2)
WHY = "共同生活，无法每日两次自测并保持距离"
MILDER = {"SELF_MONITOR": WHY, "HOME_MONITOR": WHY, "INFORM": WHY}
SUPPORT = {"groceries": "社区送菜", "medicine": "家庭医生送药", "rubbish": "物业上门", "health_contact": "社区卫生站"}


def a_proposal(city: City, *, claim: Claim = SPOUSE, at: datetime | None = None, **changed: object) -> Measure:
    """Home isolation proposed by the city's CDC for a close contact of a case."""
    case = Case.objects.first() or a_case(city)
    exposure = Exposure.objects.filter(person__name_index=a_name(city, claim)).first() or a_contact(
        city, case, claim=claim
    )
    terms: dict = {
        "home": HOME, "milder": MILDER, "conditions": [], "support_plan": SUPPORT, "language": "zh-hans",
        "by": city.actor("epi", Purpose.DECIDE_MEASURE), "at": at or city.at,
    } | changed  # fmt: skip
    return propose_home_isolation(person=exposure.person, **terms)


def a_name(city: City, claim: Claim) -> bytes:
    return blind_index(normalise_name(claim.name), programme_id=city.programme.id, label="people.name")


def approved(city: City, measure: Measure, *, username: str = "approver", at: datetime | None = None) -> Measure:
    """The same measure, approved by the health commission."""
    by = city.actor(username, Purpose.DECIDE_MEASURE)
    return approve(measure=measure, seen_sha256=evidence_sha256(measure), by=by, at=at or city.at)


def served(
    city: City, measure: Measure, *, username: str = "grid", at: datetime | None = None, **how: object
) -> Measure:
    """The same measure, its notice handed over by the grid worker: in force."""
    terms: dict = {"how": "in_person"} | how
    return serve(measure=measure, by=city.actor(username, Purpose.SERVE_NOTICE), at=at or city.at, **terms)


def in_force(city: City, **changed: object) -> Measure:
    """A measure that binds the spouse of a case."""
    return served(city, approved(city, a_proposal(city, **changed)))
