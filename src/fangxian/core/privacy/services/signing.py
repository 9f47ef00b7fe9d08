"""Keys that sign tokens and the lists of them end by themselves: nothing is sealed with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.privacy import rules
from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.privacy.queries import forget_keys


@transaction.atomic
def destroy_signing_keys(key_ids: Iterable[UUID], *, at: datetime) -> int:
    """Destroy keys that sign; nothing becomes unreadable by it. Returns how many there were."""
    rows = ProgrammeKey.objects.filter(
        id__in=list(key_ids), purpose__in=(rules.TOKEN_ROOT, rules.TOKEN_SIGNING), destroyed_at=None
    )
    count = rows.update(wrapped=None, destroyed_at=at)
    forget_keys()
    return count
