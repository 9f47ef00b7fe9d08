"""Documents other than orders (F40): public letters, notices to inform, work hints, proposals. Pure.

They inform and ask; they bind nobody and restrict nothing: that is what orders are for.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said

from . import ANSWER, APPROVE, LONGEST_PLACE, WRITE

KINDS = {
    "public_letter": said("Public letter"),
    "notice": said("Notice to inform"),
    "hint": said("Work hint"),
    "proposal": said("Proposal"),
}
AUDIENCES = {
    "residents": said("Residents"),
    "venues": said("Operators of venues"),
    "firms": said("Firms"),
    "departments": said("Departments"),
    "staff": said("Our own staff"),
}
DRAFT, IN_USE, WITHDRAWN = "draft", "in_use", "withdrawn"
STATES = {
    DRAFT: (said("Draft"), "draft"),
    IN_USE: (said("In use"), "live"),
    WITHDRAWN: (said("No longer used"), "ended"),
}
MOVES = {DRAFT: {IN_USE, WITHDRAWN}, IN_USE: {WITHDRAWN}, WITHDRAWN: set[str]()}
WAYS = {
    "handed": said("Given by hand"),
    "posted": said("Posted up"),
    "read_out": said("Read out or sent"),
}
RECEIPTS = {"signed": said("Signed for"), "not_signed": said("Not signed for"), "none": said("No receipt asked for")}
LONGEST_TITLE, LONGEST_TEXT, MOST_AT_ONCE = 100, 8000, 1000


class Times(Protocol):
    """What the state of a document is computed from."""

    approved_at: datetime | None
    withdrawn_at: datetime | None


def state_of(document: Times) -> str:
    if document.withdrawn_at is not None:
        return WITHDRAWN
    return DRAFT if document.approved_at is None else IN_USE


def why_not_draft(
    *, title_zh: str, text_zh: str, title_en: str, text_en: str, kind: str, audience: str, is_outside: bool,
    area_code: str, by: Actor,
) -> Problem | None:  # fmt: skip
    if problem := why_not_use(WRITE, by=by):
        return problem
    if is_outside or not by.covers(area_code):
        return Problem("letters.area", said("Choose an area of the programme that you answer for."), field="area_code",
                       status=422)  # fmt: skip
    if kind not in KINDS or audience not in AUDIENCES:
        return Problem("letters.document_kind", said("Choose the kind and for whom it is."), field="kind", status=422)
    for language, title, text in (("zh", title_zh, text_zh), ("en", title_en, text_en)):
        if bool(title.strip()) != bool(text.strip()):
            return Problem("letters.half", said("Each language has a title and a text, or neither."),
                           field=f"title_{language}", status=422)  # fmt: skip
    if not text_zh.strip() and not text_en.strip():
        return Problem("letters.no_text", said("Write the document in at least one language."), field="text_zh",
                       status=422)  # fmt: skip
    return None


def why_not_approve(document: Times, *, area_code: str, drafted_by_user_id: int, by: Actor) -> Problem | None:
    if problem := why_not_use(APPROVE, by=by, area_code=area_code):
        return problem
    if by.user_id is None or by.user_id == drafted_by_user_id:
        return forbidden("letters.own_document", said("Who wrote a document does not approve it."))
    if state_of(document) != DRAFT:
        return Problem("letters.document_not_draft", said("Only a draft is approved."))
    return None


def why_not_withdraw(document: Times, *, area_code: str, by: Actor) -> Problem | None:
    if problem := why_not_use(WRITE, by=by, area_code=area_code):
        return problem
    if state_of(document) == WITHDRAWN:
        return Problem("letters.document_over", said("This document is no longer used."))
    return None


def why_not_serve(document: Times, *, by: Actor) -> Problem | None:
    """Whoever acts for a unit serves what is in use."""
    if problem := why_not_use(ANSWER, by=by):
        return problem
    if state_of(document) != IN_USE:
        return Problem("letters.document_not_in_use", said("Only a document in use is served."))
    return None


def why_not_record(*, place: str, way: str, receipt: str, count: int, is_outside: bool) -> Problem | None:
    """Why this serving cannot be written down: a place and a number, nobody's name."""
    if is_outside:
        return Problem("letters.served_area", said("Choose an area that you answer for."), field="area_code",
                       status=422)  # fmt: skip
    if len(place) > LONGEST_PLACE:
        return Problem("letters.text", said("Write 1 to %(most)s characters."), {"most": LONGEST_PLACE}, "place",
                       status=422)  # fmt: skip
    if way not in WAYS or receipt not in RECEIPTS:
        return Problem("letters.served_how", said("Choose how it was served and what receipt there is."), field="way",
                       status=422)  # fmt: skip
    if not 1 <= count <= MOST_AT_ONCE:
        return Problem("letters.served_count", said("Say how many, 1 to %(most)s."), {"most": MOST_AT_ONCE}, "count",
                       status=422)  # fmt: skip
    return None
