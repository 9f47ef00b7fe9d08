"""A phone with a signal sends one look and is told the word in the same round trip; counted once whatever happens."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from tests.posts import order, post

from fangxian.core import clock
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.fieldsync import api, rules
from fangxian.intake.models import Receipt
from fangxian.intake.sources.checkpoint.models import Check

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(city, client, settings):
    """An officer's phone with a signal, at a post that opened four hours ago."""
    settings.CLOCK_OFFSET = city.at + timedelta(hours=4) - (clock.now() - settings.CLOCK_OFFSET)
    client.force_login(city.posts["checkpoint"].user)
    client.checkpoint = post(city)
    client.now = city.at + timedelta(hours=4)
    return client


def look(phone, **fields):
    made = {"kind": "check", "client_id": str(uuid4()), "checkpoint": str(phone.checkpoint.id)}
    return made | {"device_at": phone.now.isoformat(), "persons": 1} | fields


def reading(phone, celsius, *, minutes=0):
    return {"celsius": celsius, "method": "ear", "at": (phone.now - timedelta(minutes=minutes)).isoformat()}


def ask(phone, record):
    body = {"sent_at": clock.now().isoformat(), "record": record}
    return phone.post("/sync/check/", json.dumps(body), content_type="application/json")


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({}, "PASS_WITH_ADVICE"),
        ({"readings": [36.5]}, "PASS"),
        ({"readings": [37.9]}, "RECHECK_TEMP"),
        ({"readings": [36.5], "symptoms": True}, "PASS_WITH_ADVICE"),
        ({"readings": [39.0], "emergency": "birth"}, "EMERGENCY_PASS"),
    ],
)
def test_the_word_comes_with_the_record(phone, fields, verdict):
    readings = [reading(phone, celsius) for celsius in fields.pop("readings", [])]
    told = ask(phone, look(phone, readings=readings, **fields)).json()
    assert (told["result"]["word"], told["verdict"]) == ("new", verdict)
    assert Check.objects.get().verdict == verdict
    assert AuditEvent.objects.get(action="intake.passage_counted").detail["verdict"] == verdict


def test_whoever_rests_is_told_until_when(phone):
    told = ask(phone, look(phone, readings=[reading(phone, 38.0)])).json()
    assert told["recheck_from"] > phone.now.isoformat()[:16] and Check.objects.get().recheck_from is not None


def test_two_readings_are_judged_in_the_order_they_were_taken(phone):
    readings = [reading(phone, 38.1), reading(phone, 38.0, minutes=60)]
    assert ask(phone, look(phone, readings=readings)).json()["verdict"] == "TO_HEALTH_POST"


def test_a_receipt_says_its_word_and_the_look_is_on_its_owners_record(phone, city):
    owner = Person.objects.create(programme=city.programme, area_code="330502", known_since=city.at)
    Receipt.objects.create(programme=city.programme, number="123456782", person=owner, fact_id=uuid4(),
                           issued_at=city.at, result="follow_up", result_at=city.at)  # fmt: skip
    told = ask(phone, look(phone, readings=[reading(phone, 36.4)], receipt="123 456 782")).json()
    assert (told["verdict"], told["declaration"], told["receipt_is_known"]) == ("CONTROLLED_ENTRY", "follow_up", True)
    assert AuditEvent.objects.get(action="intake.passage_counted").subject_ref is not None


def test_an_unknown_receipt_holds_nobody_up(phone):
    told = ask(phone, look(phone, readings=[reading(phone, 36.4)], receipt="000000000")).json()
    assert (told["verdict"], told["receipt_is_known"]) == ("PASS", False)


def test_sent_again_it_is_counted_once_and_told_what_was_said_first(phone):
    first = look(phone, readings=[reading(phone, 36.5)])
    ask(phone, first)
    told = ask(phone, first | {"readings": [reading(phone, 39.0)]}).json()
    assert (told["result"]["word"], told["verdict"]) == ("identical", "PASS")
    assert ask(phone, first | {"persons": 9}).json()["result"]["word"] == "discarded"
    assert Check.objects.count() == AuditEvent.objects.filter(action="intake.passage_counted").count() == 1


def test_an_unknown_post_and_a_broken_record_are_named(phone, city):
    elsewhere = post(city, under=order(city, "checkpoint", number="2号"), name="新市站", area_code="330521", road="")
    for record, field in (
        (look(phone, checkpoint=str(elsewhere.id)), "checkpoint"),
        (look(phone, persons=-1), "persons"),
    ):
        result = ask(phone, record).json()["result"]
        assert (result["word"], result["field"]) == ("invalid", field)
    assert not Check.objects.exists()


@pytest.mark.parametrize("record", [None, [], "check", {"kind": "confession"}])
def test_what_is_no_check_is_told(phone, record):
    answer = ask(phone, record)
    assert answer.status_code == 422 or answer.json()["result"]["code"] == "unknown_kind"


@pytest.mark.parametrize("staff_no", ["grid", "commander", "auditor"])
def test_who_checks_nobody_is_told_no_word(phone, city, staff_no):
    phone.force_login(city.posts[staff_no].user)
    answer = ask(phone, look(phone))
    assert answer.status_code == 403 and not Check.objects.exists()


def test_when_too_many_send_a_phone_is_told_when_to_come_back(phone, monkeypatch):
    monkeypatch.setattr(rules, "WAITS_FOR_TURN_SECONDS", 0.01)
    taken = 0
    while api.TURNS.acquire(blocking=False):
        taken += 1
    try:
        answer = ask(phone, look(phone))
    finally:
        api.TURNS.release(taken)
    assert (answer.status_code, answer.json()["code"]) == (503, "fieldsync.busy")
    assert 5 <= int(answer["retry-after"]) <= 20 and not Check.objects.exists()
    assert ask(phone, look(phone)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_same_check_ten_times_at_once_is_counted_once(phone):
    record, cookies = look(phone, readings=[reading(phone, 36.5)]), phone.cookies

    def send(_):
        client = Client()
        client.cookies = cookies
        try:
            return ask(client, record).json()
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        told = list(pool.map(send, range(10)))
    assert Check.objects.count() == AuditEvent.objects.filter(action="intake.passage_counted").count() == 1
    words = [one["result"]["word"] for one in told]
    assert sorted(words) == ["identical"] * 9 + ["new"] and {one["verdict"] for one in told} == {"PASS"}
