"""Each of the 26 invariants has tests that attack it and guards that exist; the page of them tells no other story."""

from pathlib import Path

import pytest

from fangxian.cli import invariants

DOCS = Path("docs")
KNOWN = invariants.invariants(DOCS)


@pytest.fixture(scope="module")
def attacks():
    return invariants.attacks(Path("tests"))


def test_the_26_invariants_are_there_in_their_order():
    assert [item["id"] for item in KNOWN] == list(invariants.IDS)


@pytest.mark.parametrize("item", KNOWN, ids=lambda item: item["id"])
def test_an_invariant_is_attacked_by_a_test(item, attacks):
    assert [attack for attack in attacks if attack.invariant == item["id"]], "mark the tests that attack it"


@pytest.mark.parametrize("item", KNOWN, ids=lambda item: item["id"])
def test_an_invariant_is_kept_by_code_that_exists(item):
    assert item["promise"] and item["kept"]
    assert [why for guard in item["kept"] if (why := invariants.why_not_kept(guard))] == []


def test_no_test_attacks_an_invariant_that_nobody_knows(attacks):
    assert {attack.invariant for attack in attacks} <= set(invariants.IDS)


@pytest.mark.parametrize(
    "guard",
    [{"constraint": "a_gone_rule"}, {"trigger": "a_gone_guard"}, {"code": "fangxian.gone"}, {"wish": "that it holds"}],
    ids=str,
)
def test_a_guard_that_does_not_exist_is_found(guard):
    assert invariants.why_not_kept(guard)


def test_a_marked_test_is_found_with_its_sentence_wherever_the_marker_stands(tmp_path):
    (tmp_path / "test_marked.py").write_text(
        "import pytest\n\npytestmark = [pytest.mark.invariant('INV-01')]\n\n"
        "@pytest.mark.invariant('INV-02', 'INV-01')\ndef test_not_even_sql_does_it(): ...\n\ndef helper(): ...\n"
    )
    assert [(a.invariant, a.sentence) for a in invariants.attacks(tmp_path)] == [
        ("INV-01", "Not even SQL does it"),
        ("INV-02", "Not even SQL does it"),
    ]
