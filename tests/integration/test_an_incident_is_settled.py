"""An incident is talked about before it is agreed or referred; a dispute told in a call begins one (F29)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.city import NEXT_COUNTY_GRID
from tests.incidents import STIGMA, incident, mediator, talked
from tests.integration.test_the_boards_of_the_field_count_what_happened import counts
from tests.requests import request

from fangxian.core.problems.rules import Refused
from fangxian.erasure import services as erasure
from fangxian.mediation import rules, services
from fangxian.mediation.models import Incident, MediationStep

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refused(call, **given) -> str:
    with pytest.raises(Refused) as caught:
        call(**given)
    return caught.value.problem.code


def test_somebody_talks_before_anything_is_agreed(city):
    one, by = incident(city), mediator(city)
    assert rules.state_of(one) == "to_talk"
    assert refused(services.agree, incident=one, outcome="access", by=by, at=city.at) == "mediation.not_talked"
    talked(city, one, kind="group_talk", note="在业主群讲了康复后不再传染的道理")
    one = services.agree(incident=one, outcome="access", by=by, at=city.at)
    assert rules.state_of(one) == "agreed"
    assert refused(services.refer, incident=one, referred_to="legal_aid", by=by, at=city.at) == "mediation.over"
    given = {"incident": one, "kind": "visit", "note": "再去一次看看", "by": by, "at": city.at}
    assert refused(services.write_step, **given) == "mediation.over"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "brawl"}, "mediation.kind"),
        ({"kind": "stigma"}, "mediation.target"),
        ({"target": "recovered", "done_to": "barred"}, "mediation.no_target"),
        ({"area_code": NEXT_COUNTY_GRID}, "actors.out_of_area"),
        ({"words": "吵"}, "mediation.words"),
        ({"place": " "}, "mediation.place"),
    ],
)
def test_an_incident_that_is_not_in_order_is_refused_with_its_reason(city, changes, code):
    with pytest.raises(Refused) as caught:
        incident(city, **changes)
    assert caught.value.problem.code == code and not Incident.objects.exists()


def test_a_dispute_told_in_a_call_begins_one_mediation_and_nothing_of_its_caller_comes_along(city):
    told = request(city, service="dispute", text="楼下两家为垃圾吵架", contact="0572-1234567")
    one = incident(city, request_id=told.id)
    assert one.request_id == told.id and "1234567" not in f"{one.words}{one.place}"
    with pytest.raises(Refused, match="already begun"):
        incident(city, request_id=told.id)
    with pytest.raises(Refused, match="No call of your area"):
        incident(city, request_id=request(city, text="别的事").id)


def test_the_board_counts_what_happened_and_what_was_settled(city):
    talked(city, incident(city, **STIGMA))
    one = talked(city)
    services.agree(incident=one, outcome="apology", by=mediator(city), at=city.at)
    two = talked(city)
    services.refer(incident=two, referred_to="legal_aid", by=mediator(city), at=city.at)
    assert counts(city, "incidents_recorded", "incidents_stigma", "mediations_waiting") == (3, 1, 1)
    assert counts(city, "mediation_steps", "mediations_agreed", "mediations_referred") == (3, 1, 1)


@pytest.mark.invariant("INV-22")
def test_gatherings_are_held_against_the_first_week_and_nothing_against_none(city):
    incident(city, kind="gathering")
    assert counts(city, "gatherings_change") == (None,)
    for _ in range(21):
        one = incident(city, kind="gathering")
        Incident.objects.filter(id=one.id).update(occurred_at=city.at.replace(month=1, day=23))
    assert counts(city, "gatherings_change") == (-67,)
    assert rules.change_share(1, 1, 7, 7) == 0 and rules.change_share(5, 1, 0, 7) is None


def test_it_is_forgotten_ninety_days_after_it_is_settled(city):
    one = talked(city)
    services.agree(incident=one, outcome="rules", by=mediator(city), at=city.at)
    waits = talked(city)
    erasure.forget(at=city.at + 91 * DAY)
    assert list(Incident.objects.all()) == [waits] and MediationStep.objects.count() == 1


def test_a_form_that_names_somebody_is_shown_again_with_everything_in_it(city, client, settings):
    from datetime import UTC, datetime

    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.force_login(city.posts["grid"].user)
    given = {
        "kind": "neighbours", "target": "", "done_to": "", "area_code": "33050200100501", "place": "南门",
        "occurred_at": "2020-03-10T08:30", "words": "王小虎老师带头闹事", "action": "nothing_yet",
    }  # fmt: skip
    page = client.post(reverse("mediation:record"), given)
    assert page.status_code == 422 and "王小虎老师带头闹事" in page.content.decode() and not Incident.objects.exists()
    page = client.post(reverse("mediation:record"), {**given, "words": "有人带头闹事"})
    assert page.status_code == 302 and Incident.objects.get().words == "有人带头闹事"
