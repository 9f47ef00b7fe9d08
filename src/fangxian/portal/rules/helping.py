"""Who may help, with what, for how long, after which checks (INV-15)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from fangxian.core.problems.rules import Problem, said

# --- somebody who helps (INV-15)
READ, ANSWER, APPEAL = "read", "answer", "appeal"
HERSELF = "herself"  # what no helper may do: name helpers, delete
SCOPES = (
    (READ, said("Read the file")),
    (ANSWER, said("Confirm, correct and object")),
    (APPEAL, said("Appeal against a decision")),
)
RELATIONS = (
    ("family", said("Family or friend")),
    ("carer", said("Carer")),
    ("community", said("Community worker or volunteer")),
    ("guardian", said("Parent or guardian of a child")),
)
GUARDIAN = "guardian"
DAYS_OF_HELP = (1, 7, 14, 30)
BY_HERSELF, BY_PAPER = "herself", "paper_form"
NAMED_HOW = (
    (BY_HERSELF, said("Named by yourself")),
    (BY_PAPER, said("Named on a paper form that two people checked")),
)
ASKED_HOW = (
    ("in_person", said("I asked her in person, without the helper speaking for her")),
    ("phone", said("I called her at the number on record")),
)
CHILD_UNDER_YEARS = 14  # PIPL 31: below it the parent or guardian decides
MOST_HELPERS = 5
WAITS, HOLDS, OVER, TAKEN_BACK = "waits", "holds", "over", "taken_back"


def proxy_state(*, confirmed_at: datetime | None, ends_at: datetime, revoked_at: datetime | None, at: datetime) -> str:
    """Where somebody's help stands: it holds from its second check until its end or until it is taken back."""
    if revoked_at is not None and revoked_at <= at:
        return TAKEN_BACK
    if at >= ends_at:
        return OVER
    return HOLDS if confirmed_at is not None and confirmed_at <= at else WAITS


def why_not_name(
    *, scope: Sequence[str], days: int, relation: str, open_count: int, is_child: bool, is_by_herself: bool
) -> Problem | None:
    """Why nobody can be named as helper like this."""
    if READ not in scope or set(scope) - {code for code, _ in SCOPES}:
        return Problem("portal.no_scope", said("Choose what the helper may do."), field="scope", status=422)
    if days not in DAYS_OF_HELP or relation not in {code for code, _ in RELATIONS}:
        return Problem("portal.no_days", said("Choose one of the answers."), field="days", status=422)
    if open_count >= MOST_HELPERS:
        return Problem(
            "portal.many_helpers",
            said("There are %(count)s helpers already. Take one back first."),
            {"count": open_count},
            status=409,
        )
    if is_child and is_by_herself and relation != GUARDIAN:
        return Problem(
            "portal.child",
            said("For a child under 14 the parent or guardian is named, on paper, with the community."),
            field="relation",
            status=422,
        )
    return None


def why_not_record_form(*, asked_how: str, saw_form: bool, is_oneself: bool) -> Problem | None:
    """Why a worker may not record a paper form: both checks are made, and nobody names herself."""
    if is_oneself:
        return Problem(
            "portal.names_herself", said("You cannot make yourself somebody's helper."), field="phone", status=403
        )
    if asked_how not in {code for code, _ in ASKED_HOW} or not saw_form:
        return Problem(
            "portal.unchecked",
            said("Both checks are needed: the signed form, and asking the person herself."),
            field="asked_how",
            status=422,
        )
    return None


def why_not_confirm(*, state: str, first_user_id: int | None, by_user_id: int | None) -> Problem | None:
    """Why somebody may not make the second check: there is none to make, or she made the first."""
    if state != WAITS:
        return Problem("portal.not_waiting", said("This helper does not wait for a second check."))
    if by_user_id is None or by_user_id == first_user_id:
        return Problem(
            "portal.same_checker", said("The second check is made by somebody other than the first."), status=403
        )
    return None


def why_not_help(scope: str, *, helper_scope: Collection[str] | None) -> Problem | None:
    """Why a helper may not do this; helper_scope is None for the person herself."""
    if helper_scope is None or scope in helper_scope:
        return None
    if scope == HERSELF:
        return Problem("portal.only_herself", said("Only the person herself can do this."), status=403)
    return Problem("portal.not_in_scope", said("You were not asked to help with this."), status=403)
