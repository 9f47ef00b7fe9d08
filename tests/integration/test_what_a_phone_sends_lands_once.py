"""Batches from phones: every record gets a word, none is counted twice, none is lost, odd ones are marked."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from tests.posts import order, post

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.orders import services as orders
from fangxian.intake.sources.checkpoint.models import Check

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(city, client, settings):
    """An officer's phone, signed in, at a post that opened four hours ago; `send` gives the results of a batch."""
    settings.CLOCK_OFFSET = city.at + timedelta(hours=4) - (clock.now() - settings.CLOCK_OFFSET)
    return Phone(city, client, post(city))


class Phone:
    def __init__(self, city, client, checkpoint, staff_no="checkpoint"):
        self.city, self.client, self.checkpoint = city, client, checkpoint
        client.force_login(city.posts[staff_no].user)

    def made(self, *, minutes=0, **fields):
        at = self.city.at + timedelta(hours=4, minutes=-minutes)
        made = {"client_id": str(uuid4()), "kind": "check", "checkpoint": str(self.checkpoint.id), "verdict": "PASS"}
        return made | {"device_at": at.isoformat(), "persons": 1} | fields

    def post(self, body, **headers):
        return self.client.post("/sync/push/", json.dumps(body), content_type="application/json", headers=headers)

    def send(self, *records, ahead_by=timedelta(0)):
        answer = self.post({"sent_at": (clock.now() + ahead_by).isoformat(), "records": list(records)})
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]


def words(results):
    return [one["word"] for one in results]


def test_a_batch_is_counted_and_answered_record_by_record(phone):
    sent = [phone.made(persons=3, vehicles=1), phone.made(verdict="EMERGENCY_PASS", emergency="birth")]
    results = phone.send(*sent)
    assert [(one["client_id"], one["word"]) for one in results] == [(one["client_id"], "new") for one in sent]
    assert sum(check.person_count for check in Check.objects.all()) == 4
    assert Check.objects.get(verdict="EMERGENCY_PASS").emergency_kind == "birth"


def test_sending_again_changes_nothing(phone):
    sent = [phone.made(), phone.made()]
    phone.send(*sent)
    assert words(phone.send(*sent)) == ["identical", "identical"]
    assert Check.objects.count() == 2


def test_one_bad_record_among_five_hundred_is_named_and_the_others_land(phone):
    sent = [phone.made() for _ in range(499)]
    results = phone.send(*sent[:250], phone.made(persons=1_000_000), *sent[250:])
    assert words(results).count("new") == 499
    assert results[250]["word"] == "invalid" and results[250]["field"] == "persons"
    assert Check.objects.count() == 499


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("client_id", "", "missing"),
        ("client_id", "not an id", "not_an_id"),
        ("checkpoint", "00000000-0000-4000-8000-000000000000", "unknown_post"),
        ("device_at", "yesterday", "not_a_moment"),
        ("device_at", "2020-03-10T09:00:00", "not_a_moment"),
        ("device_at", None, "missing"),
        ("verdict", "TURN_BACK", "unknown_word"),
        ("vehicles", 7, "not_a_count"),
        ("persons", True, "not_a_count"),
        ("readings", [{"celsius": 365, "method": "ear", "at": "2020-03-10T09:00:00Z"}], "not_a_temperature"),
        ("readings", ["hot"], "not_a_list"),
        ("declaration", "from Hubei", "unknown_word"),
        ("kind", "confession", "unknown_kind"),
    ],
)
def test_what_is_no_check_is_given_back_with_field_and_reason(phone, field, value, code):
    (result,) = phone.send(phone.made(**{field: value}))
    assert (result["word"], result["code"], result["field"]) == ("invalid", code, field)
    assert result["reason"] and not Check.objects.exists()


def test_the_same_id_for_another_passage_is_discarded(phone):
    first = phone.made(persons=2)
    phone.send(first)
    assert words(phone.send(first | {"persons": 40})) == ["discarded"]
    assert Check.objects.get().person_count == 2


