"""What stands behind every request is asked in SQL of our own: the same answers as the ORM's, and few questions."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.posts import post

from fangxian.core import clock
from fangxian.core.programmes.models import Programme
from fangxian.core.signin.models import SignIn
from fangxian.core.signin.queries import sign_in_named
from fangxian.core.staff.queries import posts_of, posts_worked_from, user_numbered

pytestmark = pytest.mark.django_db


def fields_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_the_person_and_her_posts_are_as_the_orm_reads_them(city):
    user = city.posts["checkpoint"].user
    assert fields_of(user_numbered(user.id)) == fields_of(user) and user_numbered(0) is None
    quick, slow = posts_worked_from(user, at=city.at), list(posts_of(user, at=city.at))
    assert [fields_of(one) for one in quick] == [fields_of(one) for one in slow] != []
    assert fields_of(quick[0].programme) == fields_of(Programme.objects.get())
    assert (quick[0].unit.body, quick[0].user) == (slow[0].unit.body, slow[0].user)


def test_a_post_that_ended_and_one_of_somebody_who_left_are_not_worked_from(city):
    held = city.posts["checkpoint"]
    held.ends_at = city.at
    held.save()
    assert posts_worked_from(held.user, at=city.at) == []
    held.user.is_active, other = False, city.posts["duty"].user
    assert posts_worked_from(held.user, at=city.at - timedelta(seconds=1)) == []
    assert len(posts_worked_from(other, at=city.at)) == 1


def test_a_sign_in_is_as_the_orm_reads_it(city, client):
    client.force_login(city.posts["checkpoint"].user)
    kept = SignIn.objects.get()
    assert fields_of(sign_in_named(str(kept.id))) == fields_of(kept) and sign_in_named(kept.id).phone is None
    assert sign_in_named(uuid4()) is None and sign_in_named(None) is None


def test_a_batch_asks_as_little_as_a_single_record(city, client, settings):
    settings.CLOCK_OFFSET = city.at + timedelta(hours=4) - (clock.now() - settings.CLOCK_OFFSET)
    client.force_login(city.posts["checkpoint"].user)
    checkpoint = str(post(city).id)
    made = {"kind": "check", "checkpoint": checkpoint, "verdict": "PASS", "device_at": clock.now().isoformat()}
    for size in (1, 300):
        records = [made | {"client_id": str(uuid4())} for _ in range(size)]
        body = json.dumps({"sent_at": clock.now().isoformat(), "records": records})
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/sync/push/", body, content_type="application/json")
        assert {one["word"] for one in answer.json()["results"]} == {"new"}
        questions = [one["sql"] for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]]
        assert len(questions) <= 9, questions  # sign-in 4, edition, posts, rows, audit, and what wraps them
