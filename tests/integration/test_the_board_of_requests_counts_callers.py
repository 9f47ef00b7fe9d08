"""The board of requests: received = answered + waiting, on time, opened again, satisfaction (F28)."""

from datetime import timedelta

import pytest
from tests.integration.test_the_boards_of_the_field_count_what_happened import counts
from tests.photos import judged, photo
from tests.requests import caller, operator, received, request

from fangxian.intake.sources.service_request import services

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_received_is_answered_and_waiting_and_the_linked_are_counted(city):
    first = received(city).request
    received(city)
    request(city, service="help_medicine", text="断药了", place="西街")
    services.answer(request=first, answer="已关门。", by=operator(city), at=city.at + 10 * MINUTE)
    assert counts(city, "requests_urgent", "requests_received", "requests_answered", "requests_waiting") == (1, 3, 2, 1)
    assert counts(city, "requests_in_time", "requests_late") == (2, 0)
    assert counts(city, "requests_late", hours=0.6) == (1,)


def test_what_callers_thought_of_it_and_what_they_had_opened_again(city):
    one = request(city)
    services.answer(request=one, answer="已关门。", by=operator(city), at=city.at)
    services.rate(request=one, satisfaction=2, by=caller(city), at=city.at + MINUTE)
    assert counts(city, "requests_satisfaction") == (25,)
    services.reopen(request=one, reason="又开了", by=caller(city), at=city.at + 2 * MINUTE)
    assert counts(city, "requests_reopened", "requests_waiting", "requests_answered") == (1, 1, 0)


def test_photos_that_nobody_has_looked_at(city):
    first, _ = photo(city), photo(city, text="西街也开着", place="西街")
    assert counts(city, "requests_photos_waiting") == (2,)
    judged(city, first, "plate")
    assert counts(city, "requests_photos_waiting") == (1,)
