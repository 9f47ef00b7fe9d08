"""Who caught it from whom: kept as it was told, also what cannot be right, and withdrawn with a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.household import LABORATORY_2, OTHER_PATIENT, a_case, investigator

from fangxian.cases.models import CaseLink
from fangxian.cases.services import Link, link_cases, rule_out, say_origin, withdraw_link
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(city):
    """Two cases of one grid, the first of whom fell ill first."""
    return a_case(city), a_case(city, laboratory=LABORATORY_2, claim=OTHER_PATIENT)


def linked(city, *links, by=None):
    return link_cases(links=links, programme=city.programme, by=by or investigator(city), at=city.at)


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.problem.code


def test_a_link_is_kept_with_its_source_and_one_audit_event(city, pair):
    (kept,) = linked(city, Link(*pair, source="interview", certainty="high"))
    assert (kept.infector_id, kept.infectee_id, kept.source) == (pair[0].id, pair[1].id, "interview")
    event = AuditEvent.objects.get(action="cases.linked")
    assert (event.count, event.detail["sources"]) == (1, ["interview"]) and event.digest


def test_a_case_linked_to_itself_a_circle_and_a_stranger_are_kept(city, pair):
    a, b = pair
    links = [Link(a, a, source="imported"), Link(a, b, source="imported"), Link(b, a, source="imported"),
             Link(None, a, source="imported", infector_named="P-77")]  # fmt: skip
    assert len(linked(city, *links)) == CaseLink.objects.count() == 4


def test_a_record_that_was_linked_before_is_not_linked_again(city, pair):
    linked(city, Link(*pair, source="imported", reference="rel-1"), Link(*pair, source="interview"))
    again = linked(city, Link(*pair, source="imported", reference="rel-1"), Link(*pair, source="interview"))
    assert (again, CaseLink.objects.count()) == ([], 2)
    assert AuditEvent.objects.filter(action="cases.linked").latest("id").detail == {
        "given": 2, "kept": 0, "sources": ["imported", "interview"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"infector": None, "infectee": None, "infector_named": "x", "infectee_named": "y"}, "cases.link_of_nobody"),
        ({"infector": None}, "cases.link_without_end"),
        ({"source": "rumour"}, "cases.unknown_source"),
        ({"certainty": "very"}, "cases.unknown_certainty"),
    ],
)
def test_a_statement_that_says_too_little_is_refused_and_the_whole_batch_with_it(city, pair, changed, code):
    good = Link(*pair, source="interview")
    assert refusal(lambda: linked(city, good, replace(good, **changed))) == code
    assert not CaseLink.objects.exists()


def test_a_link_from_the_future_is_refused(city, pair):
    later = (city.at + timedelta(days=2)).date()
    assert refusal(lambda: linked(city, Link(*pair, source="interview", met_on=later))) == "cases.contact_in_future"


def test_the_next_county_and_whoever_has_no_such_power_link_nothing(city, pair):
    link = Link(*pair, source="interview")
    next_county = replace(investigator(city), area_code="330521")
    for by in (next_county, city.actor("grid", Purpose.INVESTIGATE_CASE)):
        assert refusal(lambda by=by: linked(city, link, by=by)).startswith("actors.")
    assert not CaseLink.objects.exists()


def test_a_wrong_link_is_withdrawn_with_a_reason_and_stays(city, pair):
    (kept,) = linked(city, Link(*pair, source="interview"))
    by = investigator(city)
    assert refusal(lambda: withdraw_link(link=kept, reason="no", by=by, at=city.at)) == "cases.no_reason"
    withdrawn = withdraw_link(link=kept, reason="两人并未见面，时间不符", by=by, at=city.at)
    assert withdrawn.withdrawn_at == city.at and CaseLink.objects.count() == 1
    assert len(linked(city, Link(*pair, source="interview"))) == 1  # and may be said anew


@pytest.mark.invariant("INV-18")
def test_no_statement_rewrites_a_link(city, pair):
    (kept,) = linked(city, Link(*pair, source="interview"))
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        CaseLink.objects.filter(id=kept.id).update(infector=pair[1])


def test_where_an_illness_was_caught_is_said_once_a_case_is_one(city, pair):
    case = say_origin(case=pair[0], origin="imported", by=investigator(city), at=city.at)
    assert case.origin == "imported"
    assert refusal(lambda: say_origin(case=case, origin="mars", by=investigator(city), at=city.at)) == (
        "cases.unknown_origin"
    )
    rule_out(case=case, reason="实验室复核为阴性，排除病例", by=investigator(city), at=city.at)
    assert refusal(lambda: say_origin(case=case, origin="local", by=investigator(city), at=city.at)) == (
        "cases.ruled_out"
    )
