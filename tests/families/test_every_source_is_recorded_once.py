"""Whatever the source: a fact is valid, is recorded once, and says what it rests on."""

from uuid import uuid4

import pytest

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.services import Claim
from fangxian.core.screens.rules import label_of
from fangxian.intake.models import Fact
from fangxian.intake.registry import SOURCES
from fangxian.intake.services import Entry, record_facts
from tests.city import GRID

CONTENT = {
    "stays": [{"area_code": "4201", "area_text": "武汉", "from_on": "2020-02-20", "until_on": "2020-02-28"}],
    "arrives_on": "2020-03-01",
    "destination": {"area_code": GRID, "in_programme": True},
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_fact_of_any_source_is_recorded_once_on_its_legal_basis(city, source):
    entry = Entry(uuid4(), Claim(name="试验甲", area_code=GRID, phone="+8613800138000"), GRID, city.at, CONTENT)
    told = {"source": source.key, "entries": [entry], "programme": city.programme, "legal_basis": source.legal_basis}
    by = city.actor("duty", Purpose.RECEIVE_FACTS)
    first, again = (record_facts(**told, by=by, at=city.at)[0] for _ in range(2))
    assert first.id == again.id and Fact.objects.get().legal_basis == source.legal_basis


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_has_a_word_on_every_screen(source):
    assert label_of("intake.source", source.key).text == source.label
