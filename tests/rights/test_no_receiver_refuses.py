"""A resident on the way is never refused, turned back or forgotten (F16, INV-14)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from fangxian.core.messages.models import Message
from fangxian.core.problems.rules import Refused
from fangxian.measures.models import Measure
from fangxian.tasks.kinds.controlled_entry import queries, rules, services
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry
from fangxian.tasks.models import Task
from tests.city import NEXT_COUNTY_GRID
from tests.entries import command, entry, phones, receiver

pytestmark = pytest.mark.django_db


@pytest.mark.invariant("INV-14")
@pytest.mark.parametrize("reason", ["refuse", "refused", "turn_back", "from_hubei", ""])
def test_a_receiver_has_no_word_for_no(city, reason):
    one = entry(city)
    with pytest.raises(Refused) as refused:
        services.dispute_entry(entry=one, reason=reason, by=receiver(city), at=city.at)
    assert refused.value.problem.code == "entries.no_refusal"
    with pytest.raises(IntegrityError), transaction.atomic():
        ControlledEntry.objects.filter(id=one.id).update(dispute="refused")


@pytest.mark.invariant("INV-14")
def test_no_ending_of_an_entry_is_a_turning_back(city):
    one = entry(city)
    for conclusion in ("turned_back", "refused", rules.RECEIVED):
        with pytest.raises(Refused):
            services.close_entry(entry=one, conclusion=conclusion, by=command(city), at=city.at)
    with pytest.raises(Refused) as refused:
        services.close_entry(entry=one, conclusion=rules.NOT_FOUND, by=receiver(city), at=city.at)
    assert refused.value.problem.code == "actors.no_power"


@pytest.mark.invariant("INV-14")
def test_a_difficulty_is_the_commands_to_solve_while_she_is_lodged(city):
    phones(city)
    one = entry(city)
    services.dispute_entry(entry=one, reason=rules.NO_ROOM, words="客满", by=receiver(city), at=city.at)
    assert Message.objects.filter(kind="tasks.entry_disputed").count() == 2
    services.lodge(entry=one, place="迎宾馆 前台", by=command(city), at=city.at)
    one.refresh_from_db()
    assert (rules.state_at(one, city.at + timedelta(days=1)), one.lodged_in) == (rules.DISPUTED, "迎宾馆 前台")
    eta = city.at + timedelta(hours=2)
    services.settle(entry=one, settlement=rules.STAYS, eta_at=eta, by=command(city), at=city.at)
    one.refresh_from_db()
    assert rules.state_at(one, city.at) == rules.IN_TRANSIT and rules.is_accepted(one, city.at)


@pytest.mark.invariant("INV-14")
def test_a_decision_names_somebody_who_receives_her(city):
    one = entry(city)
    services.dispute_entry(entry=one, reason=rules.NOT_HERE, by=receiver(city), at=city.at)
    eta = city.at + timedelta(hours=1)
    for settlement, area_code in (("nobody", ""), (rules.MOVES_ON, ""), (rules.MOVES_ON, "330106")):
        with pytest.raises(Refused):
            services.settle(
                entry=one, settlement=settlement, area_code=area_code, eta_at=eta, by=command(city), at=city.at
            )
    services.settle(
        entry=one, settlement=rules.MOVES_ON, area_code=NEXT_COUNTY_GRID, eta_at=eta, by=command(city), at=city.at
    )
    one.refresh_from_db()
    assert (one.owner_area_code, rules.state_at(one, city.at)) == (NEXT_COUNTY_GRID, rules.RECEIVER_ASKED)
    assert queries.entry_of(receiver(city, "next"), one.id) == one


@pytest.mark.invariant("INV-14")
def test_a_receiver_does_not_decide_its_own_difficulty(city):
    one = entry(city)
    services.dispute_entry(entry=one, reason=rules.NO_HELP, by=receiver(city), at=city.at)
    with pytest.raises(Refused) as refused:
        services.settle(
            entry=one, settlement=rules.STAYS, eta_at=city.at + timedelta(hours=1), by=receiver(city), at=city.at
        )
    assert refused.value.problem.code == "actors.no_power"


@pytest.mark.invariant("INV-05")
def test_nothing_restrictive_follows_from_silence_from_lateness_or_from_a_difficulty(city):
    one = entry(city)
    services.watch_entries(one.answer_due_at + timedelta(minutes=1))
    services.watch_entries(one.overdue_at + timedelta(minutes=1))
    assert not Measure.objects.exists()
    assert set(Task.objects.values_list("kind", flat=True)) <= {"verify_stay", "call"}


@pytest.mark.invariant("INV-16")
def test_whom_to_expect_is_seen_by_the_receiver_alone_and_only_for_a_time(city):
    one = entry(city)
    assert services.read_person(entry=one, by=receiver(city), at=city.at) is not None
    for name in ("next", "commander", "supervisor"):
        with pytest.raises(Refused):
            services.read_person(entry=one, by=receiver(city, name), at=city.at)
    with pytest.raises(Refused):
        services.read_person(entry=one, by=receiver(city), at=one.eta_at + timedelta(days=4))