def test_a_tap_taken_back_updates_what_was_sent(phone):
    first = phone.made()
    phone.send(first)
    assert words(phone.send(first | {"undone": True})) == ["updated"]
    assert words(phone.send(first, first | {"undone": True})) == ["old", "identical"]
    assert Check.objects.get().undone_at is not None


def test_a_late_record_keeps_its_own_hour_and_is_marked(phone):
    phone.send(phone.made(minutes=180))
    check = Check.objects.get()
    assert check.marks == ["late"]
    assert check.occurred_at == check.device_at == phone.city.at + timedelta(hours=1)


@pytest.mark.invariant("INV-23")
def test_a_phone_a_year_fast_is_put_right_and_both_times_are_kept(phone):
    year = timedelta(days=365)
    made_at = phone.city.at + timedelta(hours=4)
    phone.send(phone.made(device_at=(made_at + year).isoformat()), ahead_by=year)
    check = Check.objects.get()
    assert check.device_at == made_at + year and check.marks == ["clock"]
    assert abs(check.occurred_at - made_at) < timedelta(minutes=1)


@pytest.mark.invariant("INV-23")
def test_an_order_that_ended_while_the_phone_was_away_loses_nothing(phone):
    by = phone.city.actor("signatory", Purpose.ADMINISTER)
    orders.revoke_order(order=phone.checkpoint.order, by=by, at=phone.city.at + timedelta(hours=3))
    (result,) = phone.send(phone.made(minutes=30))
    assert result["word"] == "new" and result["marks"] == ["late", "post_closed"]


def test_a_word_that_the_rule_would_not_say_is_kept_as_said_and_marked(phone):
    hot = [{"celsius": 39.0, "method": "ear", "at": phone.city.at.isoformat()}]
    (result,) = phone.send(phone.made(verdict="PASS_WITH_ADVICE", readings=hot))
    assert result["marks"] == ["other_word"]
    assert Check.objects.get().verdict == "PASS_WITH_ADVICE"


def test_a_batch_is_one_event_and_a_repeated_one_is_none(phone):
    sent = [phone.made() for _ in range(20)]
    for _ in range(3):
        phone.send(*sent)
    event = AuditEvent.objects.get(action="intake.offline_checks_landed")
    assert event.count == 20 and len(bytes(event.digest)) == 32


def test_a_post_of_another_county_takes_nothing(phone, city):
    elsewhere = post(city, under=order(city, "checkpoint", number="2号"), name="新市站", area_code="330521", road="")
    (result,) = phone.send(phone.made(checkpoint=str(elsewhere.id)))
    assert result["code"] == "unknown_post"


@pytest.mark.parametrize("staff_no", ["signatory", "commander", "auditor"])
def test_who_checks_nobody_sends_nothing(city, client, settings, staff_no):
    phone = Phone(city, client, post(city), staff_no)
    answer = phone.post({"sent_at": city.at.isoformat(), "records": [phone.made()]})
    assert answer.status_code == 403 and not Check.objects.exists()


def test_who_is_not_signed_in_keeps_her_records(city):
    answer = Client().post("/sync/push/", "{}", content_type="application/json")
    assert answer.status_code == 401 and answer.json()["text"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ([], 422),
        ({"records": []}, 422),
        ({"records": [], "sent_at": "noon"}, 422),
        ({"records": [{}] * 501, "sent_at": "2020-03-10T09:00:00Z"}, 413),
    ],
)
def test_what_is_no_batch_is_refused_whole(phone, body, status):
    assert phone.post(body).status_code == status
    assert phone.client.post("/sync/push/", b"\xff\xfe{", content_type="application/json").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_ten_times_at_once_is_counted_once(phone):
    sent = [phone.made(persons=2) for _ in range(50)]
    cookies = phone.client.cookies

    def send(_):
        client = Client()
        client.cookies = cookies
        body = json.dumps({"sent_at": clock.now().isoformat(), "records": sent})
        try:
            return words(client.post("/sync/push/", body, content_type="application/json").json()["results"])
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(10)))
    assert Check.objects.count() == 50
    assert sum(one.count("new") for one in answers) == 50
    assert sum(one.count("identical") for one in answers) == 450
