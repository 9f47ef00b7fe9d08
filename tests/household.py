"""A laboratory-linked case and the people of its household, for tests. Everybody is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from fangxian.cases.models import Case, Exposure
from fangxian.cases.services import Laboratory, Meeting, open_case, record_exposure
from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.people.services import Claim
from tests.city import GRID, City

LABORATORY = Laboratory(
    lab_name="湖州市疾控中心实验室",
    sample_number="HZ-2020-0301-017",
    sampled_on=date(2020, 3, 8),
    result_on=date(2020, 3, 9),
)
PATIENT = Claim(name="试验病例", area_code=GRID, document_kind="id_card", document_number="440524188001010014")
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
