"""Attacks on photos of places: shown before the look, looked at by whoever sent it, kept although it shows somebody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.core.privacy.queries import key_by_id
from fangxian.core.privacy.rules import key_id_of, unseal
from fangxian.core.problems.rules import Refused
from fangxian.erasure import services as erasure
from fangxian.intake.sources.service_request import services
from fangxian.intake.sources.service_request.models import PlacePhoto
from tests import stand_down
from tests.photos import answered, desks, judged, photo, request_with
from tests.requests import again, operator

pytestmark = pytest.mark.django_db


def look(city, one, name="duty", *, at=None):
    by = city.actor(name, Purpose.RECEIVE_FACTS)
    return services.open_photo(photo=one, by=by, at=at or city.at)


def judge(city, one, finding="place", name="duty", *, at=None):
    by = city.actor(name, Purpose.RECEIVE_FACTS)
    return services.judge_photo(photo=one, finding=finding, words="", by=by, at=at or city.at)


def code_of(refused) -> str:
    return refused.value.problem.code


def stored() -> bytes | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT picture FROM intake_placephoto")
        (value,) = cursor.fetchone()
    return None if value is None else bytes(value)


@pytest.fixture
def reader(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    desks(city)

    def get(name, address):
        if name:
            client.force_login(city.posts[name].user)
        return client.get(address)

    return get


@pytest.mark.invariant("INV-16")
def test_before_the_look_nobody_is_sent_a_photo_by_any_address(city, reader):
    one = photo(city)
    addresses = (
        reverse("requests:picture", args=[one.id]), reverse("portal:photo", args=[one.id]),
        reverse("tasks:photo", args=[one.id, one.id]),
    )  # fmt: skip
    for name in ("", "duty", "desk", "desk_b", "grid", "next", "supervisor", "commander", "auditor"):
        sent = {reader(name, address).get("Content-Type") for address in addresses}
        assert sent and "image/jpeg" not in sent, name


@pytest.mark.invariant("INV-16")
def test_only_whoever_has_it_open_is_sent_it_and_only_for_ten_minutes(city, reader, settings):
    one = photo(city)
    address = reverse("requests:picture", args=[one.id])
    look(city, one, "desk")
    assert reader("duty", address).status_code == 404 and reader("desk", address).status_code == 200
    settings.CLOCK_OFFSET += timedelta(minutes=11)
    assert reader("desk", address).status_code == 404


@pytest.mark.invariant("INV-16")
def test_nobody_looks_at_a_photo_of_another_county_or_without_the_power(city):
    one = photo(city)
    desks(city)
    city.post("city_grid", Role.GRID_WORKER, "", "指挥部办公室")
    for name, code in (
        ("desk_b", "actors.out_of_area"),
        ("city_grid", "actors.no_power"),
        ("admin", "actors.no_power"),
    ):
        with pytest.raises(Refused) as refused:
            look(city, one, name)
        assert code_of(refused) == code


@pytest.mark.invariant("INV-16")
def test_nobody_judges_what_she_sent_herself(city):
    one = photo(city, by=operator(city))
    with pytest.raises(Refused) as refused:
        look(city, one)
    assert code_of(refused) == "requests.photo_own"
    twice = city.post("in_another_post", Role.HOTLINE_OPERATOR, "", "市热线")
    twice.user = city.posts["duty"].user
    twice.save()
    with pytest.raises(Refused) as refused:
        look(city, one, "in_another_post")
    assert code_of(refused) == "requests.photo_own"


@pytest.mark.invariant("INV-16")
def test_nobody_judges_what_she_has_not_seen_and_nobody_twice(city):
    one = photo(city)
    desks(city)
    with pytest.raises(Refused) as refused:
        judge(city, one)
    assert code_of(refused) == "requests.photo_not_open"
    look(city, one, "desk")
    with pytest.raises(Refused) as refused:
        judge(city, one)
    assert code_of(refused) == "requests.photo_held"
    judge(city, one, "person", "desk")
    for attempt in (look, judge):
        with pytest.raises(Refused) as refused:
            attempt(city, one)
        assert code_of(refused) == "requests.photo_looked_at"


def test_a_photo_that_somebody_opened_and_left_is_opened_by_a_colleague(city):
    one = photo(city)
    desks(city)
    look(city, one, "desk")
    later = city.at + timedelta(minutes=10)
    judge(city, look(city, one, at=later), at=later)
    with pytest.raises(Refused):
        judge(city, one, "person", "desk", at=later)


@pytest.mark.invariant("INV-24")
def test_a_photo_that_shows_somebody_is_gone_from_the_database_at_once(city):
    one = photo(city)
    judged(city, one, "person")
    assert stored() is None
    with pytest.raises(IntegrityError, match="destroyed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE intake_placephoto SET picture = 'x'")


@pytest.mark.invariant("INV-24")
def test_a_photo_lies_sealed_with_the_programmes_key_and_goes_with_it(city):
    one = photo(city)
    sealed = stored()
    assert sealed is not None and b"JFIF" not in sealed and one.picture not in sealed
    key = key_by_id(key_id_of(sealed))
    assert key is not None and unseal(sealed, key=key, label="intake.PlacePhoto.picture") == one.picture
    with pytest.raises(TypeError), transaction.atomic():
        PlacePhoto.objects.update(picture=one.picture)
    stand_down.end(city)
    stand_down.erase(city)
    assert not PlacePhoto.objects.exists()


@pytest.mark.invariant("INV-24")
def test_photos_go_with_their_request_after_ninety_days_the_ones_nobody_looked_at_too(city):
    judged(city, photo(city))
    photo(city, text="西街也开着", place="西街")
    for one in PlacePhoto.objects.all():
        answered(city, one.request)
        services.close(request=again(one.request), by=operator(city), at=city.at)
    erasure.forget(at=city.at + timedelta(days=89))
    assert PlacePhoto.objects.count() == 2
    erasure.forget(at=city.at + timedelta(days=91))
    assert not PlacePhoto.objects.exists()


@pytest.mark.invariant("INV-18")
def test_every_look_at_a_photo_is_on_record_with_whose_it_was(city, reader):
    one = photo(city)
    look(city, one, "desk")
    address = reverse("requests:picture", args=[one.id])
    reader("desk", address)
    judge(city, one, name="desk")
    reader("duty", address)
    seen = AuditEvent.objects.filter(action="intake.saw_photo", on_id=str(one.id)).order_by("id")
    assert [(event.post_id, event.detail["state"]) for event in seen] == [
        (city.posts["desk"].id, "waits"), (city.posts["duty"].id, "shown"),
    ]  # fmt: skip


@pytest.mark.invariant("INV-05")
def test_a_photo_opens_no_file_on_anybody(city):
    judged(city, photo(city), "person")
    request_with(city, text="门口有人聚着", place="南街")
    assert not Person.objects.exists() and not any("person" in field.name for field in PlacePhoto._meta.fields)
