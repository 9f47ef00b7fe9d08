"""One person, one file (domain.md O12)."""

from dataclasses import replace

import pytest
from tests.city import GRID

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim, know_people

CLAIM = Claim(name="试验甲", area_code=GRID, document_kind="id_card", document_number="440524188001010014")
PHONED = Claim(name="试验乙", area_code=GRID, phone="+8613800138000")


def know(city, *claims):
    by = city.actor("duty", Purpose.RECEIVE_FACTS)
    return know_people(claims, programme=city.programme, by=by, at=city.at)


def test_the_same_document_number_is_the_same_person(city):
    first, again = know(city, CLAIM, replace(CLAIM, name="试验 甲", document_number=" 440524188001010014 "))
    assert first.id == again.id
    assert know(city, CLAIM)[0].id == first.id


def test_the_same_phone_and_name_is_the_same_person(city):
    assert know(city, PHONED)[0].id == know(city, PHONED)[0].id


def test_a_shared_phone_or_a_shared_name_is_not_the_same_person(city):
    people = know(city, PHONED, replace(PHONED, name="试验丙"), replace(PHONED, phone="+8613800138001"))
    assert len({person.id for person in people}) == 3


def test_two_documents_on_one_phone_and_name_are_two_people(city):
    father = replace(PHONED, document_kind="id_card", document_number="110105189912310025")
    child = replace(PHONED, document_kind="id_card", document_number="440524188001010014")
    assert len({person.id for person in know(city, father, child)}) == 2


@pytest.mark.usefixtures("city")
def test_names_are_not_readable_in_the_table(city):
    from django.db import connection

    know(city, CLAIM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, document_number FROM people_person")
        stored = b"".join(bytes(column) for column in cursor.fetchone())
    assert "试验".encode() not in stored and b"4405241880" not in stored
    assert Person.objects.get().name == "试验甲"
