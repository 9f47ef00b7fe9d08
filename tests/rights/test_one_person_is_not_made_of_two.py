"""A wrong merge binds a stranger, a wrong measure follows her: every way to it is tried here."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.models import Person
from fangxian.core.people.services import open_file
from fangxian.files.models import MatchPair
from fangxian.files.services import decide_pair, propose_pairs, second_pair
from fangxian.measures.models import Measure
from fangxian.measures.queries import gate_words_of
from fangxian.portal.queries.holdings import tables_named
from tests.household import in_force
from tests.integration.test_two_records_of_one_person_are_kept_as_one import (
    ONE,
    SAME,
    WHY,
    a_pair,
    known,
    merged,
    refusal,
    reviewer,
)
from tests.lists import document
from tests.residents import at_the_door, enter, letter, url

pytestmark = pytest.mark.django_db
CARDS = (document(1), document(2))


@pytest.mark.invariant("INV-02")
@pytest.mark.parametrize(
    ("other", "code"),
    [
        (replace(ONE, phone="+8613799998888", address="别处9号"), "files.name_alone"),
        (replace(ONE, phone="", address="", birth_year=1990), "files.name_alone"),
        (replace(ONE, name="王某某"), "files.other_name"),
    ],
)
def test_nothing_is_merged_on_a_name_alone_or_a_phone_alone(city, other, code):
    pair, *_ = a_pair(city, replace(ONE, birth_year=1990), other)
    assert refusal(lambda: merged(city, pair)) == code
    assert not Person.objects.exclude(kept_id=None).exists()


@pytest.mark.invariant("INV-02")
def test_two_valid_documents_are_two_people_whatever_else_they_share(city):
    twins = [replace(ONE, document_kind="id_card", document_number=number) for number in CARDS]
    pair, *_ = a_pair(city, *twins)
    assert refusal(lambda: merged(city, pair)) == "files.two_documents"


@pytest.mark.invariant("INV-03")
def test_where_a_measure_hangs_on_it_a_second_unit_looks(city):
    bound = in_force(city).person
    (other,) = known(city, replace(SAME, name=bound.name + "儿", phone=bound.phone, address=bound.address))
    propose_pairs(programme=city.programme, pairs=[(bound.id, other.id, 0.95)], at=city.at)
    pair = merged(city, MatchPair.objects.get())
    assert pair.merged_at is None and not Person.objects.exclude(kept_id=None).exists()
    own = refusal(lambda: second_pair(pair=pair, agrees=True, by=reviewer(city), at=city.at))
    assert own.startswith(("staff.", "actors."))
    pair = second_pair(pair=pair, agrees=True, by=reviewer(city, "approver"), at=city.at)
    assert pair.kept_id == bound.id


@pytest.mark.invariant("INV-01", "INV-02")
def test_a_merge_binds_nobody_more(city):
    bound = in_force(city).person
    (other,) = known(city, replace(SAME, name=bound.name + "儿", phone=bound.phone, address=bound.address))
    words = gate_words_of([other.id], at=city.at)
    propose_pairs(programme=city.programme, pairs=[(bound.id, other.id, 0.95)], at=city.at)
    second_pair(pair=merged(city, MatchPair.objects.get()), agrees=True, by=reviewer(city, "approver"), at=city.at)
    assert Measure.objects.count() == 1 and Measure.objects.get().person_id == bound.id
    assert gate_words_of([other.id], at=city.at) == words


@pytest.mark.invariant("INV-16")
def test_a_record_of_another_county_is_not_compared_by_stranger_eyes(city):
    pair, *_ = a_pair(city, ONE, SAME)
    city.post("epi_next", "epidemiologist", "330521", "德清疾控")
    by = city.actor("epi_next", Purpose.FOLLOW_UP)
    code = refusal(lambda: decide_pair(pair=pair, decision="apart", reason=WHY, by=by, at=city.at))
    assert code.startswith("actors.")


@pytest.mark.invariant("INV-08")
def test_she_reads_on_her_own_page_that_it_was_done_and_why(city, client, settings):
    pair, one, _other = a_pair(city, ONE, SAME)
    until = city.at + timedelta(days=3)
    open_file(person=one, basis_rule="test@1", basis_verdict_id=None, follow_until=until, by=reviewer(city), at=city.at)
    merged(city, pair)
    visitor = at_the_door(city, client, settings)
    enter(visitor, letter(city, one))
    text = visitor.get(url("own_file")).text
    assert WHY in text and "files.MatchPair" in tables_named()
