"""An encrypted column can be read by its programme's key alone, and is no use anywhere else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings
from tests.city import AT, GRID

from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim, know_people
from fangxian.core.privacy import queries, rules, services
from fangxian.core.privacy.models import ProgrammeKey


@pytest.fixture
def person(city):
    from fangxian.core.actors.rules import Purpose

    claim = Claim(name="试验甲", area_code=GRID, phone="+8613800138000", address="试验路1号")
    return know_people([claim], programme=city.programme, by=city.actor("duty", Purpose.RECEIVE_FACTS), at=AT)[0]


def stored(person, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_person WHERE id = %s", [person.id])
        return bytes(cursor.fetchone()[0])


def again(person):
    return Person.objects.get(id=person.id)


def test_the_same_text_is_stored_differently_each_time(person):
    before = stored(person, "name")
    person.save()
    assert stored(person, "name") != before and again(person).name == "试验甲"


def test_a_ciphertext_moved_to_another_column_is_refused(person):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET name = phone WHERE id = %s", [person.id])
    with pytest.raises(rules.Unreadable):
        again(person)


def test_an_altered_ciphertext_is_refused(person):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET name = set_byte(name, 40, 255 - get_byte(name, 40))")
    with pytest.raises(rules.Unreadable):
        again(person)


def test_an_encrypted_column_is_not_searched_and_not_updated_in_bulk(person):
    with pytest.raises(TypeError, match="encrypted"):
        list(Person.objects.filter(name="试验甲"))
    with pytest.raises(TypeError, match="encrypted"):
        Person.objects.update(name="试验乙")


def test_an_encrypted_column_is_not_serialised(person):
    from django.core import serializers

    with pytest.raises(TypeError, match="not serialised"):
        serializers.serialize("json", [person])


@pytest.mark.invariant("INV-24")
def test_destroyed_keys_leave_nothing_to_read(person, city):
    services.destroy_keys(programme_id=city.programme.id, at=AT)
    lost = again(person)
    assert (lost.name, lost.phone, lost.address) == (None, None, None)
    assert not ProgrammeKey.objects.filter(programme=city.programme).exclude(wrapped=None).exists()


def test_without_a_key_nothing_new_is_written(person, city):
    services.destroy_keys(programme_id=city.programme.id, at=AT)
    with pytest.raises(rules.Unreadable):
        Person.objects.create(programme=city.programme, area_code=GRID, name="试验丙", name_index=b"", known_since=AT)


def test_a_new_generation_is_for_new_writes_and_the_old_stays_readable(person, city):
    old_key = rules.key_id_of(stored(person, "name"))
    services.rotate_keys(programme_id=city.programme.id, at=AT + timedelta(days=1))
    assert again(person).name == "试验甲"
    person.save()
    assert rules.key_id_of(stored(person, "name")) != old_key and again(person).name == "试验甲"


def test_a_person_is_still_found_after_a_rotation(person, city):
    before = queries.blind_index("x", programme_id=city.programme.id, label="people.phone")
    services.rotate_keys(programme_id=city.programme.id, at=AT + timedelta(days=1))
    assert queries.blind_index("x", programme_id=city.programme.id, label="people.phone") == before


def test_a_new_master_key_opens_what_the_old_one_wrapped(person, settings):
    old = settings.MASTER_KEY
    with override_settings(MASTER_KEY=rules.new_key(), PREVIOUS_MASTER_KEY=old):
        queries.forget_keys()
        assert again(person).name == "试验甲"
        assert services.rewrap_keys() == len(rules.KEY_PURPOSES) and services.rewrap_keys() == 0
    queries.forget_keys()
    with pytest.raises(rules.Unreadable, match="master key"):
        again(person)


def test_two_programmes_never_share_an_index(city):
    from fangxian.core.programmes.models import Programme

    other = Programme.objects.create(
        name="另一专项", city_name="湖州市", disease_name="流感", area_codes=["3305"],
        starts_on=AT.date(), review_on=AT.date() + timedelta(days=9),
    )  # fmt: skip
    services.make_keys(programme_id=other.id, at=AT)
    one, two = (queries.blind_index("x", programme_id=p.id, label="l") for p in (city.programme, other))
    assert one != two


@pytest.mark.invariant("INV-18", "INV-24")
def test_destroying_the_keys_unlinks_the_audit_from_the_person(person, city):
    reference = queries.subject_reference(person.id, programme_id=city.programme.id)
    assert reference == queries.subject_reference(person.id, programme_id=city.programme.id)
    services.destroy_keys(programme_id=city.programme.id, at=AT)
    with pytest.raises(rules.Unreadable):
        queries.subject_reference(person.id, programme_id=city.programme.id)
