"""One action opens the areas' tasks and puts classes and notices before the second reviewer (F09, INV-03, issue 5)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from tests import household
from tests.city import AT
from tests.household import SPOUSE, a_case, a_contact, investigator

from fangxian.cases import queries
from fangxian.cases.models import BatchEntry
from fangxian.cases.queries.contacts import lines_of, sheet_of, waiting_entries_of
from fangxian.cases.services import classify_by_rule, decide_sheet, put_up, rule_out
from fangxian.core import clock
from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.measures.models import Measure
from fangxian.reactions.jobs import run_all
from fangxian.tasks.models import Task
from fangxian.tasks.services import accept_task, report_task

pytestmark = pytest.mark.django_db(databases=["default", "sealer"])


@pytest.fixture
def case(city):
    """A case with two household contacts and somebody who was only in the same place."""
    case = a_case(city)
    for number, setting in enumerate(("household", "meal", "same_venue")):
        claim = replace(SPOUSE, name=f"试验{'甲乙丙'[number]}", phone=f"+861380013800{number}")
        a_contact(city, case, claim=claim, setting=setting)
    return case


def reviewer(city):
    return city.actor("approver", Purpose.INVESTIGATE_CASE)


def decided(city, batch, *, back=(), by=None, at=None, reason="evidence_thin"):
    sheet = list(waiting_entries_of(batch)[:20])
    return decide_sheet(
        batch=batch, entry_ids=[entry.id for entry in sheet], returned_ids=back, reason=reason if back else "",
        seen_sha256=sheet_of(sheet), by=by or reviewer(city), at=at or city.at,
    )  # fmt: skip


def test_one_action_puts_up_every_class_that_would_bind_and_opens_a_task_for_each(city, case):
    batch = put_up(case=case, by=investigator(city), at=city.at)
    run_all(at=city.at)
    assert batch.entry_count == 2 and Task.objects.filter(kind="reach_contact").count() == 2
    event = AuditEvent.objects.get(action="cases.contacts_put_up")
    assert (event.count, bytes(event.digest).hex()) == (2, batch.digest)
    assert not Measure.objects.exists()


def test_the_list_tells_class_evidence_rule_and_next_step(city, case):
    lines = lines_of(case, at=city.at)
    assert [(line.found.outcome, line.next_step) for line in lines] == [
        ("close", "put"), ("close", "put"), ("general", "inform"),
    ]  # fmt: skip
    assert all(line.found.explain_zh and line.found.pack_id == "cn.protocol.6" for line in lines)


def test_a_list_of_forty_eight_asks_the_database_no_more_than_one_of_three(
    city, case, client, settings, django_assert_max_num_queries
):
    """Deqing's first case had 48 contacts; the page must not ask for each of them."""
    settings.CLOCK_OFFSET = AT - (clock.now() - settings.CLOCK_OFFSET)
    client.force_login(city.posts["epi"].user)
    address = f"/cases/{case.id}/contacts/"
    with django_assert_max_num_queries(80) as few:
        assert client.get(address).status_code == 200
    for number in range(45):
        a_contact(city, case, claim=replace(SPOUSE, name=f"试验第{number}", phone=f"+8613900138{number:03d}"))
    with django_assert_max_num_queries(len(few) + 2):
        assert client.get(address).content.count(b'<th scope="row">') == 48


@pytest.mark.invariant("INV-03")
def test_nothing_binds_while_it_waits_and_a_measure_on_it_is_refused(city, case):
    put_up(case=case, by=investigator(city), at=city.at)
    exposure = case.exposures.earliest("recorded_at")
    assert not queries.binding_of_person(exposure.person_id, at=city.at).exists()
    with pytest.raises(Refused):
        household.propose_home_isolation(
            person=exposure.person, home=household.HOME, milder=household.MILDER, conditions=[],
            support_plan=household.SUPPORT, language="zh-hans", by=city.actor("epi", Purpose.DECIDE_MEASURE),
            at=city.at,
        )  # fmt: skip


@pytest.mark.invariant("INV-03")
def test_a_measure_proposed_before_is_not_approved_while_its_class_waits(city):
    measure = household.a_proposal(city)
    put_up(case=measure.grounds.get().case, by=investigator(city), at=city.at)
    with pytest.raises(Refused) as refused:
        household.approved(city, measure)
    assert refused.value.problem.code == "measures.class_waits"


@pytest.mark.invariant("INV-03")
def test_nobody_signs_her_own_batch_nor_somebody_of_her_body(city, case):
    city.post("epi2", Role.EPIDEMIOLOGIST, "", "疾控中心")
    batch = put_up(case=case, by=investigator(city), at=city.at)
    for username, code in (("epi", "staff.same_person"), ("epi2", "staff.same_body")):
        with pytest.raises(Refused) as refused:
            decided(city, batch, by=city.actor(username, Purpose.INVESTIGATE_CASE))
        assert refused.value.problem.code == code


