"""A list of another system is a false red code in waiting: every way of making it bind somebody is tried here."""

import pytest

from fangxian.cases.models import Case, Exposure, LineList
from fangxian.cases.services.linelists import answer_line, commit_line_list, confirm_line_list
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import PersonFile
from fangxian.core.problems.rules import Refused
from fangxian.measures.models import Measure
from fangxian.reactions.jobs import run_all
from tests.household import a_case, investigator
from tests.integration.test_lists_of_investigators_become_cases import (
    CASES,
    CONTACTS,
    ends,
    met,
    recorded,
    refusal,
    shipped,
    taken,
)

pytestmark = pytest.mark.django_db
MANY = 21


def contacts(case, first=0, count=MANY):
    return CONTACTS + "".join(
        met(n, f"接触{n}", f"137{n:08d}", case.serial) for n in range(first, first + count)
    )  # fmt: skip


def second(city, username="approver"):
    return city.actor(username, Purpose.INVESTIGATE_CASE)


@pytest.mark.invariant("INV-03")
def test_more_than_twenty_people_are_recorded_by_nobody_alone(city):
    line_list = taken(city, contacts(a_case(city)))
    assert refusal(lambda: recorded(city, line_list)) == "cases.list_needs_second"
    own = refusal(lambda: confirm_line_list(line_list=line_list, by=investigator(city), at=city.at))
    assert own.startswith(("staff.", "actors.")) and not Exposure.objects.exists()
    confirm_line_list(line_list=line_list, by=second(city), at=city.at)
    recorded(city, line_list)
    assert Exposure.objects.count() == MANY


@pytest.mark.invariant("INV-03")
def test_a_list_that_is_cut_into_pieces_is_one_list(city):
    case = a_case(city)
    recorded(city, taken(city, contacts(case, 0, 15)))
    pieces = taken(city, contacts(case, 15, 15))
    assert refusal(lambda: recorded(city, pieces)) == "cases.list_needs_second"


@pytest.mark.invariant("INV-03")
def test_a_confirmation_does_not_cover_what_was_answered_after_it(city):
    case = a_case(city)
    line_list = taken(city, contacts(case) + met(99, "后来者", "13799990000", ""))
    confirm_line_list(line_list=line_list, by=second(city), at=city.at)
    row = line_list.rows.get(outcome="quarantined")
    later = city.at.replace(minute=city.at.minute + 1)
    answer_line(row=row, answers={"case_ref": str(case.serial)}, alike=False, by=investigator(city), at=later)
    assert refusal(lambda: recorded(city, line_list, at=later)) == "cases.list_needs_second"


@pytest.mark.invariant("INV-02", "INV-01")
def test_what_another_system_found_opens_no_measure_and_no_file(city):
    case = a_case(city)
    text = contacts(case, 0, 20).replace("接触方式\n", "接触方式,判定,措施,隔离至\n")
    text = text.replace("同餐\n", "同餐,密接,集中隔离,2020-04-01\n")
    line_list = recorded(city, taken(city, text))
    run_all(at=city.at)
    assert Exposure.objects.count() == 20
    assert not Measure.objects.exists() and not PersonFile.objects.exists()
    assert {"判定", "措施", "隔离至"} <= set(line_list.columns["unread"])


@pytest.mark.invariant("INV-02")
def test_a_case_without_a_laboratory_cannot_be_traced_for(city):
    line_list = taken(city, CASES + "1,名单甲,,确诊,2020-03-05,,,,,\n")
    with pytest.raises(Refused):
        commit_line_list(line_list=line_list, by=investigator(city), at=city.at)
    assert not Case.objects.exists()  # and a trace is opened on a case alone (services.tracing)


@pytest.mark.invariant("INV-20")
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("godata/cases_clean.csv", 56), ("godata/contacts_clean.csv", 66), ("godata/followups_clean.csv", 437),
        ("godata/relationships_clean.csv", 100), ("sormas/sormas_contact_import_test_comment.csv", 3),
        ("saraalert/Invalid-Csv-File.csv", 11), ("saraalert/Epi-X-Format-Invalid-Fields.csv", 3),
    ],
)  # fmt: skip
def test_every_row_that_came_is_accounted_for(city, name, count):
    line_list = shipped(city, name, count)
    assert line_list.row_count == count == sum(ends(line_list).values())


@pytest.mark.invariant("INV-20")
def test_a_list_that_lost_a_row_on_its_way_is_not_taken_in(city):
    assert refusal(lambda: taken(city, CASES + "1,名单甲,,确诊,,,,,,\n", count=2)) == "cases.list_count_disagrees"
    assert not LineList.objects.exists()


@pytest.mark.invariant("INV-18")
def test_the_audit_of_a_list_names_nobody(city):
    recorded(city, taken(city, contacts(a_case(city), 0, 3)))
    told = " ".join(str(event.detail) for event in AuditEvent.objects.all())
    assert "接触" not in told and "137" not in told
