"""Rights denied show in the records as counts by place and name nobody; nobody confirms her own repair (F35)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from fangxian.core.actors.rules import Purpose, Role, system
from fangxian.core.problems.rules import Refused
from fangxian.intake.sources.checkpoint import services as posts_services
from fangxian.intake.sources.gate import services as gate_services
from fangxian.measures.services import lodge_appeal, record_ends
from fangxian.supervision.models import Finding, Inspection
from fangxian.supervision.queries import editions, signs
from fangxian.supervision.rules import words
from tests import gates, household, inspecting, posts
from tests.city import GRID
from tests.signing_in import live_now

pytestmark = pytest.mark.django_db


def seen(city, at):
    params = editions.params_of(editions.edition(city.programme, at=at), "signs")
    found = signs.signs(city.programme, area_code="", params=params, at=at)
    return {(one.sign, one.target.area_code): one.count for one in found}


def test_a_release_of_which_nobody_is_told_is_seen_after_an_hour(city):
    end = household.in_force(city).ends_at
    assert (words.LATE_RELEASE, GRID) not in seen(city, end + timedelta(minutes=59))
    assert seen(city, end + timedelta(minutes=61))[words.LATE_RELEASE, GRID] == 1


@pytest.mark.parametrize(("told_after", "is_late"), [(5, False), (180, True)])
def test_a_release_told_late_stays_seen_and_one_told_in_time_is_not(city, told_after, is_late):
    end = household.in_force(city).ends_at
    record_ends(at=end + timedelta(minutes=told_after))
    assert ((words.LATE_RELEASE, GRID) in seen(city, end + timedelta(hours=5))) is is_late


def test_a_notice_that_lies_about_and_an_appeal_that_waits_are_seen(city):
    measure = household.approved(city, household.a_proposal(city))
    assert seen(city, city.at + timedelta(hours=23)) == {}
    assert seen(city, city.at + timedelta(hours=25)) == {(words.UNSERVED, GRID): 1}
    lodge_appeal(measure=household.served(city, measure), text="试验：请复核。", channel="in_person",
                 by=city.actor("epi", Purpose.DECIDE_APPEAL), at=city.at)  # fmt: skip
    assert seen(city, city.at + timedelta(days=5)) == {(words.LATE_APPEAL, GRID): 1}


def test_whoever_was_held_up_at_a_gate_and_a_question_that_nobody_answered_are_seen(city):
    gate = gates.gate(city)
    gate_services.report_wrong_refusal(gate=gate, programme=city.programme, by=gates.keeper(city), at=city.at)
    gates.send(city, gates.passed(city, gate, verdict="ASK_DUTY", way="none"))
    assert seen(city, city.at + timedelta(minutes=40)) == {(words.REFUSAL, GRID): 1}
    assert seen(city, city.at + timedelta(hours=2)) == {(words.REFUSAL, GRID): 1, (words.UNANSWERED_ASK, GRID): 1}


def test_who_says_that_a_post_turned_her_back_is_counted_there(city):
    post = posts.post(city)
    posts_services.complain(checkpoint=post, kind="turned_back", words="", channel="page",
                            by=system(city.programme.id, Purpose.CHECK_AT_POST), at=city.at)  # fmt: skip
    assert seen(city, city.at + timedelta(hours=1)) == {(words.REFUSAL, "330502"): 1}


def test_a_late_release_makes_its_grid_likelier_to_be_drawn_and_names_nobody(city, client, settings):
    measure = household.in_force(city)
    city.at = measure.ends_at + timedelta(hours=2)
    live_now(city, settings)
    client.force_login(city.posts["supervisor"].user)
    page = client.get(reverse("supervision:rights"))
    assert page.status_code == 200 and "浮星桥社区" in page.text
    for secret in (household.SPOUSE.name, household.SPOUSE.phone[3:], household.SPOUSE.address, measure.number):
        assert secret not in page.text


@pytest.mark.parametrize("name", ["liaison_of_place", "mate", "next", "signatory"])
def test_who_claims_it_and_her_body_and_strangers_do_not_look_back(city, name):
    finding = inspecting.claimed(city)
    city.post("mate", Role.SUPERVISOR, "330502", "浮星物业", "firm")
    with pytest.raises(Refused):
        inspecting.looked_back(city, finding, words.HOLDS, name=name)
    finding.refresh_from_db()
    assert finding.looked_back_at is None


def test_not_even_the_database_lets_the_claimant_look_back_or_an_urgent_finding_be_waved_through(city):
    finding = inspecting.claimed(city)
    rows = Finding.objects.filter(id=finding.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(looked_back_at=city.at + timedelta(hours=2), looked_back_by=finding.claimed_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(severity=words.URGENT, settled_at=city.at + timedelta(hours=2))


def test_an_inspection_holds_nobody_and_no_column_of_it_names_a_person():
    for model in (Inspection, Finding):
        assert not any("person" in column.name for column in model._meta.get_fields())
