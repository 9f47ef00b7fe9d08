"""A phone's camera at a post, with no signal: what counts passes, what does not asks the duty officer, at once."""

import random
import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cwt import COSEKey
from playwright.sync_api import expect

from fangxian.core.actors.rules import system
from fangxian.core.tokens import queries, rules, services
from fangxian.engine.tokens.gate import GateToken, Kind, Word, signed_text
from fangxian.intake.sources.checkpoint.models import Check, Passage
from tests.followups import a_followup
from tests.posts import post

from .cameras import filmed
from .phones import in_hands

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]
WAYS = in_hands()
# what is wrong with a code, and the words by which the screen tells it
REASONS = {
    "foreign": ("这不是本市的码", "This is not a code of this city."),
    "garbled": ("码不完整，请再扫一次", "The code is incomplete: scan it again."),
    "forged": ("签名不符，此码不是签发单位所发", "The signature does not fit: it was not issued as it says."),
    "expired": ("码已过期，请刷新或用纸质卡", "The code has run out: renew it, or use paper."),
    "withdrawn": ("此码已收回，请请问值班员", "This code was withdrawn: ask the duty officer."),
}
TIMES = "() => performance.getEntriesByName('camera to word').map((one) => one.duration)"


def issued(city, **more):
    terms = {"kind": Kind.GATE, "form": rules.PHONE, "word": Word.PASS} | more
    return services.issue(programme=city.programme, by=system(city.programme.id), at=city.at, **terms)


def signed(city, key, *, counts_within):
    """A gate token that somebody signed with this key when the story began."""
    chance = random.Random(1)
    token = GateToken(chance.randbytes(12), Kind.GATE, "", Word.PASS, city.at, city.at + counts_within)
    return signed_text(token, key=key)


def bad_codes(city):
    """One code for every way in which one may be wrong at a post."""
    key = queries.signing_key_at(city.programme.id, at=city.at)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    withdrawn = issued(city)
    services.withdraw_one(withdrawn.row, by=system(city.programme.id), at=city.at)
    return {
        "foreign": "https://pay.example/q/73",
        "garbled": issued(city).text[:101],
        "forged": signed(city, COSEKey.from_pem(pem, kid=key.kid, alg="EdDSA"), counts_within=timedelta(hours=12)),
        "expired": signed(city, key, counts_within=timedelta(seconds=1)),
        "withdrawn": withdrawn.text,
    }


@pytest.fixture
def at_the_lane(phones, served_city, tmp_path):
    """A phone at the one post whose camera sees this code; without one it has no camera."""

    def stand(way, width, text=None):
        stands = post(served_city)
        film = filmed(tmp_path / "film.y4m", text) if text else None
        phone = phones(way, width=width, film=film)
        phone.quoted |= {stands.name, stands.order.number}
        phone.film = film
        phone.enter("checkpoint")
        phone.duty("checkpoint")
        scan(phone).wait_for()
        phone.offline()
        return phone

    return stand


def scan(phone):
    return phone.page.get_by_role("button", name=phone.says("扫码", "Scan"))


def tap(phone, zh, en):
    phone.page.get_by_role("button", name=phone.says(zh, en)).first.click()


@WAYS
def test_a_code_that_counts_passes_with_two_taps(at_the_lane, served_city, way, width):
    phone = at_the_lane(way, width, issued(served_city).text)
    scan(phone).click()
    expect(phone.page.get_by_text(phone.says("码有效", "The code counts"))).to_be_visible()
    phone.look("it counts")
    tap(phone, "体温正常：放行", "Temperature normal: pass")
    tap(phone, "完成", "Done")
    scan(phone).click()
    expect(phone.page.get_by_text(phone.says("码有效", "The code counts"))).to_be_visible()
    phone.page.wait_for_function(f"() => ({TIMES})().length === 2")  # the word is shown a moment before it is noted
    times = phone.page.evaluate(TIMES)
    assert len(times) == 2 and all(time > 0 for time in times)
    print(f"camera to word, {way}: {[round(time) for time in times]} ms")
    phone.online()
    phone.all_answered()
    assert list(Check.objects.values_list("verdict", "person_count")) == [("PASS", 1)]


