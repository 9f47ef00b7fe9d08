"""Orders: what they may enable, their states, and who may sign (F01)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from fangxian.core.actors.rules import Actor
from fangxian.core.areas.rules import ancestors_of
from fangxian.core.problems.rules import Problem, forbidden, said

DRAFT, LEGAL_REVIEW, SIGNED, IN_FORCE, EXPIRED, REVOKED = (
    "draft", "legal_review", "signed", "in_force", "expired", "revoked",
)  # fmt: skip

STAND_DOWN = "stand_down"
# What an order can make possible. Each use elsewhere asks for a live order that enables it.
ENABLES = (
    "arrivals_home_observation",  # O7: a measure on an arrival needs a rule or an order that says so
    "area_list",                  # O8: an area list has effect only under an order or two sign-offs
    "checkpoint",                 # a post exists only under an order
    "gate",                       # F18: a gate of an estate, village, unit or firm, like a post
    "registration",               # O1: a gate or post records each passage one by one
    "road_closure",               # F01, F38: roads and exits are closed by the city's one switch, never by a county
    "local_narrowing",            # a local pack override, never wider than the national rule
    STAND_DOWN,                   # the programme ends: everything opened closes, people's data are erased
)  # fmt: skip
MOVES = {
    DRAFT: {LEGAL_REVIEW},
    LEGAL_REVIEW: {SIGNED, DRAFT},
    SIGNED: {IN_FORCE, REVOKED},
    IN_FORCE: {REVOKED, EXPIRED},
    EXPIRED: set(),
    REVOKED: set(),
}
REVIEW_WITHIN = timedelta(days=14)  # domain.md F01: review at least every 14 days
SIGNATURES_NEEDED = 2


def state_at(
    *,
    reviewed_at: datetime | None,
    signature_count: int,
    effective_from: datetime,
    expires_at: datetime,
    revoked_at: datetime | None,
    at: datetime,
    ended_with_programme_at: datetime | None = None,
) -> str:
    """The state of an order at `at`, computed from its times: nobody has to end it.

    ended_with_programme_at  when its programme stood down, and every order of it but the one that says so
    """
    if revoked_at is not None and revoked_at <= at:
        return REVOKED
    if ended_with_programme_at is not None and ended_with_programme_at <= at:
        return EXPIRED
    if reviewed_at is None or reviewed_at > at:
        return DRAFT
    if signature_count < SIGNATURES_NEEDED:
        return LEGAL_REVIEW
    if at < effective_from:
        return SIGNED
    return IN_FORCE if at < expires_at else EXPIRED


def why_not_sign(*, state: str, signed_user_ids: Sequence[int | None], by: Actor) -> Problem | None:
    """Why `by` may not sign: two different people sign, after the legal review."""
    if state != LEGAL_REVIEW:
        return Problem("orders.not_for_signing", said("This order is not waiting for a signature."))
    if by.user_id in signed_user_ids:
        return Problem("orders.already_signed", said("You have already signed this order; a second person must."))
    return None


def why_not_draft(*, effective_from: datetime, expires_at: datetime, legal_basis: list[str]) -> Problem | None:
    if expires_at <= effective_from:
        return Problem("orders.ends_before_start", said("An order must end after it takes effect."), field="expires_at")
    if expires_at - effective_from > REVIEW_WITHIN:
        return Problem(
            "orders.too_long",
            said("An order lasts at most %(days)s days before it is reviewed."),
            {"days": REVIEW_WITHIN.days},
            "expires_at",
        )
    if not legal_basis:
        return Problem("orders.no_legal_basis", said("Name the legal basis of this order."), field="legal_basis")
    return None


def scopes_of(area_code: str) -> list[str]:
    """The codes of an order's scope that would contain this area: its own and all above it."""
    return ancestors_of(area_code)


def why_not_review(*, state: str, drafted_by_user_id: int | None, by: Actor) -> Problem | None:
    """Why `by` may not confirm the legal review: only a draft is reviewed, and never by who drafted it."""
    if state != DRAFT:
        return Problem("orders.not_a_draft", said("This order has already been reviewed."))
    if by.user_id == drafted_by_user_id:
        return forbidden("orders.own_draft", said("Who drafted an order does not review it."))
    return None


def why_not_change(*, state: str) -> Problem | None:
    """Why the text may not change: what was reviewed is what is signed."""
    if state != DRAFT:
        return Problem("orders.not_a_draft_any_more", said("Only a draft can be changed; send it back first."))
    return None


def why_not_send_back(*, state: str) -> Problem | None:
    if state != LEGAL_REVIEW:
        return Problem("orders.not_under_review", said("Only an order that waits for signatures can be sent back."))
    return None


def why_not_revoke(*, state: str) -> Problem | None:
    if state not in {SIGNED, IN_FORCE}:
        return Problem("orders.not_revocable", said("Only a signed order that has not ended can be revoked."))
    return None


def why_not_close_roads(enables: Sequence[str], *, level: str, by: Actor) -> Problem | None:
    """Why an order may not close roads or exits: only the city does, nobody whose post ends at a county's border."""
    if "road_closure" in enables and (by.area_code or level == "county"):
        return forbidden(
            "orders.city_closes_roads", said("Roads and exits are closed by the city only; a county asks the city.")
        )
    return None


def why_not_enable(enables: Sequence[str]) -> Problem | None:
    unknown = sorted(set(enables) - set(ENABLES))
    if unknown:
        return Problem(
            "orders.enables_unknown", said("Unknown effect: %(what)s."), {"what": ", ".join(unknown)}, "enables"
        )
    return None
