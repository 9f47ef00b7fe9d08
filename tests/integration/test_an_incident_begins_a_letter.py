"""From an incident a department is asked to put right what gave rise to it; nothing of the incident goes into it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.city import GRID
from tests.incidents import PLACE, STIGMA, WORDS, incident, mediator
from tests.letters import market_supervision, who

from fangxian.letters.models import Letter
from fangxian.mediation import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    market_supervision(city)
    client.force_login(city.posts["duty"].user)
    client.cookies["language"] = "en"
    return client


def first_words(client, one) -> dict:
    return client.get(reverse("mediation:letter", args=[one.id])).context["form"].initial


def sent(client, city, one, **changes):
    given = first_words(client, one) | {"to_unit": str(city.posts["liaison"].unit_id), "reply_on": ""} | changes
    return client.post(reverse("mediation:letter", args=[one.id]), given)


def test_a_letter_is_begun_with_kind_day_and_place_alone(city, duty):
    given = first_words(duty, incident(city, kind="trade"))
    assert (given["topic"], given["area"], given["place"]) == ("goods", GRID, PLACE)
    assert WORDS not in str(given)


def test_letter_and_incident_lead_to_each_other(city, duty):
    one = incident(city)
    assert sent(duty, city, one).status_code == 302
    letter = Letter.objects.get()
    assert (letter.origin, letter.origin_id) == ("incident", one.id)
    assert queries.letters_of(one, by=who(city)) == [letter]
    assert (
        reverse("letters:letter", args=[letter.id])
        in duty.get(reverse("mediation:one", args=[one.id])).content.decode()
    )
    page = duty.get(reverse("letters:letter", args=[letter.id])).content.decode()
    assert reverse("mediation:one", args=[one.id]) in page


@pytest.mark.invariant("INV-05")
def test_a_letter_tells_of_nobody_who_is_shunned_neither_what_she_is_nor_where(city, duty):
    given = first_words(duty, incident(city, **STIGMA))
    told = " ".join(map(str, given.values()))
    assert "shunned" not in told and PLACE not in told and "medical" not in told.lower()


def test_an_incident_of_the_next_county_and_a_role_without_letters_begin_none(city, duty):
    one = incident(city)
    duty.force_login(city.posts["next"].user)
    assert duty.get(reverse("mediation:letter", args=[one.id])).status_code == 404
    duty.force_login(city.posts["grid"].user)
    assert duty.get(reverse("mediation:letter", args=[one.id])).status_code == 403
    assert not queries.letters_of(one, by=mediator(city))
