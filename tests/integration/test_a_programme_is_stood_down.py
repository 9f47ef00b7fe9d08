"""A programme ends: at once everything it opened, after a day its sight, after thirty days its data (domain.md 4.6)."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from tests import posts, stand_down

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.privacy.rules import KEY_PURPOSES
from fangxian.core.problems.rules import Refused
from fangxian.core.staff.models import User
from fangxian.erasure import services
from fangxian.erasure.queries import standing_down as queries
from fangxian.intake.sources.checkpoint.queries import open_posts
from fangxian.measures.models import Measure
from fangxian.measures.queries import measures_in_force
from fangxian.measures.services import record_ends

pytestmark = pytest.mark.django_db


@pytest.mark.invariant("INV-24")
def test_every_measure_and_post_ends_at_the_moment_of_the_stand_down(city):
    measure = stand_down.fill(city)
    assert measures_in_force(city.programme.id, city.at).exists() and open_posts(city.programme.id, at=city.at)
    stand_down.end(city)
    assert not measures_in_force(city.programme.id, city.at).exists() and not open_posts(city.programme.id, at=city.at)
    record_ends(at=city.at)
    measure.refresh_from_db()
    assert (measure.effective_end_at, measure.end_reason) == (city.at, "stood_down")


def test_a_stand_down_needs_an_order_of_two_that_says_so(city):
    order = posts.order(city, "checkpoint")
    with pytest.raises(Refused) as refused:
        services.declare(programme=city.programme, order=order, by=city.actor("commander", Purpose.COMMAND), at=city.at)
    assert refused.value.problem.code == "erasure.no_order"


@pytest.mark.invariant("INV-24")
def test_before_the_erasure_the_known_people_are_found_and_after_it_nowhere(city):
    stand_down.fill(city)
    assert {"staff_user"} <= set(stand_down.found_anywhere())
    stand_down.end(city)
    found = stand_down.erase(city)
    assert stand_down.found_anywhere() == []
    assert sum(queries.rows_of(model, city.programme.id).count() for model in queries.erased_models()) == 0
    assert found.certificate["restore_test"]["failed"] and len(found.certificate["keys_destroyed"]) == len(KEY_PURPOSES)
    assert not ProgrammeKey.objects.filter(destroyed_at=None).exists()


def test_the_certificate_counts_what_was_there_and_what_is_left(city):
    stand_down.fill(city)
    people = Person.objects.count()
    stand_down.end(city)
    tables = {line["name"]: line for line in stand_down.erase(city).certificate["tables"]}
    assert tables["people_person"] == {
        "name": "people_person", "class": "case", "before": people, "erased": people, "after": 0, "held": 0,
    }  # fmt: skip
    assert tables["staff_user"]["after"] == 0 and tables["staff_user"]["before"] == User.objects.count()


@pytest.mark.invariant("INV-24")
def test_what_a_court_needs_stays_alone_and_is_readable_with_a_key_of_its_own(city):
    measure = stand_down.fill(city)
    stand_down.hold(city, measure)
    stand_down.end(city)
    found = stand_down.erase(city)
    kept = Measure.objects.get()
    assert kept.id == measure.id and kept.person.name == "试验配偶" and kept.support_plan
    assert found.certificate["held_rows_count"] == sum(
        queries.rows_of(model, city.programme.id).count() for model in queries.erased_models()
    )
    assert found.certificate["restore_test"]["failed"] and len(found.certificate["keys_of_holds"]) == 1


def test_when_the_last_hold_ends_what_it_kept_goes_with_its_key(city):
    stand_down.hold(city, stand_down.fill(city))
    stand_down.end(city)
    stand_down.erase(city)
    assert services.end_holds(at=city.at + timedelta(days=201)) == 1
    assert not Measure.objects.exists() and not Person.objects.exists()
    assert not ProgrammeKey.objects.filter(destroyed_at=None).exists()


def test_nothing_is_erased_before_thirty_days_and_the_worker_erases_then(city):
    stand_down.fill(city)
    stand_down.end(city)
    services.erase_due(at=city.at + timedelta(days=30, seconds=-1))
    assert Person.objects.exists()
    assert services.erase_due(at=city.at + timedelta(days=30)) == 1
    assert not Person.objects.exists() and AuditEvent.objects.filter(action="erasure.certified").count() == 1


def test_a_run_that_was_cut_short_goes_on_and_counts_what_was_there_at_first(city):
    stand_down.fill(city)
    stand_down.end(city)
    at = city.at + timedelta(days=30)
    from fangxian.erasure.services import erasing

    begun = queries.stand_down_of(city.programme.id)
    erasing._begin(begun, by=city.actor("admin", Purpose.ADMINISTER), at=at)
    for model in queries.erased_models()[:8]:
        erasing._erase_table(model, set(), begun)
    found = stand_down.erase(city)
    assert sum(line["erased"] for line in found.certificate["tables"] if line["name"] == "people_person") >= 3
    assert Measure.objects.aggregate(n=Sum("ceiling_days"))["n"] is None
