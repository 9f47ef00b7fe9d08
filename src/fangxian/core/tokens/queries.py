"""The keys of a programme's tokens, the two lists that phones fetch, and what a token's text says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cwt.cose_key_interface import COSEKeyInterface
from django.db.models import Max, QuerySet

from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.privacy.queries import key_by_id
from fangxian.core.privacy.rules import TOKEN_ROOT, TOKEN_SIGNING
from fangxian.core.programmes.models import Programme
from fangxian.engine.rules.packs import Pack, pack_in_force
from fangxian.engine.tokens import TrustList, VerificationKey, WithdrawnTokens
from fangxian.engine.tokens.gate import GateToken, Kind, Word, read_gate_token, signed_text
from fangxian.engine.tokens.keys import key_id_of, public_bytes, public_part, signing_key_of

from . import rules
from .models import IssuedToken


class NoKeys(Exception):
    """The programme has no keys for tokens: it is erased, or its keys were not made yet."""


def edition_at(at: datetime) -> Pack:
    """The edition of the terms at `at`, adopted or not: no draft lets a token live longer than the engine allows."""
    pack = pack_in_force(rules.PACK_FAMILY, at)
    if pack is None:
        raise LookupError(f"no edition of {rules.PACK_FAMILY} is in force at {at.isoformat()}")
    return pack


def lists_old_after(*, at: datetime) -> timedelta:
    """After how long with no network a phone says that its signed lists are old."""
    return rules.lists_old_after(edition_at(at))


@dataclass(frozen=True)
class SigningKey:
    """A living key that signs, will sign or has signed tokens. `row_id` names it in `fangxian keys`."""

    row_id: UUID
    key: COSEKeyInterface
    span: rules.KeySpan


def root_of(programme_id: UUID) -> COSEKeyInterface:
    """The key that signs the lists; a phone is given its public half when it is enrolled. Raises `NoKeys`."""
    row = root_rows(programme_id).order_by("-made_at").first()
    if row is None:
        raise NoKeys(programme_id)
    return _opened(row)


def root_rows(programme_id: UUID) -> QuerySet[ProgrammeKey]:
    return _rows(programme_id, TOKEN_ROOT).filter(destroyed_at=None)


def signing_keys(programme_id: UUID) -> list[SigningKey]:
    """Every living key for tokens, oldest first."""
    rows = list(_rows(programme_id, TOKEN_SIGNING).filter(destroyed_at=None).order_by("made_at", "id"))
    spans = rules.spans_of([row.made_at for row in rows])
    return [SigningKey(row.id, _opened(row), span) for row, span in zip(rows, spans, strict=True)]


def signing_row(key_id: UUID) -> ProgrammeKey | None:
    """One living key for tokens, of whichever programme."""
    return ProgrammeKey.objects.filter(id=key_id, purpose=TOKEN_SIGNING, destroyed_at=None).first()


def signing_key_at(programme_id: UUID, *, at: datetime) -> COSEKeyInterface:
    """The key that signs at `at`. Raises `NoKeys`."""
    keys = signing_keys(programme_id)
    now = [one.key for one in keys if one.span.state_at(at) == rules.SIGNS]
    if not now:
        raise NoKeys(programme_id)
    return now[-1]


def trust_list(programme_id: UUID) -> TrustList:
    """The keys that a token of this programme may be signed with, as of the last time that one came or went."""
    changed = _rows(programme_id, TOKEN_SIGNING).aggregate(made=Max("made_at"), gone=Max("destroyed_at"))
    moments = [moment for moment in changed.values() if moment is not None]
    if not moments:
        raise NoKeys(programme_id)
    return TrustList.of(map(_published, signing_keys(programme_id)), made_at=max(moments))


def withdrawn_tokens(programme_id: UUID, *, at: datetime) -> WithdrawnTokens:
    """The tokens that would still count at `at` but are withdrawn."""
    marks = _withdrawn(programme_id, at=at).values_list("token_id", flat=True)
    return WithdrawnTokens(map(bytes, marks), made_at=withdrawn_as_of(programme_id, at=at))


def withdrawn_as_of(programme_id: UUID, *, at: datetime) -> datetime:
    """The moment that the list names: its last withdrawal, or the last full hour if nothing changed since."""
    rows = IssuedToken.objects.filter(programme_id=programme_id, withdrawn_at__lte=at)
    newest: datetime | None = rows.aggregate(newest=Max("withdrawn_at"))["newest"]
    hour = at.replace(minute=0, second=0, microsecond=0)
    return max(newest, hour) if newest else hour


def withdrawn_tag(programme_id: UUID, *, at: datetime) -> str:
    """A short name of the list's present contents: equal names, equal list."""
    count = _withdrawn(programme_id, at=at).count()
    text = f"{key_id_of(root_of(programme_id)).hex()} {withdrawn_as_of(programme_id, at=at).isoformat()} {count}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _withdrawn(programme_id: UUID, *, at: datetime) -> QuerySet[IssuedToken]:
    rows = IssuedToken.objects.filter(programme_id=programme_id, withdrawn_at__lte=at)
    return rows.filter(expires_at__gt=at - rules.OLD_KEY_IN_USE)  # clocks at gates differ


