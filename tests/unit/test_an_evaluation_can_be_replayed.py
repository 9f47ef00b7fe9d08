"""What one rule said about one set of facts is kept so that anybody can compute it again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fangxian.engine.rules.evaluation import InputRefused, evaluate, failing_examples, replay
from fangxian.engine.rules.packs import read_pack, read_packs

AT = datetime(2020, 2, 12, 8, tzinfo=UTC)
SCREEN = read_pack("cn.screen.2020-02")
FACTS = {"stay.days_before_arrival": 14, "stay.area_level": "high", "stay.transit_only": False}


@pytest.mark.parametrize("pack", read_packs(), ids=lambda pack: pack.id)
def test_a_pack_meets_its_own_worked_examples(pack):
    assert failing_examples(pack) == ()


def test_a_worked_example_that_is_wrong_is_named():
    rule = SCREEN.rule("look-back")
    spoilt = replace(rule, tests=({"in": FACTS, "out": "none"},))
    assert failing_examples(replace(SCREEN, rules=(spoilt,))) == (
        "cn.screen.2020-02/look-back example 1: expected none, got follow_up",
    )


def test_an_evaluation_names_the_rule_the_inputs_and_the_words():
    said = evaluate(SCREEN, "look-back", FACTS, at=AT)
    assert (said.result, said.pack_id, said.rule_version) == ("follow_up", "cn.screen.2020-02", "1.0.0")
    assert said.pack_sha256 == SCREEN.sha256
    assert said.snapshot == FACTS
    assert "籍贯" in said.explain.zh


def test_a_replay_gives_the_same_evaluation():
    said = evaluate(SCREEN, "look-back", FACTS, at=AT)
    assert replay(said, SCREEN) == said


@pytest.mark.invariant("INV-02")
def test_a_replay_notices_inputs_that_were_changed():
    said = evaluate(SCREEN, "look-back", FACTS, at=AT)
    with pytest.raises(ValueError, match="do not match their hash"):
        replay(replace(said, snapshot={**FACTS, "stay.days_before_arrival": 3}), SCREEN)


@pytest.mark.invariant("INV-02")
def test_a_replay_needs_the_pack_that_was_used():
    said = evaluate(SCREEN, "look-back", FACTS, at=AT)
    with pytest.raises(ValueError, match="not the pack that was used"):
        replay(said, read_pack("cn.screen.2022-06"))


@pytest.mark.invariant("INV-14")
def test_a_fact_the_rule_does_not_list_is_refused():
    with pytest.raises(InputRefused, match="may not see"):
        evaluate(SCREEN, "look-back", {**FACTS, "person.age": 40}, at=AT)


def test_a_fact_that_was_not_given_is_asked_for():
    with pytest.raises(InputRefused, match=r"stay\.area_level"):
        evaluate(SCREEN, "look-back", {"stay.days_before_arrival": 1, "stay.transit_only": False}, at=AT)


@pytest.mark.invariant("INV-22")
def test_what_is_not_known_gives_unknown_and_never_no():
    said = evaluate(SCREEN, "look-back", {**FACTS, "stay.area_level": None}, at=AT)
    assert (said.result, said.unknown_inputs) == ("unknown", ("stay.area_level",))


def test_what_is_not_known_does_not_matter_where_it_cannot_decide():
    said = evaluate(SCREEN, "look-back", {**FACTS, "stay.days_before_arrival": 99, "stay.area_level": None}, at=AT)
    assert said.result == "none"


def test_an_instant_is_kept_in_utc_whatever_zone_it_came_in():
    pack = read_pack("cn.protocol.6")
    local = datetime.fromisoformat("2020-02-20T08:00:00+08:00")
    facts = {"person.contact_class": "close", "measure.ends_at": datetime(2020, 2, 24, 16, tzinfo=UTC)}
    said = evaluate(pack, "measure/close", {**facts, "person.found_at": local}, at=AT)
    same = evaluate(pack, "measure/close", {**facts, "person.found_at": local.astimezone(UTC)}, at=AT)
    assert said.snapshot["person.found_at"] == "2020-02-20T00:00:00Z"
    assert said.snapshot_hash == same.snapshot_hash


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        evaluate(SCREEN, "look-back", FACTS, at=datetime(2020, 2, 12))  # noqa: DTZ001 -- this is what is refused
