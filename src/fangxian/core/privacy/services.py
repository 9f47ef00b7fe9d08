"""Keys are made with their programme and destroyed at stand-down."""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from . import rules
from .models import ProgrammeKey
from .queries import forget_keys

MASTER_KEY_ID = UUID(int=0)


@transaction.atomic
def make_keys(*, programme_id: UUID, at: datetime) -> list[ProgrammeKey]:
    """Make one fresh key of each purpose; older ones stay readable until destroyed."""
    made = []
    for purpose in rules.KEY_PURPOSES:
        key_id = uuid.uuid4()
        wrapped = rules.seal(rules.new_key(), key=settings.MASTER_KEY, key_id=MASTER_KEY_ID, label=f"key:{key_id}")
        made.append(
            ProgrammeKey.objects.create(
                id=key_id, programme_id=programme_id, purpose=purpose, wrapped=wrapped, made_at=at
            )
        )
    forget_keys()
    return made


@transaction.atomic
def destroy_keys(*, programme_id: UUID, at: datetime) -> list[UUID]:
    """Destroy every key of a programme; returns their ids, which are all that is left of them."""
    living = ProgrammeKey.objects.filter(programme_id=programme_id, destroyed_at=None)
    ids = list(living.values_list("id", flat=True))
    living.update(wrapped=None, destroyed_at=at)
    forget_keys()
    return ids
