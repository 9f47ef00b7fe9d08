"""What no rule may read is dropped at the door, named, and changes nothing that follows (3.6, O10)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.core.actors.rules import Purpose
from fangxian.engine.rules.denylist import FORBIDDEN_INPUTS, is_denied
from fangxian.engine.rules.evaluation import InputRefused, evaluate
from fangxian.engine.rules.logic import LogicError
from fangxian.engine.rules.packs import read_packs
from fangxian.intake.sources.pushed_list.models import ImportRow
from tests.lists import HEADS, as_csv, receive, row, services

# What the decision of 3.6 names, as lists write it.
DENIED = {
    "ethnicity": ["民族", "ethnicity"],
    "religion": ["宗教信仰", "religion"],
    "politics": ["政治面貌", "party member"],
    "household_registration": ["户籍地", "hukou"],
    "place_of_birth": ["出生地", "birthplace"],
    "id_prefix": ["身份证前六位", "id prefix"],
    "phone_region": ["手机号归属地", "phone region"],
    "plate_province": ["车牌归属地", "plate province"],
    "nationality": ["国籍", "nationality"],
    "criminal_or_stigma_list": ["高危职业标签", "stigma list"],
    "credit": ["信用分", "credit score"],
    "petition_or_money": ["储户", "上访记录", "债务", "depositor"],
    "online_speech": ["网络言论", "online speech"],
    "biometrics": ["人脸照片", "fingerprint"],
    "social_graph": ["通讯录", "address book"],
    "telecom_location": ["手机信令", "cell tower"],
}
COLUMNS = [column for columns in DENIED.values() for column in columns]
RULES = [(pack, rule) for pack in read_packs() for rule in pack.rules if rule.logic is not None]
values = st.none() | st.booleans() | st.integers(-50, 50) | st.sampled_from(["high", "confirmed", "2020-02-01", ""])
origin = st.dictionaries(st.sampled_from(COLUMNS), st.sampled_from(["湖北", "420000", "鄂A12345", "汉", "是", "930"]))


@pytest.mark.invariant("INV-14")
def test_every_kind_that_is_denied_has_its_column_here_and_the_other_way_round():
    assert {kind.code for kind in FORBIDDEN_INPUTS} == set(DENIED)


@pytest.mark.invariant("INV-14")
@pytest.mark.parametrize(("code", "column"), [(code, c) for code, columns in DENIED.items() for c in columns])
def test_a_column_of_each_kind_is_refused_with_its_own_reason(code, column):
    found = is_denied(column)
    assert found is not None and found.code == code and found.reason.zh and found.reason.en


@pytest.mark.invariant("INV-14")
@pytest.mark.parametrize(("pack", "rule"), RULES, ids=lambda one: one.id)
@given(data=st.data())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_who_somebody_is_changes_no_answer_of_any_rule_of_any_pack(pack, rule, data):
    """Two people with the same facts and another origin: the denied facts cannot be handed over, the rest decide."""
    facts = data.draw(st.fixed_dictionaries(dict.fromkeys(rule.inputs, values)))
    answers = []
    for known in (data.draw(origin), data.draw(origin)):
        given_facts = {name: value for name, value in {**known, **facts}.items() if is_denied(name) is None}
        answers.append(_answer(pack, rule, given_facts))
        if known:
            with pytest.raises(InputRefused):
                evaluate(pack, rule, {**facts, **known}, at=pack.valid_from)
    assert answers[0] == answers[1]


@pytest.mark.invariant("INV-14")
@pytest.mark.parametrize("pack", read_packs(), ids=lambda pack: pack.id)
def test_no_rule_of_any_kind_reads_or_names_what_is_denied(pack):
    read = [name for rule in pack.rules for name in (*rule.inputs, *rule.params)]
    assert [name for name in read if is_denied(name)] == []


@pytest.mark.invariant("INV-14")
def test_a_list_with_every_denied_column_gives_the_very_rows_of_the_list_without(city):
    rows = [row(n) for n in range(3)]
    dressed = as_csv([(*one, *("某个秘密" for _ in COLUMNS)) for one in rows], heads=(*HEADS, *COLUMNS))
    read = []
    for content in (as_csv(rows), dressed):
        source_list = receive(city, content)
        by = city.actor("duty", Purpose.RECEIVE_FACTS)
        services.map_columns(source_list=source_list, mapping=source_list.mapping, by=by, at=city.at)
        services.read_list(list_id=source_list.id, at=city.at)
        kept = ImportRow.objects.filter(source_list=source_list).order_by("number")
        read.append([(one.number, one.outcome, one.stay_key, one.area_code) for one in kept])
        assert "某个秘密" not in str([one.record for one in kept])
    named = str(source_list.columns)
    assert read[0] == read[1] and [column for column in COLUMNS if column not in named] == []


def _answer(pack, rule, facts):
    """The result, or that these values do not fit the rule; either way the same for both."""
    try:
        return evaluate(pack, rule, facts, at=pack.valid_from).result
    except LogicError as error:
        return type(error).__name__
