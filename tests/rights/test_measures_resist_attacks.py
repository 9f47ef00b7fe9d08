"""Whoever tries to put people under measures without their grounds fails, by the services and by SQL alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from fangxian.cases.models import Case
from fangxian.cases.services import correct_case
from fangxian.core import clock
from fangxian.core.actors.rules import POWERS, Purpose, Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.core.problems.rules import Refused
from fangxian.measures import queries, rules, services
from fangxian.measures.models import Measure, Told
from fangxian.measures.rules.gates import ASK_DUTY
from tests.household import (
    CHILD,
    SPOUSE,
    a_proposal,
    approved,
    in_force,
    investigator,
    served,
)

REASON = "复核后认为居家健康监测已经足够"
DECIDING = {"measures.propose", "measures.approve", "measures.release"}
BESIDES_HEALTH = [role for role in Role if role not in {Role.EPIDEMIOLOGIST, Role.HEALTH_APPROVER}]


@pytest.fixture
def at_nine(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    city.at = clock.now()
    return city


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.problem.code


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def insert_like(measure, *, many: int = 1, **changed: str) -> None:
    """Insert copies of a proposal as the application's role, some columns written otherwise."""
    columns = [f.column for f in Measure._meta.concrete_fields if not f.generated and f.column not in {"id", "number"}]
    values = [changed.get(column, f'"{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    sql(
        f"INSERT INTO measures_measure (id, number, {names}) "
        f"SELECT gen_random_uuid(), (900000 + n)::text, {', '.join(values)} "
        "FROM measures_measure, generate_series(1, %s) n WHERE measures_measure.id = %s",
        many,
        measure.id,
    )


WITHOUT = {
    "rule_id": ("''", "a_measure_names_its_rule"),
    "rule_version": ("''", "a_measure_names_its_rule"),
    "evidence_refs": ("'{}'", "a_measure_rests_on_evidence"),
    "legal_basis": ("'{}'", "a_measure_names_its_legal_basis"),
    "appeal_route": ("''", "a_measure_names_its_appeal_route"),
    "ends_at": ("NULL", "ends_at"),
    "phases": ("'[]'", "has a course"),
    "support_plan": ("'\\x00'::bytea", "support_plan"),
    "ceiling_days": ("60", "few_weeks"),
    "ceiling_at": ("ceiling_at + interval '30 days'", "counted_from_the_last_contact"),
    "approved_at": ("now()", "begins as a proposal"),
}


@pytest.mark.invariant("INV-01", "INV-04", "INV-11")
@pytest.mark.parametrize(("column", "how"), WITHOUT.items(), ids=WITHOUT)
def test_no_statement_writes_a_measure_that_lacks_what_it_rests_on(city, column, how):
    value, why = how
    with pytest.raises(IntegrityError, match=why):
        insert_like(a_proposal(city), **{column: value})


@pytest.mark.invariant("INV-01", "INV-02")
def test_no_statement_approves_a_measure_without_its_grounds(city):
    insert_like(a_proposal(city))
    post = city.posts["approver"]
    with pytest.raises(IntegrityError, match="rests on an evaluation"):
        sql(
            "UPDATE measures_measure SET approved_at = now(), approved_sha256 = 'x', approver_id = %s, "
            "approver_user_id = %s, deciding_body_id = %s WHERE number = '900001'",
            post.id, post.user_id, post.unit.body_id,
        )  # fmt: skip


@pytest.mark.invariant("INV-01", "INV-05")
@pytest.mark.parametrize("username", ["duty", "commander", "grid", "epi", "signatory"])
def test_no_statement_approves_for_somebody_who_is_no_health_approver(city, username):
    measure, post = a_proposal(city), city.posts[username]
    with pytest.raises(IntegrityError):
        sql(
            "UPDATE measures_measure SET approved_at = now(), approved_sha256 = 'x', approver_id = %s, "
            "approver_user_id = %s, deciding_body_id = %s WHERE id = %s",
            post.id, post.user_id, post.unit.body_id, measure.id,
        )  # fmt: skip


EXTENSIONS = [
    "ends_at = ends_at + interval '1 day'",
    "ends_at = ends_at + interval '1 second'",
    "ceiling_at = ceiling_at + interval '1 day'",
    "ceiling_days = 28",
    "anchor_on = anchor_on + 5",
    "grounds_end_at = grounds_end_at + interval '1 day'",
    "released_at = NULL, end_seen_at = NULL, served_at = served_at + interval '14 days'",
]


@pytest.mark.invariant("INV-04", "INV-06")
@pytest.mark.parametrize("change", EXTENSIONS)
def test_no_statement_extends_a_measure_by_editing_its_end(city, change):
    in_force(city)
    with pytest.raises(IntegrityError):
        sql(f"UPDATE measures_measure SET {change}")


@pytest.mark.invariant("INV-06")
def test_a_new_edition_named_in_a_statement_lengthens_nothing_either(city):
    in_force(city)
    with pytest.raises(IntegrityError, match="never lengthened"):
        sql(
            "UPDATE measures_measure SET ends_at = ends_at + interval '1 day', shortened_at = now(), "
            "shortened_by_pack = 'cn.protocol.9'"
        )


@pytest.mark.invariant("INV-03")
def test_no_statement_proposes_for_twenty_one_people_at_once(city):
    with pytest.raises(IntegrityError, match="more than twenty"):
        insert_like(a_proposal(city), many=21)


@pytest.mark.invariant("INV-03")
def test_no_statement_serves_twenty_one_notices_at_once(city):
    for number in range(21):
        approved(city, a_proposal(city, claim=replace(SPOUSE, name=f"试验{number}", phone=f"+86138001380{number:02d}")))
    post = city.posts["grid"]
    with pytest.raises(IntegrityError, match="more than twenty"):
        sql("UPDATE measures_measure SET served_at = approved_at, served_how = 'in_person', served_by_id = %s", post.id)


@pytest.mark.invariant("INV-03")
def test_a_list_of_twenty_one_committed_by_one_officer_is_refused_and_stands_in_the_audit(city, client):
    from tests.lists import as_csv, dry_run, row

    source_list = dry_run(city, as_csv(row(n) for n in range(21)))
    client.force_login(city.posts["duty"].user)
    client.post(reverse("intake:commit", args=[source_list.id]))
    events = AuditEvent.objects.filter(action="audit.refused")
    assert [(e.detail["code"], e.on_id) for e in events] == [("pushed_list.needs_second", str(source_list.id))]


@pytest.mark.invariant("INV-03")
@pytest.mark.parametrize(
    ("body", "same_user", "code"), [("卫生健康委", True, "staff.same_person"), ("疾控中心", False, "staff.same_body")]
)
def test_an_approver_of_her_own_proposal_or_of_her_own_body_is_refused_and_stands_in_the_audit(
    at_nine, client, body, same_user, code
):
    measure = a_proposal(at_nine)
    post = at_nine.post("second", Role.HEALTH_APPROVER, "", body)
    if same_user:
        post.user = at_nine.posts["epi"].user
        post.save()
    client.force_login(post.user)
    session = client.session
    session["post"] = str(post.id)
    session.save()
    sent = {"decision": "approve", "seen_sha256": services.evidence_sha256(measure)}
    client.post(reverse("measures:decide", args=[measure.id]), sent)
    assert queries.by_id(measure.id).approved_at is None
    assert [e.detail["code"] for e in AuditEvent.objects.filter(action="audit.refused")] == [code]


@pytest.mark.invariant("INV-05")
@pytest.mark.parametrize("role", BESIDES_HEALTH)
def test_no_role_outside_health_has_a_power_over_measures(role):
    assert POWERS[role] & DECIDING == set()


@pytest.mark.invariant("INV-05")
@pytest.mark.parametrize("role", [r for r in BESIDES_HEALTH if r not in {Role.RESIDENT, Role.SYSTEM}])
def test_nobody_outside_health_proposes_decides_or_ends(city, role):
    by = replace(city.actor("approver", Purpose.DECIDE_MEASURE), role=role)
    waiting, standing = a_proposal(city), in_force(city, claim=CHILD, companion="试验配偶")
    tried = [
        lambda: a_proposal(city, claim=SPOUSE, by=by),
        lambda: services.approve(measure=waiting, seen_sha256="", by=by, at=city.at),
        lambda: services.decline(measure=waiting, reason=REASON, by=by, at=city.at),
        lambda: services.withdraw(measure=waiting, by=by, at=city.at),
        lambda: services.release(measure=standing, reason=REASON, by=by, at=city.at),
        lambda: services.revoke(measure=standing, reason=REASON, by=by, at=city.at),
    ]
    assert {refusal(attempt) for attempt in tried} == {"actors.no_power"}


@pytest.mark.invariant("INV-10")
def test_a_correction_that_takes_the_ground_away_ends_it_and_tells_everybody_who_was_told(city):
    measure = in_force(city)
    by = city.actor("grid", Purpose.SERVE_NOTICE)
    services.tell(measure=measure, audience="employer", channel="phone", body_name="试验商行", by=by, at=city.at)
    at = city.at + timedelta(hours=3)
    correct_case(
        case=Case.objects.get(), case_class="confirmed", onset_on=Case.objects.get().onset_on,
        sampled_on=Case.objects.get().sampled_on, isolated_at=datetime(2020, 3, 8, 1, tzinfo=UTC),
        by=investigator(city), at=at,
    )  # fmt: skip
    assert queries.state_of(queries.by_id(measure.id), at=at) == rules.RELEASED_EARLY
    services.record_ends(at=at)
    told = {of: set(Told.objects.filter(of=of).values_list("audience", flat=True)) for of in ("decision", "end")}
    assert told["end"] == told["decision"] == {"subject", "grid", "employer"}
    assert Message.objects.get(person_id=measure.person_id).kind == "measures.ended"


@pytest.mark.invariant("INV-11")
def test_no_statement_separates_a_child_from_its_companion(city):
    measure = a_proposal(city, claim=CHILD, companion="试验配偶")
    with pytest.raises(IntegrityError, match="stays_with_a_companion"):
        insert_like(measure, companion="NULL")


@pytest.mark.invariant("INV-12")
def test_somebody_under_a_measure_leaves_in_an_emergency_with_nothing_filled_in_but_why(at_nine, client):
    measure = in_force(at_nine)
    client.force_login(at_nine.posts["grid"].user)
    for reason in sorted(rules.EMERGENCIES):
        assert client.post(reverse("measures:leave", args=[measure.id]), {"reason": reason}).status_code == 302
    assert measure.leaves.count() == len(rules.EMERGENCIES)
    assert queries.gate_word_of(measure.person_id, at=clock.now()) == ASK_DUTY  # nothing ended, nobody was sanctioned


@pytest.mark.invariant("INV-02")
def test_a_case_without_a_laboratory_is_refused_and_the_attempt_stands_in_the_audit(at_nine, client):
    client.force_login(at_nine.posts["epi"].user)
    sent = {"lab_name": "试验室", "sample_number": "", "name": "试验路人", "case_class": "confirmed"}
    assert client.post(reverse("cases:new"), sent).status_code == 200 and not Case.objects.exists()
    event = AuditEvent.objects.get(action="audit.refused")
    assert (event.detail["code"], event.role) == ("cases.no_laboratory", "epidemiologist")


def test_an_auditor_sees_first_what_was_refused(at_nine, client):
    measure = a_proposal(at_nine)
    client.force_login(at_nine.posts["commander"].user)
    client.get(reverse("measures:measure", args=[measure.id]))
    client.force_login(at_nine.posts["auditor"].user)
    page = client.get(reverse("audit:list"), {"from_on": "2020-03-10", "until_on": "2020-03-10"})
    assert page.context["alarms"] == [("audit.refused", 1)]
    assert "被拒绝的尝试" in page.content.decode()


@pytest.mark.invariant("INV-16")
def test_a_notice_is_served_only_by_who_answers_for_the_place(city):
    measure = approved(city, a_proposal(city))
    assert refusal(served, city, measure, username="next") == "actors.out_of_area"
