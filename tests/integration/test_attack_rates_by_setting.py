"""Who of the contacts became a case, by setting, with its denominator; and the figures of F09 on the board."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests import household
from tests.household import LABORATORY_2, OTHER_PATIENT, SPOUSE, a_case, a_contact, investigator

from fangxian.briefing.boards.contacts.queries import BOARD
from fangxian.briefing.rules import scope_of_days
from fangxian.cases.queries.attack import attack_rates
from fangxian.cases.queries.contacts import sheet_of, waiting_entries_of
from fangxian.cases.services import classify_by_hand, decide_sheet, put_up, record_told, rule_out
from fangxian.core.actors.rules import Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city):
    """Two household contacts, one of whom becomes a case; a shared meal; somebody who was only in the same place."""
    case = a_case(city)
    a_contact(city, case, claim=OTHER_PATIENT)
    for number, setting in enumerate(("household", "meal", "same_venue")):
        claim = replace(SPOUSE, name=f"试验{'甲乙丙'[number]}", phone=f"+861380013800{number}")
        a_contact(city, case, claim=claim, setting=setting)
    later = replace(LABORATORY_2, sampled_on=date(2020, 3, 10), result_on=date(2020, 3, 10))
    a_case(city, laboratory=later, claim=OTHER_PATIENT, onset_on=date(2020, 3, 9))
    return case


def rates(city, at=None):
    return {
        one.setting: (one.rate.ill_count, one.rate.exposed_count)
        for one in attack_rates(investigator(city), at=at or city.at)
    }


def test_each_setting_has_its_own_denominator_and_general_contacts_are_in_none(city, case):
    assert rates(city) == {"household": (1, 2), "meal": (0, 1), "": (1, 3)}


def test_somebody_ill_before_the_meeting_is_no_secondary_case(city):
    first = a_case(city, laboratory=LABORATORY_2, claim=OTHER_PATIENT, onset_on=date(2020, 3, 7))
    case = a_case(city)
    a_contact(city, case, claim=OTHER_PATIENT)  # met on the 9th; her sample is of the 8th
    assert first.sampled_on == date(2020, 3, 8)
    assert rates(city)[""] == (0, 1)


def test_a_case_that_is_none_takes_its_contacts_with_it(city, case):
    rule_out(case=case, reason="省疾控中心复核两次均为阴性", by=investigator(city), at=city.at)
    assert rates(city, at=city.at + timedelta(minutes=1)) == {}


def figures(city, at):
    day = city.at.date()
    by = city.actor("commander", Purpose.COMMAND)
    scope = scope_of_days(by=by, area_code="", first_on=day, last_on=day, zone=city.programme.zone, at=at)
    return {figure.key: figure.count(scope) for figure in BOARD.figures}


def test_the_board_tells_how_many_were_put_up_told_and_placed(city, case):
    batch = put_up(case=case, by=investigator(city), at=city.at)
    sheet = list(waiting_entries_of(batch))
    decide_sheet(batch=batch, entry_ids=[entry.id for entry in sheet], seen_sha256=sheet_of(sheet),
                 by=city.actor("approver", Purpose.INVESTIGATE_CASE), at=city.at)  # fmt: skip
    at = city.at + timedelta(minutes=30)
    told = sheet[0].classification.exposure.person_id
    record_told(person_id=told, by=city.actor("grid", Purpose.VERIFY_LEAD), at=at)
    household.in_force(city, claim=SPOUSE)
    found = figures(city, at + timedelta(hours=1))
    assert (found["contacts_put_up"], found["contacts_told"], found["contacts_told_minutes"]) == (3, 1, 30)
    assert (found["attack_percent"], found["contacts_placed_percent"], found["contacts_per_case"]) == (25, 25, 2)


def test_a_board_with_nobody_says_nothing_and_not_zero(city):
    found = figures(city, city.at + timedelta(hours=1))
    assert {found[key] for key in ("contacts_told_minutes", "contacts_placed_percent", "attack_percent")} == {None}


def test_what_waits_for_a_second_reviewer_is_counted(city, case):
    exposure = case.exposures.filter(setting="same_venue").get()
    classify_by_hand(exposure=exposure, outcome="close", reason="在没有通风的面包车里同乘一小时", by=investigator(city),
                     at=city.at)  # fmt: skip
    assert figures(city, city.at + timedelta(hours=1))["contacts_waiting"] == 1
