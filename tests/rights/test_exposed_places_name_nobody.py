"""Attempts to make the public list of places tell of a person: by a home, by a name, alone, or past the second body."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from fangxian.cases.models import ExposedPlace
from fangxian.cases.services.interviewing import add_line
from fangxian.core.problems.rules import Refused
from fangxian.publication.models import PlaceList
from fangxian.publication.queries import places as queries
from tests.exposed import MARKET, TOWN, confirmed, interviewed, moment, proposed, put_forward
from tests.household import SPOUSE, a_case, a_contact, investigator
from tests.published import publishers

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(city):
    return publishers(city)


def refused(act, *given, **more):
    with pytest.raises(Refused) as caught:
        act(*given, **more)
    return caught.value.problem.code


@pytest.mark.invariant("INV-19")
def test_a_home_is_never_put_forward(house):
    (line,) = interviewed(house, replace(MARKET, kind="home", place="家中"))
    assert refused(put_forward, house, line) == "cases.place_is_a_home"
    assert not ExposedPlace.objects.exists()


@pytest.mark.invariant("INV-19")
@pytest.mark.parametrize("place", ["试验路一号", "试验路 一号（配偶处）", "在试验路一号吃饭"])
def test_somebodys_address_is_refused_under_whatever_kind_it_hides(house, place):
    case = a_case(house)
    a_contact(house, case, claim=SPOUSE)  # lives at 试验路一号
    (line,) = interviewed(house, replace(MARKET, kind="other", place=place), case=case)
    assert refused(put_forward, house, line) == "cases.place_is_an_address"


@pytest.mark.invariant("INV-19")
def test_a_place_whose_visitors_are_all_known_is_refused(house):
    (line,) = interviewed(house, replace(MARKET, all_contacts_known=True))
    assert refused(put_forward, house, line) == "cases.all_contacts_known"


@pytest.mark.invariant("INV-19")
@pytest.mark.parametrize("area_code", ["", "330502", "33050200100501", "110101001"])
def test_no_finer_and_no_other_area_than_a_town_of_the_city(house, area_code):
    (line,) = interviewed(house, MARKET)
    assert refused(put_forward, house, line, area_code=area_code) == "cases.no_town"


@pytest.mark.invariant("INV-19")
def test_a_draft_of_an_interview_is_not_published_from(house):
    line = add_line(case=a_case(house), told=MARKET, by=investigator(house), at=house.at)
    assert refused(put_forward, house, line) == "cases.interview_is_draft"


@pytest.mark.invariant("INV-19")
def test_whoever_works_in_a_grid_or_the_next_county_puts_nothing_forward(house, client):
    (line,) = interviewed(house, MARKET)
    url = reverse("cases:put_forward", args=[line.interview.case_id, line.id])
    for name in ("grid", "next", "publisher"):
        client.force_login(house.posts[name].user)
        assert client.post(url, {"area": TOWN}).status_code in (403, 404)
    assert not ExposedPlace.objects.exists()


@pytest.mark.invariant("INV-03", "INV-19")
def test_one_person_cannot_publish_alone(house):
    (line,) = interviewed(house, MARKET)
    put_forward(house, line)
    made = proposed(house)
    assert refused(confirmed, house, made, by="publisher") == "staff.same_person"
    PlaceList.objects.filter(id=made.id).update(confirmed_at=house.at, confirmed_by=house.posts["publisher"])
    with pytest.raises(DatabaseError, match="two people of two bodies"), transaction.atomic():
        connection.cursor().execute("SELECT fangxian_publish_places(%s::uuid)", [made.id])
    assert queries.newest(house.programme.id, at=house.at) is None


@pytest.mark.invariant("INV-19")
@pytest.mark.parametrize(
    "smuggled",
    [
        {"place": "张三家"},
        {"area": "13800138000"},
        {"area": "330502001张三"},
        {"from_at": "2020-03-07T10:07:00+08:00"},
        {"until_at": "2020-03-09T10:00:00+08:00"},
        {"all_contacts_known": True},
    ],
)
def test_what_is_written_into_a_stored_list_does_not_become_public(house, smuggled):
    (line,) = interviewed(house, MARKET)
    put_forward(house, line)
    made = proposed(house)
    made.visits[0] |= smuggled
    PlaceList.objects.filter(id=made.id).update(
        visits=made.visits, confirmed_at=house.at, confirmed_by=house.posts["publisher2"]
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("SELECT fangxian_publish_places(%s::uuid)", [made.id])
    assert queries.newest(house.programme.id, at=house.at) is None


@pytest.mark.invariant("INV-19")
def test_a_list_that_was_edited_after_it_was_proposed_is_refused(house):
    (line,) = interviewed(house, MARKET)
    put_forward(house, line)
    made = proposed(house)
    made.visits[0]["place"] = "hotel"
    PlaceList.objects.filter(id=made.id).update(visits=made.visits)
    assert refused(confirmed, house, made) == "publication.places_changed"


@pytest.mark.invariant("INV-19")
def test_no_statement_keeps_a_home_or_a_finer_area_as_an_exposed_place(house):
    (line,) = interviewed(house, MARKET)
    put_forward(house, line)
    for wrong in ({"kind": "home"}, {"area_code": "33050200"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ExposedPlace.objects.update(**wrong)


@pytest.mark.invariant("INV-19")
def test_times_are_never_to_the_minute_and_no_longer_than_a_day(house):
    long, short = interviewed(house, replace(MARKET, until_at=MARKET.from_at + timedelta(hours=30)), MARKET)
    assert refused(put_forward, house, long) == "cases.visit_too_long"
    place = put_forward(house, short)
    assert (place.from_at, place.until_at) == (moment(7, 10), moment(7, 11, 15))
