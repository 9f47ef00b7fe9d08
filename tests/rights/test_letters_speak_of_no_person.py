"""Letters go to departments and say nothing of anybody; nobody checks her own work."""

import pytest
from django.db import IntegrityError, transaction

from fangxian.core.actors.rules import POWERS, Role
from fangxian.letters import services
from fangxian.letters.models import Letter
from tests.letters import again, drafted, issued, market_supervision, refused, replied, who, written

pytestmark = pytest.mark.django_db
NAMED = "摊主王先生从湖北回来，手机13800138000。"


@pytest.fixture
def town(city):
    return market_supervision(city)


@pytest.mark.parametrize("field", ["place", "problem", "request", "evidence", "goods_name", "goods_batch"])
def test_no_field_of_a_letter_takes_a_person(town, field):
    text = [NAMED] if field == "evidence" else NAMED
    code = refused(services.draft, written=written(town, **{field: text}), programme=town.programme, by=who(town),
                   at=town.at)  # fmt: skip
    assert code == "letters.names_name" and not Letter.objects.exists()


def test_nobody_is_named_in_a_reply_or_a_look_back_either(town):
    letter = services.receive(letter=issued(town), by=who(town, "liaison"), at=town.at)
    given = {"letter": letter, "kind": "done", "by": who(town, "liaison"), "at": town.at}
    assert refused(services.reply, **given, words=NAMED) == "letters.names_name"
    letter = services.reply(**given, words="已分流。")
    look = {"letter": letter, "finding": "settled", "by": who(town, "supervisor"), "at": town.at}
    assert refused(services.look_back, **look, words="3幢201室住户发烧。") == "letters.names_health"
    assert again(letter).verified_at is None


def test_who_wrote_a_letter_does_not_approve_it(town):
    user = town.posts["duty"].user
    town.post("duty_chief", Role.COMMANDER, "", "指挥部办公室", "command")
    town.posts["duty_chief"].user = user
    town.posts["duty_chief"].save()
    letter = drafted(town)
    assert refused(services.approve, letter=letter, by=who(town, "duty_chief"), at=town.at) == "letters.own_letter"
    assert refused(services.approve, letter=letter, by=who(town, "duty"), at=town.at) == "actors.no_power"
    with pytest.raises(IntegrityError, match="who_wrote_a_letter_does_not_approve_it"), transaction.atomic():
        Letter.objects.filter(id=letter.id).update(approved_by=letter.drafted_by_id)


def test_who_replied_does_not_look_back(town):
    letter = issued(town, to_unit=town.posts["duty2"].unit)
    letter = services.receive(letter=letter, by=who(town, "duty2"), at=town.at)
    letter = services.reply(letter=letter, kind="done", words="已分流。", by=who(town, "duty2"), at=town.at)
    look = {"letter": letter, "finding": "settled", "words": "已分流。", "at": town.at}
    assert refused(services.look_back, **look, by=who(town, "duty2")) == "letters.own_reply"
    assert services.look_back(**look, by=who(town, "supervisor")).verified_at is not None
    with pytest.raises(IntegrityError, match="who_replied_does_not_look_back"), transaction.atomic():
        Letter.objects.filter(id=letter.id).update(verified_by=letter.replied_by_id)


def test_nothing_is_closed_that_nobody_looked_back_at(town):
    letter = replied(town)
    assert refused(services.close, letter=letter, by=who(town), at=town.at) == "letters.not_now"
    with pytest.raises(IntegrityError, match="only_a_letter_looked_back_at_is_closed"), transaction.atomic():
        Letter.objects.filter(id=letter.id).update(closed_at=town.at)


def test_a_liaison_of_a_department_reads_letters_and_no_person():
    of_people = ("people.", "cases.", "measures.", "screening.", "followup.", "tasks.", "intake.", "outgoing.")
    assert "letters.answer" in POWERS[Role.DEPARTMENT_LIAISON]
    assert not {power for power in POWERS[Role.DEPARTMENT_LIAISON] if power.startswith(of_people)}
    assert not {power for power in POWERS[Role.POLICE_LIAISON] if power.startswith("letters.")}
