"""Opening a token: from the text of a QR code to claims that somebody with a known key signed.

Source: RFC 9052 (COSE_Sign1), RFC 8392 (CWT); layers and order of checks as in the EU's certificates,
whose published cases run through this very function (tests/unit/test_published_tokens_are_judged.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import cbor2
from cwt import COSE
from cwt.exceptions import CWTError

from fangxian.engine.texts import Bilingual
from fangxian.engine.tokens.keys import TrustList, VerificationKey
from fangxian.engine.tokens.moments import moment_of
from fangxian.engine.tokens.wire import WireFault, from_text
from fangxian.engine.tokens.withdrawn import WithdrawnTokens

ISSUER, EXPIRES, NOT_BEFORE, ISSUED, TOKEN_ID = 1, 4, 5, 6, 7  # claims of RFC 8392
ALGORITHM, KEY_ID = 1, 4  # headers of RFC 9052
SIGN1 = 18  # the tag of a COSE message with one signature
# Clocks of cheap phones and of the office differ; more than this and the token is of the future.
CLOCK_DIFFERENCE = timedelta(minutes=2)

# What the reader of a screen is told, in the order in which it is found out.
REASONS: Mapping[str, Bilingual] = {
    "foreign": Bilingual("这不是本市的码", "This is not a code of this city."),
    "garbled": Bilingual("码不完整，请再扫一次", "The code is incomplete: scan it again."),
    "not_packed": Bilingual("码不完整，请再扫一次", "The code is incomplete: scan it again."),
    "unreadable": Bilingual("码的内容无法读取", "The code's contents cannot be read."),
    "unknown_key": Bilingual("签发密钥不在名单中，请更新后再扫", "Its key is not known here: update, then scan again."),
    "forged": Bilingual("签名不符，此码不是签发单位所发", "The signature does not fit: it was not issued as it says."),
    "wrong_use": Bilingual("此密钥不得签发这种码", "This key may not sign such a code."),
    "not_yet": Bilingual("码尚未生效，请核对手机时间", "The code is not valid yet: check the clock of this phone."),
    "expired": Bilingual("码已过期，请刷新或用纸质卡", "The code has run out: renew it, or use paper."),
    "withdrawn": Bilingual("此码已收回，请请问值班员", "This code was withdrawn: ask the duty officer."),
}


class TokenRefused(Exception):
    """A token that does not count; `code` is a key of REASONS. Paper and the duty officer are always open."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.reason = REASONS[code]


@dataclass(frozen=True)
class Profile:
    """One family of tokens: how its texts begin, and which use of a key its claims ask for."""

    prefix: str
    use_of: Callable[[Mapping[Any, Any]], str]


@dataclass(frozen=True)
class Opened:
    """A token that counts at the moment of asking. `token_id` is empty if its issuer gave none."""

    claims: Mapping[Any, Any]
    key: VerificationKey
    issued_at: datetime | None
    expires_at: datetime | None
    token_id: bytes


def open_token(
    text: str, *, profile: Profile, trust: TrustList, at: datetime, withdrawn: WithdrawnTokens | None = None
) -> Opened:
    """What a token says, if it counts at `at`. Raises `TokenRefused`, in the order of REASONS."""
    try:
        body = from_text(text.strip(), prefix=profile.prefix)
    except WireFault as fault:
        raise TokenRefused(fault.code) from fault
    message = _message(body)
    key = trust.find(_key_id(message))
    if key is None:
        raise TokenRefused("unknown_key")
    claims = _claims(_verified(message, key))
    if not key.may_sign(_use(profile, claims)):
        raise TokenRefused("wrong_use")
    opened = _opened(claims, key)
    _check_times(opened, at=at)
    if withdrawn is not None and opened.token_id in withdrawn:
        raise TokenRefused("withdrawn")
    return opened


def _message(body: bytes) -> cbor2.CBORTag:
    try:
        found = cbor2.loads(body)
    except (cbor2.CBORDecodeError, ValueError, RecursionError) as error:
        raise TokenRefused("unreadable") from error
    if isinstance(found, cbor2.CBORTag) and found.tag == 61:  # a CWT may say that it is one
        found = found.value
    message = found if isinstance(found, cbor2.CBORTag) else cbor2.CBORTag(SIGN1, found)
    parts = message.value
    is_sign1 = message.tag == SIGN1 and isinstance(parts, list | tuple) and len(parts) == 4
    if not is_sign1 or not isinstance(parts[1], Mapping):
        raise TokenRefused("unreadable")
    return message


def _key_id(message: cbor2.CBORTag) -> bytes:
    """The key that a token names; the signed header goes before the unsigned one."""
    protected, unprotected = message.value[0], message.value[1]
    try:
        headers = cbor2.loads(protected) if protected else {}
    except (cbor2.CBORDecodeError, ValueError, TypeError) as error:
        raise TokenRefused("unreadable") from error
    named = headers.get(KEY_ID, unprotected.get(KEY_ID)) if isinstance(headers, Mapping) else None
    return named if isinstance(named, bytes) else b""


def _verified(message: cbor2.CBORTag, key: VerificationKey) -> bytes:
    try:
        payload: bytes = COSE.new().decode(cbor2.dumps(message), key.public)
    except (CWTError, ValueError, TypeError) as error:
        raise TokenRefused("forged") from error
    return payload


def _claims(payload: bytes) -> Mapping[Any, Any]:
    try:
        claims = cbor2.loads(payload)
    except (cbor2.CBORDecodeError, ValueError, RecursionError) as error:
        raise TokenRefused("unreadable") from error
    if not isinstance(claims, Mapping):
        raise TokenRefused("unreadable")
    return claims


def _use(profile: Profile, claims: Mapping[Any, Any]) -> str:
    try:
        return profile.use_of(claims)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise TokenRefused("unreadable") from error


def _opened(claims: Mapping[Any, Any], key: VerificationKey) -> Opened:
    token_id = claims.get(TOKEN_ID, b"")
    if not isinstance(token_id, bytes):
        raise TokenRefused("unreadable")
    return Opened(claims, key, _moment(claims, ISSUED), _moment(claims, EXPIRES), token_id)


def _moment(claims: Mapping[Any, Any], label: int) -> datetime | None:
    seconds = claims.get(label)
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise TokenRefused("unreadable")
    try:
        return moment_of(seconds)
    except (ValueError, OverflowError, OSError) as error:
        raise TokenRefused("unreadable") from error


def _check_times(opened: Opened, *, at: datetime) -> None:
    starts = [moment for moment in (opened.issued_at, _moment(opened.claims, NOT_BEFORE)) if moment is not None]
    if any(moment > at + CLOCK_DIFFERENCE for moment in starts):
        raise TokenRefused("not_yet")
    if opened.issued_at is not None and not opened.key.was_valid_at(opened.issued_at):
        raise TokenRefused("wrong_use")
    # tokens count in whole seconds: one holds to the end of the second that it names, as the EU's do
    if opened.expires_at is not None and at >= opened.expires_at + timedelta(seconds=1):
        raise TokenRefused("expired")
