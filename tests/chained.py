"""Cases and links between them, for tests. Everybody is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from fangxian.cases.models import Case, CaseLink
from fangxian.cases.services import Link, link_cases
from fangxian.core.people.services import Claim
from tests.city import GRID, City
from tests.household import LABORATORY, a_case, investigator


def cases(city: City, count: int, *, area_code: str = GRID, first: int = 0) -> list[Case]:
    """So many cases, each fallen ill a day after the one before."""
    made = []
    for number in range(first, first + count):
        claim = Claim(name=f"试验病例{number}", phone=f"+86138001390{number:02d}", area_code=area_code)
        onset = date(2020, 2, 20) + timedelta(days=number)
        laboratory = replace(LABORATORY, sample_number=f"S-{number}")
        made.append(a_case(city, claim=claim, laboratory=laboratory, onset_on=onset))
    return made


def linked(city: City, *pairs: tuple[Case, Case], source: str = "interview") -> list[CaseLink]:
    links = [Link(one, other, source=source) for one, other in pairs]
    return link_cases(links=links, programme=city.programme, by=investigator(city), at=city.at)
