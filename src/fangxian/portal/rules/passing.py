"""A token for gates on one's own phone, and cards for people without one: a convenience, never a duty (F18, INV-15)."""

from __future__ import annotations

from datetime import datetime

from fangxian.core.problems.rules import Problem, said

COMMUNITY_DIGITS = 12  # a token counts at every gate of its community, and tells no more of where somebody lives
MOST_ON_A_SHEET = 8

HERSELF, GUARDIAN, HELPER = "herself", "guardian", "helper"
HOLDERS = (
    (HERSELF, said("Each person herself")),
    (GUARDIAN, said("A parent or guardian, for a child")),
    (HELPER, said("A helper or carer")),
)
# On the card itself: whoever holds it need not explain.
HELD_BY = {
    HERSELF: "",
    GUARDIAN: said("Held by a parent or guardian"),
    HELPER: said("Held by a helper"),
}


def held_by(holder: str, *, count: int) -> list[str]:
    """What stands on each card of a sheet; the first is that of the person who asks, the others of her household."""
    first = "" if holder == GUARDIAN else HELD_BY[holder]
    return [first if number == 0 and count > 1 else HELD_BY[holder] for number in range(count)]


def scope_of(area_code: str) -> str:
    """The area in which a person's token counts."""
    return area_code[:COMMUNITY_DIGITS]


def may_show_again(
    *, issued_at: datetime, expires_at: datetime, renew_at: datetime, until: datetime | None, at: datetime
) -> bool:
    """Whether the token that was made a while ago still is the one to show; else a new one is made."""
    return issued_at <= at < min(renew_at, expires_at) and (until is None or expires_at <= until)


def why_not_on_a_sheet(*, count: int, unknown_lines: list[int]) -> Problem | None:
    """Why no sheet is printed for a household as it was written down."""
    if unknown_lines:
        return Problem(
            "portal.not_of_household",
            said("Line %(lines)s: nobody of this name is known under her phone number. She passes on paper."),
            {"lines": ", ".join(map(str, unknown_lines))},
            "others",
            status=422,
        )
    if count > MOST_ON_A_SHEET:
        return Problem(
            "portal.long_sheet",
            said("A sheet holds %(most)s cards. Print the others on a second one."),
            {"most": MOST_ON_A_SHEET},
            "others",
            status=422,
        )
    return None
