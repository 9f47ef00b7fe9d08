"""A caller sends photos of a place; one person looks at each; they are shown to those who act on it, or are gone."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.city import GRID
from tests.photos import WORDS, answered, desks, jpeg, judged, photo, request_with, telling_jpeg
from tests.requests import TIP, operator, received

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit.models import AuditEvent
from fangxian.intake.sources.service_request import services
from fangxian.intake.sources.service_request.models import PlacePhoto, ServiceRequest
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def desk(city, visitor):
    desks(city)

    def sign_in(name="desk"):
        visitor.force_login(city.posts[name].user)
        return visitor

    return sign_in


def asked(visitor, *files: bytes, **changes):
    given = {
        "client_id": str(uuid4()), "service": "open_venue", "text": TIP, "destination": "浮星桥社区",
        "destination_code": "", "county": "", "place": "东街", "contact": "",
        "photos": [SimpleUploadedFile(f"secret-name-{n}.jpg", content) for n, content in enumerate(files)],
    } | changes  # fmt: skip
    return visitor.post(reverse("portal:ask"), given)


def picture(reader, one, **more):
    return reader.get(reverse("requests:picture", args=[one.id]), **more)


def test_photos_come_with_a_request_sealed_and_without_where_and_when(city, visitor):
    assert asked(visitor, telling_jpeg(), jpeg()).status_code == 302
    kept = list(PlacePhoto.objects.order_by("number"))
    assert [(one.number, one.width, one.finding) for one in kept] == [(1, 640, ""), (2, 640, "")]
    assert WORDS not in kept[0].picture and kept[0].picture.startswith(b"\xff\xd8")
    assert "Waits for a look" in visitor.get(reverse("portal:asked")).text
    assert AuditEvent.objects.get(action="intake.request_received").detail["photos"] == 2


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([b"MZ" + b"\0" * 99], "no picture that we can read"),
        ([jpeg()] * 4, "at most 3 photos"),
        ([b"\0\0\0\x18ftypheic" + b"\0" * 99], "HEIC"),
        ([jpeg() + b"\0" * (10 << 20)], "at most 10 MB"),
        ([jpeg(), b""], "empty"),
    ],
    ids=["program", "four", "heic", "large", "empty"],
)
def test_a_file_that_is_no_photo_is_refused_and_nothing_is_half_written(visitor, files, words):
    page = asked(visitor, *files)
    assert page.status_code == 422 and words in page.text and TIP in page.text
    assert "Please choose the photos again" in page.text and not ServiceRequest.objects.exists()


def test_a_photo_is_written_to_no_disk_before_it_is_judged(visitor, settings, tmp_path):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "not there"  # whoever writes to it fails
    assert asked(visitor, jpeg(1200, 900)).status_code == 302 and PlacePhoto.objects.count() == 1


def test_the_form_needs_its_own_token_as_any_other(city, settings):
    from django.test import Client

    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    assert asked(Client(enforce_csrf_checks=True), jpeg()).status_code == 403 and not ServiceRequest.objects.exists()


def test_nothing_is_kept_of_a_photo_where_nothing_is_kept_of_the_words(city, visitor):
    asked(visitor, jpeg(), service="gathering", text="邻居从武汉回来了", place="")
    assert ServiceRequest.objects.get().text is None and not PlacePhoto.objects.exists()
    later = photo(city, service="help_supplies", text="邻居从武汉回来了")
    services.classify(request=later.request, service="gathering", area_code=GRID, by=operator(city), at=city.at)
    assert not PlacePhoto.objects.exists()


def test_one_look_shows_it_to_those_who_act_on_it_and_to_its_sender(city, visitor, desk):
    asked(visitor, jpeg())
    one = PlacePhoto.objects.get()
    address = reverse("requests:photo", args=[one.id])
    assert address in desk().get(reverse("requests:photos")).text
    page = desk().get(address)
    assert page.status_code == 200 and picture(desk(), one).content == one.picture
    assert desk().post(address, {"finding": "place"}).url == reverse("requests:photos")
    assert "No photo waits" in desk().get(reverse("requests:photos")).text
    told = desk().get(reverse("requests:request", args=[one.request_id])).text
    assert "Shown to those who act on it" in told and reverse("requests:picture", args=[one.id]) in told
    answer = picture(desk("duty"), one)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert answer["X-Content-Type-Options"] == "nosniff" and "secret-name" not in answer["Content-Disposition"]


@pytest.mark.parametrize("finding", ["person", "other"])
def test_a_photo_that_shows_more_than_the_place_is_destroyed_and_who_said_so_is_kept(city, desk, finding):
    one = photo(city)
    address = reverse("requests:photo", args=[one.id])
    desk().get(address)
    assert "Say in 1 to" in desk().post(address, {"finding": "other"}).text
    desk().post(address, {"finding": finding, "words": "一张名单的屏幕"})
    one = PlacePhoto.objects.get()
    assert (one.picture, one.finding) == (None, finding) and one.looked_at - city.at < timedelta(minutes=1)
    assert (
        one.looked_by == city.posts["desk"]
        and one.words == "一张名单的屏幕"
        and picture(desk(), one).status_code == 404
    )
    event = AuditEvent.objects.get(action="intake.request_photo_destroyed")
    assert event.detail == {"number": 1, "finding": finding}
    assert "A photo was looked at and destroyed" in desk().get(reverse("requests:request", args=[one.request_id])).text


def test_the_sender_sees_hers_under_the_code_for_half_an_hour_and_nobody_else_does(city, visitor, settings):
    made = request_with(city)
    one = judged(city, PlacePhoto.objects.get())
    address = reverse("portal:photo", args=[one.id])
    assert visitor.get(address).status_code == 404
    assert address in visitor.post(reverse("portal:asked"), {"code": made.code}).text
    assert visitor.get(address).content == one.picture
    settings.CLOCK_OFFSET += timedelta(minutes=31)
    assert visitor.get(address).status_code == 404


def test_the_worker_sees_it_with_the_task_those_of_linked_callers_too(city, desk):
    first = request_with(city, service="help_supplies").request
    second = request_with(city, service="help_supplies").request
    assert second.duplicate_of == first
    services.classify(request=first, service="open_venue", area_code=GRID, by=operator(city), at=city.at)
    services.dispatch(request=first, by=operator(city), at=city.at)
    event = AuditEvent.objects.get(action="intake.request_dispatched")
    tasks.act_on_request(event, by=system(city.programme.id, Purpose.VERIFY_LEAD), at=city.at)
    task, theirs = Task.objects.get(), PlacePhoto.objects.get(request=second)
    page, address = reverse("tasks:task", args=[task.id]), reverse("tasks:photo", args=[task.id, theirs.id])
    assert address not in desk("grid").get(page).text and desk("grid").get(address).status_code == 404
    judged(city, theirs)
    assert address in desk("grid").get(page).text and desk("grid").get(address).content == theirs.picture
    assert [desk(name).get(address).status_code for name in ("grid2", "next", "checkpoint")] == [404, 404, 403]


def test_the_next_waiting_photo_follows_and_a_colleague_has_hers_to_herself(city, desk):
    first, second = photo(city), photo(city, text="西街也开着", place="西街")
    addresses = [reverse("requests:photo", args=[one.id]) for one in (first, second)]
    assert desk().get(addresses[0]).status_code == 200
    held = desk("duty").get(addresses[0], follow=True)
    assert "A colleague has this photo open now" in held.text
    assert desk().post(addresses[0], {"finding": "place"}).url == addresses[1]


def test_many_photos_wait_on_several_pages(city, desk):
    made = request_with(city)
    PlacePhoto.objects.all().delete()
    for number in range(30):
        one = ServiceRequest.objects.get(id=made.request.id)
        one.id = one.pk = uuid4()
        one.client_id, one.code_index, one.same_index = uuid4(), number.to_bytes(32, "big"), None
        one.save(force_insert=True)
        PlacePhoto.objects.create(
            programme=city.programme, request=one, number=1, picture=b"x", width=1, height=1, sent_at=city.at
        )
    first, second = (desk().get(reverse("requests:photos"), {"page": page}).text for page in (1, 2))
    assert first.count("/requests/photos/") - second.count("/requests/photos/") == 20


def test_answered_requests_keep_their_photos_until_they_are_forgotten(city, visitor):
    made = request_with(city)
    judged(city, PlacePhoto.objects.get())
    answered(city, made.request)
    page = visitor.post(reverse("portal:asked"), {"code": made.code}).text
    assert "Photo 1 of the place" in page
    page = visitor.post(reverse("portal:say", args=["reopen"]), {"code": made.code, "reason": "晚上又开了"}).text
    assert "Opened again" in page and "Photo 1 of the place" in page


def test_a_call_has_no_photo(city):
    assert not received(city).request.photos.exists()
