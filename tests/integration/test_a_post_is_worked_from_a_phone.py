"""The screens of a post: taps, words, slips, and who is turned away."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.city import OTHER_GRID
from tests.integration.test_a_declaration_can_be_corrected import declare
from tests.integration.test_a_post_counts_and_points_to_nobody import judged
from tests.posts import order, post

from fangxian.core.actors.rules import Role
from fangxian.intake.models import Fact
from fangxian.intake.sources.checkpoint.models import Check, Checkpoint, Passage, Shift


@pytest.fixture
def officer(city, client, settings):
    """The checkpoint officer, signed in, reading English."""
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.cookies["language"] = "en"
    client.force_login(city.posts["checkpoint"].user)
    return client


@pytest.fixture
def on_duty(city, officer):
    checkpoint = post(city)
    officer.post(url("begin", checkpoint.id))
    return officer


def url(name, *args):
    return reverse(f"checkpoint:{name}", args=args)


def tap(client, persons, vehicles=0, tap_id=None):
    data = {"client_id": str(tap_id or uuid4()), "person_count": persons, "vehicle_count": vehicles}
    return client.post(url("count"), data)


def look(client, **seen):
    return client.post(url("look"), {"client_id": str(uuid4()), "method": "forehead"} | seen)


def words(response, client):
    return client.get(response.url).text


def test_an_officer_chooses_her_post_and_counts_with_one_tap(city, officer):
    checkpoint = post(city)
    assert officer.get(url("lane")).url == url("choose")
    assert checkpoint.name in officer.get(url("choose")).text
    officer.post(url("begin", checkpoint.id))
    tap(officer, 1)
    tap(officer, 4, 1)
    text = officer.get(url("lane")).text
    assert re.search(r"Persons.*?>5<", text, re.S) and re.search(r"Vehicles.*?>1<", text, re.S)


@pytest.mark.invariant("INV-26")
def test_where_no_post_stands_people_pass(officer):
    assert "let people pass" in officer.get(url("choose")).text


def test_a_count_offers_to_be_taken_back(on_duty):
    tap(on_duty, 3)
    assert 'data-seconds="10"' in on_duty.get(url("lane")).text
    on_duty.post(url("undo", Check.objects.get().id))
    assert Check.objects.get().undone_at is not None and "taken back" in on_duty.get(url("lane")).text


@pytest.mark.parametrize("persons", [0, 61, ""])
def test_an_impossible_number_counts_nothing(on_duty, persons):
    tap(on_duty, persons)
    assert not Check.objects.exists() and "One passage is 1 to 60 persons" in on_duty.get(url("lane")).text


def test_a_normal_reading_passes_and_a_raised_one_rests(on_duty):
    assert "You may pass." in words(look(on_duty, celsius="36.5"), on_duty)
    rest = words(look(on_duty, celsius="37.3"), on_duty)
    assert "Rest, then measure again" in rest and "09:10" in rest


def test_a_number_that_is_no_temperature_is_typed_again(on_duty):
    response = look(on_duty, celsius="365")
    assert response.status_code == 422 and "is not between 34.0 and 43.0" in response.text
    assert not Check.objects.exists()


def test_the_second_reading_waits_and_then_refers(on_duty, settings):
    look(on_duty, celsius="37.8")
    first = Check.objects.get()
    early = on_duty.get(url("again", first.id)).text
    assert "Please let the person rest 10 minutes longer" in early
    settings.CLOCK_OFFSET += timedelta(minutes=10)
    data = {"client_id": str(uuid4()), "method": "ear", "celsius": "37.5"}
    assert "To the health post" in words(on_duty.post(url("again", first.id), data), on_duty)
    assert "Resting before" not in on_duty.get(url("lane")).text


@pytest.mark.invariant("INV-12")
def test_an_emergency_needs_one_tap_and_nothing_else(on_duty):
    assert on_duty.post(url("emergency")).status_code == 302
    passed = Check.objects.get()
    assert passed.verdict == "EMERGENCY_PASS"
    on_duty.post(url("note", passed.id), {"kind": "dialysis"})
    passed.refresh_from_db()
    assert passed.emergency_kind == "dialysis"


@pytest.mark.invariant("INV-13")
def test_a_receipt_shows_a_word_and_never_what_was_declared(city, on_duty):
    receipt = judged(city)
    text = words(look(on_duty, celsius="36.5", number=receipt.spoken_number), on_duty)
    assert "Goes on; destination is told" in text
    assert "武汉" not in text and "Wuhan" not in text and "试验甲" not in text and "listed" not in text


def test_a_controlled_entry_tells_the_destination(city, on_duty):
    receipt = judged(city)
    response = look(on_duty, celsius="36.5", number=receipt.number)
    check = Check.objects.get()
    assert "浮星桥社区第一网格" in words(response, on_duty)
    data = {"destination": "第二网格", "area_code": "", "minutes": "45", "plate": "浙E12345"}
    assert on_duty.post(url("hand_over", check.id), data).status_code == 302
    assert Fact.objects.get(source="checkpoint").area_code == OTHER_GRID
    assert "The destination is told" in on_duty.get(url("word", check.id)).text


@pytest.mark.invariant("INV-13", "INV-26")
def test_an_unjudged_declaration_simply_passes(city, on_duty):
    number = declare(city).receipt.number
    assert "You may pass." in words(look(on_duty, celsius="36.5", number=number), on_duty)


@pytest.mark.parametrize(("number", "said"), [("123", "has nine digits"), ("123456784", "not known here")])
def test_a_number_that_is_no_receipt_is_told(on_duty, number, said):
    response = look(on_duty, number=number)
    assert response.status_code == 422 and said in response.text


def test_without_a_registration_order_there_is_no_field_for_a_plate(on_duty):
    assert "plate" not in on_duty.get(url("lane")).text.replace("no plate, no name", "")
    data = {"client_id": str(uuid4()), "plate": "浙E12345", "without_count": "1"}
    assert on_duty.post(url("register"), data).status_code == 409


def test_under_a_registration_order_people_choose_what_they_show(city, on_duty):
    order(city, "registration", number="2号")
    receipt = declare(city).receipt
    shown = f"13800138000\n{receipt.spoken_number}\n440524188001010014\nE12345678"
    data = {"client_id": str(uuid4()), "plate": "浙E12345", "shown": shown, "without_count": "1"}
    assert on_duty.post(url("register"), data).status_code == 302
    kinds = sorted(Passage.objects.values_list("shown", flat=True))
    assert kinds == ["document", "document", "none", "phone", "plate", "receipt"]
    assert Check.objects.get().person_count == 5


@pytest.mark.parametrize("shown", ["abc", "12"])
def test_a_line_that_is_nothing_is_named(city, on_duty, shown):
    order(city, "registration", number="2号")
    data = {"client_id": str(uuid4()), "shown": f"13800138000\n{shown}", "without_count": "0"}
    assert "Line 2 is no phone" in on_duty.post(url("register"), data).text


def test_a_shift_ends_with_its_counts(on_duty):
    tap(on_duty, 7, 1)
    text = on_duty.post(url("end")).text
    assert re.search(r"Persons.*?>7<", text, re.S) and Shift.objects.get().ended_at is not None


@pytest.mark.parametrize(("name", "status"), [("grid", 403), ("commander", 403)])
def test_who_is_not_at_a_post_sees_no_lane(city, officer, name, status):
    officer.force_login(city.posts[name].user)
    assert officer.get(url("lane")).status_code == status


@pytest.mark.invariant("INV-16")
def test_an_officer_of_the_next_county_sees_neither_post_nor_check(city, on_duty):
    tap(on_duty, 1)
    check, checkpoint = Check.objects.get(), Checkpoint.objects.get()
    far = city.post("far", Role.CHECKPOINT_OFFICER, "330521", "交通局", "transport")
    on_duty.force_login(far.user)
    assert checkpoint.name not in on_duty.get(url("choose")).text
    assert on_duty.post(url("begin", checkpoint.id)).status_code == 404
    there = post(city, under=checkpoint.order, name="新市", area_code="330521", road="G25")
    on_duty.post(url("begin", there.id))
    assert on_duty.get(url("word", check.id)).status_code == 404


POST_FORM = {
    "name": "织里收费站", "kind": "motorway_exit", "ring": "outer", "area": "吴兴区", "road": "G50 织里出口",
    "direction": "in", "phone": "0572-2398110", "opens_at": "2020-03-10T09:00", "review_at": "2020-03-17T09:00",
    "approved_level": "province", "approval_ref": "浙防控〔2020〕8号", "area_risk": "medium",
}  # fmt: skip


def test_a_duty_officer_opens_reviews_and_closes_a_post(city, officer):
    officer.force_login(city.posts["duty"].user)
    assert "No order in force allows posts" in officer.get(url("open_post")).text
    under = order(city, "checkpoint")
    assert officer.post(url("open_post"), POST_FORM | {"order": str(under.id)}).status_code == 302
    made = Checkpoint.objects.get()
    assert made.area_code == "330502" and made.name in officer.get(url("posts")).text
    assert officer.post(url("post", made.id), {"review_at": "2020-03-20T09:00"}).status_code == 302
    assert "In operation" in officer.get(url("post", made.id)).text
    officer.post(url("change", made.id, "close"))
    assert "This post is closed" in officer.get(url("post", made.id)).text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"review_at": "2020-04-17T09:00"}, "A post is reviewed within 14 days"),
        ({"area": "没有"}, "The programme has no area of this name"),
        ({"area": "第一网格"}, "Several places have this name"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_a_slip_in_opening_a_post_is_named(city, officer, change, said):
    officer.force_login(city.posts["duty"].user)
    under = order(city, "checkpoint")
    response = officer.post(url("open_post"), POST_FORM | {"order": str(under.id)} | change)
    assert response.status_code == 422 and said in response.text and not Checkpoint.objects.exists()


@pytest.mark.parametrize("name", ["checkpoint", "grid", "commander"])
def test_posts_are_run_by_who_answers_for_them(city, officer, name):
    officer.force_login(city.posts[name].user)
    assert officer.get(url("posts")).status_code == 403
