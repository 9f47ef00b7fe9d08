"""The city's own tokens: a word at a gate, a stub from the first station, a receipt of a declaration.

A token carries integers and its own random id, nothing of a person: whoever copies it learns a word and
an hour (INV-13). It is computed from the measures in force when it is asked for and lives a short time;
what changes in between is told by the list of withdrawn tokens. A reader that cannot decide asks the
duty officer; it turns nobody back (INV-14).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeGuard, TypeVar

from cwt.cose_key_interface import COSEKeyInterface

from fangxian.engine.tokens.keys import TrustList
from fangxian.engine.tokens.moments import seconds_of
from fangxian.engine.tokens.opening import EXPIRES, ISSUED, TOKEN_ID, Profile, TokenRefused, open_token
from fangxian.engine.tokens.signing import sign
from fangxian.engine.tokens.wire import to_text
from fangxian.engine.tokens.withdrawn import WithdrawnTokens

T = TypeVar("T")
PREFIX = "FX1:"
TOKEN_ID_BYTES = 12
# claims of our own; RFC 8392 leaves numbers below -65536 to whoever needs some
KIND, SCOPE, WORD = -70_001, -70_002, -70_003
LONGEST_LIFE = timedelta(hours=72)  # as long as a phone must work with no network


class Kind(StrEnum):
    """What a token is for; a key may be limited to some."""

    GATE = "gate"
    STUB = "stub"
    RECEIPT = "receipt"


class Word(StrEnum):
    """All that a gate may be told. There is no third."""

    PASS = "PASS"  # noqa: S105 - a word at a gate, no secret
    ASK_DUTY = "ASK_DUTY"


KINDS = tuple(Kind)
WORDS = tuple(Word)


@dataclass(frozen=True)
class GateToken:
    """What one token says.

    scope   the area where it counts, as a division code; "" everywhere in the city
    word    what the gate is told
    """

    token_id: bytes
    kind: Kind
    scope: str
    word: Word
    issued_at: datetime
    expires_at: datetime


class TooLong(ValueError):
    """A token of a longer life than a gate's may have."""


def signed_text(token: GateToken, *, key: COSEKeyInterface) -> str:
    """The text of a token's QR code. Raises `TooLong`."""
    if token.expires_at - token.issued_at > LONGEST_LIFE:
        raise TooLong(f"{token.expires_at - token.issued_at} is longer than {LONGEST_LIFE}")
    claims = {
        EXPIRES: seconds_of(token.expires_at),
        ISSUED: seconds_of(token.issued_at),
        TOKEN_ID: token.token_id,
        KIND: KINDS.index(token.kind) + 1,
        SCOPE: int(token.scope or 0),
        WORD: WORDS.index(token.word) + 1,
    }
    return to_text(sign(claims, key=key), prefix=PREFIX)


def read_gate_token(
    text: str, *, trust: TrustList, at: datetime, withdrawn: WithdrawnTokens | None = None
) -> GateToken:
    """What a gate's token says, if it counts at `at`. Raises `TokenRefused`."""
    opened = open_token(text, profile=PROFILE, trust=trust, at=at, withdrawn=withdrawn)
    issued_at, expires_at = opened.issued_at, opened.expires_at
    if issued_at is None or expires_at is None or len(opened.token_id) != TOKEN_ID_BYTES:
        raise TokenRefused("unreadable")
    if expires_at - issued_at > LONGEST_LIFE:
        raise TokenRefused("unreadable")
    word = _chosen(WORDS, opened.claims.get(WORD))
    scope = opened.claims.get(SCOPE)
    if word is None or not _is_number(scope) or scope < 0:
        raise TokenRefused("unreadable")
    kind = Kind(_kind_of(opened.claims))
    return GateToken(opened.token_id, kind, str(scope) if scope else "", word, issued_at, expires_at)


def word_for(token: GateToken | TokenRefused, *, area_code: str) -> Word:
    """What the keeper of a gate in `area_code` is told: a token of elsewhere, or none, asks the duty officer."""
    if isinstance(token, TokenRefused) or not area_code.startswith(token.scope):
        return Word.ASK_DUTY
    return token.word


def _kind_of(claims: Mapping[Any, Any]) -> str:
    kind = _chosen(KINDS, claims.get(KIND))
    if kind is None:
        raise ValueError("unknown kind")
    return kind


def _chosen(words: tuple[T, ...], number: object) -> T | None:
    return words[number - 1] if _is_number(number) and 1 <= number <= len(words) else None


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


PROFILE = Profile(PREFIX, _kind_of)
