"""Orders: what they may enable, their states, and who may sign (F01)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from fangxian.core.actors.rules import Actor
from fangxian.core.problems.rules import Problem, said

DRAFT, LEGAL_REVIEW, SIGNED, IN_FORCE, EXPIRED, REVOKED = (
    "draft", "legal_review", "signed", "in_force", "expired", "revoked",
)  # fmt: skip

# What an order can make possible. Each use elsewhere asks for a live order that enables it.
ENABLES = (
    "arrivals_home_observation",  # O7: a measure on an arrival needs a rule or an order that says so
    "area_list",                  # O8: an area list has effect only under an order or two sign-offs
    "checkpoint",                 # a post exists only under an order
    "registration",               # O1: a gate or post records each passage one by one
    "local_narrowing",            # a local pack override, never wider than the national rule
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
) -> str:
    """The state of an order at `at`, computed from its times: nobody has to end it."""
    if revoked_at is not None and revoked_at <= at:
        return REVOKED
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
