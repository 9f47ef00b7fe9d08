"""What is wrong with a batch costs that record and no other; what was interrupted is sent again and counted once."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from tests.databases import connected_as
from tests.posts import post

from fangxian.core import clock
from fangxian.fieldsync import registry
from fangxian.fieldsync.rules import LARGEST_BODY, Kind
from fangxian.intake.sources.checkpoint.models import Check

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(city, client, settings):
    """An officer's phone at a post that opened four hours ago."""
    settings.CLOCK_OFFSET = city.at + timedelta(hours=4) - (clock.now() - settings.CLOCK_OFFSET)
    client.force_login(city.posts["checkpoint"].user)
    client.checkpoint, client.now = post(city), city.at + timedelta(hours=4)
    return client


def made(phone, **fields):
    record = {"client_id": str(uuid4()), "kind": "check", "checkpoint": str(phone.checkpoint.id), "verdict": "PASS"}
    return record | {"device_at": phone.now.isoformat()} | fields


def body(*records, **fields):
    return json.dumps({"sent_at": clock.now().isoformat(), "records": list(records)} | fields)


def push(client, sent):
    return client.post("/sync/push/", sent, content_type="application/json")


def words(answer):
    return [one["word"] for one in answer.json()["results"]]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "1969-12-31T00:00:00Z"])
def test_a_moment_beyond_reckoning_is_named_and_the_others_land(phone, moment):
    reading = {"celsius": 38.0, "method": "ear", "at": moment}
    answer = push(phone, body(made(phone, device_at=moment), made(phone, readings=[reading]), made(phone)))
    assert words(answer) == ["invalid", "invalid", "new"]
    assert push(phone, body(made(phone), sent_at=moment)).status_code == 422


def test_a_phone_whose_clock_was_never_set_is_put_right(phone):
    born = "1970-01-01T00:10:00+00:00"
    assert words(push(phone, body(made(phone, device_at=born), sent_at=born))) == ["new"]
    assert abs(Check.objects.get().occurred_at - phone.now) < timedelta(minutes=1)


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000"])
def test_half_a_character_costs_its_record_alone(phone, text):
    sent = body(made(phone, emergency="X"), made(phone), made(phone, client_id="X")).replace('"X"', f'"{text}"')
    answer = push(phone, sent)
    assert words(answer) == ["invalid", "new", "invalid"] and Check.objects.count() == 1


def test_what_the_database_refuses_is_named_and_the_others_land(phone, city, monkeypatch):
    def keep(records, *, programme, ahead_by, by, at):
        with connection.cursor() as cursor:
            for record in records:
                cursor.execute("SELECT %s::text::int", [record["number"]])
        return registry.KINDS["check"].land(records, programme=programme, ahead_by=ahead_by, by=by, at=at)

    monkeypatch.setitem(registry.KINDS, "numbered", Kind("intake.check", registry.KINDS["check"].purpose, keep))
    numbered = [made(phone, kind="numbered", number=number) for number in ("1", "one", "3")]
    answer = push(phone, body(*numbered, made(phone)))
    assert words(answer) == ["new", "invalid", "new", "new"]
    assert answer.json()["results"][1]["code"] == "unusable"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ('{"sent_at": "2020-03-10T09:00:00Z", "records": [{"kind": "che', 422),
        ("[" * 100_000, 422),
        ("", 422),
        (" " * (LARGEST_BODY + 1), 413),
    ],
)
def test_a_body_cut_short_or_too_large_takes_nothing_in(phone, sent, status):
    assert push(phone, sent).status_code == status
    assert not Check.objects.exists()


def test_two_officers_take_the_same_count_back_once(phone, city):
    first = made(phone)
    push(phone, body(first))
    assert words(push(phone, body(first | {"undone": True}, first | {"undone": True}))) == ["updated", "identical"]


@pytest.mark.django_db(transaction=True)
def test_a_push_that_dies_in_the_middle_leaves_nothing_and_is_sent_again(phone):
    sent = body(*[made(phone) for _ in range(20)])
    phone.raise_request_exception = False
    with ThreadPoolExecutor(1) as pool, connected_as("postgres") as other, other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE intake_check IN SHARE MODE")  # the push waits at its first row
        dying = pool.submit(_push_and_close, phone.cookies, sent)
        killed = _kill_whoever_waits(cursor)
        cursor.execute("ROLLBACK")
        assert killed and dying.result().status_code == 500
    assert not Check.objects.exists()
    assert words(push(phone, sent)) == ["new"] * 20 and Check.objects.count() == 20


def _push_and_close(cookies, sent):
    client = Client(raise_request_exception=False)
    client.cookies = cookies
    try:
        return push(client, sent)
    finally:
        connection.close()


def _kill_whoever_waits(cursor):
    for _ in range(600):
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_locks "
                       "WHERE relation = 'intake_check'::regclass AND NOT granted")  # fmt: skip
        if cursor.fetchall():
            return True
        time.sleep(0.05)
    return False
