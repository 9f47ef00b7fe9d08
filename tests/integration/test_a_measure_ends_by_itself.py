"""An end needs nobody: it is computed from times, and nothing can put it off (INV-04, 06, 09; C22; I05, I06, I08)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from tests.household import (
    LABORATORY_2,
    OTHER_PATIENT,
    a_case,
    a_contact,
    a_proposal,
    approved,
    in_force,
    investigator,
    served,
)

from fangxian.cases.models import Case
from fangxian.cases.services import correct_case, rule_out
from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.problems.rules import Refused
from fangxian.measures import queries, rules
from fangxian.measures.models import Measure, Told
from fangxian.measures.services import (
    lodge_appeal,
    record_ends,
    record_leave,
    release,
    revoke,
    shorten_on_new_edition,
    tell,
    what_differs,
)

END = datetime(2020, 3, 23, 16, 0, tzinfo=UTC)  # 24 March 00:00 in the city
MOMENT = timedelta(microseconds=1)
REASON = "复核后认为居家健康监测已经足够"


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.problem.code


def fresh(measure):
    return queries.by_id(measure.id)


def state(measure, at):
    return queries.state_of(fresh(measure), at=at)


def active_ids(city, at):
    return [m.id for m in queries.measures_in_force(city.programme.id, at)]


@pytest.mark.invariant("INV-04", "INV-26")
def test_with_no_worker_alive_it_ends_to_the_minute_wherever_it_is_read(city):
    measure = in_force(city)
    assert active_ids(city, END - MOMENT) == [measure.id]
    assert state(measure, END - MOMENT) == rules.ACTIVE
    assert active_ids(city, END) == []
    assert state(measure, END) == rules.EXPIRED
    assert fresh(measure).end_seen_at is None


@pytest.mark.invariant("INV-04")
def test_sql_and_python_agree_when_a_measure_ends(city):
    measure = in_force(city)
    release(measure=measure, reason=REASON, by=city.actor("approver", Purpose.DECIDE_MEASURE), at=city.at)
    found = fresh(measure)
    assert found.effective_end_at == rules.ends_at(queries.times_of(found)) == city.at


@pytest.mark.parametrize("name", list(rules.MOVES))
def test_lists_by_state_agree_with_the_state_of_each_measure(city, name):
    measure = in_force(city)
    by = city.actor("approver", Purpose.DECIDE_MEASURE)
    for at in (city.at, END - MOMENT, END):
        listed = {m.id for m in queries.in_state(by, name, at=at)}
        assert listed == ({measure.id} if state(measure, at) == name else set())


@pytest.mark.invariant("INV-01", "INV-04")
def test_an_approved_measure_that_nobody_served_lapses_at_its_end(city):
    measure = approved(city, a_proposal(city))
    assert state(measure, END) == rules.LAPSED
    assert refusal(served, city, measure, at=END) == "measures.not_approved"


def test_a_ruled_out_case_ends_it_at_once(city):
    measure = in_force(city)
    at = city.at + timedelta(days=2)
    rule_out(case=Case.objects.get(), reason="省级复核两次均为阴性", by=investigator(city), at=at)
    assert state(measure, at - MOMENT) == rules.ACTIVE
    assert state(measure, at) == rules.RELEASED_EARLY
    assert queries.end_reason_of(fresh(measure)) == "ruled_out"


def test_with_two_cases_only_the_ruled_out_one_falls_away(city):
    a_contact(city, a_case(city), last_contact_on=date(2020, 3, 8), last_contact_at=None)
    second = a_case(city, laboratory=LABORATORY_2, claim=OTHER_PATIENT)
    a_contact(city, second)
    measure = served(city, approved(city, a_proposal(city)))
    rule_out(case=second, reason="省级复核两次均为阴性", by=investigator(city), at=city.at)
    earlier_end = datetime(2020, 3, 22, 16, 0, tzinfo=UTC)
    assert fresh(measure).effective_end_at == earlier_end
    assert state(measure, earlier_end) == rules.RELEASED_EARLY


@pytest.mark.invariant("INV-10")
def test_a_corrected_onset_that_makes_her_no_contact_ends_it(city):
    measure = in_force(city)
    at = city.at + timedelta(hours=3)
    correct_case(
        case=Case.objects.get(), case_class="confirmed", onset_on=date(2020, 3, 8), sampled_on=date(2020, 3, 8),
        isolated_at=datetime(2020, 3, 8, 1, 0, tzinfo=UTC), by=investigator(city), at=at,
    )  # fmt: skip
    assert state(measure, at) == rules.RELEASED_EARLY
    assert queries.end_reason_of(fresh(measure)) == "no_longer_contact"


def test_release_and_revocation_take_a_reason_and_a_health_role(city):
    measure = in_force(city)
    approver = city.actor("approver", Purpose.DECIDE_MEASURE)
    assert refusal(release, measure=measure, reason="好", by=approver, at=city.at) == "measures.no_reason"
    for username in ("grid", "commander", "epi"):
        by = city.actor(username, Purpose.DECIDE_MEASURE)
        assert refusal(release, measure=measure, reason=REASON, by=by, at=city.at) == "actors.no_power"
    revoke(measure=measure, reason=REASON, by=approver, at=city.at)
    assert state(measure, city.at) == rules.REVOKED


@pytest.mark.invariant("INV-09")
def test_everybody_who_was_told_is_told_of_the_end(city):
    measure = in_force(city)
    by = city.actor("grid", Purpose.SERVE_NOTICE)
    tell(measure=measure, audience="employer", channel="phone", body_name="试验公司", by=by, at=city.at)
    assert record_ends(at=END - MOMENT) == 0
    assert record_ends(at=END) == 1
    told = {(t.of, t.audience, t.body_name) for t in Told.objects.filter(measure=measure)}
    assert {(rules.END, "subject", ""), (rules.END, "grid", ""), (rules.END, "employer", "试验公司")} <= told
    assert (fresh(measure).end_reason, fresh(measure).release_issued_at) == ("end_of_course", END)


def test_recording_the_ends_twice_changes_nothing(city):
    in_force(city)
    assert (record_ends(at=END), record_ends(at=END + timedelta(hours=1))) == (1, 0)
    assert Told.objects.filter(of=rules.END).count() == 2


@pytest.mark.invariant("INV-04")
def test_a_longer_one_is_a_new_decision_on_a_new_exposure(city):
    measure = in_force(city)
    assert refusal(a_proposal, city) == "measures.no_new_evidence"
    second = a_case(city, laboratory=LABORATORY_2, claim=OTHER_PATIENT, isolated_at=None)
    a_contact(city, second, last_contact_on=date(2020, 3, 10), last_contact_at=None)
    longer = served(city, approved(city, a_proposal(city)))
    assert longer.follows_id == measure.id
    assert longer.ends_at == END + timedelta(days=1)
    assert state(measure, city.at) == rules.RELEASED_EARLY
    assert active_ids(city, city.at) == [longer.id]


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.mark.invariant("INV-01", "INV-04")
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("ends_at = ends_at + interval '1 second'", "never lengthened"),
        ("ceiling_at = ceiling_at + interval '14 days', ends_at = ends_at + interval '14 days'", "never changed"),
        ("ceiling_days = 28", "never changed"),
        ("phases = '[]'", "only with a new edition"),
        ("type = 'FACILITY_OBS'", "never changed"),
        ("evidence_refs = '{}'", "never changed"),
        ("support_plan = ''", "never changed"),
        ("served_at = served_at + interval '1 day'", "stays as it was"),
        ("approver_id = proposer_id", "stays as it was"),
    ],
)
def test_not_even_sql_changes_what_was_decided(city, change, why):
    measure = in_force(city)
    with pytest.raises(IntegrityError, match=why):
        sql(f"UPDATE measures_measure SET {change} WHERE id = %s", measure.id)


@pytest.mark.invariant("INV-06")
def test_not_even_sql_makes_a_phase_harsher_under_the_cloak_of_a_new_edition(city):
    measure = in_force(city)
    with pytest.raises(IntegrityError, match="no phase is harsher"):
        sql(
            "UPDATE measures_measure SET shortened_at = now(), "
            "phases = jsonb_set(phases, '{0,type}', '\"FACILITY_OBS\"') WHERE id = %s",
            measure.id,
        )


@pytest.mark.invariant("INV-04")
def test_not_even_sql_lengthens_a_ground(city):
    measure = in_force(city)
    with pytest.raises(IntegrityError, match="only shortened"):
        sql("UPDATE measures_ground SET ends_at = ends_at + interval '1 day' WHERE measure_id = %s", measure.id)


@pytest.mark.invariant("INV-01")
def test_not_even_sql_deletes_a_decision(city):
    measure = in_force(city)
    with pytest.raises(IntegrityError, match="kept until its programme has stood down"):
        sql("DELETE FROM measures_ground WHERE measure_id = %s", measure.id)


@pytest.mark.invariant("INV-04")
def test_not_even_sql_sets_the_end_that_counts(city):
    measure = in_force(city)
    with pytest.raises(ProgrammingError, match="effective_end_at"):
        sql("UPDATE measures_measure SET effective_end_at = now() WHERE id = %s", measure.id)


@pytest.mark.invariant("INV-02")
def test_not_even_sql_brings_a_fallen_ground_back(city):
    measure = in_force(city)
    rule_out(case=Case.objects.get(), reason="省级复核两次均为阴性", by=investigator(city), at=city.at)
    with pytest.raises(IntegrityError, match="does not come back"):
        sql("UPDATE measures_measure SET grounds_end_at = ends_at WHERE id = %s", measure.id)


def test_nobody_is_under_two_measures_at_once(city):
    measure = in_force(city)
    second = a_case(city, laboratory=LABORATORY_2, claim=OTHER_PATIENT, isolated_at=None)
    a_contact(city, second, last_contact_on=date(2020, 3, 10), last_contact_at=None)
    longer = approved(city, a_proposal(city))
    with pytest.raises(IntegrityError, match="no_person_is_under_two_measures_at_once"):
        sql(
            "UPDATE measures_measure SET served_at = approved_at, served_how = 'in_person', served_by_id = approver_id "
            "WHERE id = %s",
            longer.id,
        )
    assert measure.person_id == longer.person_id


@pytest.mark.invariant("INV-06")
def test_a_new_edition_shortens_at_once_and_never_lengthens(city):
    measure = in_force(city)
    at = datetime(2020, 3, 20, tzinfo=UTC)
    assert shorten_on_new_edition(programme=city.programme, at=at) == 0  # the same edition
    assert fresh(measure).ends_at == END


@pytest.mark.invariant("INV-06")
def test_the_end_of_all_determination_ends_every_measure(city):
    measure = under_edition_9(city)
    class_b = datetime(2023, 1, 8, tzinfo=UTC) - timedelta(hours=8)
    assert measure.ends_at > class_b
    assert shorten_on_new_edition(programme=city.programme, at=class_b) == 1
    assert (fresh(measure).ends_at, state(measure, class_b)) == (class_b, rules.SUPERSEDED_SHORTER)
    assert shorten_on_new_edition(programme=city.programme, at=class_b) == 0


@pytest.mark.invariant("INV-02")
def test_what_a_new_edition_shortened_comes_out_the_same_when_it_is_computed_again(city):
    measure = under_edition_9(city)
    shorten_on_new_edition(programme=city.programme, at=datetime(2023, 1, 7, 16, tzinfo=UTC))
    assert fresh(measure).shortened_at and what_differs(fresh(measure)) is None


def under_edition_9(city) -> Measure:
    """A measure of the ten measures, served on 6 January 2023, the eve of class B."""
    city.at = datetime(2023, 1, 6, 2, 0, tzinfo=UTC)
    from dataclasses import replace

    from tests.household import LABORATORY

    laboratory = replace(LABORATORY, sampled_on=date(2023, 1, 5), result_on=date(2023, 1, 5))
    case = a_case(
        city, laboratory=laboratory, onset_on=date(2023, 1, 5), isolated_at=datetime(2023, 1, 5, 14, tzinfo=UTC)
    )
    a_contact(city, case, last_contact_on=date(2023, 1, 5), last_contact_at=None)
    return served(city, approved(city, a_proposal(city)))


@pytest.mark.invariant("INV-09")
def test_an_appeal_is_lodged_by_the_person_or_for_her_once_at_a_time(city):
    from dataclasses import replace

    measure = in_force(city)
    resident = replace(
        city.actor("grid", Purpose.OWN_FILE), role=Role.RESIDENT, subject_id=measure.person_id, area_code=""
    )
    stranger = replace(resident, subject_id=measure.id)
    text = "我三月八日已经离开家，没有接触"
    assert (
        refusal(lodge_appeal, measure=measure, text=text, channel="own_page", by=stranger, at=city.at)
        == "measures.not_your_own"
    )
    appeal = lodge_appeal(measure=measure, text=text, channel="own_page", by=resident, at=city.at)
    assert (appeal.acknowledge_by - city.at, appeal.decide_by - city.at) == (timedelta(hours=1), timedelta(hours=24))
    by = city.actor("grid", Purpose.SERVE_NOTICE)
    assert (
        refusal(lodge_appeal, measure=measure, text=text, channel="phone", by=by, at=city.at) == "measures.appeal_open"
    )
    assert queries.appeal_state(measure) == "lodged"
    assert state(measure, city.at) == rules.ACTIVE


@pytest.mark.invariant("INV-12")
def test_leaving_in_an_emergency_is_recorded_afterwards_and_ends_nothing(city):
    measure = in_force(city)
    by = city.actor("grid", Purpose.SERVE_NOTICE)
    later = city.at + timedelta(hours=5)
    record_leave(measure=measure, reason="emergency", left_at=city.at, by=by, at=later)
    assert (
        refusal(record_leave, measure=measure, reason="escape", left_at=city.at, by=by, at=later)
        == "measures.unknown_leave"
    )
    assert state(measure, later) == rules.ACTIVE


def test_the_board_counts_what_is_in_force_and_what_ends_today(city):
    measure = in_force(city)
    figures = queries.counts(city.programme, at=END - timedelta(hours=2))
    assert figures == {"in_force": 1, "proposed": 0, "to_serve": 0, "ending_today": 1, "ended_unseen": 0}
    hour = timedelta(hours=1)
    assert queries.counts(city.programme, at=END + hour)["ended_unseen"] == 0
    assert queries.counts(city.programme, at=END + hour + MOMENT)["ended_unseen"] == 1
    assert queries.in_force_by_area(city.programme.id, at=city.at, digits=6) == {measure.area_code[:6]: 1}
