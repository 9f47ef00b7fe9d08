"""Areas ask each other for named fields; an inquiry expires, and ownership moves with the person (F38)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.city import NEXT_COUNTY_GRID
from tests.integration.test_the_boards_of_the_field_count_what_happened import counts
from tests.packages import PUBLIC, SECRET, approved
from tests.work import later, one_task

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.orders.models import Order
from fangxian.core.orders.services import draft_order
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Refused
from fangxian.engine import handover
from fangxian.inquiries import queries, rules, services
from fangxian.inquiries.models import Inquiry
from fangxian.outgoing import services as outgoing
from fangxian.tasks.models import Task

HERE, THERE = "330502", "330521"
FIELDS = (rules.Asked("现住址", "上门送药"), rules.Asked("到达日期", "计算随访结束时间"))
DAY = timedelta(hours=24)


@pytest.fixture
def desks(city):
    """The desks of two counties and of a third area."""
    city.post("here", Role.DUTY_OFFICER, HERE, "吴兴区指挥部")
    city.post("there", Role.DUTY_OFFICER, THERE, "德清县指挥部")
    city.post("town", Role.DUTY_OFFICER, "330502001", "月河街道指挥部")
    return city


def by(city, name):
    return city.actor(name, Purpose.HAND_OVER)


def asked(city, *, name="here", **changed):
    terms = {"to_area_code": THERE, "purpose": "locate", "fields": FIELDS, "open_for": DAY} | changed
    task = terms.pop("task", None) or Task.objects.first() or one_task(city)
    return services.ask(programme=city.programme, task=task, by=by(city, name), at=city.at, **terms)


def test_the_other_side_reads_until_it_expires_and_nothing_afterwards(desks):
    inquiry = asked(desks)
    assert inquiry.due_at == later(desks, hours=2)
    found = queries.inquiry_of(inquiry.id, by=by(desks, "there"), at=later(desks, hours=23))
    assert services.read_subject(inquiry=found, by=by(desks, "there"), at=desks.at).phone == "+8613800000001"
    assert AuditEvent.objects.filter(action="people.saw_contact", area_code=HERE).count() == 1
    assert queries.inquiry_of(inquiry.id, by=by(desks, "there"), at=later(desks, hours=24)) is None
    assert not queries.asked_of(by(desks, "there"), at=later(desks, hours=24)).exists()
    assert queries.inquiry_of(inquiry.id, by=by(desks, "here"), at=later(desks, days=3)) == inquiry
    assert rules.state_at(inquiry.times, later(desks, hours=24)) == "expired"


def test_an_answer_that_was_given_is_closed_to_the_other_side_too_once_it_expired(desks):
    inquiry = services.answer(inquiry=asked(desks), answers={1: "东安路2号"}, by=by(desks, "there"), at=desks.at)
    assert [field.answer for field in inquiry.fields.order_by("place")] == ["东安路2号", None]
    assert queries.inquiry_of(inquiry.id, by=by(desks, "there"), at=later(desks, days=2)) is None
    with pytest.raises(Refused, match="no longer open"):
        services.decline(inquiry=inquiry, words="重复了", by=by(desks, "there"), at=desks.at)


@pytest.mark.invariant("INV-21")
@pytest.mark.parametrize("label", ["户籍地址", "民族", "Nationality", "手机归属地", "宗教信仰"])
def test_nobody_may_be_asked_for_origin_or_the_like(desks, label):
    with pytest.raises(Refused, match="may not be asked for"):
        asked(desks, fields=(*FIELDS, rules.Asked(label, "想知道")))
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"fields": (rules.Asked("现住址", ""),)}, "why it is needed"),
        ({"fields": ()}, "at least one field"),
        ({"fields": FIELDS * 4}, "at most 6"),
        ({"open_for": timedelta(hours=73)}, "at most 72 hours"),
        ({"purpose": "curiosity"}, "what the inquiry is for"),
        ({"to_area_code": "330502001"}, "your own area"),
        ({"name": "there"}, "people in your own area"),
        ({"name": "grid"}, "power"),
    ],
)
def test_an_inquiry_asks_for_little_and_for_a_reason(desks, changed, words):
    with pytest.raises(Refused, match=words):
        asked(desks, **changed)
    assert not Inquiry.objects.exists()


@pytest.mark.invariant("INV-16")
@pytest.mark.parametrize(("name", "sees"), [("here", True), ("there", True), ("town", False), ("duty", True)])
def test_only_the_two_sides_read_it(desks, name, sees):
    inquiry = asked(desks)
    assert (queries.inquiry_of(inquiry.id, by=by(desks, name), at=desks.at) is not None) is sees


def test_nobody_answers_but_the_area_that_was_asked(desks):
    inquiry = asked(desks)
    for name in ("here", "town", "grid"):
        with pytest.raises(Refused):
            services.answer(inquiry=inquiry, answers={1: "这里"}, by=by(desks, name), at=desks.at)
    with pytest.raises(Refused, match="at least one field"):
        services.answer(inquiry=inquiry, answers={1: " "}, by=by(desks, "there"), at=desks.at)


def test_ownership_moves_with_the_person_and_the_total_clock_runs_on(desks):
    inquiry, task = asked(desks, purpose="hand_on"), Task.objects.get()
    total, at = task.total_finding_due_at, later(desks, hours=1)
    with pytest.raises(Refused, match="area that was asked"):
        services.take_over(inquiry=inquiry, area_code=HERE, by=by(desks, "there"), at=at)
    services.take_over(inquiry=inquiry, area_code=NEXT_COUNTY_GRID, by=by(desks, "there"), at=at)
    task.refresh_from_db()
    person = Person.objects.get()
    assert person.area_code == NEXT_COUNTY_GRID == person.file.area_code == task.area_code
    assert (task.accept_due_at, task.total_finding_due_at) == (at + timedelta(minutes=5), total)
    assert rules.state_at(Inquiry.objects.get().times, at) == "taken_over"


def test_what_is_withdrawn_is_read_by_the_other_side_no_more(desks):
    inquiry = services.withdraw(inquiry=asked(desks), by=by(desks, "here"), at=desks.at)
    assert queries.inquiry_of(inquiry.id, by=by(desks, "there"), at=desks.at) is None


@pytest.mark.invariant("INV-17")
def test_a_city_outside_is_asked_by_a_package_and_its_answer_is_entered_here(desks):
    inquiry = asked(desks, name="duty", to_area_code="3301")
    terms = {"purpose": "inquiry", "area_code": "", "about_id": inquiry.id, "columns": ["name", "phone"],
             "reason": "核实到达情况", "recipient_body": "杭州市指挥部", "recipient_name": "试验", "days": 2,
             "recipient_key": PUBLIC}  # fmt: skip
    package = outgoing.request_package(programme=desks.programme, by=by(desks, "duty"), at=desks.at, **terms)
    approved(desks, package)
    outgoing.make_packages(at=desks.at)
    sealed = outgoing.hand_over(package=package, by=by(desks, "duty"), at=desks.at)
    opened = handover.open_package(sealed, secret_key=SECRET)
    assert "试验1" in opened.rows.decode() and [one["field"] for one in opened.manifest["asked"]] == [
        "现住址",
        "到达日期",
    ]
    services.answer(inquiry=inquiry, answers={2: "3月6日"}, words="来函", by=by(desks, "duty"), at=desks.at)
    with pytest.raises(Refused, match="open inquiry"):
        outgoing.request_package(programme=desks.programme, by=by(desks, "duty"), at=desks.at, **terms)


def test_inquiries_are_counted(desks):
    services.answer(inquiry=asked(desks), answers={1: "在"}, by=by(desks, "there"), at=later(desks, minutes=30))
    asked(desks, open_for=timedelta(hours=1))
    services.take_over(
        inquiry=asked(desks), area_code=NEXT_COUNTY_GRID, by=by(desks, "there"), at=later(desks, minutes=40)
    )
    keys = ("inquiries_asked", "inquiries_answered", "inquiries_in_time", "inquiries_moved")
    assert counts(desks, *keys, hours=2) == (3, 1, 1, 1)
    assert counts(desks, "inquiries_waiting", hours=0.9) == (1,) and counts(desks, "inquiries_expired", hours=2) == (1,)


def test_asking_and_answering_over_the_pages(desks, client, settings):
    task = one_task(desks)
    settings.CLOCK_OFFSET = desks.at - datetime.now(UTC)

    def sign_in(name):
        client.force_login(desks.posts[name].user)
        client.cookies["language"] = "en"

    sign_in("here")
    assert "德清县" in client.get(reverse("inquiries:ask"), {"q": "德清县", "task": task.number}).text
    given = {
        "q": "德清县", "to_area": THERE, "task_number": task.number, "purpose": "locate", "hours": "24", "words": "",
        "fields-TOTAL_FORMS": "3", "fields-INITIAL_FORMS": "0", "fields-0-label": "现住址",
    }  # fmt: skip
    refused = client.post(reverse("inquiries:ask"), given)
    assert refused.status_code == 422 and "Each field needs its reason" in refused.text and "现住址" in refused.text
    answer = client.post(reverse("inquiries:ask"), given | {"fields-0-reason": "上门送药"})
    assert answer.status_code == 302 and "Waits for an answer" in client.get(answer.url).text
    sign_in("there")
    assert "现住址" in client.get(answer.url).text and "试*" in client.get(answer.url).text
    inquiry = Inquiry.objects.get()
    client.post(reverse("inquiries:answer", args=[inquiry.id]), {"field_1": "东安路2号", "words": ""})
    sign_in("here")
    assert "东安路2号" in client.get(answer.url).text


def closing(city, name, level):
    return draft_order(
        programme=city.programme, number="演练〔2020〕9号", title="封道", text="试验", issuer="试验", level=level,
        legal_basis=["IDL-2013-42"], scope_area_codes=[HERE], enables=["road_closure"], effective_from=city.at,
        expires_at=later(city, days=3), by=city.actor(name, Purpose.COMMAND), at=city.at,
    )  # fmt: skip


def test_roads_and_exits_are_closed_by_the_city_only(city):
    city.post("county_signs", Role.SIGNATORY, HERE, "吴兴区政府", "command")
    for name, level in (("county_signs", "county"), ("county_signs", "city"), ("signatory", "county")):
        with pytest.raises(Refused, match="by the city only"):
            closing(city, name, level)
    assert not Order.objects.exists()
    assert closing(city, "signatory", "city").enables == ["road_closure"]
