"""Attacks on the end of a programme: undone, put off, done alone, gone round by SQL (INV-24)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from fangxian.core.actors.rules import Purpose
from fangxian.core.privacy.registry import classes_of, models_with_tables
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.models import Programme, ProgrammeRecord
from fangxian.core.staff.queries import actor_of
from fangxian.erasure import services
from fangxian.erasure.migrations import __path__ as migrations
from fangxian.intake.models import Fact
from tests import posts, stand_down
from tests.work import arrival, record

pytestmark = pytest.mark.django_db
LATER = timedelta(days=30)


def by_sql(statement: str, *values: object) -> None:
    """As the application's role, past every service."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.invariant("INV-24")
def test_a_stand_down_is_not_undone_by_its_commander_who_asks(city):
    stand_down.end(city)
    with pytest.raises(Refused) as refused:
        services.undo(programme=city.programme, by=city.actor("commander", Purpose.COMMAND), at=city.at)
    assert refused.value.problem.code == "erasure.not_undone"


@pytest.mark.invariant("INV-24")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programmes_programme SET stood_down_at = NULL WHERE id = %s",
        "UPDATE programmes_programme SET stood_down_at = stood_down_at + interval '1 year' WHERE id = %s",
        "DELETE FROM programmes_programme WHERE id = %s",
        "DELETE FROM erasure_standdown WHERE programme_id = %s",
        "UPDATE erasure_standdown SET begins_at = begins_at + interval '1 year' WHERE programme_id = %s",
    ],
)
def test_a_stand_down_is_not_undone_by_sql(city, statement):
    stand_down.end(city)
    with pytest.raises(IntegrityError):
        by_sql(statement, city.programme.id)
    assert Programme.objects.get(id=city.programme.id).stood_down_at == city.at


@pytest.mark.invariant("INV-24")
def test_a_programme_does_not_end_by_sql_without_an_order_of_two(city):
    with pytest.raises(IntegrityError, match="order of two"):
        by_sql("UPDATE programmes_programme SET stood_down_at = now() WHERE id = %s", city.programme.id)


@pytest.mark.invariant("INV-24")
def test_a_destroyed_key_does_not_come_back(city):
    stand_down.end(city)
    stand_down.erase(city)
    with pytest.raises(IntegrityError, match="does not come back"):
        by_sql("UPDATE privacy_programmekey SET wrapped = %s, destroyed_at = NULL", b"x")


@pytest.mark.invariant("INV-24")
def test_a_certificate_is_not_written_anew(city):
    stand_down.end(city)
    stand_down.erase(city)
    with pytest.raises(IntegrityError, match="certified"):
        by_sql("UPDATE erasure_standdown SET certificate = '{}'")


@pytest.mark.invariant("INV-24")
def test_nothing_is_collected_after_the_end_neither_by_a_service_nor_by_sql(city):
    (fact,) = record(city, arrival(1))
    stand_down.end(city)
    with pytest.raises(Refused) as refused:
        record(city, arrival(2))
    assert refused.value.problem.code == "programmes.ended"
    fact.pk = fact.id = city.programme.id
    with pytest.raises(IntegrityError, match="collects nothing"), transaction.atomic():
        Fact.objects.bulk_create([fact])


# Tables that hold or point to people and stay open after the end, each with its reason.
STAYS_OPEN = {
    "people_person": "whoever asks whether anything is held of her is not turned away",
    "people_careteammember": "staff who leave in the last month are replaced",
    "people_filecode": "everybody may still read the own file",
    "people_canary": "watches over what is left until it is erased",
    "portal_textcode": "everybody may still read the own file",
    "portal_proxy": "a helper may still be named to read it",
    "portal_objection": "an objection may still be made on the day of the end",
    "portal_wish": "what is optional may still be deleted",
    "measures_appeal": "a decision may still be appealed against",
    "measures_told": "whoever was told of a measure is told of its end",
    "measures_leave": "an emergency is noted afterwards",
    "tasks_taskevent": "work that was begun is closed",
    "tasks_taskfact": "facts of before the end are put beside their task",
    "outgoing_outsiderequest": "refusals are counted to the last",
    "outbox_message": "people are told of the end",
    "files_accessalarm": "an alarm about a reading is never too late",
    "erasure_hold": "made before the thirty days are over",
    "packs_signoff": "staff", "staff_post": "staff", "staff_sponsorship": "staff", "staff_staffimport": "staff",
    "signin_card": "staff", "orders_signature": "staff", "screening_arealistsignoff": "staff",
}  # fmt: skip


