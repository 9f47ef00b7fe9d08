"""A restriction without its rule, evidence, end and appeal is not shown and not hidden: it fails here (INV-08)."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import translation
from django.utils.html import escape

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit import services as audit
from fangxian.core.screens.templatetags.screens import moment_text
from fangxian.core.staff.models import User
from fangxian.engine.legal import cite
from fangxian.engine.rules.packs import read_pack
from fangxian.files.queries import SAW_ELSEWHERE
from fangxian.measures.queries import state_of
from fangxian.measures.services import lodge_appeal
from fangxian.portal import queries
from fangxian.portal.queries.holdings import tables_named
from fangxian.portal.services import own_actor
from fangxian.tasks.models import Task
from tests.household import in_force
from tests.residents import at_the_door, enter, entered, letter, somebody_followed, url

pytestmark = pytest.mark.invariant("INV-08")
# Tables that point to a person and are on her page under another heading, or hold nothing of hers.
ELSEWHERE = {
    "people.Canary": "nobody is behind it",
    "files.BreakGlass": "its readings stand under who looked",
    "cases.LineListRow": "what came of the row stands under illness, contacts and readings",
    "intake.ImportRow": "what came of the row stands under what was told",
    "outgoing.PackageSubject": "that her row left stands under who looked",
}


@pytest.fixture
def visitor(city, client, settings):
    return at_the_door(city, client, settings)


@pytest.fixture
def bound(city, visitor):
    """Somebody under a measure, with her own file open."""
    measure = in_force(city)
    enter(visitor, letter(city, measure.person))
    return measure


def page_text(client, page="own_file"):
    return client.get(url(page)).text


@pytest.mark.parametrize("page", ["own_file", "paper"])
def test_no_measure_is_shown_without_rule_evidence_law_end_and_appeal(visitor, bound, page):
    text = page_text(visitor, page)
    rule = read_pack(bound.pack_id).rule(bound.rule_id)
    wanted = [
        bound.rule_id, bound.rule_version, bound.explain_en, rule.explain.en, cite(bound.legal_basis)[0].title.en,
        "How to appeal", "On one's own page · By phone · On paper", bound.number, "It rests on",
        "of what kind of contact it was",
        bound.deciding_body.name, "Within a day somebody who was not involved decides",
    ]  # fmt: skip
    assert [words for words in wanted if escape(words) not in text and words not in text] == []


def test_an_end_is_shown_to_the_minute(visitor, bound):
    held = queries.held_measures(bound.person, at=bound.served_at)[0]
    translation.activate("en")
    shown = moment_text(held.ends_at, zone=bound.programme.zone, style="long")
    assert shown in page_text(visitor) and ":" in shown


def test_every_open_measure_has_its_button_to_appeal(visitor, bound):
    held = queries.held_measures(bound.person, at=bound.served_at)
    open_ = [one for one in held if one.is_open]
    assert open_ and all(url("appeal", one.measure.id) in page_text(visitor) for one in open_)


def test_an_appeal_shows_its_clocks(city, visitor, bound):
    by = own_actor(bound.person)
    appeal = lodge_appeal(measure=bound, text="我没有见过他", channel="own_page", by=by, at=city.at)
    text = page_text(visitor)
    translation.activate("en")
    for due in (appeal.acknowledge_by, appeal.decide_by):
        assert moment_text(due, zone=city.programme.zone, style="long") in text


def test_whoever_is_not_restricted_is_told_so(city, visitor):
    text = page_text(entered(city, visitor, somebody_followed(city)))
    assert "Nothing restricts you." in text and "Advice, not a restriction" in text


def test_who_looked_has_no_name_of_the_staff(city, visitor, bound):
    text = page_text(visitor) + page_text(visitor, "looks") + page_text(visitor, "paper")
    names = [name for name in User.objects.values_list("full_name", flat=True) if name in text]
    assert names == [] and "Duty officer" in text and "Following up" in text


def test_no_look_is_left_out_however_many_there_are(city, visitor, bound):
    by = city.actor("epi", Purpose.INVESTIGATE_CASE)
    for _ in range(45):
        audit.record("people.saw_file", on=bound.person, about=bound.person.id, by=by, at=city.at)
    pages = queries.looks_at(bound.person).paginator
    seen = [look for number in pages.page_range for look in queries.looks_at(bound.person, page=number)]
    assert sum(look.event.action == "people.saw_file" for look in seen) == 45
    assert "The newest 5 of" in page_text(visitor) and "page 2 of" in visitor.get(url("looks") + "?page=2").text


def test_a_reading_outside_one_s_own_area_is_marked(city, visitor, bound):
    by = city.actor("epi", Purpose.INVESTIGATE_CASE)
    audit.record(SAW_ELSEWHERE, on=bound.person, about=bound.person.id, by=by, at=city.at)
    assert "Outside their own area" in page_text(visitor)


def test_somebody_else_s_looks_are_not_among_mine(city, visitor, bound):
    other = somebody_followed(city)
    audit.record("people.saw_file", about=other.id, by=city.actor("epi", Purpose.SUPERVISE), at=city.at)
    mine = [look.event.purpose for look in queries.looks_at(bound.person)]
    assert "supervise" not in mine


def test_every_table_that_points_to_a_person_is_told_on_her_page():
    pointing = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("fangxian.")
        and any(getattr(field, "attname", "") == "person_id" for field in model._meta.concrete_fields)
    }
    assert pointing - set(tables_named()) - set(ELSEWHERE) == set()


def test_what_is_held_has_its_day_of_deletion(city, visitor):
    person = somebody_followed(city)
    entered(city, visitor, person)
    held = {one.key: one for one in queries.holdings_of(person, at=city.at)}
    assert held["fact"].deleted_at is None and "followed_up" in held["fact"].kept_by
    assert (held["wish"].deleted_at - city.at).days == 30 and held["wish"].kept_by == ()
    over = person.file.follow_until + timedelta(minutes=1)
    Task.objects.update(closed_at=over, conclusion="done")
    held = {one.key: one for one in queries.holdings_of(person, at=over)}
    assert (held["fact"].deleted_at - city.at).days == 28 and "28 days" in held["fact"].why.en
    assert "kept for now" in page_text(visitor)


def test_the_copy_holds_her_own_data_and_no_name_of_the_staff(city, visitor, bound):
    other = somebody_followed(city)
    answer = visitor.post(url("copy"))
    told = json.loads(answer.content)
    assert told["person"]["name"] == bound.person.name and told["decisions"][0]["evidence"]
    assert told["decisions"][0]["rule"] == f"{bound.rule_id}@{bound.rule_version}" and told["looks"]
    names = [name for name in User.objects.values_list("full_name", flat=True) if name in answer.text]
    assert names == [] and other.name not in answer.text and bound.person.name not in answer["content-disposition"]


def test_both_languages_say_the_same(visitor, bound):
    visitor.cookies["language"] = "zh-hans"
    text = page_text(visitor)
    assert bound.explain_zh in text and "如何申诉" in text and bound.explain_en not in text


def test_an_ended_measure_is_no_longer_among_what_applies(city, visitor, bound, settings):
    settings.CLOCK_OFFSET += bound.ends_at - city.at
    assert state_of(bound, at=bound.ends_at) == "expired"
    enter(visitor, letter(city, bound.person, at=bound.ends_at))
    assert "Nothing restricts you." in page_text(visitor)
