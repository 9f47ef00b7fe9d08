"""Keys as they are used: unwrapped in memory, for a short time, never on disk."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from django.conf import settings
from django.db.models import Count

from fangxian.engine import field_seals

from . import rules
from .models import ProgrammeKey

KEPT_SECONDS = 60  # how long a destroyed key may still be used by another process


def blind_index(value: str, *, programme_id: UUID, label: str) -> bytes:
    """The keyed hash under which `value` is found in the column `label` of one programme."""
    _, key = newest_key(programme_id, "index")
    return rules.blind_index(value, key=key, label=label)


def subject_reference(subject_id: UUID, *, programme_id: UUID) -> bytes:
    """The keyed reference by which the audit speaks of a person; unlinked when the key is destroyed."""
    _, key = newest_key(programme_id, "audit")
    return rules.blind_index(str(subject_id), key=key, label="audit.subject")


def newest_key(programme_id: UUID, purpose: str) -> tuple[UUID, bytes]:
    return _newest_key(programme_id, purpose, _period())


def key_by_id(key_id: UUID) -> bytes | None:
    """The key, or None once it is destroyed."""
    return _key_by_id(key_id, _period())


@dataclass(frozen=True)
class FieldKey:
    """A key to which phones seal: its id and the half that may be known to everybody."""

    id: UUID
    public: bytes
    made_at: datetime


def newest_field_key(programme_id: UUID) -> FieldKey:
    """The key to which phones seal from now on. Raises `Unreadable` if the programme has none any more."""
    row = _newest_row(programme_id, rules.FIELD)
    return FieldKey(row.id, field_seals.public_of(unwrapped(row)), row.made_at)


def open_from_field(sealed: bytes, *, key_id: UUID, programme_id: UUID) -> bytes:
    """What a phone sealed to one of the programme's field keys, be it replaced or not.

    Raises `Unreadable` for an unknown or destroyed key, and for what its key does not open.
    """
    private = _field_private(programme_id, key_id, _period())
    if private is None:
        raise rules.Unreadable("no such living field key")
    try:
        return field_seals.open_sealed(sealed, private=private)
    except field_seals.DoesNotOpen as error:
        raise rules.Unreadable("altered, cut short, or sealed to another key") from error


def forget_keys() -> None:
    """Drop every unwrapped key from this process's memory."""
    _newest_key.cache_clear()
    _key_by_id.cache_clear()
    _field_private.cache_clear()


def _period() -> int:
    return int(time.monotonic() // KEPT_SECONDS)


@lru_cache(maxsize=256)
def _newest_key(programme_id: UUID, purpose: str, _of_period: int) -> tuple[UUID, bytes]:
    row = _newest_row(programme_id, purpose)
    return row.id, unwrapped(row)


def _newest_row(programme_id: UUID, purpose: str) -> ProgrammeKey:
    row = (
        ProgrammeKey.objects.filter(programme_id=programme_id, purpose=purpose, destroyed_at=None)
        .order_by("-made_at")
        .first()
    )
    if row is None:
        raise rules.Unreadable(f"programme has no {purpose} key")
    return row


@lru_cache(maxsize=256)
def _field_private(programme_id: UUID, key_id: UUID, _of_period: int) -> EllipticCurvePrivateKey | None:
    row = ProgrammeKey.objects.filter(programme_id=programme_id, purpose=rules.FIELD, id=key_id).first()
    return None if row is None or row.wrapped is None else field_seals.private_from(unwrapped(row))


@lru_cache(maxsize=1024)
def _key_by_id(key_id: UUID, _of_period: int) -> bytes | None:
    row = ProgrammeKey.objects.filter(id=key_id).first()
    if row is None or row.wrapped is None:
        return None
    return unwrapped(row)


def unwrapped(row: ProgrammeKey) -> bytes:
    """A living key as it is used. Raises `Unreadable` if its master key is not given here."""
    if row.wrapped is None:
        raise rules.Unreadable("the key is destroyed")
    wrapped = bytes(row.wrapped)
    return rules.unseal(wrapped, key=_master_of(wrapped), label=f"key:{row.id}")


def _master_of(wrapped: bytes) -> bytes:
    """The master key that opens a wrapped key: the present one, or the one being replaced."""
    needed = rules.key_id_of(wrapped)
    for master in filter(None, (settings.MASTER_KEY, settings.PREVIOUS_MASTER_KEY)):
        if rules.master_id(master) == needed:
            return master
    raise rules.Unreadable("wrapped with a master key that is not given here")


def keys_listed() -> list[ProgrammeKey]:
    """Every key there is or was, programme by programme, newest first."""
    return list(ProgrammeKey.objects.select_related("programme").order_by("programme_id", "purpose", "-made_at"))


def copy_of_keys() -> list[dict[str, Any]]:
    """Every key as it is stored: wrapped, so that the copy is of no use without the master key.

    Of a destroyed one only its id and its moments are left.
    """
    return [
        {
            "id": str(row.id),
            "programme_id": str(row.programme_id),
            "purpose": row.purpose,
            "wrapped": None if row.wrapped is None else bytes(row.wrapped).hex(),
            "made_at": row.made_at.isoformat(),
            "destroyed_at": row.destroyed_at.isoformat() if row.destroyed_at else None,
        }
        for row in ProgrammeKey.objects.order_by("made_at", "id")
    ]


def programmes_with_old_keys() -> list[UUID]:
    """Programmes that have more than one living key of identifiers: something may still be under an old one."""
    rows = ProgrammeKey.objects.filter(purpose="identifiers", destroyed_at=None).values("programme_id")
    return [row["programme_id"] for row in rows.annotate(keys=Count("id")).filter(keys__gt=1).order_by("programme_id")]


def programmes_with_keys() -> list[UUID]:
    """Programmes that ever had keys, living or destroyed."""
    return list(ProgrammeKey.objects.order_by("programme_id").values_list("programme_id", flat=True).distinct())