@pytest.mark.invariant("INV-24")
def test_every_table_of_people_is_closed_at_the_end_or_says_why_not():
    from importlib import import_module
    from pkgutil import iter_modules

    modules = [import_module(f"fangxian.erasure.migrations.{one.name}") for one in iter_modules(migrations)]
    closed = {table for module in modules for table in getattr(module, "CLOSED_TABLES", ())}
    held = {
        model._meta.db_table
        for model in models_with_tables()
        if issubclass(model, ProgrammeRecord) and any(classes_of(model)[name] for name in ("personal", "sensitive"))
    }
    assert held - closed == set(STAYS_OPEN)


@pytest.mark.invariant("INV-24")
def test_a_day_after_the_end_no_role_sees_people_any_more(city):
    stand_down.end(city)
    seen = {
        power
        for post in city.posts.values()
        for power in ("people.see_file", "tasks.see", "cases.see", "measures.see", "intake.see", "screening.see")
        if actor_of(post, purpose=Purpose.COMMAND, sees_no_people=True).can(power)
    }
    assert seen == set()


@pytest.mark.invariant("INV-24")
@pytest.mark.invariant("INV-03")
def test_nobody_holds_a_record_alone_nor_two_of_one_body(city):
    measure = stand_down.fill(city)
    made = services.propose_hold(
        programme=city.programme, case_number="1", authority="法院", scope="measure", record_id=measure.id,
        reason="诉讼", expires_at=city.at + timedelta(days=9), by=city.actor("signatory", Purpose.COMMAND), at=city.at,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        services.approve_hold(hold=made, by=city.actor("signatory", Purpose.COMMAND), at=city.at)
    assert refused.value.problem.code == "staff.same_person"
    stand_down.end(city)
    stand_down.erase(city)
    assert stand_down.found_anywhere() == []


@pytest.mark.invariant("INV-24")
def test_a_hold_is_not_made_once_the_thirty_days_are_over(city):
    measure = stand_down.fill(city)
    stand_down.end(city)
    with pytest.raises(Refused) as refused:
        services.propose_hold(
            programme=Programme.objects.get(id=city.programme.id), case_number="1", authority="法院", scope="measure",
            record_id=measure.id, reason="诉讼", expires_at=city.at + timedelta(days=90),
            by=city.actor("commander", Purpose.COMMAND), at=city.at + LATER,
        )  # fmt: skip
    assert refused.value.problem.code == "erasure.too_late_to_hold"


@pytest.mark.invariant("INV-26")
def test_when_a_programme_has_ended_a_gate_holds_nobody_up(city):
    from fangxian.intake.sources.checkpoint.rules import why_not_check

    lane = posts.shift(city)
    stand_down.end(city)
    from fangxian.intake.sources.checkpoint.queries import post_now

    state = post_now(lane.checkpoint, at=city.at).state
    assert state == "closed" and "let people pass" in why_not_check(state=state, emergency=False).text


def test_every_table_that_takes_something_in_is_closed_at_the_end():
    """A table of a programme's work that has no trigger here must be added to migration 0002 of this app."""
    from fangxian.erasure.queries.standing_down import erased_models

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'nothing_is_collected_after_the_end'"
        )
        closed = {table for (table,) in cursor.fetchall()}
    assert {"intake_fact", "intake_import", "intake_check", "tasks_task", "cases_case", "measures_measure"} <= closed
    assert migrations and closed <= {model._meta.db_table for model in erased_models()} | {
        "intake_checkpoint",
        "intake_gate",
        "intake_venue",
        "intake_otherdesk",
    }
