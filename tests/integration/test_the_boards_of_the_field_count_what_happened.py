"""The figures of posts, controlled entries, gates and follow-ups, as they stood at the end of the asked time."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.entries import command, entry, receiver
from tests.followups import a_followup, an_isolation, tells, worker
from tests.gates import gate, passed, send
from tests.posts import officer, post, shift, tap

from fangxian.briefing import rules
from fangxian.briefing.registry import FIGURES
from fangxian.core.actors.rules import Purpose
from fangxian.engine.rules.packs import read_pack
from fangxian.engine.temperature import Reading
from fangxian.followup.services import record_return, refer
from fangxian.intake.sources.checkpoint import rules as posts
from fangxian.intake.sources.checkpoint import services
from fangxian.intake.sources.checkpoint.rules import around
from fangxian.tasks.kinds.controlled_entry import services as entries

pytestmark = pytest.mark.django_db


def value(city, key: str, *, name: str = "commander", hours: float = 0.5) -> rules.Value:
    """A figure of the tests' day, read some hours after 09:00."""
    by, day = city.actor(name, Purpose.COMMAND), date(2020, 3, 10)
    scope = rules.scope_of_days(
        by=by, area_code=by.area_code, first_on=day, last_on=day, zone=city.programme.zone,
        at=city.at + timedelta(hours=hours),
    )  # fmt: skip
    return rules.value_of(FIGURES[key], scope)


def counts(city, *keys: str, **more) -> tuple:
    return tuple(value(city, key, **more).count for key in keys)


def wait(city, on, minutes: int) -> None:
    services.report_wait(shift=on, client_id=uuid4(), wait_minutes=minutes, by=officer(city), at=city.at)


@pytest.mark.invariant("INV-22")
def test_a_wait_that_nobody_told_is_missing_and_names_the_post(city):
    on = shift(city)
    assert value(city, "post_wait_minutes") == rules.Value(FIGURES["post_wait_minutes"], None, (on.checkpoint.name,))
    wait(city, on, 5)
    wait(city, on, 10)
    wait(city, on, 12)
    assert value(city, "post_wait_minutes") == rules.Value(FIGURES["post_wait_minutes"], 9)


def test_a_raised_reading_and_its_second_look_are_one_person(city):
    on, first = shift(city), city.at
    look = posts.Look([Reading(37.9, "forehead", first)])
    waits = services.look_at_person(
        shift=on, tap=tap(city), look=look, pack=read_pack("cn.temperature"), by=officer(city), at=first
    )
    again = first + timedelta(minutes=20)
    services.look_at_person(
        shift=on, tap=tap(city, minutes=20), look=posts.Look([*look.readings, Reading(38.1, "axillary", again)]),
        pack=read_pack("cn.temperature"), continues=waits, by=officer(city), at=again,
    )  # fmt: skip
    assert counts(city, "post_raised", "post_rechecked", "post_referred", "post_persons") == (1, 1, 1, 1)


def test_a_complaint_is_counted_and_waits_for_its_answer(city):
    by = city.actor("duty", Purpose.COMMAND)
    made = services.complain(checkpoint=post(city), kind=around.WAITED, words="", channel="page", by=by, at=city.at)
    services.answer_complaint(complaint=made, answer="已加开通道", by=by, at=city.at + timedelta(hours=1))
    assert counts(city, "post_complaints", "post_complaints_open") == (1, 1)
    assert counts(city, "post_complaints", "post_complaints_open", hours=2) == (1, 0)


def test_a_shift_without_a_head_counts_until_one_is_named_for_it(city):
    on, by = shift(city), city.actor("duty", Purpose.COMMAND)
    terms = services.DutyTerms("deputy", "交通局", "0572-2398110", city.at, city.at + timedelta(hours=8))
    services.name_duty(checkpoint=on.checkpoint, terms=terms, by=by, at=city.at)
    assert counts(city, "posts_outer", "posts_core", "shifts_without_head") == (1, 0, 1)
    head = services.DutyTerms(**{**vars(terms), "function": "head"})
    services.name_duty(checkpoint=on.checkpoint, terms=head, by=by, at=city.at)
    assert counts(city, "shifts_without_head") == (0,)


