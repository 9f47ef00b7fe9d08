"""A rule pack is refused as a whole, with every reason in both languages, or it loads."""

import copy
import json
from importlib import resources

import pytest

from fangxian.engine.rules.packs import parse_pack, read_packs, refuse_clashes
from fangxian.engine.rules.reading import PackError


def _text(pack_id: str) -> str:
    return resources.files("fangxian").joinpath("rulepacks", f"{pack_id}.yaml").read_text(encoding="utf-8")


@pytest.fixture
def document() -> dict:
    """The ninth edition, to be spoilt."""
    return json.loads(parse_pack(_text("cn.protocol.9"), name="ninth").canonical)


def _rule(document: dict, name: str) -> dict:
    return next(rule for rule in document["pack"]["rules"] if rule["id"].endswith(name))


def _codes(document: dict) -> set[str]:
    with pytest.raises(PackError) as refused:
        parse_pack(json.dumps(document, ensure_ascii=False), name="spoilt.yaml")
    for item in refused.value.problems:
        assert item.file == "spoilt.yaml" and item.where and item.message.zh and item.message.en
    return {item.code for item in refused.value.problems}


def test_the_unspoilt_document_loads(document):
    assert parse_pack(json.dumps(document), name="ninth").id == "cn.protocol.9"


def test_an_unknown_field_is_refused(document):
    document["pack"]["colour"] = "red"
    assert _codes(document) == {"wrong_shape"}


def test_an_unknown_parameter_is_refused(document):
    _rule(document, "contact/aircraft")["params"]["phone_region"] = "027"
    assert _codes(document) == {"wrong_shape"}


@pytest.mark.invariant("INV-14")
def test_a_forbidden_input_is_refused(document):
    rule = _rule(document, "contact/household")
    rule["inputs"].append("person.household_registration")
    assert "forbidden_input" in _codes(document)


def test_logic_that_reads_what_it_does_not_list_is_refused(document):
    _rule(document, "contact/household")["inputs"].remove("exposure.protected")
    assert _codes(document) == {"unlisted_input"}


def test_an_input_nobody_reads_is_refused(document):
    _rule(document, "contact/household")["inputs"].append("exposure.metres")
    assert _codes(document) == {"unused_input"}


def test_logic_outside_the_subset_is_refused(document):
    _rule(document, "contact/household")["logic"] = {"eval": ["1"]}
    assert "bad_logic" in _codes(document)


def test_logic_without_worked_examples_is_refused(document):
    _rule(document, "contact/household")["tests"] = []
    assert _codes(document) == {"no_tests"}


@pytest.mark.invariant("INV-04")
def test_a_measure_without_a_ceiling_is_refused(document):
    del _rule(document, "measure/close")["ceiling"]
    assert _codes(document) == {"no_ceiling"}


@pytest.mark.invariant("INV-04")
def test_a_measure_without_an_end_is_refused(document):
    _rule(document, "measure/close")["params"]["phases"][1]["days"] = None
    assert _codes(document) == {"no_end"}


@pytest.mark.invariant("INV-04")
def test_a_measure_longer_than_its_ceiling_is_refused(document):
    _rule(document, "measure/close")["params"]["phases"][1]["days"] = 30
    assert _codes(document) == {"over_ceiling"}


def test_a_measure_harsher_than_its_ceiling_is_refused(document):
    _rule(document, "measure/close")["ceiling"]["type"] = "HOME_OBS"
    assert _codes(document) == {"harsher_than_ceiling"}


@pytest.mark.invariant("INV-07")
def test_a_measure_without_milder_options_is_refused(document):
    _rule(document, "measure/close")["milder"] = []
    assert _codes(document) == {"no_milder"}


@pytest.mark.invariant("INV-07")
def test_an_option_that_is_not_milder_is_refused(document):
    _rule(document, "measure/close")["milder"].append("FACILITY_OBS")
    assert _codes(document) == {"not_milder"}


@pytest.mark.invariant("INV-01")
def test_a_measure_without_a_legal_basis_is_refused(document):
    _rule(document, "measure/close")["legal_basis"] = []
    assert _codes(document) == {"no_legal_basis"}


@pytest.mark.invariant("INV-14")
def test_turning_people_back_is_refused(document):
    _rule(document, "contact/household")["otherwise"] = "TURN_BACK"
    assert _codes(document) == {"turn_back"}


@pytest.mark.invariant("INV-14")
def test_turning_people_back_inside_the_logic_is_refused(document):
    rule = _rule(document, "contact/household")
    rule["logic"] = {"if": [rule["logic"], "close", "turn_back"]}
    assert _codes(document) == {"turn_back"}


def test_two_rules_with_one_id_are_refused(document):
    document["pack"]["rules"].append(copy.deepcopy(_rule(document, "contact/household")))
    assert _codes(document) == {"duplicate_rule"}


def test_a_rule_of_another_pack_is_refused(document):
    _rule(document, "contact/household")["id"] = "cn.protocol.8/contact/household"
    assert _codes(document) == {"foreign_rule"}


def test_a_source_that_is_not_listed_is_refused(document):
    _rule(document, "contact/household")["sources"] = ["R999"]
    assert _codes(document) == {"unknown_source"}


@pytest.mark.invariant("INV-03")
def test_a_file_cannot_sign_itself(document):
    document["pack"]["status"] = "SIGNED"
    assert _codes(document) == {"wrong_shape"}


def test_validity_that_ends_before_it_begins_is_refused(document):
    document["pack"]["valid"]["to"] = "2022-06-01T00:00:00+08:00"
    assert _codes(document) == {"validity_reversed"}


def test_an_unknown_zone_is_refused(document):
    document["pack"]["timezone"] = "Asia/Nowhere"
    assert _codes(document) == {"unknown_zone"}


@pytest.mark.invariant("INV-06")
def test_a_local_override_without_an_early_end_is_refused(document):
    document["pack"]["overrides"] = [{"rule": "cn.protocol.9/contact/window", "order_no": "1", "published_url": "x"}]
    assert _codes(document) == {"override_unbounded"}


@pytest.mark.invariant("INV-19")
def test_a_published_count_below_five_is_refused():
    document = json.loads(parse_pack(_text("cn.retention"), name="r").canonical)
    _rule(document, "published-counts")["params"]["least_count"] = 4
    assert _codes(document) == {"small_numbers"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pack: [", "not_yaml"),
        ("pack: {id: a}\npack: {id: b}\n", "repeated_key"),
        ("a: &x [1]\nb: *x\n", "alias"),
        ("- 1", "wrong_shape"),
        ("", "wrong_shape"),
    ],
)
def test_a_text_that_is_no_pack_is_refused(text, code):
    with pytest.raises(PackError) as refused:
        parse_pack(text, name="spoilt.yaml")
    assert {item.code for item in refused.value.problems} == {code}


def test_two_editions_of_a_family_in_force_at_once_are_refused():
    eighth, ninth = (parse_pack(_text(f"cn.protocol.{number}"), name="p") for number in (8, 9))
    later = json.loads(eighth.canonical)
    later["pack"]["valid"]["to"] = None
    with pytest.raises(PackError) as refused:
        refuse_clashes((parse_pack(json.dumps(later), name="later"), ninth))
    assert [item.code for item in refused.value.problems] == ["two_in_force"]


def test_everything_shipped_is_a_draft_with_sources_and_words():
    for pack in read_packs():
        assert pack.status == "DRAFT"
        for rule in pack.rules:
            assert rule.sources and rule.explain.zh and rule.explain.en and rule.evidence in "VSMD"
