"""Dense places and lodgings: who answers, how many are inside, and no name without an order (F39)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests.posts import order
from tests.venues import counted, resident, send, terms, venue

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.intake.sources.venue import queries, rules, services
from fangxian.intake.sources.venue.models import CheckIn, HeadCount
from fangxian.intake.sources.venue.services import Entered

pytestmark = pytest.mark.django_db
PHONE = Entered("phone", "+8613800138000")


def words(landed):
    return [one.word.value for one in landed]


def refused(act, **given) -> str:
    with pytest.raises(Refused) as problem:
        act(**given)
    return problem.value.problem.code


def test_a_place_is_listed_with_the_three_who_answer_for_it_and_once(city):
    place = venue(city)
    assert (place.owner, place.sector, place.supervisor) == ("月河市场公司", "市场监督管理局", "月河街道办")
    assert refused(venue, city=city) == "venue.name_taken"
    assert refused(venue, city=city, name="空厅", capacity=0) == "venue.capacity"
    assert refused(venue, city=city, name="杭州厅", area_code="330102") == "venue.outside"
    by = city.actor("market", Purpose.COMMAND)
    assert refused(services.edit_venue, venue=place, terms=terms(), by=by, at=city.at) == "actors.no_power"


def test_head_counts_tell_how_full_a_place_is_and_grow_old(city):
    place = venue(city)
    for present, fullness in ((120, rules.ROOM), (185, rules.NEARLY_FULL), (230, rules.FULL)):
        send(city, counted(city, place, present, minutes=present / 100), minutes=5)
        assert queries.venue_now(place, at=city.at + timedelta(minutes=5)).fullness == fullness
    assert queries.venue_now(place, at=city.at + timedelta(hours=3)).fullness == rules.UNKNOWN
    (peak,) = queries.peaks_of_day(city.actor("duty", Purpose.COMMAND), day=HeadCount.objects.first().city_day).values()
    assert (peak["peak"], peak["counts"], peak["over"]) == (230, 3, 1)


def test_counts_sent_twice_stand_once_and_what_is_none_is_named(city):
    place = venue(city)
    first = counted(city, place, 20)
    bad = [counted(city, place, -1), counted(city, place, "many"), counted(city, place, 3, venue=str(uuid4()))]
    assert words(send(city, first, *bad)) == ["new", "invalid", "invalid", "invalid"]
    assert words(send(city, first, first | {"present": 99})) == ["identical", "discarded"]
    assert words(send(city, first | {"present": 99})) == ["discarded"]
    assert HeadCount.objects.get().present_count == 20


def test_the_patrol_counts_here_and_nobody_from_the_next_county(city):
    place = venue(city)
    send(city, counted(city, place, 5), name="grid")
    assert HeadCount.objects.get().counted_by == rules.PATROL
    (landed,) = send(city, counted(city, place, 5), name="far_market")
    assert landed.finding.code == "unknown_venue"
    assert refused(send, city=city, name="epi") == "actors.no_power"


@pytest.mark.invariant("INV-13")
def test_without_an_order_a_place_only_counts(city):
    place = venue(city)
    given = {"venue": place, "entered": PHONE, "by": resident(city), "at": city.at}
    assert refused(services.check_in, **given) == "venue.counts_only"
    assert not CheckIn.objects.exists()


@pytest.mark.invariant("INV-13")
def test_under_an_order_a_check_in_is_sealed_once_and_over_by_itself(city):
    place, at = venue(city), city.at
    under = order(city, "registration")
    made = services.check_in(venue=place, entered=PHONE, by=resident(city), at=at)
    again = services.check_in(venue=place, entered=PHONE, by=resident(city), at=at + timedelta(minutes=1))
    assert made == again and made.order_id == under.id
    assert queries.venue_now(place, at=at + timedelta(hours=1)).checked_in == 1
    assert queries.venue_now(place, at=at + rules.STAY_AT_MOST).checked_in == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact, subject_index FROM intake_checkin")
        assert b"138" not in b"".join(bytes(part) for part in cursor.fetchone())
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.update(order=None)


def test_checking_out_ends_a_stay_and_coming_back_begins_another(city):
    place, at, by = venue(city), city.at, resident(city)
    order(city, "registration")
    first = services.check_in(venue=place, entered=PHONE, by=by, at=at)
    services.check_out(check_in=first, by=by, at=at + timedelta(minutes=30))
    second = services.check_in(venue=place, entered=PHONE, by=by, at=at + timedelta(hours=2))
    assert first.left_at == at + timedelta(minutes=30) and second.id != first.id


def test_a_place_taken_off_the_list_is_neither_counted_nor_entered(city):
    place, by = venue(city), city.actor("duty", Purpose.COMMAND)
    services.unlist_venue(venue=place, by=by, at=city.at)
    order(city, "registration")
    given = {"venue": place, "entered": PHONE, "by": resident(city), "at": city.at}
    assert refused(services.check_in, **given) == "venue.closed"
    assert refused(services.renew_code, venue=place, by=by, at=city.at) == "venue.closed"


def test_only_stays_at_the_same_time_and_place_overlap(city):
    place, other, at, by = venue(city), venue(city, name="西门食堂", kind="canteen"), city.at, resident(city)
    order(city, "registration")

    def stay(where, digit, minutes):
        entered = Entered("phone", f"+861380013800{digit}")
        return services.check_in(venue=where, entered=entered, by=by, at=at + timedelta(minutes=minutes))

    first, early, inside = stay(place, 0, 60), stay(place, 1, 0), stay(place, 2, 70)
    stay(other, 3, 60)
    services.check_out(check_in=early, by=by, at=at + timedelta(minutes=30))
    services.check_out(check_in=first, by=by, at=at + timedelta(minutes=90))
    first.refresh_from_db()
    assert list(queries.overlapping(first)) == [inside]


def test_a_resident_checks_in_and_out_with_the_printed_code(city, client, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    place = venue(city)
    address = f"/p/place/{place.code}/"
    assert "无需填写" in client.get(address).content.decode()
    order(city, "registration")
    assert client.post(address, {"shown": "my cousin"}).status_code == 422 and not CheckIn.objects.exists()
    assert client.post(address, {"shown": "138 0013 8000"}).status_code == 302
    assert "您已登记" in client.get(address).content.decode()
    client.post(f"{address}leave/")
    assert CheckIn.objects.get().left_at is not None
    assert client.get("/p/place/nobody/").status_code == 404
