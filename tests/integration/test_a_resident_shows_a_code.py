"""A code for gates on one's own page, on a card, and from the community's counter for whoever has no phone (F18)."""

import re
from datetime import timedelta

import pytest
from tests.household import CHILD, SPOUSE, a_proposal, in_force
from tests.passing import Keeper
from tests.residents import at_the_door, enter, entered, letter, named, somebody_followed, url

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.problems.rules import Refused
from fangxian.core.tokens.models import IssuedToken
from fangxian.engine.tokens.gate import Word
from fangxian.portal import services
from fangxian.portal.models import Wish

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("INV-15")]
HOUR = timedelta(hours=1)


@pytest.fixture
def visitor(city, client, settings):
    return at_the_door(city, client, settings)


@pytest.fixture
def person(city):
    return somebody_followed(city)


def forward(city, settings, span):
    settings.CLOCK_OFFSET += span


def counter(city, client, name="grid"):
    client.force_login(city.posts[name].user)
    return client


ASKED = {"channel": "counter", "asked_at": "2020-03-10T08:30", "is_sure": "on", "others": "", "holder": "herself"}


def test_her_page_shows_a_code_that_a_gate_passes_and_keeps_it_for_a_while(city, visitor, person, settings):
    entered(city, visitor, person)
    first = services.token_on_phone(person=person, by=services.own_actor(person), at=city.at)
    page = visitor.get(url("token"))
    assert "The keeper is told: let pass." in page.text and page["cache-control"].count("no-store")
    assert Keeper(city).says(first.text, at=city.at) == Word.PASS
    forward(city, settings, timedelta(minutes=10))
    visitor.get(url("token_now"))
    assert IssuedToken.objects.count() == 1
    forward(city, settings, timedelta(minutes=10))
    visitor.get(url("token_now"))
    assert IssuedToken.objects.count() == 2


def test_a_page_that_nobody_touches_does_not_keep_the_file_open(city, visitor, person, settings):
    entered(city, visitor, person).get(url("token"))
    for _ in range(3):
        forward(city, settings, timedelta(minutes=14))
        answer = visitor.get(url("token_now"), headers={"hx-request": "true"})
    assert answer["hx-redirect"] == url("open_file")


def test_somebody_under_a_measure_is_told_what_the_keeper_is_told_and_nothing_more(city, visitor):
    measure = in_force(city)
    enter(visitor, letter(city, measure.person))
    text = visitor.get(url("token")).text
    assert "ask the duty officer" in text and "No reason is told" in text
    assert measure.rule_id not in text and "isolation" not in text


def test_her_file_says_which_codes_were_made_and_where_they_count_and_a_lost_one_ends(city, visitor, person):
    entered(city, visitor, person).post(url("my_card"))
    text = visitor.get(url("token")).text
    assert "Printed card" in text and "浮星桥社区" in text
    lost = IssuedToken.objects.get(form="card")
    visitor.post(url("end_token"), {"token": str(lost.id)})
    assert "Withdrawn" in visitor.get(url("token")).text
    lost.refresh_from_db()
    assert lost.withdrawn_at is not None
    assert visitor.post(url("end_token"), {"token": "x"}).status_code == 404


def test_nobody_withdraws_the_code_of_another(city, visitor, person):
    other = a_proposal(city).person
    code = services.own_card(person=other, by=services.own_actor(other), at=city.at)
    entered(city, visitor, person).post(url("end_token"), {"token": str(code.row.id)})
    assert IssuedToken.objects.get(id=code.row.id).withdrawn_at is None


def test_a_guardian_shows_the_code_of_her_child(city, visitor, person):
    _, code = named(city, visitor, person, relation="guardian")
    visitor.cookies.pop("sessionid")
    enter(visitor, code)
    _, card = visitor.post(url("my_card")).text.split("gate-card")
    assert "Held by a parent or guardian" in card and person.name not in card
    assert AuditEvent.objects.filter(action="tokens.issued", role="helper").count() == 1


def test_the_counter_prints_cards_for_a_household_on_one_sheet(city, visitor):
    spouse, child = (
        a_proposal(city, claim=SPOUSE).person,
        a_proposal(city, claim=CHILD, is_dependent=True, companion=SPOUSE.name).person,
    )
    sheet = counter(city, visitor, "duty").post(
        url("desk_card", spouse.id), ASKED | {"others": CHILD.name, "holder": "guardian"}
    )
    assert len(re.findall("gate-card", sheet.text)) == 2 and sheet["cache-control"].count("no-store")
    assert set(IssuedToken.objects.values_list("person_id", flat=True)) == {spouse.id, child.id}
    assert Wish.objects.filter(what="card", channel="counter", done_at__isnull=False).count() == 2


def test_a_name_that_is_not_under_her_number_is_refused_and_nothing_is_printed(city, visitor):
    spouse = a_proposal(city, claim=SPOUSE).person
    page = counter(city, visitor, "duty").post(url("desk_card", spouse.id), ASKED | {"others": "无此人"})
    assert page.status_code == 422 and "Line 1" in page.text
    assert not IssuedToken.objects.exists()


def test_cards_are_printed_by_whoever_works_with_her_and_by_no_other(city, visitor, person):
    path = url("desk_card", person.id)
    assert counter(city, visitor, "grid").get(path).status_code == 200
    assert counter(city, visitor, "next").get(path).status_code == 404
    assert counter(city, visitor, "auditor").get(path).status_code == 403


def test_the_counter_withdraws_everything_that_she_holds(city, visitor, person):
    codes = [services.own_card(person=person, by=services.own_actor(person), at=city.at) for _ in range(2)]
    counter(city, visitor).post(url("desk_card", person.id), {"act": "withdraw"})
    at = city.at + HOUR
    keeper = Keeper(city).fetch(at=at)
    assert {keeper.refusal(code.text, at=at) for code in codes} == {"withdrawn"}


def test_without_keys_or_after_the_end_the_page_says_that_paper_counts(city, visitor, person):
    entered(city, visitor, person)
    ProgrammeKey.objects.filter(purpose="token_signing").delete()
    page = visitor.get(url("token"))
    assert page.status_code == 200 and "You pass on paper all the same" in page.text
    assert visitor.post(url("my_card")).status_code == 302


def test_a_worker_prints_no_card_for_somebody_she_has_no_task_with(city, person):
    stranger = a_proposal(city).person
    with pytest.raises(Refused) as refused:
        services.cards_of_household(
            person=stranger, others=[], channel="counter", asked_at=city.at, is_sure=True,
            by=city.actor("grid2", Purpose.FOLLOW_UP), at=city.at,
        )  # fmt: skip
    assert refused.value.problem.code in {"actors.out_of_area", "portal.no_task"}
