"""Which edition holds at a moment, and how a rule of it is found."""

from datetime import UTC, datetime, timedelta

import pytest

from fangxian.engine.rules.packs import pack_in_force, read_pack, read_packs


def test_the_last_moment_of_an_edition_belongs_to_the_next():
    change = datetime.fromisoformat("2022-06-28T00:00:00+08:00")
    assert pack_in_force("cn.protocol", change).id == "cn.protocol.9"
    assert pack_in_force("cn.protocol", change - timedelta(microseconds=1)).id == "cn.protocol.8"


def test_class_b_is_still_in_force():
    assert pack_in_force("cn.protocol", datetime(2030, 1, 1, tzinfo=UTC)).id == "cn.classB"


def test_before_the_first_edition_nothing_is_in_force():
    assert pack_in_force("cn.protocol", datetime(2019, 12, 1, tzinfo=UTC)) is None


def test_editions_of_the_protocol_follow_one_another_without_a_gap():
    editions = sorted((p for p in read_packs() if p.family == "cn.protocol"), key=lambda pack: pack.valid_from)
    assert [pack.valid_to for pack in editions[:-1]] == [pack.valid_from for pack in editions[1:]]
    assert [pack.supersedes for pack in editions[1:]] == [pack.id for pack in editions[:-1]]


def test_a_rule_is_found_by_its_full_id_or_by_its_name():
    pack = read_pack("cn.protocol.6")
    assert pack.rule("contact/aircraft") is pack.rule("cn.protocol.6/contact/aircraft") is pack.rule("aircraft")


@pytest.mark.parametrize("name", ["contact/spaceship", "craft", ""])
def test_a_rule_that_is_not_there_is_named_with_those_that_are(name):
    with pytest.raises(LookupError, match="contact/aircraft"):
        read_pack("cn.protocol.6").rule(name)


def test_a_pack_that_is_not_shipped_is_named_with_those_that_are():
    with pytest.raises(LookupError, match=r"cn\.protocol\.9"):
        read_pack("cn.protocol.99")


def test_nobody_can_change_a_rule_that_was_read():
    params = read_pack("cn.screen.2020-02").rule("look-back").params
    with pytest.raises(TypeError):
        params["lookback_days"] = 21


def test_the_hash_of_a_pack_is_that_of_its_canonical_form():
    import hashlib

    for pack in read_packs():
        assert hashlib.sha256(pack.canonical).hexdigest() == pack.sha256
