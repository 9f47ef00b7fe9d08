"""What an officer's phone is handed for the lane: the posts of her area as they stand, and the rule on temperatures.

Nothing here speaks of anybody. The phone computes a post's state from the times itself, for the days in which it has
no signal (field/src/duties/checkpoint/posts.ts).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fangxian.core.actors.rules import Actor
from fangxian.core.orders.models import Order
from fangxian.core.orders.queries import live_orders
from fangxian.core.orders.rules import scopes_of
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.programmes.models import Programme
from fangxian.engine.pulling import NoSuchPlace, Page
from fangxian.engine.temperature import METHODS

from . import queries, rules
from .queries import PostNow

RULE = "gate"


def rows_for_post(*, by: Actor, after: str, limit: int, at: datetime) -> Page:
    """The posts of an officer's area, and after the last of them the rule by which temperatures are judged."""
    posts = queries.checkpoints_of(by).order_by("id")
    if after:
        posts = posts.filter(id__gt=_id(after))
    found = list(posts[: limit + 1])
    registering = list(live_orders(by.programme_id, at, enables="registration"))
    now = queries.with_states(found[:limit], programme_id=by.programme_id, at=at)  # type: ignore[arg-type]
    rows = [_for_phone(one, registering=registering) for one in now]
    if len(found) > limit:
        return Page(rows, rows[-1]["id"])
    return Page([*rows, _rule(by, at=at)])


def _for_phone(now: PostNow, *, registering: Sequence[Order]) -> dict[str, Any]:
    post = now.checkpoint
    registers = [_ends_at(order) for order in registering if _covers(order, post.area_code)]
    return {
        "kind": "checkpoint", "id": str(post.id), "gone": now.state == rules.CLOSED, "name": post.name,
        "area_code": post.area_code, "road": post.road, "direction": post.direction, "ring": post.ring,
        "phone": post.phone, "state": now.state, "opens_at": post.opens_at.isoformat(),
        "review_at": post.review_at.isoformat(), "suspended_from": _written(post.suspended_from),
        "closed_at": _written(post.closed_at), "order": post.order.number,
        "order_ends_at": _ends_at(post.order).isoformat(),
        "registers_until": max(registers).isoformat() if registers else None,
    }  # fmt: skip


def _rule(by: Actor, *, at: datetime) -> dict[str, Any]:
    """The figures and words of the edition in force, as the phone judges with them."""
    programme = Programme.objects.get(id=by.programme_id)
    pack = pack_in_force(programme, "cn.temperature", at)
    params = pack.rule(RULE).params
    words = {word: dict(text) for word, text in params["words"].items()}
    params = {**params, "words": words, "methods": list(METHODS)}
    return {"kind": "rule", "id": "cn.temperature", "gone": False, "edition": pack.id, "params": params}


def _covers(order: Order, area_code: str) -> bool:
    return not order.scope_area_codes or not set(order.scope_area_codes).isdisjoint(scopes_of(area_code))


def _ends_at(order: Order) -> datetime:
    return min(moment for moment in (order.expires_at, order.revoked_at) if moment is not None)


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _id(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError as error:
        raise NoSuchPlace(after) from error