def fingerprint(key: COSEKeyInterface) -> str:
    """What two people read to each other to know that a phone believes the right root: 20 digits in fours."""
    number = int.from_bytes(hashlib.sha256(b"fangxian root\0" + public_bytes(key)).digest()[:16]) % 10**20
    digits = f"{number:020d}"
    return " ".join(digits[at : at + 4] for at in range(0, 20, 4))


def text_of(issued: IssuedToken, *, word: Word, at: datetime) -> str:
    """The text of a token's code, signed now. Raises `NoKeys`."""
    token = GateToken(
        bytes(issued.token_id), Kind(issued.kind), issued.scope, word, issued.issued_at, issued.expires_at
    )
    return signed_text(token, key=signing_key_at(issued.programme_id, at=at))


@dataclass(frozen=True)
class Read:
    """What a token's text says, and the record of its issue: None once that is forgotten."""

    token: GateToken
    issued: IssuedToken | None


def read(text: str, *, programme: Programme, at: datetime) -> Read:
    """What a text says, decided as a gate decides it but with the newest lists. Raises `TokenRefused`."""
    token = read_gate_token(
        text, trust=trust_list(programme.id), at=at, withdrawn=withdrawn_tokens(programme.id, at=at)
    )
    return Read(token, IssuedToken.objects.filter(programme=programme, token_id=token.token_id).first())


def issued_of(token_ids: Sequence[bytes], *, programme_id: UUID) -> dict[bytes, IssuedToken]:
    """The issues of these token ids, as far as they are not forgotten: for passages that phones send later."""
    rows = IssuedToken.objects.filter(programme_id=programme_id, token_id__in=list(token_ids))
    return {bytes(row.token_id): row for row in rows}


def tokens_about(about_id: UUID) -> QuerySet[IssuedToken]:
    """Tokens that speak of one record, newest first."""
    return IssuedToken.objects.filter(about_id=about_id).order_by("-issued_at", "-id")


def token_ids_of_person(person_id: UUID, *, since: datetime) -> list[str]:
    """The ids of her gate tokens that still counted at `since` or later, in hex as gates keep them: for a trace."""
    rows = tokens_of_person(person_id).filter(expires_at__gte=since)
    return [bytes(token_id).hex() for token_id in rows.values_list("token_id", flat=True)]


def tokens_of_person(person_id: UUID, *, kind: Kind = Kind.GATE) -> QuerySet[IssuedToken]:
    """Her tokens that are still on record, newest first."""
    return IssuedToken.objects.filter(person_id=person_id, kind=kind).order_by("-issued_at", "-id")


def _rows(programme_id: UUID, purpose: str) -> QuerySet[ProgrammeKey]:
    return ProgrammeKey.objects.filter(programme_id=programme_id, purpose=purpose)


def _opened(row: ProgrammeKey) -> COSEKeyInterface:
    seed = key_by_id(row.id)
    if seed is None:
        raise NoKeys(row.programme_id)
    return signing_key_of(seed)


def _published(one: SigningKey) -> VerificationKey:
    until = one.span.signs_until
    return VerificationKey(
        key_id_of(one.key), public_part(one.key), frozenset(Kind), valid_from=one.span.made_at,
        valid_until=until + rules.OLD_KEY_IN_USE if until else None,
    )  # fmt: skip
