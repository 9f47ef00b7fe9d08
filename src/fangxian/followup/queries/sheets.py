"""The calls of a unit's day, in numbers, for its morning sheet (F41)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from fangxian.core.actors.rules import Role
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Post
from fangxian.readiness.rules import CALLS, Piece

from .calling import asked_now, due_of
from .files import followed


def calls_of_unit(members: Sequence[Post], *, programme_id: UUID, at: datetime) -> list[Piece]:
    """How many people of each of the members' areas are still to be asked how they are, in the window of now.

    An epidemiologist's unit asks nobody by the list: the health posts and grids do. Each area is counted once, by
    the coarsest post that holds it.
    """
    areas = sorted({post.area_code for post in members if post.role == Role.GRID_WORKER and post.area_code}, key=len)
    areas = [code for place, code in enumerate(areas) if not any(code.startswith(other) for other in areas[:place])]
    if not areas:
        return []
    within = Q()
    for code in areas:
        within |= Q(area_code__startswith=code)
    programme = Programme.objects.get(id=programme_id)
    files = asked_now(followed(programme_id, at=at), due_of(programme, at=at)).filter(within)
    rows = files.order_by().values_list("area_code").annotate(n=Count("id")).order_by("area_code")
    return [Piece(CALLS, code, "", n) for code, n in rows]
