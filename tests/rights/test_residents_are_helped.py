"""A helper does what she was asked to do, as herself, until it ends; and no way is slower unseen (INV-15)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.core.problems.rules import Refused
from fangxian.portal import queries, services
from fangxian.portal.models import Objection, Proxy, Wish
from tests.household import CHILD, a_case, a_contact, in_force
from tests.residents import HELP, at_the_door, enter, entered, letter, named, somebody_followed, url

pytestmark = pytest.mark.invariant("INV-15")


@pytest.fixture
def visitor(city, client, settings):
    return at_the_door(city, client, settings)


@pytest.fixture
def helper():
    client = Client()
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def followed(city):
    return somebody_followed(city)


def test_a_helper_s_reading_is_recorded_as_the_helper_s(city, visitor, helper, followed):
    proxy, code = named(city, visitor, followed)
    assert enter(helper, code).status_code == 302
    assert "You read this as helper of 试验1" in helper.get(url("own_file")).text
    seen = AuditEvent.objects.get(action="portal.saw_own_file", role="helper")
    assert seen.detail["helper"] == str(proxy.id)
    assert "Helper of a resident" in visitor.get(url("own_file")).text


def test_a_helper_taken_back_is_out_at_once_and_the_code_is_dead(city, visitor, helper, followed):
    proxy, code = named(city, visitor, followed)
    enter(helper, code)
    visitor.post(url("take_back", proxy.id))
    assert helper.get(url("own_file")).status_code == 302
    assert enter(helper, code).status_code == 403


def test_help_ends_by_itself(city, visitor, helper, followed, settings):
    _, code = named(city, visitor, followed, days="1")
    settings.CLOCK_OFFSET += timedelta(days=1)
    assert enter(helper, code).status_code == 403


@pytest.mark.parametrize("page", ["object", "delete", "my_helpers"])
def test_a_helper_who_may_read_does_nothing_else(city, visitor, helper, followed, page):
    _, code = named(city, visitor, followed)
    enter(helper, code)
    assert helper.get(url(page)).status_code == 403


def test_a_helper_asked_to_appeal_lodges_the_same_appeal(city, visitor, helper):
    measure = in_force(city)
    _, code = named(city, visitor, measure.person, scope=["read", "appeal"])
    enter(helper, code)
    assert helper.post(url("appeal", measure.id), {"text": "请重新核实"}).status_code == 302
    appeal = measure.appeals.get()
    assert (appeal.lodged_by_role, appeal.decide_by - appeal.lodged_at) == ("helper", timedelta(hours=24))


def test_a_helper_names_no_other_helper(city, visitor, helper, followed):
    _, code = named(city, visitor, followed, scope=["read", "answer", "appeal"])
    enter(helper, code)
    assert helper.post(url("my_helpers"), HELP).status_code == 403
    by = services.own_actor(followed, is_helper=True)
    with pytest.raises(Refused):
        services.name_helper(person=followed, help_=services.Help("x", "family", ["read"], 1), by=by, at=city.at)
    assert Proxy.objects.count() == 1


def test_a_helper_of_one_file_cannot_turn_to_another(city, visitor, helper, followed):
    other = somebody_followed(city, 2)
    _, code = named(city, visitor, followed)
    enter(helper, code)
    session = helper.session
    session["portal.file"] = session["portal.file"] | {"person": str(other.id)}
    session.save()
    assert helper.get(url("own_file")).status_code == 302


def paper_form(city, person, by="grid", **changed):
    help_ = services.Help("试验帮手", "carer", ["read"], 7)
    terms = {"help_": help_, "asked_how": "in_person", "saw_form": True, "asked_at": city.at} | changed
    return services.record_form(person=person, by=city.actor(by, Purpose.FOLLOW_UP), at=city.at, **terms)


def confirmed(city, proxy, by="duty"):
    return services.confirm_form(proxy=proxy, by=city.actor(by, Purpose.FOLLOW_UP), at=city.at + timedelta(minutes=9))


def test_a_paper_form_opens_nothing_until_a_second_person_checked_it(city, visitor, helper, followed):
    proxy = paper_form(city, followed)
    assert proxy.state_at(city.at) == "waits" and proxy.code_index is None
    with pytest.raises(Refused) as refused:
        confirmed(city, proxy, by="grid")
    assert refused.value.problem.code == "portal.same_checker"
    _, code = confirmed(city, proxy)
    assert enter(helper, code).status_code == 403  # it is nine minutes early by the visitor's clock
    proxy.refresh_from_db()
    assert proxy.state_at(city.at + timedelta(minutes=9)) == "holds"
    assert Message.objects.get(kind="portal.helper").person_id == followed.id


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"saw_form": False}, "portal.unchecked"),
        ({"asked_how": ""}, "portal.unchecked"),
        ({"help_": services.Help("Synthetic grid", "carer", ["read"], 7)}, "portal.names_herself"),
        ({"help_": services.Help("试验帮手", "carer", ["appeal"], 7)}, "portal.no_scope"),
        ({"help_": services.Help("试验帮手", "carer", ["read"], 365)}, "portal.no_days"),
        ({"by": "next"}, "actors.out_of_area"),
        ({"by": "commander"}, "actors.no_power"),
    ],
)
def test_a_paper_form_that_was_not_checked_is_refused(city, followed, changed, code):
    with pytest.raises(Refused) as refused:
        paper_form(city, followed, **changed)
    assert refused.value.problem.code == code and not Proxy.objects.exists()


def test_the_database_keeps_a_paper_form_with_one_checker_from_holding(city, followed):
    proxy = paper_form(city, followed)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proxy.objects.filter(id=proxy.id).update(confirmed_at=city.at, confirmed_by=proxy.recorded_by)


def test_a_child_is_helped_by_a_guardian_named_on_paper(city):
    child = a_contact(city, a_case(city), claim=CHILD).person
    by = services.own_actor(child)
    with pytest.raises(Refused) as refused:
        services.name_helper(person=child, help_=services.Help("x", "family", ["read"], 1), by=by, at=city.at)
    assert refused.value.problem.code == "portal.child"


@pytest.mark.parametrize(("name", "status"), [("duty", 200), ("next", 404), ("commander", 403)])
def test_a_form_is_checked_by_who_answers_for_the_area(city, visitor, followed, name, status):
    proxy = paper_form(city, followed)
    visitor.force_login(city.posts[name].user)
    assert visitor.get(reverse("portal:check_helper", args=[proxy.id])).status_code == status
    assert ("试验帮手" in visitor.get(reverse("portal:helpers")).text) is False  # lists show no names


def test_every_way_is_measured_and_counts_the_same(city, visitor, followed):
    enter(visitor, letter(city, followed, at=city.at - timedelta(minutes=40)))
    by, asked_at = city.actor("duty", Purpose.FOLLOW_UP), city.at - timedelta(minutes=12)
    services.read_to_her(person=followed, channel="phone", asked_at=asked_at, is_sure=True, by=by, at=city.at)
    confirmed(city, paper_form(city, followed))
    services.lodge_objection(person=followed, about="other", text="不对", channel="counter", by=by, at=city.at)
    times = {(one.what, one.channel): one for one in _times(city)}
    assert times["read", "phone"].median_minutes == 12 and times["read", "letter"].median_minutes in (40, 41)
    assert times["name_helper", "paper"].median_minutes == 9
    assert (times["object", "counter"].open_count, times["object", "counter"].median_minutes) == (1, None)


def _times(city):
    by = city.actor("supervisor", Purpose.SUPERVISE)
    return queries.times_by_channel(by, since=city.at - timedelta(days=1), until=city.at + timedelta(days=1))


def test_a_spoken_objection_has_the_same_clocks_as_a_typed_one(city, visitor, followed):
    visitor.force_login(city.posts["duty"].user)
    page = reverse("portal:spoken_objection", args=[followed.id])
    assert visitor.post(page, {"about": "looks", "text": "谁看过我", "channel": "phone"}).status_code == 302
    spoken = Objection.objects.get()
    assert spoken.decide_by - spoken.lodged_at == timedelta(hours=24) and spoken.lodged_by is not None


def test_a_file_is_not_read_to_somebody_unknown(city, followed):
    by = city.actor("duty", Purpose.FOLLOW_UP)
    with pytest.raises(Refused) as refused:
        services.read_to_her(person=followed, channel="phone", asked_at=city.at, is_sure=False, by=by, at=city.at)
    assert refused.value.problem.code == "portal.who_is_it" and not Wish.objects.exists()


def test_a_paper_copy_says_what_the_page_says_and_is_among_the_looks(city, visitor, followed):
    visitor.force_login(city.posts["duty"].user)
    asked = {"channel": "counter", "asked_at": "2020-03-10T08:55", "is_sure": "on"}
    text = visitor.post(reverse("portal:desk", args=[followed.id]), asked).text
    assert "Nothing restricts you." in text and "Where to complain" in text
    visitor.logout()
    visitor.cookies["language"] = "en"
    assert "Duty officer" in entered(city, visitor, followed).get(url("own_file")).text
