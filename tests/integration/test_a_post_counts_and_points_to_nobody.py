"""What is counted at a post, and what is never kept (F15, O1b, INV-12, INV-13)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.city import GRID, OTHER_GRID
from tests.integration.test_a_declaration_can_be_corrected import DECLARED, declare
from tests.posts import officer, order, post, shift, tap
from tests.work import list_in_effect

from fangxian.core.actors.rules import Purpose, Role, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Refused
from fangxian.engine.rules.packs import read_pack
from fangxian.engine.temperature import Reading
from fangxian.intake.models import Fact, Receipt
from fangxian.intake.sources.checkpoint import queries, rules, services
from fangxian.intake.sources.checkpoint.models import Check, Passage
from fangxian.intake.sources.checkpoint.services import Onward, Shown
from fangxian.reactions.table import REACTIONS
from fangxian.tasks.models import Task

PACK = read_pack("cn.temperature")


def look(city, on, *celsius, again=None, minutes=0, **seen):
    at = city.at + timedelta(minutes=minutes)
    readings = [Reading(value, "forehead", city.at + timedelta(minutes=10 * n)) for n, value in enumerate(celsius)]
    return services.look_at_person(
        shift=on, tap=tap(city, minutes=minutes), look=rules.Look(readings, **seen), pack=PACK, continues=again,
        by=officer(city), at=at,
    )  # fmt: skip


def count(city, on, persons=1, vehicles=0, **more):
    return services.count_pass(shift=on, tap=tap(city, persons, vehicles), by=officer(city), at=city.at, **more)


@pytest.mark.invariant("INV-13")
def test_a_pass_is_a_number_and_nothing_else(city):
    on = shift(city)
    count(city, on, 4, 1)
    assert queries.counted_in(on) == {**queries.NOTHING, "persons": 4, "vehicles": 1}
    assert Check.objects.get().readings == [] and not Passage.objects.exists() and not Person.objects.exists()


def test_a_tap_that_is_sent_twice_is_counted_once(city):
    on, once = shift(city), tap(city, 3, 1)
    for _ in range(2):
        services.count_pass(shift=on, tap=once, by=officer(city), at=city.at)
    assert queries.counted_in(on)["persons"] == 3


@pytest.mark.invariant("INV-13")
def test_no_plate_and_no_number_is_kept_without_a_registration_order(city):
    on = shift(city)
    for kept in ({"plate": "浙E12345"}, {"shown": [Shown("phone", "+8613800138000")]}):
        with pytest.raises(Refused) as refused:
            count(city, on, **kept)
        assert refused.value.problem.code == "checkpoint.counts_only"
    assert not Check.objects.exists()


def test_a_registration_order_keeps_what_is_shown_sealed_and_one_by_one(city):
    on = shift(city)
    under = order(city, "registration", number="2号")
    count(city, on, 2, 1, plate="浙E·12345", shown=[Shown("phone", "+8613800138000"), Shown()])
    assert {row.shown for row in Passage.objects.all()} == {"phone", "none", "plate"}
    assert {row.order_id for row in Passage.objects.all()} == {under.id}
    with connection.cursor() as cursor:
        cursor.execute("SELECT plate, subject_index FROM intake_passage")
        stored = b"".join(bytes(part) for row in cursor.fetchall() for part in row if part)
    assert b"12345" not in stored and b"138" not in stored


def test_a_trace_finds_a_person_by_the_hash_of_her_own_record(city):
    declaration = declare(city)
    on = shift(city)
    order(city, "registration", number="2号")
    count(city, on, shown=[Shown("phone", DECLARED.phone)])
    person = declaration.receipt.person
    assert bytes(Passage.objects.get().subject_index) == bytes(person.phone_index)


def test_one_raised_reading_leads_to_a_slip_and_a_second_to_the_health_post(city):
    on = shift(city)
    first = look(city, on, 37.6)
    assert (first.verdict, first.slip) == (rules.RECHECK_TEMP, 1)
    assert queries.waiting_at(on.checkpoint) == [first]
    second = look(city, on, 37.6, 37.5, again=first, minutes=10)
    assert (second.verdict, second.person_count) == (rules.TO_HEALTH_POST, 0)
    assert queries.waiting_at(on.checkpoint) == []
    assert queries.counted_in(on) == {**queries.NOTHING, "persons": 1, "raised": 1, "rechecked": 1, "referred": 1}


def coach(city, on, persons, *readings, at_tap=None):
    looks = [
        rules.Look([Reading(celsius, "forehead", city.at)], False, False, rules.NOT_DECLARED) for celsius in readings
    ]
    made = at_tap or tap(city, persons, 1)
    return made, services.look_at_coach(
        shift=on, tap=made, looks=looks, pack=read_pack("cn.temperature"), by=officer(city), at=city.at
    )


def test_of_a_coach_whoever_is_raised_rests_by_herself_and_the_others_pass(city):
    on = shift(city)
    made, checks = coach(city, on, 50, 37.6, 38.0)
    assert [(one.verdict, one.person_count, one.vehicle_count) for one in checks] == [
        (rules.PASS, 48, 1), (rules.RECHECK_TEMP, 1, 0), (rules.RECHECK_TEMP, 1, 0),
    ]  # fmt: skip
    assert [one.slip for one in queries.waiting_at(on.checkpoint)] == [1, 2]
    assert set(Check.objects.values_list("group", flat=True)) == {made.client_id}
    coach(city, on, 50, 37.6, 38.0, at_tap=made)
    assert queries.counted_in(on)["persons"] == 50 and queries.counted_in(on)["vehicles"] == 1


def test_each_of_a_coach_gets_a_word_of_her_own_after_the_second_reading(city):
    on = shift(city)
    _, (_, first, second) = coach(city, on, 3, 37.6, 37.6)
    assert look(city, on, 37.6, 37.5, again=first, minutes=10).verdict == rules.TO_HEALTH_POST
    assert look(city, on, 37.6, 36.6, again=second, minutes=10).verdict == rules.PASS_WITH_ADVICE
    assert {**queries.counted_in(on)} == {
        **queries.NOTHING, "persons": 3, "vehicles": 1, "raised": 2, "rechecked": 2, "referred": 1,
    }  # fmt: skip


def test_a_coach_of_raised_readings_alone_is_still_one_vehicle_and_no_more_are_raised_than_there_are(city):
    on = shift(city)
    _, checks = coach(city, on, 1, 37.6)
    assert [one.vehicle_count for one in checks] == [1]
    with pytest.raises(Refused):
        coach(city, on, 1, 37.6, 37.6)


def test_slips_are_the_lowest_free_numbers(city):
    on = shift(city)
    first, second = look(city, on, 37.6), look(city, on, 38.0)
    services.leave_waiting(check=first, by=officer(city), at=city.at)
    assert [second.slip, look(city, on, 37.9).slip] == [2, 1]


@pytest.mark.invariant("INV-13")
def test_readings_of_whoever_passes_are_not_kept(city):
    on = shift(city)
    assert look(city, on, 36.5).readings == []
    assert look(city, on, 36.5, symptoms=True).readings[0]["celsius"] == 36.5


@pytest.mark.invariant("INV-12")
def test_an_emergency_passes_at_a_closed_post_and_is_noted_afterwards(city):
    checkpoint = post(city)
    on = shift(city, at_post=checkpoint)
    services.close_post(checkpoint=checkpoint, by=city.actor("duty", Purpose.COMMAND), at=city.at)
    on.refresh_from_db()
    passed = services.pass_emergency(shift=on, tap=tap(city), by=officer(city), at=city.at)
    assert passed.verdict == rules.EMERGENCY_PASS and passed.emergency_kind == ""
    assert services.note_emergency(check=passed, kind="birth", by=officer(city), at=city.at).emergency_kind == "birth"
    with pytest.raises(Refused) as refused:
        count(city, on)
    assert refused.value.problem.code == "checkpoint.not_open"


def test_the_last_count_is_taken_back_within_ten_seconds(city):
    on = shift(city)
    counted = count(city, on, 5, 1)
    services.undo(check=counted, by=officer(city), at=city.at + timedelta(seconds=10))
    assert queries.counted_in(on) == queries.NOTHING
    other = count(city, on)
    with pytest.raises(Refused):
        services.undo(check=other, by=officer(city), at=city.at + timedelta(seconds=11))


def test_taking_back_a_second_look_lets_the_person_wait_again(city):
    on = shift(city)
    first = look(city, on, 37.6)
    second = look(city, on, 37.6, 36.5, again=first, minutes=10)
    services.undo(check=second, by=officer(city), at=city.at + timedelta(minutes=10, seconds=5))
    assert [waiting.id for waiting in queries.waiting_at(on.checkpoint)] == [first.id]


def judged(city):
    """A declaration whose stay matches a list, judged and told to its receipt as the worker would."""
    list_in_effect(city)
    declaration = declare(city)
    follow(city, "intake.facts_recorded", "screening.verdicts_reached")
    return Receipt.objects.get(id=declaration.receipt_id)


def follow(city, *actions):
    for action in actions:
        for event in list(AuditEvent.objects.filter(action=action).order_by("id")):
            for reaction in REACTIONS[action]:
                reaction(event, by=system(city.programme.id), at=city.at)


def hand_over(city, on, receipt, **where):
    check = look(city, on, 36.5, declaration=rules.declaration_of(receipt.result, is_known=True))
    onward = Onward(**({"area_code": OTHER_GRID, "in_programme": True, "eta_at": city.at + timedelta(hours=1),
                        "plate": "浙E12345"} | where))  # fmt: skip
    return check, services.hand_over_entry(
        check=check, declared=Fact.objects.get(id=receipt.fact_id), rule=receipt.result_rule, onward=onward,
        by=officer(city), at=city.at,
    )  # fmt: skip


def test_a_judged_declaration_leads_to_controlled_entry_and_the_destination_is_told(city):
    receipt, on = judged(city), shift(city)
    assert receipt.result == rules.FOLLOW_UP
    check, fact = hand_over(city, on, receipt)
    assert check.verdict == rules.CONTROLLED_ENTRY
    assert (fact.area_code, fact.person_id, fact.source) == (OTHER_GRID, receipt.person_id, "checkpoint")
    assert fact.content["controlled_entry"]["rule"] == receipt.result_rule
    assert Passage.objects.filter(shown="plate").get().plate == "浙E12345"


def test_the_destination_has_one_task_for_the_declaration_and_the_entry(city):
    receipt, on = judged(city), shift(city)
    _, fact = hand_over(city, on, receipt, area_code=GRID)
    for _ in range(2):
        follow(city, "intake.facts_recorded", "screening.verdicts_reached", "intake.controlled_entry_handed_over")
    task = Task.objects.get()
    assert task.area_code == GRID and task.further_facts.get().fact_id == fact.id


def test_a_controlled_entry_is_told_once_and_not_taken_back(city):
    receipt, on = judged(city), shift(city)
    check, fact = hand_over(city, on, receipt)
    again = services.hand_over_entry(
        check=check, declared=Fact.objects.get(id=receipt.fact_id), rule=receipt.result_rule,
        onward=Onward(OTHER_GRID, True, city.at + timedelta(hours=1)), by=officer(city), at=city.at,
    )  # fmt: skip
    assert again.id == fact.id and Fact.objects.filter(source="checkpoint").count() == 1
    with pytest.raises(Refused):
        services.undo(check=check, by=officer(city), at=city.at)


@pytest.mark.invariant("INV-02")
def test_nobody_is_handed_over_without_a_verdict(city):
    declaration, on = declare(city), shift(city)
    check = look(city, on, 36.5, declaration=rules.NOT_JUDGED)
    assert check.verdict == rules.PASS
    with pytest.raises(Refused) as refused:
        services.hand_over_entry(
            check=check, declared=Fact.objects.get(id=declaration.receipt.fact_id), rule="",
            onward=Onward(GRID, True, city.at), by=officer(city), at=city.at,
        )  # fmt: skip
    assert refused.value.problem.code == "checkpoint.no_verdict"


@pytest.mark.invariant("INV-22")
def test_figures_stand_by_post_and_hour_and_silence_is_not_zero(city):
    on = shift(city)
    count(city, on, 2, 1)
    services.count_pass(shift=on, tap=tap(city, 3, minutes=70), by=officer(city), at=city.at + timedelta(minutes=70))
    by, day = city.actor("commander", Purpose.COMMAND), city.at.astimezone(city.programme.zone).date()
    rows = queries.figures_by_hour(by, day=day)
    assert [(row["city_hour"], row["persons"], row["vehicles"]) for row in rows] == [(9, 2, 1), (10, 3, 0)]
    assert queries.totals(by, from_on=day, until_on=day)["persons"] == 5
    assert queries.totals(by, from_on=day - timedelta(days=1), until_on=day - timedelta(days=1)) is None


@pytest.mark.parametrize("name", ["grid", "commander"])
def test_who_has_no_post_counts_nothing(city, name):
    on = shift(city)
    with pytest.raises(Refused) as refused:
        services.count_pass(shift=on, tap=tap(city), by=city.actor(name, Purpose.CHECK_AT_POST), at=city.at)
    assert refused.value.problem.code == "actors.no_power"


def test_an_officer_of_the_next_county_counts_nothing_here(city):
    city.post("far", Role.CHECKPOINT_OFFICER, "330521", "交通局", "transport")
    with pytest.raises(Refused) as refused:
        shift(city, "far")
    assert refused.value.problem.code == "actors.out_of_area"


def test_the_audit_of_a_post_names_nobody(city):
    receipt, on = judged(city), shift(city)
    hand_over(city, on, receipt)
    told = str(list(AuditEvent.objects.filter(role="checkpoint_officer").values_list("detail", flat=True)))
    assert "12345" not in told and "试验" not in told and DECLARED.phone not in told


def test_a_second_registration_of_one_tap_keeps_one_row(city):
    on = shift(city)
    order(city, "registration", number="2号")
    once = replace(tap(city), client_id=uuid4())
    for _ in range(2):
        services.count_pass(shift=on, tap=once, shown=[Shown("phone", "+8613800138000")], by=officer(city), at=city.at)
    assert Passage.objects.count() == 1
