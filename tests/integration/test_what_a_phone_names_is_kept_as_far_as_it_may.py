"""A plate, a code, what somebody showed: sent by a phone that had no signal, kept only as far as it may be."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from tests.integration.test_a_post_counts_and_points_to_nobody import judged
from tests.posts import officer, order, post

from fangxian.core.actors.rules import system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.tokens import rules as tokens
from fangxian.core.tokens.services import issue
from fangxian.engine.tokens.gate import Kind, Word
from fangxian.intake.models import Fact, Receipt
from fangxian.intake.sources.checkpoint.models import Check, Passage
from fangxian.intake.sources.checkpoint.services import check_now, land_checks

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("INV-02")]


@pytest.fixture
def at_post(city):
    return post(city)


def record(checkpoint, city, **fields):
    moment = (city.at + timedelta(hours=1)).isoformat()
    return {
        "kind": "check", "client_id": str(uuid4()), "checkpoint": str(checkpoint.id), "device_at": moment,
        "verdict": "PASS", "vehicles": 1,
    } | fields  # fmt: skip


def land(city, *records, ahead_by=timedelta()):
    at = city.at + timedelta(hours=2)
    pack = pack_in_force(city.programme, "cn.temperature", at)
    return land_checks(
        records, programme=city.programme, pack=pack, ahead_by=ahead_by, by=officer(city), at=at
    )  # fmt: skip


def code_of(city, person, kind=Kind.GATE):
    """The id, in hex, of a code that was issued to somebody."""
    issued = issue(
        programme=city.programme, kind=kind, form=tokens.PHONE, word=Word.PASS, by=system(city.programme.id),
        at=city.at, person_id=person.id,
    )  # fmt: skip
    return bytes(issued.row.token_id).hex()


def test_without_a_registration_order_nothing_named_is_kept_and_the_count_is(city, at_post):
    sent = record(at_post, city, plate="浙E12345", shown=[{"kind": "phone", "value": "13800138000"}])
    (landed,) = land(city, sent)
    assert landed.word == "new" and "not_kept" in landed.marks
    assert not Passage.objects.exists() and Check.objects.get().vehicle_count == 1
    assert "not_kept" in Check.objects.get().marks


def test_under_one_a_plate_of_any_writing_and_what_was_shown_are_kept_once(city, at_post):
    order(city, "registration", number="2号")
    sent = record(at_post, city, plate="使014578", shown=[{"kind": "phone", "value": "13800138000"}])
    assert [landed.word for landed in land(city, sent)] == ["new"]
    assert [landed.word for landed in land(city, sent)] == ["identical"]
    assert sorted(Passage.objects.values_list("shown", flat=True)) == ["phone", "plate"]
    assert Passage.objects.get(shown="plate").plate == "使014578"


def test_an_order_that_began_later_keeps_nothing_of_before(city, at_post):
    order(city, "registration", number="2号", effective_from=city.at + timedelta(minutes=90))
    land(city, record(at_post, city, plate="浙E12345"))
    assert not Passage.objects.exists()


def test_a_scanned_code_is_kept_with_the_person_it_was_issued_to(city, at_post):
    order(city, "registration", number="2号")
    person = judged(city).person
    shown = code_of(city, person)
    land(city, record(at_post, city, token=shown, shown=[{"kind": "token", "value": shown}]))
    assert Passage.objects.get().person_id == person.id
    assert bytes(Check.objects.get().token_id).hex() == shown


def test_without_an_order_no_code_is_kept_that_would_tell_whose_it_was(city, at_post):
    shown = code_of(city, judged(city).person)
    (landed,) = land(city, record(at_post, city, token=shown))
    assert landed.word == "new" and "not_kept" not in landed.marks
    assert Check.objects.get().token_id is None and not Passage.objects.exists()


def test_the_stub_of_a_controlled_entry_is_noted_under_no_order(city, at_post):
    stub = code_of(city, judged(city).person, Kind.STUB)
    land(city, record(at_post, city, token=stub))
    assert bytes(Check.objects.get().token_id).hex() == stub


def test_what_was_taken_back_names_nobody(city, at_post):
    order(city, "registration", number="2号")
    named = {"plate": "浙E12345", "token": code_of(city, judged(city).person)}
    first, second = record(at_post, city, **named), record(at_post, city, **named, undone=True)
    assert [landed.word for landed in land(city, first, second)] == ["new", "new"]
    assert sorted(Passage.objects.values_list("shown", flat=True)) == ["plate", "token"]
    assert [landed.word for landed in land(city, first | {"undone": True})] == ["updated"]
    assert not Passage.objects.exists() and not Check.objects.exclude(token_id=None).exists()


@pytest.mark.invariant("INV-12")
def test_of_an_emergency_nothing_but_the_time_is_kept(city, at_post):
    order(city, "registration", number="2号")
    (landed,) = land(city, record(at_post, city, verdict="EMERGENCY_PASS", plate="浙E12345"))
    assert landed.word == "new" and not Passage.objects.exists()


def test_a_batch_that_names_is_one_event(city, at_post):
    order(city, "registration", number="2号")
    sent = [record(at_post, city, plate=f"浙E1234{n}") for n in range(3)]
    for _ in range(2):
        land(city, *sent)
    assert AuditEvent.objects.get(action="intake.offline_checks_landed").count == 3
    assert not AuditEvent.objects.filter(action="intake.passage_counted").exists()


def test_a_single_look_keeps_what_it_names_as_a_batch_does(city, at_post):
    order(city, "registration", number="2号")
    at, sent = city.at + timedelta(hours=2), record(at_post, city, verdict=None, plate="浙E12345")
    pack = pack_in_force(city.programme, "cn.temperature", at)
    given = {"programme": city.programme, "pack": pack, "ahead_by": timedelta(), "by": officer(city), "at": at}
    assert [check_now(sent, **given).landed.word for _ in range(2)] == ["new", "identical"]
    assert Passage.objects.get().plate == "浙E12345"


def test_a_controlled_entry_is_handed_over_by_its_receipt(city, at_post):
    receipt = judged(city)
    eta = (city.at + timedelta(hours=3)).isoformat()
    sent = record(at_post, city, verdict="CONTROLLED_ENTRY", declaration="follow_up", receipt=receipt.number,
                  entry={"eta_at": eta})  # fmt: skip
    land(city, sent)
    fact = Fact.objects.get(id=Check.objects.get().handed_over_fact_id)
    assert fact.person_id == receipt.person_id
    assert fact.content["controlled_entry"]["eta_at"].startswith((city.at + timedelta(hours=3)).isoformat()[:16])


@pytest.mark.parametrize(("minutes", "way"), [(90, 90), (-5, 60), (60 * 24 * 9, 60)])
def test_the_arrival_is_told_by_the_true_clock_and_within_reason(city, at_post, minutes, way):
    made_at = city.at + timedelta(hours=1)
    wrong = made_at + timedelta(days=400)
    eta = (wrong + timedelta(minutes=minutes)).isoformat()
    sent = record(at_post, city, verdict="CONTROLLED_ENTRY", receipt=judged(city).number,
                  device_at=wrong.isoformat(), entry={"eta_at": eta})  # fmt: skip
    land(city, sent, ahead_by=timedelta(days=400))
    told = Fact.objects.get(id=Check.objects.get().handed_over_fact_id).content["controlled_entry"]["eta_at"]
    assert datetime.fromisoformat(told) == made_at + timedelta(minutes=way)


def test_a_hand_over_is_not_taken_back(city, at_post):
    sent = record(at_post, city, verdict="CONTROLLED_ENTRY", receipt=judged(city).number, plate="浙E12345")
    land(city, sent)
    assert [landed.word for landed in land(city, sent | {"undone": True})] == ["old"]
    assert Check.objects.get().undone_at is None and Passage.objects.filter(shown="plate").exists()


@pytest.mark.parametrize("result", ["no_action", ""])
def test_nobody_is_handed_over_whose_declaration_asks_for_no_follow_up(city, at_post, result):
    receipt = judged(city)
    Receipt.objects.filter(id=receipt.id).update(result=result)
    sent = record(at_post, city, verdict="CONTROLLED_ENTRY", declaration="follow_up", receipt=receipt.number)
    (landed,) = land(city, sent)
    assert landed.word == "new" and "entry_unclear" in landed.marks
    assert Check.objects.get().handed_over_fact_id is None


def test_a_controlled_entry_that_names_no_receipt_is_marked(city, at_post):
    (landed,) = land(city, record(at_post, city, verdict="CONTROLLED_ENTRY"))
    assert landed.word == "new" and landed.marks[-1] == "entry_unclear"


def test_why_a_code_did_not_count_is_noted_and_decides_nothing(city, at_post):
    group = str(uuid4())
    (landed,) = land(city, record(at_post, city, token_refused="forged", group=group))
    assert landed.word == "new" and "other_word" not in landed.marks
    assert Check.objects.values_list("token_refused", "verdict").get() == ("forged", "PASS")


def test_what_is_no_reason_is_not_kept_as_one(city, at_post):
    (landed,) = land(city, record(at_post, city, token_refused="13800138000"))
    assert landed.word == "new" and Check.objects.get().token_refused == ""


@pytest.mark.parametrize("odd", ["\x00", "\ud83d", "\n", "\u202e"])
def test_odd_characters_cost_no_batch(city, at_post, odd):
    order(city, "registration", number="2号")
    shown = [{"kind": kind, "value": odd} for kind in ("phone", "document", "receipt", "token")]
    sent = record(at_post, city, plate="浙E1" + odd, shown=shown, receipt=odd, token_refused=odd)
    words = [landed.word for landed in land(city, sent, record(at_post, city, group=str(uuid4()) + odd))]
    assert words == ["new", "invalid"]
    assert Passage.objects.get(shown="plate").plate == "浙E1"


@pytest.mark.parametrize(
    "named",
    [
        {"token": "x"},
        {"token": "0" * 24 + "\n"},
        {"client_id": "00000000-0000-4000-8000-000000000000\n"},
        {"plate": "浙" * 21},
        {"shown": [{"kind": "face", "value": "1"}]},
    ],
)
def test_what_cannot_be_named_is_given_back_with_its_field(city, at_post, named):
    (landed,) = land(city, record(at_post, city, **named))
    assert landed.word == "invalid" and landed.finding.field.startswith(next(iter(named)))
