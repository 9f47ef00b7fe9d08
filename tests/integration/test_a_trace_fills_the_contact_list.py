"""A trace of a laboratory-linked case fills its contact list from the lake, with class, rule and evidence (issue 5)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests import household
from tests.stays import AT_TABLE, PATIENT, SPOUSE, STRANGER, Days

from fangxian.cases import queries
from fangxian.cases.models import Case, Classification, Exposure, Trace, TracedContact
from fangxian.cases.queries.contacts import sheet_of, undecided, waiting_entries_of
from fangxian.cases.services import classify_by_hand, fill_list, put_up, replay, review, rule_out
from fangxian.cases.services.batches import decide_sheet
from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.reactions.jobs import run_all
from fangxian.tasks.models import Task

pytestmark = pytest.mark.django_db(databases=["default", "sealer"])


@pytest.fixture
def days(city, settings, tmp_path) -> Days:
    settings.LAKE_URL, settings.LAKE_INDEX = str(tmp_path / "lake"), tmp_path / "index"
    return Days(city)


@pytest.fixture
def case(days) -> Case:
    """The patient ate in a canteen beside somebody known and a stranger, and lives with her spouse."""
    days.person(replace(PATIENT, address="试验路1号302室"))
    days.person(SPOUSE)
    days.a_meal()
    days.take()
    return household.a_case(days.city)


def traced(days: Days, case: Case, **changed) -> Trace:
    return fill_list(case=case, **{"by": household.investigator(days.city), "at": days.city.at} | changed)


def outcomes(case: Case) -> dict[str, str]:
    rows = Classification.objects.filter(exposure__case=case, replaced_at=None).select_related("exposure")
    return {row.exposure.setting: row.outcome for row in rows}


def test_the_list_is_filled_with_class_rule_and_evidence(days, case):
    trace = traced(days, case)
    assert outcomes(case) == {"household": "close", "meal": "unknown"}
    row = TracedContact.objects.get(trace=trace, exposure__setting="household")
    assert row.rule_id == "cn.protocol.6/contact/household" and row.word == "new"
    assert {one["kind"] for one in row.stays} == {"household"} and row.minutes >= 60
    assert (trace.engine, list(trace.days)) == ("index", ["2020-03-09"])


def test_what_records_cannot_say_is_asked_and_not_supposed(days, case):
    traced(days, case)
    exposure = Exposure.objects.get(case=case, setting="meal")
    assert exposure.protection == "unknown" and exposure.minutes == 60
    held = queries.held_of(exposure)
    assert held.outcome == "unknown" and held.rule_id == "cn.protocol.6/contact/meal"


def test_whom_nobody_knows_is_listed_with_the_phone_that_she_entered(days, case):
    trace = traced(days, case)
    (row,) = TracedContact.objects.filter(trace=trace, word="unnamed")
    assert (row.contact, row.outcome, row.exposure) == (STRANGER, "unknown", None)


def test_a_second_trace_marks_who_is_on_the_list_and_doubles_nobody(days, case):
    first, second = traced(days, case), traced(days, case)
    assert Exposure.objects.filter(case=case).count() == 2 and first.digest == second.digest
    assert sorted(row.word for row in second.found.all()) == ["known", "known", "unnamed"]


def test_who_was_put_on_the_list_by_an_investigator_stays_as_she_judged(days, case):
    made = household.a_contact(days.city, case, claim=SPOUSE, protection="both")
    trace = traced(days, case)
    assert trace.found.get(exposure=made).word == "known" and queries.held_of(made).outcome == "none"


@pytest.mark.invariant("INV-13")
def test_a_trace_is_one_event_with_case_places_days_row_count_and_digest(days, case):
    trace = traced(days, case)
    event = AuditEvent.objects.get(action="cases.traced_contacts")
    assert event.detail["case"] == str(case.id) and event.detail["days"] == ["2020-03-09"]
    assert len(event.detail["places"]) == 2 and (event.count, bytes(event.digest).hex()) == (3, trace.digest)
    assert not AuditEvent.objects.filter(action="cases.classified").exists()


def test_each_decision_is_computed_again_from_what_was_kept(days, case):
    traced(days, case)
    for row in Classification.objects.filter(exposure__case=case):
        assert replay(row).outcome == row.outcome


@pytest.mark.invariant("INV-03")
def test_what_a_trace_found_binds_nobody_before_a_second_body_has_agreed(days, case):
    traced(days, case)
    row = Classification.objects.get(exposure__case=case, outcome="close")
    person, by = row.exposure.person, household.investigator(days.city)
    assert undecided([row.id]) and not queries.binding_of_person(person.id, at=days.city.at).exists()
    batch = put_up(case=case, by=by, at=days.city.at)
    sheet = list(waiting_entries_of(batch))
    decide_sheet(batch=batch, entry_ids=[one.id for one in sheet], seen_sha256=sheet_of(sheet),
                 by=days.city.actor("approver", Purpose.INVESTIGATE_CASE), at=days.city.at)  # fmt: skip
    assert queries.binding_of_person(person.id, at=days.city.at).exists() and not undecided([row.id])


def test_a_fact_that_was_missing_is_judged_by_hand_with_two_signatures(days, case):
    traced(days, case)
    exposure = Exposure.objects.get(case=case, setting="meal")
    made = classify_by_hand(exposure=exposure, outcome="close", reason="两人同桌，均未戴口罩（电话询问）。",
                            by=household.investigator(days.city), at=days.city.at)  # fmt: skip
    assert not queries.binding_of_person(exposure.person_id, at=days.city.at).exists()
    review(classification=made, by=days.city.actor("approver", Purpose.INVESTIGATE_CASE), at=days.city.at)
    assert queries.binding_of_person(exposure.person_id, at=days.city.at).exists()


def test_one_action_then_opens_the_tasks_and_the_batch(days, case):
    traced(days, case)
    batch = put_up(case=case, by=household.investigator(days.city), at=days.city.at)
    run_all(at=days.city.at)
    assert batch.entry_count == Task.objects.filter(kind="reach_contact").count() == 1


@pytest.mark.invariant("INV-13")
def test_without_a_case_that_holds_nobody_is_traced(days, case):
    rule_out(case=case, reason="复检两次均为阴性，排除。", by=household.investigator(days.city), at=days.city.at)
    with pytest.raises(Refused) as refused:
        traced(days, case)
    assert refused.value.problem.code == "cases.ruled_out" and not Trace.objects.exists()


@pytest.mark.invariant("INV-13")
@pytest.mark.parametrize("name", ["grid", "next", "commander"])
def test_nobody_but_the_investigators_of_the_case_opens_a_trace(days, case, name):
    with pytest.raises(Refused):
        traced(days, case, by=days.city.actor(name, Purpose.INVESTIGATE_CASE))


def test_what_lies_outside_the_days_of_the_edition_is_not_asked(days, case):
    late = replace(household.LABORATORY_2, sample_number="HZ-2020-0301-099")
    other = household.a_case(days.city, laboratory=late, claim=AT_TABLE, isolated_at=days.at(20))
    trace = traced(days, other)  # isolated before the meal
    assert trace.row_count == 0 and not Exposure.objects.filter(case=other).exists()


def test_people_aboard_one_train_are_judged_by_carriage(days):
    patient = days.person(PATIENT)
    near, far = (days.person(replace(AT_TABLE, name=name, phone=phone)) for name, phone in
                 (("试验近", "+8613800138031"), ("试验远", "+8613800138032")))  # fmt: skip
    for person, carriage in ((patient, "5"), (near, "5"), (far, "9")):
        days.rides(person, "G7321", carriage=carriage, seat="12C")
    days.take()
    case = household.a_case(days.city)
    traced(days, case)
    found = {row.exposure.person_id: row.outcome for row in Classification.objects.filter(exposure__case=case)}
    assert found == {near.id: "close", far.id: "general"}
    assert all(replay(row).outcome == row.outcome for row in Classification.objects.filter(exposure__case=case))


def test_contacts_of_contacts_are_listed_where_the_edition_asks_for_them(days, monkeypatch):
    """Edition 8 of the protocol does; its rule is named, and the contact through whom."""
    patient, spouse = days.person(replace(PATIENT, address="试验路1号302室")), days.person(SPOUSE)
    days.place(kind="dormitory", name="试验宿舍")
    other = days.person(replace(AT_TABLE, name="试验工友", phone="+8613800138040", address="试验路9号901室"))
    days.person(replace(SPOUSE, name="试验同事", phone="+8613800138041", address="试验路9号901室"))
    days.rides(spouse, "G7321", carriage="5")
    days.rides(other, "G7321", carriage="5")
    days.take()
    case = household.a_case(days.city)
    from fangxian.engine.rules.packs import read_pack

    monkeypatch.setattr(queries, "protocol_at", lambda programme, at: read_pack("cn.protocol.8"))
    traced(days, case)
    rows = {row.exposure.person_id: row for row in Classification.objects.filter(exposure__case=case)}
    assert rows[spouse.id].outcome == "close" and patient.id not in rows
    second = rows[other.id]
    assert (second.outcome, second.rule_id) == ("secondary", "cn.protocol.8/contact/secondary")
    assert second.exposure.via.person_id == spouse.id and replay(second).outcome == "secondary"


def test_the_index_that_is_of_other_days_is_passed_over_and_the_list_is_the_same(days, case, settings, tmp_path):
    first = traced(days, case)
    settings.LAKE_INDEX = tmp_path / "nowhere"
    second = traced(days, case, at=days.city.at + timedelta(minutes=1))
    assert (second.engine, second.digest) == ("duckdb", first.digest) and second.why_not_index


@pytest.mark.invariant("INV-13")
def test_the_phone_of_somebody_unknown_is_shown_to_who_calls_for_the_case_and_to_nobody_else(
    days, case, client, settings
):
    traced(days, case)
    settings.CLOCK_OFFSET = days.city.at - (clock.now() - settings.CLOCK_OFFSET)
    shown = {}
    for name in ("epi", "approver", "next"):
        client.force_login(days.city.posts[name].user)
        answer = client.get(f"/cases/{case.id}/contacts/")
        shown[name] = (answer.status_code, STRANGER.encode() in answer.content)
    assert shown["epi"] == (200, True) and shown["approver"] == (200, False) and not shown["next"][1]
