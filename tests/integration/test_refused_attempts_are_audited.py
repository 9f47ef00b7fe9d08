"""Whatever is refused stands in the audit: who tried it, on which page and record, with which answer."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.household import a_proposal

from fangxian.core import clock
from fangxian.core.audit.models import AuditEvent
from fangxian.core.audit.rules import codes_refused
from fangxian.core.problems.rules import Problem, forbidden
from fangxian.measures.services import evidence_sha256


@pytest.fixture
def at_nine(city, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    city.at = clock.now()
    return city


def as_(client, city, username):
    client.force_login(city.posts[username].user)
    return client


def refusals():
    return list(AuditEvent.objects.filter(action="audit.refused").order_by("id"))


def test_a_page_that_a_role_may_not_open(client, at_nine):
    measure = a_proposal(at_nine)
    assert as_(client, at_nine, "commander").get(reverse("measures:measure", args=[measure.id])).status_code == 403
    (event,) = refusals()
    assert event.detail == {"code": "actors.no_power", "attempt": "measures:measure", "method": "GET"}
    assert (event.role, event.on_kind, event.on_id) == ("commander", "measure", str(measure.id))
    assert event.user_id == at_nine.posts["commander"].user_id


def test_a_refusal_that_is_shown_beside_its_form(client, at_nine):
    measure = a_proposal(at_nine)
    sent = {"decision": "approve", "seen_sha256": "0" * 64}
    page = as_(client, at_nine, "approver").post(reverse("measures:decide", args=[measure.id]), sent)
    assert page.status_code == 200
    assert [event.detail["code"] for event in refusals()] == ["measures.evidence_not_seen"]


def test_a_record_that_is_not_there_for_the_asker(client, at_nine):
    as_(client, at_nine, "approver").get(reverse("measures:measure", args=[uuid4()]))
    as_(client, at_nine, "next").get(reverse("measures:attend", args=[a_proposal(at_nine).id]))
    assert [(e.role, e.detail["code"]) for e in refusals()] == [
        ("health_approver", "audit.not_found"),
        ("grid_worker", "audit.not_found"),
    ]


def test_what_a_person_is_named_in_an_address_is_kept_as_a_keyed_reference_only(client, at_nine):
    person_id = a_proposal(at_nine).person_id
    as_(client, at_nine, "grid").get(reverse("home_isolation:propose", args=[person_id]))
    (event,) = refusals()
    assert event.subject_ref and str(person_id) not in f"{event.on_id}{event.detail}"


def test_what_is_allowed_leaves_no_refusal(client, at_nine):
    measure = a_proposal(at_nine)
    as_(client, at_nine, "approver").get(reverse("measures:decide", args=[measure.id]))
    sent = {"decision": "approve", "seen_sha256": evidence_sha256(measure)}
    assert client.post(reverse("measures:decide", args=[measure.id]), sent).status_code == 302
    assert refusals() == []


def test_a_slip_in_a_field_is_no_attempt():
    slip, state, power = Problem("a", "", field="reason"), Problem("b", ""), forbidden("c", "")
    assert codes_refused([slip, state, power, power], method="POST", status=200) == {"b": 1, "c": 2}
    assert codes_refused([slip, state], method="GET", status=200) == {}
    assert codes_refused([slip], method="GET", status=409) == {"a": 1}
