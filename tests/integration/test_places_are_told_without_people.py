"""From an interview to the public list: place and time only, two bodies, corrected in the open, gone after its days."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.exposed import MARKET, NEXT_TOWN, TOWN, confirmed, interviewed, moment, proposed, put_forward
from tests.household import LABORATORY_2, OTHER_PATIENT, a_case, investigator
from tests.published import publishers

from fangxian.cases.queries.exposed import visits_standing
from fangxian.cases.rules.exposed import PublicVisit
from fangxian.cases.services import exposing, rule_out
from fangxian.core import clock
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.publication.queries import places as queries
from fangxian.publication.services import places as services

VISIT = PublicVisit(TOWN, "market", moment(7, 10), moment(7, 11, 15))


@pytest.fixture
def house(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    return publishers(city)


def refused(act, *given, **more):
    with pytest.raises(Refused) as caught:
        act(*given, **more)
    return caught.value.problem.code


def public(house, *, at=None):
    return queries.newest(house.programme.id, at=at or house.at)


def test_a_place_and_time_becomes_public_when_a_second_body_agrees(house):
    (line,) = interviewed(house, MARKET)
    put_forward(house, line)
    made = proposed(house)
    assert public(house) is None
    confirmed(house, made)
    assert public(house).visits == [VISIT]
    actions = AuditEvent.objects.filter(action__contains="place").order_by("id").values_list("action", flat=True)
    assert list(actions) == [
        "cases.place_put_forward", "publication.places_proposed", "publication.places_published",
    ]  # fmt: skip


def test_two_cases_at_one_place_are_one_line(house):
    (first,) = interviewed(house, MARKET)
    (second,) = interviewed(
        house, replace(MARKET, place="市场东门", from_at=moment(7, 10, 1)),
        case=a_case(house, laboratory=LABORATORY_2, claim=OTHER_PATIENT),
    )  # fmt: skip
    for line in (first, second):
        put_forward(house, line)
    made = proposed(house)
    assert visits_standing(house.programme, at=house.at) == [VISIT] and not made.is_of_one_case


def test_both_who_sign_are_warned_when_everything_new_is_one_persons_way(house):
    lines = interviewed(house, MARKET, replace(MARKET, kind="shop", place="试验商店", from_at=moment(7, 13),
                                               until_at=moment(7, 14)))  # fmt: skip
    for line in lines:
        put_forward(house, line)
    assert proposed(house).is_of_one_case


def test_a_passage_without_an_end_is_told_as_a_quarter_of_an_hour(house):
    (line,) = interviewed(house, replace(MARKET, until_at=None))
    place = put_forward(house, line, area_code=NEXT_TOWN)
    assert (place.from_at, place.until_at, place.area_code) == (moment(7, 10), moment(7, 10, 15), NEXT_TOWN)


def test_a_place_that_was_taken_back_leaves_the_list_in_the_open(house):
    (line,) = interviewed(house, MARKET)
    place = put_forward(house, line)
    first = confirmed(house, proposed(house))
    exposing.take_back(place=place, reason="wrong_time", by=investigator(house), at=house.at)
    assert refused(proposed, house) == "publication.needs_reason"
    confirmed(house, proposed(house, reason="wrong_time"))
    now = public(house)
    assert (now.version, now.visits, now.reason) == (2, [], "wrong_time")
    assert queries.published(first.id, at=house.at).visits == [VISIT]  # replaced, and still to be read


def test_a_case_that_is_ruled_out_takes_its_places_with_it(house):
    (line,) = interviewed(house, MARKET)
    put_forward(house, line)
    made = proposed(house)
    rule_out(case=line.interview.case, reason="实验室复核为阴性，排除病例", by=investigator(house), at=house.at)
    assert refused(confirmed, house, made) == "publication.places_changed"
    assert public(house) is None


def test_a_visit_is_told_no_longer_than_the_longest_incubation(house):
    (line,) = interviewed(house, MARKET)
    put_forward(house, line)
    confirmed(house, proposed(house))
    later = public(house, at=house.at + timedelta(days=15))
    assert (later.visits, later.older_count) == ([], 1)


def test_a_declined_list_leaves_its_version_to_the_next(house):
    (line,) = interviewed(house, MARKET)
    put_forward(house, line)
    first = proposed(house)
    by = house.actor("publisher2", "command")
    services.decline_places(place_list=first, reason="doubtful", by=by, at=house.at)
    assert proposed(house).version == 1


def test_nothing_and_the_same_again_are_not_proposed(house):
    assert refused(proposed, house) == "publication.no_places"
    (line,) = interviewed(house, MARKET)
    put_forward(house, line)
    made = proposed(house)
    assert refused(proposed, house) == "publication.places_wait"
    confirmed(house, made)
    assert refused(proposed, house, reason="new_places") == "publication.same_places"


@pytest.mark.parametrize(("language", "word"), [("en", "Market"), ("zh-hans", "市场")])
def test_everybody_reads_the_page_in_both_languages(house, client, language, word):
    (line,) = interviewed(house, MARKET)
    put_forward(house, line)
    confirmed(house, proposed(house))
    client.cookies["language"] = client.cookies["django_language"] = language
    page = client.get(reverse("publication:places"), headers={"accept-language": language}).content.decode()
    assert word in page and "试验市场" not in page and "试验病例" not in page


def test_programs_read_the_list_and_a_feed_says_that_there_is_a_new_one(house, client):
    (line,) = interviewed(house, MARKET)
    put_forward(house, line)
    made = confirmed(house, proposed(house))
    (listed,) = client.get("/api/places").json()
    (visit,) = json.loads(client.get(listed["path"]).content)["visits"]
    assert (visit["area_code"], visit["place"]) == (TOWN, "market") and listed["version"] == 1
    feed = client.get(reverse("publication:places_feed")).content.decode()
    assert str(made.id) in feed and TOWN not in feed
    assert client.get(reverse("publication:places_csv", args=[made.id])).content.count(b"\n") == 2


def test_the_investigator_puts_a_line_forward_on_the_screen(house, client):
    (line,) = interviewed(house, replace(MARKET, area_code=""))
    case = line.interview.case
    client.force_login(house.posts["epi"].user)
    page = client.get(reverse("cases:places", args=[case.id]))
    assert page.status_code == 200 and page.content.decode().count('<form method="post" action="/cases/') == 1
    url = reverse("cases:put_forward", args=[case.id, line.id])
    assert client.post(url, {"area": ""}).status_code == 422
    assert client.post(url, {"area": TOWN}).status_code == 302
    assert visits_standing(house.programme, at=clock.now()) == [VISIT]


def test_publishers_propose_and_confirm_on_the_screen(house, client):
    (line,) = interviewed(house, MARKET)
    put_forward(house, line)
    client.force_login(house.posts["publisher"].user)
    where = client.post(reverse("publication:place_lists"), {"reason": ""})["Location"]
    assert client.post(f"{where}confirm/").status_code == 403  # her own
    client.force_login(house.posts["publisher2"].user)
    assert client.get(where).status_code == 200
    assert client.post(f"{where}confirm/").status_code == 302 and public(house).visits == [VISIT]
