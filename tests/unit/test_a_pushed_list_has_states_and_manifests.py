"""The rules of pushed lists by themselves: states from times, manifests, what makes rows the same, questions."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.engine.tables import Finding
from fangxian.engine.texts import Bilingual
from fangxian.intake.rules import columns, manifests
from fangxian.intake.sources.pushed_list.rules import keys, questions, states
from fangxian.intake.sources.pushed_list.rules.fields import FIELDS

AT = datetime(2020, 3, 10, 1, tzinfo=UTC)
STEPS = ["mapped_at", "read_at", "submitted_at", "confirmed_at", "commit_started_at", "committed_at", "closed_at"]
NAMES = ["received", "reading", "read", "submitted", "confirmed", "committing", "committed", "closed"]


@pytest.mark.parametrize("done", range(len(STEPS) + 1))
def test_a_list_is_in_the_state_of_its_last_step(done):
    times = states.Times(**{step: AT + timedelta(hours=n) for n, step in enumerate(STEPS[:done])})
    assert states.state_of(times) == NAMES[done]


def test_a_discarded_list_is_discarded_whatever_happened_before():
    times = states.Times(read_at=AT, submitted_at=AT, discarded_at=AT)
    assert states.state_of(times) == states.DISCARDED
    assert states.state_of(replace(times, discarded_at=None)) == states.SUBMITTED


@pytest.mark.invariant("INV-03", "INV-20")
@pytest.mark.parametrize(
    ("persons", "alarm", "corrected", "needed"),
    [(20, False, False, False), (21, False, False, True), (1, True, False, True), (1, False, True, True)],
)
def test_a_second_unit_is_needed_above_twenty_with_an_alarm_or_a_corrected_manifest(persons, alarm, corrected, needed):
    assert states.needs_second(person_count=persons, has_alarm=alarm, manifest_corrected=corrected) is needed


def test_a_manifest_that_agrees_holds_nothing():
    manifest = manifests.Manifest("省大数据局", "disc", 2257, "ab" * 32)
    assert manifests.why_held(manifest, row_count=2257, sha256="ab" * 32) is None
    assert manifests.why_held(manifest, row_count=2255, sha256="ab" * 32).code == "pushed_list.count_disagrees"
    assert manifests.why_held(manifest, row_count=2255, sha256="cd" * 32).code == "pushed_list.hash_disagrees"


@given(st.binary(max_size=200))
def test_no_manifest_file_is_read_as_something_that_it_is_not(content):
    values, problem = manifests.read_manifest(content)
    assert (problem is None) == _is_object(content)
    assert problem is None or values == {}


def _is_object(content):
    try:
        return isinstance(json.loads(content.decode("utf-8-sig")), dict)
    except ValueError:
        return False


def test_the_seat_does_not_make_another_stay_and_the_arrival_does():
    stay = {
        "stays": [{"area_code": "4201", "from_on": "2020-03-01", "until_on": "2020-03-01"}],
        "arrives_on": "2020-03-02",
    }
    assert keys.stay_words(stay) == keys.stay_words(stay | {"transport": {"seat": "05A"}})
    assert keys.stay_words(stay) != keys.stay_words(stay | {"arrives_on": "2020-03-03"})


def test_a_question_about_a_number_is_never_answered_for_others():
    ask = {"cells": {"document_number": "x", "stay_place": "鼓楼区"}, "heads": {"document_number": "证件"}}
    number = Finding("id_number_checksum", Bilingual("", ""), field="证件")
    place = Finding("area_ambiguous", Bilingual("", ""), field="旅居地")
    assert keys.question_words([number], **ask) == "" == keys.question_words([number, place], **ask)
    assert "鼓楼区" in keys.question_words([place], **ask)


def test_a_form_asks_for_the_field_that_a_finding_is_about():
    heads = {"stay_from": "开始", "stay_until": "离开"}
    found = [{"code": "date_two_digit_year", "field": "离开"}, {"code": "area_ambiguous"}, {"code": "arrival_assumed"}]
    assert questions.fields_asked(found, heads=heads) == ["stay_until", "stay_code"]


def test_two_columns_that_could_be_the_same_are_left_to_the_officer():
    found = columns.recognised(["姓名", "手机号", "手机号", "旅居地"], FIELDS, saved={})
    assert "phone" not in found and found["name"] == "姓名"


def test_what_the_senders_last_list_was_read_as_goes_before():
    found = columns.recognised(["姓名", "电话", "备用电话"], FIELDS, saved={"phone": "备用电话"})
    assert found["phone"] == "备用电话"