@pytest.mark.invariant("INV-03")
def test_not_even_sql_signs_for_the_second_reviewer_of_the_same_body(city, case):
    batch = put_up(case=case, by=investigator(city), at=city.at)
    with pytest.raises(IntegrityError, match="somebody_else_of_another_body"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_batchentry SET decision = 'agreed', decided_at = now(), decided_by_id = %s, "
            "second_user_id = first_user_id, second_body_id = first_body_id WHERE batch_id = %s",
            [batch.put_by_id, batch.id],
        )


def test_what_is_agreed_binds_and_what_goes_back_does_not(city, case):
    batch = put_up(case=case, by=investigator(city), at=city.at)
    first, second = waiting_entries_of(batch)
    decided(city, batch, back=[second.id])
    steps = {line.found.id: (line.state, line.next_step) for line in lines_of(case, at=city.at)}
    assert steps[first.classification_id] == ("reviewed", "tell")
    assert steps[second.classification_id] == ("sent_back", "again")
    binding = queries.binding_in(investigator(city), at=city.at)
    assert [row.id for row in binding] == [first.classification_id]


def test_what_goes_back_needs_a_reason_and_is_not_put_up_twice(city, case):
    batch = put_up(case=case, by=investigator(city), at=city.at)
    (entry, *_) = waiting_entries_of(batch)
    with pytest.raises(Refused) as refused:
        decided(city, batch, back=[entry.id], reason="weil ich es sage")
    assert refused.value.problem.code == "cases.no_return_reason"
    decided(city, batch, back=[entry.id])
    with pytest.raises(Refused) as refused:
        put_up(case=case, by=investigator(city), at=city.at)
    assert refused.value.problem.code == "cases.nothing_to_put"


@pytest.mark.invariant("INV-03")
def test_twenty_one_on_one_sheet_are_refused(city, case):
    for number in range(21):
        claim = replace(SPOUSE, name=f"试验第{number}", phone=f"+8613900138{number:03d}")
        a_contact(city, case, claim=claim)
    batch = put_up(case=case, by=investigator(city), at=city.at)
    entries = list(waiting_entries_of(batch))
    with pytest.raises(Refused) as refused:
        decide_sheet(
            batch=batch, entry_ids=[entry.id for entry in entries], seen_sha256=sheet_of(entries), by=reviewer(city),
            at=city.at,
        )  # fmt: skip
    assert (len(entries), refused.value.problem.code) == (23, "cases.mass_action")


def test_a_sheet_that_changed_since_it_was_shown_is_read_again(city, case):
    batch = put_up(case=case, by=investigator(city), at=city.at)
    sheet = list(waiting_entries_of(batch))
    seen = sheet_of(sheet)
    classify_by_rule(exposures=[sheet[0].classification.exposure], by=investigator(city), at=city.at)
    with pytest.raises(Refused) as refused:
        decide_sheet(
            batch=batch, entry_ids=[entry.id for entry in sheet], seen_sha256=seen, by=reviewer(city), at=city.at
        )
    assert refused.value.problem.code == "cases.sheet_changed"


def test_the_notice_is_handed_over_only_once_two_bodies_agreed(city, case):
    batch = put_up(case=case, by=investigator(city), at=city.at)
    run_all(at=city.at)
    worker = city.actor("grid", Purpose.VERIFY_LEAD)
    task = accept_task(task=Task.objects.filter(kind="reach_contact").first(), by=worker, at=city.at)
    with pytest.raises(Refused) as refused:
        report_task(task=task, outcome="told", by=worker, at=city.at)
    assert refused.value.problem.code == "cases.not_agreed"
    decided(city, batch)
    report_task(task=task, outcome="told", by=worker, at=city.at)
    assert BatchEntry.objects.get(told_at=city.at).classification.exposure.person_id == task.person_id


def test_nobody_is_sought_once_the_case_is_none(city, case):
    put_up(case=case, by=investigator(city), at=city.at)
    run_all(at=city.at)
    later = city.at + timedelta(minutes=10)
    rule_out(case=case, reason="省疾控中心复核两次均为阴性", by=investigator(city), at=later)
    run_all(at=later)
    assert not Task.objects.filter(kind="reach_contact", closed_at=None).exists()
    assert set(Task.objects.filter(kind="reach_contact").values_list("conclusion", flat=True)) == {"corrected"}


@pytest.mark.invariant("INV-05", "INV-16")
@pytest.mark.parametrize("username", ["duty", "grid", "commander"])
def test_nobody_outside_health_puts_up_or_signs(city, case, username):
    by = city.actor(username, Purpose.INVESTIGATE_CASE)
    with pytest.raises(Refused):
        put_up(case=case, by=by, at=city.at)
    batch = put_up(case=case, by=investigator(city), at=city.at)
    with pytest.raises(Refused):
        decided(city, batch, by=by)
