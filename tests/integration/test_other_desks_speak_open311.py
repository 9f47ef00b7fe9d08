"""Open311 GeoReport v2: what a desk sends lands as a request, every answer keeps to the published schemas."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from xml.etree import ElementTree

import pytest
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4
from tests.city import GRID
from tests.public_data import data_set
from tests.requests import PLACE, TIP, again, operator, request

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.intake.sources.service_request import services
from fangxian.intake.sources.service_request.models import OtherDesk, ServiceRequest

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def door(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def key(city):
    by = city.actor("admin", Purpose.ADMINISTER)
    return services.issue_key(name="12345", programme=city.programme, by=by, at=city.at)[1]


@cache
def schema_of(name):
    """A published schema; it names no draft, and was written for the fourth."""
    folder = data_set("interop") / "open311"
    files = {path.name: json.loads(path.read_text()) for path in folder.glob("*.json")}
    known = Registry().with_resources(
        (file, Resource.from_contents(held, default_specification=DRAFT4)) for file, held in files.items()
    )
    return Draft4Validator(files[name], registry=known)


def read(door, path, *, schema=None, expected=200, **given):
    response = door.get(f"/open311/v2/{path}", given)
    assert response.status_code == expected, response.text
    if path.partition("?")[0].endswith(".xml"):
        return ElementTree.fromstring(response.content)
    body = response.json()
    if schema:
        schema_of(schema).validate(body)
    return body


def sent(door, key, *, status=201, **changes):
    given = {"api_key": key, "service_code": "open_venue", "description": TIP, "address_string": PLACE,
             "address_id": GRID}  # fmt: skip
    response = door.post("/open311/v2/requests.json", {**given, **changes})
    assert response.status_code == status, response.text
    return response.json()[0]


def test_the_kinds_of_requests_are_told_as_the_schemas_have_it(door):
    listed = read(door, "services.json", schema="services.json")
    assert listed[0]["service_code"] == "help_medical" and listed[0]["keywords"] == "urgent"
    for service in listed:
        schema_of("service.json").validate(service)
        read(door, f"services/{service['service_code']}.json", schema="service-definition.json")
    assert read(door, "services/denounce.json", expected=404)[0]["code"] == "open311.service"


def test_a_request_is_sent_and_its_desk_reads_the_answer(city, door, key):
    made = sent(door, key, phone="13800000009", first_name="明")
    assert "Under the code" in made["service_notice"] and "Not kept: first_name." in made["service_notice"]
    one = ServiceRequest.objects.get(id=made["service_request_id"])
    assert (one.channel, one.place, one.contact, one.wants_callback) == ("open311", PLACE, "13800000009", True)
    services.classify(request=one, service="open_venue", area_code=GRID, by=operator(city), at=city.at)
    services.answer(request=again(one), answer="已责令停业", by=operator(city), at=city.at)
    (row,) = read(door, f"requests/{one.id}.json", schema="requests.json", api_key=key)
    schema_of("request.json").validate(row)
    assert (row["status"], row["status_notes"], row["description"]) == ("closed", "已责令停业", TIP)


@pytest.mark.invariant("INV-16", "INV-17")
def test_without_its_key_nobody_reads_words_places_or_help(city, door, key):
    sent(door, key)
    sent(door, key, service_code="help_medicine", description="胰岛素没有了", address_string="3幢")
    rows = read(door, "requests.json", schema="requests.json")
    assert [(row["service_code"], row["description"], row["status_notes"]) for row in rows] == [
        ("open_venue", None, None)
    ]
    assert PLACE not in rows[0]["address"]
    assert len(read(door, "requests.json", api_key=key)) == 2
    other = services.issue_key(
        name="110", programme=city.programme, by=city.actor("admin", Purpose.ADMINISTER), at=city.at
    )[1]
    assert [row["description"] for row in read(door, "requests.json", api_key=other)] == [None]


def test_what_a_desk_read_of_its_own_goes_on_record(door, key):
    sent(door, key)
    read(door, "requests.json", api_key=key)
    assert AuditEvent.objects.get(action="intake.desk_saw_requests").count == 1
    read(door, "requests.json")
    assert AuditEvent.objects.filter(action="intake.desk_saw_requests").count() == 1


def test_a_number_of_the_desk_that_comes_twice_is_received_once(door, key):
    first, second = (sent(door, key, **{"attribute[number]": "HZ-1"}) for _ in range(2))
    assert first["service_request_id"] == second["service_request_id"] and second["service_notice"] is None


def test_the_same_words_from_two_desks_are_linked_and_both_are_answered(city, door, key):
    first = request(city)
    made = sent(door, key)
    linked = ServiceRequest.objects.get(id=made["service_request_id"])
    assert linked.duplicate_of_id == first.id
    services.answer(request=again(linked.duplicate_of), answer="已停业", by=operator(city), at=city.at)
    assert read(door, f"requests/{linked.id}.json", api_key=key)[0]["status_notes"] == "已停业"


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"api_key": ""}, 403, "open311.key"), ({"api_key": "guessed"}, 403, "open311.key"),
        ({"service_code": "denounce"}, 422, "requests.service"), ({"description": " "}, 422, "requests.text"),
        ({"address_id": "110000"}, 422, "requests.outside"), ({"lat": "30.9"}, 400, "open311.point"),
        ({"lat": "NaN", "long": "120"}, 400, "open311.point"), ({"lat": "91", "long": "120"}, 400, "open311.point"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_with_its_code_and_nothing_is_written(door, key, given, status, code):
    assert sent(door, key, status=status, **given)["code"] == code
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"start_date": "yesterday"}, "open311.date"), ({"start_date": "2020-03-09T08:00:00"}, "open311.date"),
        ({"start_date": "2019-01-01T00:00:00Z", "end_date": "2020-01-01T00:00:00Z"}, "open311.span"),
        ({"status": "lost"}, "open311.status"), ({"page": "0"}, "open311.page"),
        ({"page_size": "1001"}, "open311.page"), ({"jurisdiction_id": NOBODY}, "open311.jurisdiction"),
    ],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_refused(door, given, code):
    assert read(door, "requests.json", expected=400, **given)[0]["code"] == code


def test_requests_are_read_by_status_date_and_page(city, door):
    for minute in range(3):
        request(city, at=city.at - timedelta(minutes=minute), text=f"{TIP}，第{minute}处")
    assert len(read(door, "requests.json", status="open")) == 3
    assert len(read(door, "requests.json", page_size="2", page="2")) == 1
    assert read(door, "requests.json", page_size="2", page="9") == []
    assert read(door, "requests.json", status="closed") == []
    until = (city.at - timedelta(minutes=1)).isoformat()
    assert len(read(door, "requests.json", end_date=until)) == 1


def test_xml_says_the_same_as_json(city, door, key):
    made = sent(door, key)
    (service, *_) = read(door, "services.xml")
    assert (service.tag, service.find("type").text) == ("service", "realtime")
    top = read(door, f"requests/{made['service_request_id']}.xml", api_key=key)
    assert top.tag == "service_requests" and top.find("request/description").text == TIP
    assert read(door, "services/open_venue.xml").find("service_code").text == "open_venue"
    assert read(door, f"requests/{NOBODY}.xml", expected=404).tag == "errors"
    endpoint = ElementTree.fromstring(door.get("/open311/discovery.xml").content).find("endpoints/endpoint")
    assert [one.text for one in endpoint.find("formats")] == ["application/json", "text/xml"]


def test_a_key_is_shown_once_ended_and_then_opens_nothing(city, door, key):
    sent(door, key)
    desk = OtherDesk.objects.get()
    assert key.encode() not in bytes(desk.key_digest)
    services.end_key(desk=desk, by=city.actor("admin", Purpose.ADMINISTER), at=city.at)
    assert sent(door, key, status=403)["code"] == "open311.key"


def test_only_the_administrator_issues_keys_and_no_desk_has_two(city, key):
    with pytest.raises(Refused, match="does not have this power"):
        services.issue_key(name="110", programme=city.programme, by=operator(city), at=city.at)
    with pytest.raises(Refused, match="in the list already"):
        services.issue_key(
            name="12345", programme=city.programme, by=city.actor("admin", Purpose.ADMINISTER), at=city.at
        )


def test_the_administrator_reads_the_new_key_on_her_page_once(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.force_login(city.posts["admin"].user)
    client.cookies["language"] = "en"
    page = client.post("/requests/desks/", {"name": "12345"})
    assert page.status_code == 200 and "data-copy=" in page.text
    assert "data-copy=" not in client.get("/requests/desks/").text
    assert client.post("/requests/desks/", {"name": "12345"}).status_code == 422
