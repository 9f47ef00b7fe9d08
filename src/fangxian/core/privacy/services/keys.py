"""Keys are made with their programme and destroyed at stand-down."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fangxian.core.privacy import rules
from fangxian.core.privacy.fields import values_by_key
from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.privacy.queries import forget_keys, unwrapped
from fangxian.core.problems.rules import Problem, refuse
from fangxian.engine import field_seals


@transaction.atomic
def make_keys(*, programme_id: UUID, at: datetime, purposes: Sequence[str] = rules.KEY_PURPOSES) -> list[ProgrammeKey]:
    """Make one fresh key of each purpose; older ones stay readable until destroyed."""
    made = []
    for purpose in purposes:
        key_id = uuid.uuid4()
        made.append(
            ProgrammeKey.objects.create(
                id=key_id,
                programme_id=programme_id,
                purpose=purpose,
                wrapped=_wrap(_fresh(purpose), key_id=key_id),
                made_at=at,
            )
        )
    forget_keys()
    return made


def rotate_keys(*, programme_id: UUID, at: datetime) -> list[ProgrammeKey]:
    """A new generation for what is written from now on; what was written before stays readable.

    Only identifiers: a new index key would hide every record that was indexed with the old one.
    Other processes take the new key within `queries.KEPT_SECONDS`.
    """
    return make_keys(programme_id=programme_id, at=at, purposes=rules.ROTATED_PURPOSES)


def rotate_field_key(*, programme_id: UUID, at: datetime) -> ProgrammeKey:
    """A new key for phones to seal to; what they sealed to older ones opens until those are destroyed."""
    (made,) = make_keys(programme_id=programme_id, at=at, purposes=[rules.FIELD])
    return made


def _fresh(purpose: str) -> bytes:
    return field_seals.new_private() if purpose == rules.FIELD else rules.new_key()


@transaction.atomic
def rewrap_keys() -> int:
    """Wrap every living key with the present master key; returns how many were not yet."""
    present = rules.master_id(settings.MASTER_KEY)
    changed = 0
    for row in ProgrammeKey.objects.select_for_update().filter(destroyed_at=None):
        if rules.key_id_of(bytes(row.wrapped or b"")) == present:
            continue
        row.wrapped = _wrap(unwrapped(row), key_id=row.id)
        row.save(update_fields=["wrapped"])
        changed += 1
    forget_keys()
    return changed


@transaction.atomic
def destroy_key(key_id: UUID, *, at: datetime) -> ProgrammeKey:
    """Destroy one replaced key, once nothing is sealed with it any more; refused while anything is."""
    row = ProgrammeKey.objects.select_for_update().filter(id=key_id).first()
    if row is None or row.destroyed_at is not None:
        refuse(Problem("privacy.no_such_key", rules.NO_SUCH_KEY))
    assert row is not None
    newest = (
        ProgrammeKey.objects.filter(programme_id=row.programme_id, purpose=row.purpose, destroyed_at=None)
        .order_by("-made_at")
        .first()
    )
    assert newest is not None  # this one is living
    refuse(rules.why_not_destroy(purpose=row.purpose, is_newest=newest == row, replaced_at=newest.made_at, at=at))
    needed = sum(values_by_key(row.programme_id).get(key_id, {}).values())
    refuse(rules.why_still_needed(needed))
    row.wrapped, row.destroyed_at = None, at
    row.save(update_fields=["wrapped", "destroyed_at"])
    forget_keys()
    return row


@transaction.atomic
def take_keys(copies: Iterable[dict[str, Any]]) -> int:
    """Put keys in place that were copied by `queries.copy_of_keys`; returns how many living ones there are now.

    Raises ValueError for what is no such copy. A key that is here already stays as it is: one that
    was destroyed does not come back.
    """
    try:
        rows = [
            ProgrammeKey(
                id=UUID(copy["id"]),
                programme_id=UUID(copy["programme_id"]),
                purpose=copy["purpose"],
                wrapped=None if copy["wrapped"] is None else bytes.fromhex(copy["wrapped"]),
                made_at=datetime.fromisoformat(copy["made_at"]),
                destroyed_at=datetime.fromisoformat(copy["destroyed_at"]) if copy["destroyed_at"] else None,
            )
            for copy in copies
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("not a copy of keys") from error
    ProgrammeKey.objects.bulk_create(rows, ignore_conflicts=True)
    forget_keys()
    return ProgrammeKey.objects.filter(destroyed_at=None).count()


def _wrap(key: bytes, *, key_id: UUID) -> bytes:
    master = settings.MASTER_KEY
    return rules.seal(key, key=master, key_id=rules.master_id(master), label=f"key:{key_id}")


@transaction.atomic
def destroy_keys(*, programme_id: UUID, at: datetime, but: Sequence[UUID] = ()) -> list[UUID]:
    """Destroy every key of a programme; returns their ids, which are all that is left of them.

    but  keys with which a hold was sealed again (erasure)
    """
    living = ProgrammeKey.objects.filter(programme_id=programme_id, destroyed_at=None).exclude(id__in=but)
    ids = list(living.values_list("id", flat=True))
    living.update(wrapped=None, destroyed_at=at)
    forget_keys()
    return ids
