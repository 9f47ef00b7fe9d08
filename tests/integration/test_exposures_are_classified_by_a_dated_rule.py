"""Exposures are classified by the edition in force, or by hand with two signatures (F09, INV-03, C22, C23)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from tests.household import PATIENT, SPOUSE, a_case, a_contact, investigator

from fangxian.cases import queries, rules
from fangxian.cases.models import Classification
from fangxian.cases.services import classify_by_hand, classify_by_rule, correct_case, replay, review, rule_out, state_of
from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.problems.rules import Refused

REASON = "在没有通风的面包车里同乘一小时"


def held(exposure):
    return Classification.objects.get(queries.holding(), exposure=exposure)


def by_hand(city, exposure, outcome="close"):
    return classify_by_hand(exposure=exposure, outcome=outcome, reason=REASON, by=investigator(city), at=city.at)


def test_a_household_contact_is_close_by_the_edition_of_the_day(city):
    found = held(a_contact(city, a_case(city)))
    assert (found.outcome, found.pack_id, found.rule_id) == (
        "close", "cn.protocol.6", "cn.protocol.6/contact/household",
    )  # fmt: skip
    assert found.explain_zh and found.explain_en


@pytest.mark.parametrize(
    ("changed", "outcome", "reason"),
    [
        ({"last_contact_on": date(2020, 3, 5), "last_contact_at": None}, "none", "outside_window"),
        ({"protection": "both"}, "none", "rule"),
        ({"setting": "same_venue"}, "general", "rule"),
        ({"setting": "judged"}, "manual", "rule"),
    ],
)
def test_other_meetings_are_found_as_the_rule_says(city, changed, outcome, reason):
    found = held(a_contact(city, a_case(city), **changed))
    assert (found.outcome, found.reason) == (outcome, reason)


def test_a_classification_is_computed_again_from_what_was_kept(city):
    found = held(a_contact(city, a_case(city)))
    assert replay(found).outcome == "close"


def test_changed_inputs_are_noticed_when_a_classification_is_replayed(city):
    found = held(a_contact(city, a_case(city)))
    found.facts = found.facts | {"protection": "both"}
    with pytest.raises(ValueError, match="hash"):
        replay(found)


def test_the_case_is_not_its_own_contact(city):
    with pytest.raises(Refused) as refused:
        a_contact(city, a_case(city), claim=PATIENT)
    assert refused.value.problem.code == "cases.own_contact"


@pytest.mark.invariant("INV-03")
def test_one_by_hand_stays_recorded_and_binds_nobody_until_reviewed(city):
    exposure = a_contact(city, a_case(city), setting="judged")
    waiting = by_hand(city, exposure)
    assert state_of(waiting, at=city.at) == rules.RECORDED
    assert not queries.binding_of_person(exposure.person_id, at=city.at).exists()
    review(classification=waiting, by=city.actor("approver", Purpose.INVESTIGATE_CASE), at=city.at)
    assert [c.id for c in queries.binding_of_person(exposure.person_id, at=city.at)] == [waiting.id]


@pytest.mark.invariant("INV-03")
def test_the_second_reviewer_is_somebody_else_of_another_body(city):
    city.post("epi2", Role.EPIDEMIOLOGIST, "", "疾控中心")
    waiting = by_hand(city, a_contact(city, a_case(city), setting="judged"))
    for username, code in (("epi", "staff.same_person"), ("epi2", "staff.same_body")):
        with pytest.raises(Refused) as refused:
            review(classification=waiting, by=city.actor(username, Purpose.INVESTIGATE_CASE), at=city.at)
        assert refused.value.problem.code == code


@pytest.mark.invariant("INV-03")
def test_not_even_sql_signs_for_the_second_reviewer_of_the_same_body(city):
    waiting = by_hand(city, a_contact(city, a_case(city), setting="judged"))
    with (
        pytest.raises(IntegrityError, match="the_second_reviewer_is_somebody_else"),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE cases_classification SET reviewed_at = now(), reviewed_by_id = classified_by_id, "
            "second_user_id = first_user_id, second_body_id = first_body_id WHERE id = %s",
            [waiting.id],
        )


@pytest.mark.invariant("INV-02")
def test_not_even_sql_changes_what_was_found(city):
    found = held(a_contact(city, a_case(city), setting="same_venue"))
    with pytest.raises(IntegrityError, match="never changed"), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_classification SET outcome = 'close' WHERE id = %s", [found.id])


def test_by_hand_needs_a_reason_in_words(city):
    exposure = a_contact(city, a_case(city), setting="judged")
    with pytest.raises(Refused) as refused:
        classify_by_hand(exposure=exposure, outcome="close", reason="是", by=investigator(city), at=city.at)
    assert refused.value.problem.code == "cases.no_reason"


@pytest.mark.invariant("INV-05")
@pytest.mark.parametrize("username", ["grid", "duty", "commander"])
def test_nobody_outside_health_classifies(city, username):
    exposure = a_contact(city, a_case(city), setting="judged")
    with pytest.raises(Refused):
        classify_by_hand(
            exposure=exposure, outcome="close", reason=REASON, by=city.actor(username, Purpose.INVESTIGATE_CASE),
            at=city.at,
        )  # fmt: skip


@pytest.mark.invariant("INV-03")
def test_twenty_one_in_one_operation_are_refused(city):
    exposure = a_contact(city, a_case(city))
    with pytest.raises(Refused) as refused:
        classify_by_rule(exposures=[exposure] * 21, by=investigator(city), at=city.at)
    assert refused.value.problem.code == "cases.mass_action"


def test_a_ruled_out_case_is_not_traced_any_further(city):
    case = a_case(city, case_class="suspected")
    exposure = a_contact(city, case)
    case = rule_out(case=case, reason="省疾控中心复核两次均为阴性", by=investigator(city), at=city.at)
    assert not queries.binding_of_person(exposure.person_id, at=city.at).exists()
    with pytest.raises(Refused) as refused:
        a_contact(city, case, claim=replace(SPOUSE, name="试验乙"))
    assert refused.value.problem.code == "cases.ruled_out"


@pytest.mark.invariant("INV-10")
def test_correcting_the_onset_judges_the_contacts_again(city):
    case = a_case(city)
    exposure = a_contact(city, case, last_contact_on=date(2020, 3, 6), last_contact_at=None)
    first = held(exposure)
    later = city.at + timedelta(hours=1)
    changed = correct_case(
        case=case, case_class="confirmed", onset_on=date(2020, 3, 9), sampled_on=date(2020, 3, 8),
        isolated_at=datetime(2020, 3, 9, 13, 0, tzinfo=UTC), by=investigator(city), at=later,
    )  # fmt: skip
    assert [c.outcome for c in changed] == ["none"]
    first.refresh_from_db()
    assert (first.replaced_at, first.annulled_at) == (later, later)