@WAYS
def test_a_stub_of_the_first_station_passes_without_a_second_look(at_the_lane, served_city, way, width):
    person = a_followup(served_city).person
    stub = issued(served_city, kind=Kind.STUB, form=rules.STUB, person_id=person.id)
    phone = at_the_lane(way, width, stub.text)
    scan(phone).click()
    expect(phone.page.get_by_text(phone.says("首站已查，放行", "Checked at the first station"))).to_be_visible()
    phone.look("a stub")
    phone.page.get_by_role("button", name=re.compile(phone.says("放行$", "Pass$"))).click()
    tap(phone, "完成", "Done")
    phone.online()
    phone.all_answered()
    assert list(Check.objects.values_list("verdict", "declaration", "readings")) == [("PASS", "", [])]
    assert list(Passage.objects.values_list("shown", "person_id", "order_id")) == [("token", person.id, None)]


@WAYS
def test_whatever_is_wrong_with_a_code_the_duty_officer_is_asked(at_the_lane, served_city, way, width):
    codes = bad_codes(served_city)
    phone = at_the_lane(way, width, codes["foreign"])
    for name, text in codes.items():
        filmed(phone.film, text)  # the camera opens the film anew each time
        scan(phone).click()
        told = phone.page.locator(".verdict.ask")
        expect(told).to_contain_text(phone.says("请问值班员", "Ask the duty officer"))
        expect(told).to_contain_text(phone.says(*REASONS[name]))
        phone.look(name)
        phone.page.get_by_role("button", name=phone.says("返回", "Back")).last.click()
    assert phone.outbox() == [], "a code alone records nothing"


@WAYS
def test_whom_the_duty_officer_lets_go_on_is_told_to_her_destination(at_the_lane, served_city, way, width):
    asks = issued(served_city, kind=Kind.RECEIPT, form=rules.RECEIPT, word=Word.ASK_DUTY)
    phone = at_the_lane(way, width, asks.text)
    scan(phone).click()
    expect(phone.page.get_by_text(phone.says("拨打", "Call"))).to_be_visible()
    tap(phone, "须告知目的地", "The destination is to be told")
    phone.look("ask the duty officer")
    tap(phone, "录入体温", "Enter a temperature")
    phone.page.get_by_label(phone.says("体温（℃）", "Temperature (°C)")).fill("36.4")
    tap(phone, "判定", "What follows?")
    expect(phone.page.get_by_text(phone.says("继续前行，告知目的地", "Goes on; destination is told"))).to_be_visible()
    phone.look("controlled entry")
    tap(phone, "完成", "Done")
    phone.online()
    phone.all_answered()
    assert list(Check.objects.values_list("verdict", "declaration")) == [("CONTROLLED_ENTRY", "follow_up")]


@WAYS
def test_without_a_camera_a_number_or_paper_does(at_the_lane, served_city, way, width):
    phone = at_the_lane(way, width)
    scan(phone).click()
    alert = phone.page.get_by_role("alert").filter(has_text=phone.says("相机", "amera"))
    expect(alert).to_be_visible()
    phone.look("no camera")
    number = phone.page.get_by_label(phone.says("回执编号", "Receipt number"))
    number.fill("246111224")
    tap(phone, "用此编号", "Use this number")
    expect(phone.page.get_by_text(phone.says("有一位不对，请与回执核对", "One digit is wrong"))).to_be_visible()
    number.fill("236 111 224")
    tap(phone, "用此编号", "Use this number")
    expect(phone.page.get_by_text(phone.says("已申报 236 111 224", "Declared 236 111 224"))).to_be_visible()
    tap(phone, "未测温：放行并提醒", "Not measured: pass, with advice")
    tap(phone, "完成", "Done")
    phone.online()
    phone.all_answered()
    assert list(Check.objects.values_list("verdict", "declaration")) == [("PASS_WITH_ADVICE", "not_judged")]


def test_a_phone_that_may_not_use_its_camera_says_so(at_the_lane, served_city):
    phone = at_the_lane("phone-en", 390, issued(served_city).text)
    phone.page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia ="
        " () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
    )
    scan(phone).click()
    expect(phone.page.get_by_text("The camera may not be used")).to_be_visible()
    tap(phone, "用纸质材料", "Paper")
    expect(phone.page.get_by_text("Paper was seen")).to_be_visible()
