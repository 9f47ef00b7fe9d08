"""From the post with no signal to the visit: every step once, with where, which unit, and why (F16, INV-08)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.city import GRID
from tests.entries import entry, react, receiver
from tests.followups import a_followup, tells, worker
from tests.gates import gate, passed, send
from tests.household import SPOUSE, in_force
from tests.integration.test_a_post_counts_and_points_to_nobody import judged
from tests.integration.test_what_a_phone_names_is_kept_as_far_as_it_may import code_of, land, record
from tests.posts import order, post
from tests.residents import at_the_door, entered, url

from fangxian.core.people.models import Person
from fangxian.files.queries import own_places, timeline_of
from fangxian.files.rules import ALL_PARTS
from fangxian.files.rules.steps import STEPS, Step, in_order
from fangxian.measures.services import lodge_appeal
from fangxian.tasks.kinds.controlled_entry import services as entries

pytestmark = pytest.mark.django_db


def steps_of(city, person, *, places=(), **later):
    return timeline_of(person, parts=ALL_PARTS, at=city.at + timedelta(**later or {"days": 1}), places=places)


def test_a_controlled_entry_is_told_from_the_post_to_the_arrival_with_the_units(city):
    one = entry(city)
    for move, minutes in ((entries.accept_entry, 5), (entries.arrive, 40)):
        move(entry=one, by=receiver(city), at=city.at + timedelta(minutes=minutes))
    found = {step.kind: step for step in steps_of(city, one.person, hours=1)}
    assert list(reversed([kind for kind in found if kind.startswith("entry")])) == [
        "entry_proposed", "entry_left", "entry_asked", "entry_accepted", "entry_arrived",
    ]  # fmt: skip
    assert found["entry_proposed"].place == "织里收费站" and found["entry_proposed"].rule == one.rule
    assert found["entry_accepted"].unit == found["entry_arrived"].unit == f"月河街道办 {GRID}"


def test_what_a_post_did_with_no_signal_stands_when_it_was_and_when_it_came_in(city):
    receipt = judged(city)
    sent = record(post(city), city, verdict="CONTROLLED_ENTRY", receipt=receipt.number, vehicles=0)
    land(city, sent)
    react(city)
    (let_go,) = [step for step in steps_of(city, receipt.person) if step.kind == "entry_proposed"]
    assert (let_go.at, let_go.came_in_at) == (city.at + timedelta(hours=1), city.at + timedelta(hours=2))


def test_nothing_stands_in_it_that_has_not_happened_yet(city):
    one = entry(city)
    kinds = [step.kind for step in steps_of(city, one.person, minutes=1)]
    assert "entry_asked" in kinds and not {"entry_closed", "follow_up_over"} & set(kinds)


def test_a_restriction_stands_with_rule_basis_end_and_appeal(city):
    measure = in_force(city)
    lodge_appeal(measure=measure, text="我没有去过。", channel="paper", by=worker(city), at=city.at)
    steps = [step for step in steps_of(city, measure.person) if step.restriction]
    assert [step.kind for step in reversed(steps)] == ["proposed", "decided", "began", "appealed"]
    for step in steps:
        ground = step.restriction
        assert ground.rule and ground.legal and ground.appeal_ways and ground.until == measure.effective_end_at


def test_a_reading_says_that_she_was_asked_and_no_temperature(city):
    file = a_followup(city)
    tells(city, file, "38.4")
    (asked,) = [step for step in steps_of(city, file.person) if step.kind == "asked"]
    assert asked.words[1] == ("followup.outcome", "taken") and asked.unit
    assert "38.4" not in str(asked)


def test_she_herself_reads_where_her_code_was_shown_and_by_no_number_of_hers(city, client, settings):
    order(city, "registration", number="9号")
    person = in_force(city).person
    code, number = code_of(city, person), {"kind": "phone", "value": "13800138000"}
    at = gate(city)
    send(city, passed(city, at, way="code", shown=[{"kind": "token", "value": code}]), passed(city, at, shown=[number]))
    assert [(step.kind, step.place) for step in own_places(person)] == [("gate", "浮星桥东门")]
    entered(city, at_the_door(city, client, settings), person)
    assert "浮星桥东门" in client.get(url("own_file")).text
    copied = client.post(url("copy")).json()["timeline"]
    assert ["gate", "浮星桥东门"] in [[step["what"], step["place"]] for step in copied]


def test_both_pages_show_the_same_steps_and_each_kind_has_a_word(city, client, settings):
    person = in_force(city).person
    steps = steps_of(city, person)
    settings.CLOCK_OFFSET = city.at + timedelta(minutes=1) - datetime.now(UTC)
    client.cookies["language"] = "en"
    client.force_login(city.posts["epi"].user)
    page = client.get(reverse("files:file", args=[person.id])).text
    client.logout()
    own = entered(city, at_the_door(city, client, settings), person).get(url("own_file")).text
    for text in ("A restriction began", "On which ground, until when, how to appeal", SPOUSE.name):
        assert text in page and text in own
    assert {step.kind for step in steps} <= set(STEPS) and Person.objects.filter(id=person.id).exists()


def test_of_one_moment_the_later_step_stands_above(city):
    told = [Step(city.at, kind) for kind in ("entry_left", "told", "entry_proposed")]
    assert [step.kind for step in in_order(told)] == ["entry_left", "entry_proposed", "told"]
