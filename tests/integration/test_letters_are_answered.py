"""A letter is approved by somebody else, numbered, answered in working days, looked back at, opened again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import stand_down
from tests.city import NEXT_COUNTY_GRID
from tests.letters import again, drafted, issued, market_supervision, refused, replied, who, written
from tests.posts import order

from fangxian.core.actors.rules import Role
from fangxian.core.messages.models import Message
from fangxian.letters import queries, rules, services
from fangxian.letters.models import Letter, LetterStep

pytestmark = pytest.mark.django_db
THREE_WORKING_DAYS = datetime(2020, 3, 13, 16, tzinfo=UTC)  # Friday, 24:00 in the city; it goes out on Tuesday
HOUR = timedelta(hours=1)


@pytest.fixture
def town(city):
    return market_supervision(city)


def test_a_letter_goes_from_the_draft_to_its_closing(town):
    letter = drafted(town)
    walked = [rules.state_of(letter)]
    for act, by, given in (
        (services.approve, "commander", {}), (services.issue, "duty", {}), (services.receive, "liaison", {}),
        (services.reply, "liaison", {"kind": "done", "words": "已分流。"}),
        (services.look_back, "supervisor", {"finding": "settled", "words": "周五到场，已分流。"}),
        (services.close, "duty", {}),
    ):  # fmt: skip
        letter = act(letter=letter, by=who(town, by), at=town.at, **given)
        walked.append(rules.state_of(letter))
    assert walked == ["draft", "approved", "issued", "received", "replied", "verified", "closed"]
    assert [step.step for step in queries.history(letter)] == [
        "drafted", "approved", "issued", "received", "replied", "verified", "closed",
    ]  # fmt: skip


def test_letters_are_numbered_without_gaps_within_the_year_of_the_city(town):
    numbers = [(one.year, one.serial) for one in (issued(town), issued(town))]
    services.withdraw(letter=drafted(town), by=who(town), at=town.at)
    new_year = datetime(2020, 12, 31, 16, tzinfo=UTC)  # midnight in the city
    numbers += [(one.year, one.serial) for one in (issued(town), issued(town, at=new_year))]
    assert numbers == [(2020, 1), (2020, 2), (2020, 3), (2021, 1)]


def test_a_reply_is_due_after_three_working_days(town):
    assert issued(town).due_at == THREE_WORKING_DAYS
    before_the_festival = datetime(2020, 1, 22, 1, tzinfo=UTC)
    assert issued(town, at=before_the_festival).due_at == datetime(2020, 2, 4, 16, tzinfo=UTC)


def test_where_the_year_is_not_announced_the_writer_says_by_when(town):
    at = datetime(2091, 3, 5, 1, tzinfo=UTC)
    letter = services.approve(letter=drafted(town, at=at), by=who(town, "commander"), at=at)
    assert refused(services.issue, letter=letter, by=who(town), at=at) == "letters.unknown_year"
    assert again(letter).issued_at is None
    assert issued(town, at=at, reply_on=date(2091, 3, 9)).due_at == datetime(2091, 3, 9, 16, tzinfo=UTC)


def test_the_addressee_is_told_and_nobody_else_answers(town):
    town.posts["liaison"].user.phone = "13900000001"
    town.posts["liaison"].user.save()
    letter = issued(town)
    assert refused(services.receive, letter=letter, by=who(town), at=town.at) == "letters.not_addressee"
    assert refused(services.receive, letter=letter, by=who(town, "liaison_b"), at=town.at) == "letters.not_addressee"
    assert services.receive(letter=letter, by=who(town, "liaison"), at=town.at).on_paper is False


def test_what_nobody_can_sign_in_for_goes_on_paper(town):
    unit = town.posts["checkpoint"].unit
    letter = issued(town, to_unit=unit)
    assert refused(services.receive, letter=letter, by=who(town, "liaison"), at=town.at) == "actors.no_power"
    letter = services.receive(letter=letter, by=who(town), at=town.at)
    assert letter.on_paper and queries.history(letter)[-1].detail == {"on_paper": True}


def test_a_plan_says_its_day_and_is_looked_back_at_after_it(town):
    letter = services.receive(letter=issued(town), by=who(town, "liaison"), at=town.at)
    plan = {"letter": letter, "kind": "plan", "words": "二十日前改造出口。", "by": who(town, "liaison"), "at": town.at}
    assert refused(services.reply, **plan) == "letters.plan_day"
    assert refused(services.reply, **plan, done_on=date(2020, 3, 9)) == "letters.plan_day"
    done = services.reply(**plan, done_on=date(2020, 3, 20))
    assert done.look_back_due_at == datetime(2020, 3, 27, 16, tzinfo=UTC)
    assert replied(town).look_back_due_at == datetime(2020, 3, 17, 16, tzinfo=UTC)


def test_what_is_not_settled_is_opened_again_with_a_new_clock(town):
    later = town.at + timedelta(days=6)
    letter = services.look_back(
        letter=replied(town), finding="not_settled", words="仍在排队。", by=who(town, "supervisor"), at=later
    )
    assert rules.state_of(letter) == "reopened" and letter.reopen_count == 1
    assert letter.due_at == datetime(2020, 3, 19, 16, tzinfo=UTC)
    letter = services.reply(letter=letter, kind="done", words="又加一个出口。", by=who(town, "liaison"), at=later)
    assert rules.state_of(letter) == "replied"
    assert [step.note for step in queries.history(letter) if step.step == "replied"] == [
        "已增开出口，专人分流。", "又加一个出口。",
    ]  # fmt: skip


def test_a_late_reply_is_told_upwards_once_and_still_comes(town):
    letter = issued(town)
    assert services.escalate_late(THREE_WORKING_DAYS - HOUR) == 0
    assert services.escalate_late(THREE_WORKING_DAYS) == 1
    assert services.escalate_late(THREE_WORKING_DAYS + HOUR) == 0
    letter = again(letter)
    assert rules.state_of(letter) == "escalated" and LetterStep.objects.get(step="escalated").detail == {"told": 2}
    letter = services.receive(letter=letter, by=who(town, "liaison"), at=THREE_WORKING_DAYS + HOUR)
    assert rules.state_of(letter) == "escalated"
    services.reply(letter=letter, kind="done", words="已分流。", by=who(town, "liaison"), at=THREE_WORKING_DAYS + HOUR)
    assert LetterStep.objects.get(step="replied").detail == {"reply": "done", "late": True}


def test_who_hears_of_it_is_said_by_an_order_as_long_as_it_is_in_force(town):
    user = town.posts["auditor"].user
    user.phone = "13900000002"
    user.save()
    under = order(town, "gate")
    named = {"programme": town.programme, "topic": rules.LATE_REPLIES, "area_code": "330502", "by": who(town, "admin")}
    unit = town.posts["auditor"].unit
    assert refused(services.name_unit, **named, unit=unit, order=None, at=town.at) == "letters.no_order"
    services.name_unit(**named, unit=unit, order=under, at=town.at)
    terms = queries.terms_of(town.programme, at=town.at)
    told = queries.told_of_late(issued(town), terms, at=town.at)
    assert told == [town.posts["auditor"]]
    under.revoked_at, under.revoked_by = town.at, town.posts["signatory"]
    under.save()
    told = queries.told_of_late(issued(town), terms, at=town.at + HOUR)
    assert {post.role for post in told} == {Role.COMMANDER, Role.SUPERVISOR}


def test_a_kind_of_gathering_is_addressed_to_whom_the_site_named_for_the_finest_area(town):
    given = {"programme": town.programme, "topic": "market", "order": None, "by": who(town, "admin"), "at": town.at}
    services.name_unit(**given, area_code="3305", unit=town.posts["liaison"].unit)
    assert drafted(town, to_unit=None).to_unit == town.posts["liaison"].unit
    services.name_unit(**given, area_code="330502001", unit=town.posts["post_worker"].unit)
    assert drafted(town, to_unit=None).to_unit == town.posts["post_worker"].unit
    letter = drafted(town, to_unit=None, area_code=NEXT_COUNTY_GRID)
    assert letter.to_unit == town.posts["liaison"].unit


def test_what_the_seed_does_not_name_stays_unknown_until_the_site_says_it(town):
    topics = queries.terms_of(town.programme, at=town.at).topics
    gatherings = [topic for topic in topics.values() if topic.is_gathering]
    assert len(gatherings) == 15 and not any(topic.departments for topic in gatherings)
    assert {topic.code for topic in gatherings if topic.seed is None} == {
        "religious", "queue", "hub", "training", "meeting",
    }  # fmt: skip
    missing = {"written": written(town, to_unit=None), "programme": town.programme, "by": who(town), "at": town.at}
    assert refused(services.draft, **missing) == "letters.nobody_answers"


def test_suspect_masks_go_to_market_supervision_with_their_batch(town):
    goods = {"topic": "goods", "place": "东街药房", "problem": "所售口罩疑为假冒。", "to_unit": None}
    assert refused(services.draft, written=written(town, **goods), programme=town.programme, by=who(town),
                   at=town.at) == "letters.goods"  # fmt: skip
    letter = drafted(town, **goods, goods_name="口罩", goods_batch="20200115", goods_count=2300)
    assert letter.to_unit.body.name == "市市场监督管理局"
    assert (letter.goods_batch, letter.goods_count) == ("20200115", 2300)


def test_a_draft_is_changed_by_its_unit_until_it_is_approved(town):
    letter = drafted(town)
    changed = written(town, place="西街市场北门")
    assert refused(services.change, letter=letter, written=changed, by=who(town, "supervisor"),
                   at=town.at) == "letters.other_unit"  # fmt: skip
    letter = services.change(letter=letter, written=changed, by=who(town), at=town.at)
    letter = services.approve(letter=letter, by=who(town, "commander"), at=town.at)
    assert refused(services.change, letter=letter, written=changed, by=who(town), at=town.at) == "letters.no_draft"
    letter = services.send_back(letter=letter, words="请写明时段。", by=who(town, "commander"), at=town.at)
    assert rules.state_of(letter) == "draft" and again(letter).place == "西街市场北门"


def test_letters_are_read_in_their_area_and_by_their_addressee(town):
    town.post("writer_b", Role.DUTY_OFFICER, "330521", "德清县疾控", "health")
    letter = issued(town, copies=[town.posts["liaison_b"].unit])
    assert queries.letter_of(who(town, "liaison"), letter.id) == letter
    assert queries.letter_of(who(town, "liaison_b"), letter.id) == letter
    assert queries.letter_of(who(town, "writer_b"), letter.id) is None
    assert queries.letter_of(who(town, "grid2"), letter.id) is None
    assert queries.letter_of(who(town, "liaison_b"), drafted(town, copies=[town.posts["liaison_b"].unit]).id) is None


def test_the_board_finds_words_numbers_states_and_ages(town):
    old, new = issued(town, at=town.at - timedelta(days=9)), issued(town, place="南门车站")
    rows = queries.letters_of(who(town))
    assert list(queries.searched(rows, "车站")) == [new] and list(queries.searched(rows, "1")) == [old]
    assert list(queries.late(rows, at=town.at)) == [old]
    assert queries.ageing(rows, at=town.at) == [(3, 1), (7, 0), (14, 1), (None, 0)]
    for state in rules.STATES:
        found = queries.by_state(Letter.objects.all(), state)
        assert [rules.state_of(one) for one in found] == [state] * len(found)


def test_a_programme_that_has_ended_sends_no_letters(town):
    letter = services.approve(letter=drafted(town), by=who(town, "commander"), at=town.at)
    stand_down.end(town)
    assert refused(services.issue, letter=letter, by=who(town), at=town.at + HOUR) == "programmes.ended"
    assert not Message.objects.filter(kind="letters.issued").exists()
    assert services.escalate_late(town.at + timedelta(days=30)) == 0
