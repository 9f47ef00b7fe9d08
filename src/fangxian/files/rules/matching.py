"""When two records may be kept as one person (O12): never on a name alone, and never so that it binds somebody."""

from __future__ import annotations

from dataclasses import dataclass

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, said
from fangxian.core.staff.rules import why_not_second
from fangxian.engine.identity import check_id_number

POWER = "people.match"
MERGE, APART = "merge", "apart"
WAITING, SECOND, MERGED, KEPT_APART, UNMERGED = "waiting", "second", "merged", "apart", "unmerged"
STATES = {
    WAITING: (said("To be looked at"), "wait"),
    SECOND: (said("Waits for a second unit"), "wait"),
    MERGED: (said("Kept as one person"), "good"),
    KEPT_APART: (said("Two people"), "ended"),
    UNMERGED: (said("Taken apart again"), "draft"),
}
SAME, NEAR, DIFFERS, UNKNOWN = "same", "near", "differs", "unknown"
AGREEMENTS = {
    SAME: (said("The same"), "good"),
    NEAR: (said("One slip apart"), "wait"),
    DIFFERS: (said("Different"), "late"),
    UNKNOWN: (said("Not known of both"), "draft"),
}
FIELDS = {
    "name": said("Full name"),
    "document": said("Number of the document"),
    "phone": said("Phone"),
    "address": said("Address"),
    "birth_year": said("Year of birth"),
}
SHORTEST_REASON = 10
THRESHOLD = 0.9  # least probability of a pair that is put before somebody


@dataclass(frozen=True)
class Told:
    """What one record tells of who somebody is; "" where it tells nothing. In one writing each."""

    name: str = ""
    document: str = ""
    phone: str = ""
    address: str = ""
    birth_year: str = ""


def compared(one: Told, other: Told) -> dict[str, str]:
    """field -> how far the two records agree in it."""
    return {field: _agreement(field, getattr(one, field), getattr(other, field)) for field in FIELDS}


def _agreement(field: str, one: str, other: str) -> str:
    if not one or not other:
        return UNKNOWN
    if one == other:
        return SAME
    return NEAR if field != "birth_year" and _one_slip(one, other) else DIFFERS


def _one_slip(one: str, other: str) -> bool:
    """Whether one character is wrong, missing or too many, or two neighbours changed places."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 2:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, other_rest = one[start:], other[start:]
    swapped = len(rest) > 1 and len(other_rest) > 1 and rest[0] == other_rest[1] and rest[1] == other_rest[0]
    return (
        rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:]
        or (swapped and rest[2:] == other_rest[2:])
    )  # fmt: skip


def state_of(*, decision: str, merged: bool, unmerged: bool) -> str:
    if unmerged:
        return UNMERGED
    if merged:
        return MERGED
    return {"": WAITING, MERGE: SECOND, APART: KEPT_APART}[decision]


def why_not_one_person(found: dict[str, str], *, documents: tuple[str, str]) -> Problem | None:
    """Why these two records may not be kept as one person, whoever wants it."""
    if found["document"] != SAME and all(check_id_number(number).status == "valid" for number in documents):
        return Problem(
            "files.two_documents",
            said("Both have a valid document number and the numbers differ: these are two people."), status=403,
        )  # fmt: skip
    if found["document"] == SAME:
        return None
    if not any(found[field] in (SAME, NEAR) for field in ("document", "phone", "address")):
        return Problem(
            "files.name_alone",
            said("A name is not enough, nor a name and a year of birth: a document, a phone or an address must agree."),
            status=403,
        )  # fmt: skip
    if found["name"] not in (SAME, NEAR):
        return Problem(
            "files.other_name", said("A phone or an address is shared by families: the name must agree as well."),
            status=403,
        )  # fmt: skip
    return None


def why_not_decide(*, state: str, decision: str, reason: str, area_codes: tuple[str, str], by: Actor) -> Problem | None:
    for area_code in area_codes:
        if problem := why_not_use(POWER, by=by, area_code=area_code):
            return problem
    if state != WAITING:
        return Problem("files.pair_decided", said("This pair was decided already."))
    if decision not in (MERGE, APART):
        return Problem("files.no_decision", said("Choose one of the two."), field="decision", status=422)
    return _why_not_reason(reason)


def why_not_free(*, bound_count: int, are_kept: bool) -> Problem | None:
    """Why two records cannot be kept as one now."""
    if bound_count > 1:
        return Problem(
            "files.both_bound",
            said("Both records are under a measure. End or void one of the two first: nobody is bound twice."),
            status=403,
        )  # fmt: skip
    if are_kept:
        return Problem(
            "files.kept_already", said("One of them is already kept with a third record. Take that apart first.")
        )
    return None


def why_not_agree(
    *, state: str, first_user_id: int | None, first_body_id: object, area_codes: tuple[str, str], by: Actor
) -> Problem | None:
    """Why `by` may not be the second where a measure hangs on it."""
    if state != SECOND:
        return Problem("files.pair_not_waiting", said("This pair is not waiting for a second person."))
    for area_code in area_codes:
        if problem := why_not_use(POWER, by=by, area_code=area_code):
            return problem
    return why_not_second(first_user_id=first_user_id, first_body_id=first_body_id, second=by)


def why_not_undo(*, state: str, reason: str, area_codes: tuple[str, str], by: Actor) -> Problem | None:
    for area_code in area_codes:
        if problem := why_not_use(POWER, by=by, area_code=area_code):
            return problem
    if state != MERGED:
        return Problem("files.not_merged", said("These records are not kept as one."))
    return _why_not_reason(reason)


def _why_not_reason(reason: str) -> Problem | None:
    if len(reason.strip()) < SHORTEST_REASON:
        text = said("Say in a sentence why: the person concerned will read it.")
        return Problem("files.no_reason", text, field="reason", status=422)
    return None
