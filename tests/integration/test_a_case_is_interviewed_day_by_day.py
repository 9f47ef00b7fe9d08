"""The interview: every day from the window's start to isolation, saved as a draft, complete only when all are told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import work
from tests.city import AT
from tests.household import a_case, investigator

from fangxian.cases.models import Interview, InterviewLine
from fangxian.cases.queries.interviews import timeline_of
from fangxian.cases.services import rule_out, trace_places
from fangxian.cases.services.interviewing import Told, add_line, complete, remove_line, save_note
from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city):
    """Onset on 8 March, isolated on the 9th at 21:00: edition 6 counts from the 6th."""
    return a_case(city)


def moment(day, hour):
    return datetime(2020, 3, day, hour - 8, tzinfo=UTC)  # city time


def told(city, case, day, **changed):
    line = {"kind": "market", "place": "试验市场", "from_at": moment(day, 10), "until_at": moment(day, 11)} | changed
    return add_line(case=case, told=Told(**line), by=investigator(city), at=city.at)


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.problem.code


def test_the_timeline_runs_from_the_start_of_the_window_to_isolation(city, case):
    assert [day.on for day in timeline_of(case, at=city.at)] == [date(2020, 3, day) for day in (6, 7, 8, 9)]


def test_a_line_is_kept_at_once_as_a_draft_and_its_words_are_sealed(city, case):
    line = told(city, case, 7, company="试验同事")
    assert Interview.objects.get().completed_at is None and InterviewLine.objects.get().place == "试验市场"
    (day,) = [day for day in timeline_of(case, at=city.at) if day.lines]
    assert (day.on, day.lines[0].id) == (date(2020, 3, 7), line.id)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"from_at": moment(5, 10), "until_at": None}, "cases.day_not_asked"),
        ({"until_at": moment(7, 9)}, "cases.ends_before_start"),
        ({"kind": "casino"}, "cases.unknown_place"),
        ({"place": " "}, "cases.no_place"),
        ({"source": "camera"}, "cases.unknown_source"),
    ],
)
def test_a_line_that_cannot_be_is_refused_and_nothing_is_written(city, case, changed, code):
    assert refusal(lambda: told(city, case, 7, **changed)) == code
    assert not InterviewLine.objects.exists()


def test_a_day_nobody_asked_about_keeps_the_interview_a_draft_and_at_home_is_an_answer(city, case):
    for day in (6, 7, 8):
        told(city, case, day)
    by = investigator(city)
    assert refusal(lambda: complete(case=case, by=by, at=city.at)) == "cases.days_missing"
    told(city, case, 9, kind="home", place="")
    complete(case=case, by=by, at=city.at)
    case.refresh_from_db()
    assert case.investigated_at == city.at  # the clock of the investigation stands still
    assert refusal(lambda: told(city, case, 7)) == "cases.interview_complete"


def test_a_slip_is_taken_back_while_it_is_a_draft(city, case):
    line = told(city, case, 7)
    save_note(case=case, note="电话访谈，本人", by=investigator(city), at=city.at)
    remove_line(case=case, line_id=line.id, by=investigator(city), at=city.at)
    assert not InterviewLine.objects.exists() and Interview.objects.get().note
    assert AuditEvent.objects.filter(action="cases.interview_line_removed").count() == 1


def test_what_was_declared_is_read_only_through_the_trace_with_its_one_event(city):
    (fact,) = work.record(city, work.arrival())
    case = a_case(city, claim=work.claim())
    assert fact.person_id == case.person_id
    stops = trace_places(case=case, with_declared=True, by=investigator(city), at=city.at)
    assert {stop.kind for stop in stops} == {"declared"} and stops[0].place_id == fact.id
    (event,) = AuditEvent.objects.filter(action="cases.traced_places")
    assert (event.count, event.detail["places"]) == (len(stops), [f"declared:{fact.id}"])
    assert not InterviewLine.objects.exists()  # nothing is copied by itself


@pytest.mark.invariant("INV-05", "INV-16")
@pytest.mark.parametrize("username", ["duty", "grid", "approver", "commander"])
def test_nobody_but_the_investigator_interviews(city, case, username):
    line = Told(kind="home", from_at=moment(7, 10))
    with pytest.raises(Refused):
        add_line(case=case, told=line, by=city.actor(username, Purpose.INVESTIGATE_CASE), at=city.at)
    assert not Interview.objects.exists()


def test_a_case_that_is_none_is_asked_nothing_more(city, case):
    rule_out(case=case, reason="省疾控中心复核两次均为阴性", by=investigator(city), at=city.at)
    case.refresh_from_db()
    later = city.at + timedelta(minutes=1)
    line = Told(kind="home", from_at=moment(7, 10))
    assert refusal(lambda: add_line(case=case, told=line, by=investigator(city), at=later)) == "cases.ruled_out"


def test_the_page_is_the_investigators_and_shows_records_only_when_asked(city, case, client, settings):
    settings.CLOCK_OFFSET = AT - (clock.now() - settings.CLOCK_OFFSET)
    for username, status in (("duty", 403), ("grid", 403), ("epi", 200)):
        client.force_login(city.posts[username].user)
        assert client.get(f"/cases/{case.id}/interview/").status_code == status
    assert not AuditEvent.objects.filter(action="cases.traced_places").exists()
    assert client.post(f"/cases/{case.id}/interview/known/").status_code == 200
    assert AuditEvent.objects.filter(action="cases.traced_places").count() == 1
    sent = {"on": "2020-03-07", "begin": "22:30", "until": "01:00", "kind": "leisure", "place": "试验茶馆"}
    assert client.post(f"/cases/{case.id}/interview/lines/", sent).status_code == 302
    line = InterviewLine.objects.get()
    assert line.until_at - line.from_at == timedelta(hours=2, minutes=30)
