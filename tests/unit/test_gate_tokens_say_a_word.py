"""The city's own tokens: a word and an hour, signed, withdrawn, and of no use to whoever forges one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cbor2
import pytest
import segno
from cwt import COSE, COSEAlgs, COSEHeaders
from hypothesis import given
from hypothesis import strategies as st

from fangxian.engine.tokens import TokenRefused, TrustList, VerificationKey, WithdrawnTokens
from fangxian.engine.tokens.gate import (
    KIND,
    SCOPE,
    TOKEN_ID_BYTES,
    WORD,
    GateToken,
    Kind,
    TooLong,
    Word,
    read_gate_token,
    signed_text,
    word_for,
)
from fangxian.engine.tokens.keys import UntrustedList, new_signing_key, public_part
from fangxian.engine.tokens.opening import EXPIRES, ISSUED, TOKEN_ID
from fangxian.engine.tokens.wire import from_text, to_text

AT = datetime(2020, 3, 10, 1, tzinfo=UTC)
KEY, OTHER_KEY, ROOT, OTHER_ROOT = (new_signing_key() for _ in range(4))
TRUST = TrustList.of([VerificationKey(KEY.kid, public_part(KEY), frozenset({"gate", "stub"}))], made_at=AT)
TOKEN = GateToken(b"\x07" * TOKEN_ID_BYTES, Kind.GATE, "330502", Word.PASS, AT, AT + timedelta(hours=12))
TEXT = signed_text(TOKEN, key=KEY)
pytestmark = pytest.mark.invariant("INV-13")


def refused(text, *, trust=TRUST, at=AT, withdrawn=None):
    with pytest.raises(TokenRefused) as caught:
        read_gate_token(text, trust=trust, at=at, withdrawn=withdrawn)
    return caught.value.code


def forged(claims, *, key=KEY):
    headers = {COSEHeaders.ALG: COSEAlgs.EDDSA, COSEHeaders.KID: KEY.kid}
    return to_text(COSE.new().encode(cbor2.dumps(claims), key, protected=headers), prefix="FX1:")


@given(
    scope=st.sampled_from(["", "33", "330502", "33050200100501"]),
    word=st.sampled_from(Word),
    kind=st.sampled_from([Kind.GATE, Kind.STUB]),
    hours=st.integers(1, 72),
    token_id=st.binary(min_size=TOKEN_ID_BYTES, max_size=TOKEN_ID_BYTES),
)
def test_what_was_signed_is_what_is_read(scope, word, kind, hours, token_id):
    token = GateToken(token_id, kind, scope, word, AT, AT + timedelta(hours=hours))
    assert read_gate_token(signed_text(token, key=KEY), trust=TRUST, at=AT) == token


def test_a_token_holds_whole_numbers_and_its_own_id():
    claims = cbor2.loads(cbor2.loads(from_text(TEXT, prefix="FX1:")).value[2])
    assert {type(value) for label, value in claims.items() if label != TOKEN_ID} == {int}
    assert set(claims) == {EXPIRES, ISSUED, TOKEN_ID, KIND, SCOPE, WORD}


def test_a_token_fits_a_code_that_a_cheap_camera_reads():
    assert segno.make(TEXT, error="q").version <= 15


def test_somebody_elses_key_signs_nothing():
    assert refused(signed_text(TOKEN, key=OTHER_KEY)) == "unknown_key"
    assert refused(forged({EXPIRES: 2_000_000_000, ISSUED: int(AT.timestamp())}, key=OTHER_KEY)) == "forged"


@given(at=st.integers(0, len(TEXT) - 1), sign=st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"))
def test_a_changed_text_counts_for_nothing(at, sign):
    changed = TEXT[:at] + sign + TEXT[at + 1 :]
    if changed.strip() != TEXT:
        refused(changed)


@given(length=st.integers(0, len(TEXT) - 1))
def test_a_cut_text_counts_for_nothing(length):
    assert refused(TEXT[:length]) in {"foreign", "garbled", "not_packed", "unreadable"}


@given(st.text(max_size=200))
def test_any_text_is_answered(text):
    assert refused("FX1:" + text)


def test_a_token_counts_to_its_last_second():
    assert read_gate_token(TEXT, trust=TRUST, at=TOKEN.expires_at) == TOKEN
    assert refused(TEXT, at=TOKEN.expires_at + timedelta(seconds=1)) == "expired"


def test_a_phone_a_year_slow_is_told_to_look_at_its_clock():
    assert refused(TEXT, at=AT - timedelta(days=365)) == "not_yet"
    assert read_gate_token(TEXT, trust=TRUST, at=AT - timedelta(minutes=1)) == TOKEN


def test_a_withdrawn_token_counts_no_more_and_its_neighbour_does():
    withdrawn = WithdrawnTokens([TOKEN.token_id], made_at=AT)
    assert refused(TEXT, withdrawn=withdrawn) == "withdrawn"
    other = replace(TOKEN, token_id=b"\x08" * TOKEN_ID_BYTES)
    assert read_gate_token(signed_text(other, key=KEY), trust=TRUST, at=AT, withdrawn=withdrawn) == other


def test_a_key_signs_only_what_it_may():
    receipt = signed_text(replace(TOKEN, kind=Kind.RECEIPT), key=KEY)
    assert refused(receipt) == "wrong_use"


def test_a_key_that_was_replaced_signs_nothing_new():
    old = VerificationKey(KEY.kid, public_part(KEY), valid_until=AT)
    assert refused(TEXT, trust=TrustList.of([old], made_at=AT)) == "wrong_use"
    earlier = replace(TOKEN, issued_at=AT - timedelta(hours=1))
    read_gate_token(signed_text(earlier, key=KEY), trust=TrustList.of([old], made_at=AT), at=AT)


def test_a_gate_token_is_short_lived():
    with pytest.raises(TooLong):
        signed_text(replace(TOKEN, expires_at=AT + timedelta(hours=73)), key=KEY)
    claims = {EXPIRES: int(AT.timestamp()) + 73 * 3600, ISSUED: int(AT.timestamp()), TOKEN_ID: TOKEN.token_id}
    assert refused(forged(claims | {KIND: 1, SCOPE: 0, WORD: 1})) == "unreadable"


@pytest.mark.parametrize("word", [0, 3, -1, True, "PASS", None])
def test_there_is_no_third_word(word):
    claims = {EXPIRES: int(AT.timestamp()) + 60, ISSUED: int(AT.timestamp()), TOKEN_ID: TOKEN.token_id}
    assert refused(forged(claims | {KIND: 1, SCOPE: 0, WORD: word})) == "unreadable"


@pytest.mark.parametrize(
    ("text", "area_code", "word"),
    [
        (TEXT, "33050200100501", Word.PASS),
        (TEXT, "330521", Word.ASK_DUTY),
        (signed_text(replace(TOKEN, scope=""), key=KEY), "330521", Word.PASS),
        ("a shopping list", "330502", Word.ASK_DUTY),
    ],
)
def test_a_gate_is_told_one_of_two_words(text, area_code, word):
    try:
        token = read_gate_token(text, trust=TRUST, at=AT)
    except TokenRefused as refusal:
        token = refusal
    assert word_for(token, area_code=area_code) == word


def test_a_list_of_keys_is_taken_from_its_root_only():
    signed = TRUST.signed(root=ROOT)
    opened = TrustList.opened(signed, root=public_part(ROOT))
    assert read_gate_token(TEXT, trust=opened, at=AT) == TOKEN
    assert opened.made_at == AT
    for wrong in (signed[:-1], signed[:-1] + bytes([signed[-1] ^ 1]), b"", TRUST.signed(root=OTHER_ROOT)):
        with pytest.raises(UntrustedList):
            TrustList.opened(wrong, root=public_part(ROOT))


def test_a_list_of_one_kind_is_never_taken_for_another():
    with pytest.raises(UntrustedList):
        TrustList.opened(WithdrawnTokens([TOKEN.token_id], made_at=AT).signed(root=ROOT), root=public_part(ROOT))
    with pytest.raises(UntrustedList):
        WithdrawnTokens.opened(TRUST.signed(root=ROOT), root=public_part(ROOT))


@given(st.sets(st.binary(min_size=12, max_size=12), max_size=50), st.binary(min_size=12, max_size=12))
def test_a_list_of_withdrawn_tokens_survives_its_way(withdrawn, other):
    signed = WithdrawnTokens(withdrawn, made_at=AT).signed(root=ROOT)
    opened = WithdrawnTokens.opened(signed, root=public_part(ROOT))
    assert all(one in opened for one in withdrawn) and len(opened) == len(withdrawn)
    assert (other in opened) == (other in withdrawn)
    with pytest.raises(UntrustedList):
        WithdrawnTokens.opened(signed, root=public_part(OTHER_ROOT))


def test_readers_hold_no_key_that_signs():
    with pytest.raises(ValueError):
        signed_text(TOKEN, key=public_part(KEY))