def test_a_slip_that_ran_out_counts_until_the_vehicle_leaves(city):
    on = shift(city)
    slip = services.begin_transit(shift=on, person_count=2, phone="", by=officer(city), at=city.at)
    services.end_transit(shift=on, number=slip.number, by=officer(city), at=city.at + timedelta(hours=6))
    found = [counts(city, "transits_begun", "transits_overdue", hours=hours) for hours in (3, 5, 7)]
    assert found == [(1, 0), (1, 1), (1, 0)]


def test_help_is_counted_by_people_and_a_station_is_never_silent(city):
    on = shift(city, at_post=post(city, kind="service_station", approved_level="", road=""))
    services.give_help(shift=on, client_id=uuid4(), kind="water", person_count=4, by=officer(city), at=city.at)
    assert value(city, "help_given").count == 4
    assert value(city, "post_persons").missing == value(city, "post_wait_minutes").missing == ()


ENTRIES = ("entries_proposed", "entries_accepted", "entries_silent", "entries_unaccepted", "entries_overdue")


def test_an_entry_that_nobody_answers_is_silent_then_overdue(city):
    entry(city)
    assert counts(city, *ENTRIES, hours=0.1) == (1, 0, 0, 1, 0)
    assert counts(city, *ENTRIES, hours=0.5) == (1, 0, 1, 1, 0)
    assert counts(city, *ENTRIES, hours=2) == (1, 0, 1, 1, 1)


def test_an_entry_that_is_accepted_and_arrives_is_nobodys_silence(city):
    one = entry(city)
    entries.accept_entry(entry=one, by=receiver(city), at=city.at + timedelta(minutes=6))
    entries.arrive(entry=one, by=receiver(city), at=city.at + timedelta(minutes=50))
    assert counts(city, *ENTRIES, hours=0.05) == (1, 0, 0, 1, 0)
    assert counts(city, *ENTRIES, "entries_arrived", hours=2) == (1, 1, 0, 0, 0, 1)


def test_a_difficulty_counts_until_the_command_has_decided(city):
    one = entry(city)
    entries.dispute_entry(entry=one, reason="no_room", by=receiver(city), at=city.at + timedelta(minutes=3))
    later = city.at + timedelta(hours=1)
    entries.settle(entry=one, settlement="stays", eta_at=later + timedelta(hours=1), by=command(city), at=later)
    assert counts(city, "entries_disputed", "entries_to_decide", "entries_silent") == (1, 1, 0)
    assert counts(city, "entries_disputed", "entries_to_decide", hours=1.5) == (1, 0)


@pytest.mark.invariant("INV-16")
def test_another_county_counts_no_entry_and_no_post_of_ours(city):
    entry(city)
    assert counts(city, *ENTRIES, "posts_outer", "post_controlled", name="next") == (0,) * 7


def test_the_busiest_hour_is_of_one_gate_and_opens_its_own_passages(city):
    here = gate(city)
    send(city, *(passed(city, here, minutes=-minutes) for minutes in (70, 75, 80, 5)))
    found = value(city, "gate_busiest_hour")
    assert (found.count, value(city, "gate_persons").count) == (3, 4)


def test_each_window_is_asked_or_missed_and_together_they_are_all(city):
    asked, _ = an_isolation(city), a_followup(city)
    assert counts(city, "readings_done_morning", "readings_missed_morning", hours=4) == (0, 1)
    tells(city, asked)
    assert counts(
        city, "readings_expected_morning", "readings_done_morning", "readings_missed_morning", hours=4
    ) == (1, 1, 0)  # fmt: skip


def test_somebody_unwell_stays_so_in_the_figure_of_that_hour(city):
    file = a_followup(city)
    tells(city, file, "38.0")
    refer(file=file, place="市一院", by=worker(city), at=city.at + timedelta(hours=1))
    record_return(file=file, finding="well", by=worker(city), at=city.at + timedelta(hours=3))
    tells(city, file, "36.5", at=city.at + timedelta(hours=4))
    assert [counts(city, "files_unwell", "files_with_clinic", hours=h) for h in (0.5, 2, 5)] == [(1, 0), (0, 1), (0, 0)]


@pytest.mark.invariant("INV-22")
def test_the_age_of_no_file_is_missing_and_of_two_their_mean(city):
    assert value(city, "files_mean_age").count is None
    a_followup(city)
    a_followup(city, 2)
    assert value(city, "files_mean_age", hours=2).count == 1
