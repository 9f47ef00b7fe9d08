"""A fact is judged by a dated rule and dated lists; only a match opens anything."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.work import (
    HOME_STAY,
    HUBEI_HIGH,
    WUHAN_STAY,
    arrival,
    later,
    list_in_effect,
    load_list,
    react,
    record,
    verdict_on,
)

from fangxian.core.people.models import CareTeamMember, PersonFile
from fangxian.screening import services
from fangxian.screening.models import Verdict
from fangxian.tasks.models import Task


def judged(city, *entries):
    facts = record(city, *entries)
    react(city)
    return [verdict_on(fact) for fact in facts]


def test_a_stay_in_a_listed_area_is_followed_up_for_fourteen_days(city):
    list_in_effect(city)
    (verdict,) = judged(city, arrival())
    assert (verdict.result, verdict.reason) == ("follow_up", "matched")
    file = PersonFile.objects.get()
    # arrived on 6 March: day 14 is 20 March, which ends at 16:00 UTC
    assert file.follow_until == verdict.follow_until == datetime(2020, 3, 20, 16, tzinfo=UTC)
    assert file.basis_rule == "cn.screen.2020-02/look-back@1.0.0" and file.basis_verdict_id == verdict.id


def test_a_stay_elsewhere_opens_neither_file_nor_task(city):
    list_in_effect(city)
    (verdict,) = judged(city, arrival(1, HOME_STAY))
    assert (verdict.result, verdict.reason) == ("no_action", "not_listed")
    assert not PersonFile.objects.exists() and not Task.objects.exists()


@pytest.mark.invariant("INV-02")
@pytest.mark.parametrize(
    ("stay", "reason"),
    [
        ({**WUHAN_STAY, "area_code": ""}, "place_unknown"),
        ({**WUHAN_STAY, "from_on": "2020-03-09"}, "dates_contradict"),
        ({**WUHAN_STAY, "until_on": "soon"}, "dates_missing"),
    ],
)
def test_what_cannot_be_judged_waits_for_somebody_and_opens_nothing(city, stay, reason):
    list_in_effect(city)
    (verdict,) = judged(city, arrival(1, stay))
    assert (verdict.result, verdict.reason) == ("undecidable", reason)
    assert not PersonFile.objects.exists()


def test_a_place_named_more_coarsely_than_the_list_is_not_guessed(city):
    list_in_effect(city, HUBEI_HIGH.replace("420000,湖北省", "420100,武汉市"))
    (verdict,) = judged(city, arrival(1, {**WUHAN_STAY, "area_code": "42"}))
    assert (verdict.result, verdict.reason) == ("undecidable", "coarser_than_list")


@pytest.mark.invariant("INV-02")
def test_without_a_list_in_effect_nothing_is_decided(city):
    load_list(city)
    (verdict,) = judged(city, arrival())
    assert (verdict.result, verdict.reason) == ("undecidable", "no_list")


def test_an_arrival_whose_fourteen_days_are_over_opens_nothing(city):
    list_in_effect(city)
    stay = {**WUHAN_STAY, "from_on": "2020-01-25", "until_on": "2020-02-01"}
    (verdict,) = judged(city, arrival(1, stay, arrives_on="2020-02-02"))
    assert (verdict.result, verdict.reason) == ("no_action", "follow_up_over")


def test_a_check_that_tells_of_no_stays_gets_no_verdict(city):
    list_in_effect(city)
    record(city, replace(arrival(), content={"temperatures": []}))
    react(city)
    assert not Verdict.objects.exists()


def test_judging_the_same_batch_twice_changes_nothing(city):
    list_in_effect(city)
    record(city, arrival(1), arrival(2, HOME_STAY))
    react(city)
    before = set(Verdict.objects.values_list("id", flat=True)), Task.objects.count(), PersonFile.objects.count()
    react(city)
    assert (
        set(Verdict.objects.values_list("id", flat=True)),
        Task.objects.count(),
        PersonFile.objects.count(),
    ) == before


def test_a_verdict_can_be_reached_again_from_what_it_kept(city):
    list_in_effect(city)
    verdicts = judged(city, arrival(1), arrival(2, HOME_STAY), arrival(3, {**WUHAN_STAY, "area_code": ""}))
    assert [services.replay(verdict) for verdict in verdicts] == [None, None, None]


@pytest.mark.invariant("INV-02")
def test_a_verdict_whose_inputs_were_touched_is_found_out(city):
    list_in_effect(city)
    (verdict,) = judged(city, arrival())
    verdict.inputs["stays"][0]["until_on"] = "2020-01-01"
    assert services.replay(verdict).code == "screening.inputs_changed"


def test_the_verdict_says_in_both_languages_which_stay_and_which_list_decided(city):
    list_in_effect(city)
    (verdict,) = judged(city, arrival())
    assert "湖北省武汉市" in verdict.explain_zh and "高风险" in verdict.explain_zh and "到达前1天" in verdict.explain_zh
    assert "2020-01-23 – still listed" in verdict.explain_en and "not isolation" in verdict.explain_en


def test_three_named_people_answer_for_a_new_file(city):
    list_in_effect(city)
    judged(city, arrival())
    named = dict(CareTeamMember.objects.values_list("duty", "post__user__username"))
    # the grid's own worker, the street's health post; nobody else of a community body is in post there
    assert named == {"grid": "grid", "health": "post_worker"}


def test_a_hundred_facts_cost_few_queries(city, django_assert_max_num_queries):
    list_in_effect(city)
    record(city, *(arrival(number) for number in range(1, 101)))
    with django_assert_max_num_queries(45):
        react(city)
    assert Task.objects.count() == 100


@pytest.mark.invariant("INV-10")
def test_a_correction_that_removes_the_match_closes_file_and_task(city):
    list_in_effect(city)
    (fact,) = record(city, arrival())
    react(city)
    old = verdict_on(fact)
    (new,) = record(city, arrival(1, HOME_STAY, supersedes=fact.id), at=later(city, hours=1))
    react(city, at=later(city, hours=1))
    old.refresh_from_db()
    assert old.superseded_by == verdict_on(new).id and verdict_on(new).result == "no_action"
    assert PersonFile.objects.get().closed_at == later(city, hours=1)
    task = Task.objects.get()
    assert (task.closed_at, task.conclusion) == (later(city, hours=1), "corrected")
