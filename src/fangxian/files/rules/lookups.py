"""Who may look a person up, by what, for which work, and how often (INV-16): never by a name."""

from __future__ import annotations

import re
from datetime import timedelta

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, said
from fangxian.engine.identity import normalise_phone

BY_DOCUMENT, BY_PHONE, BY_FILE = "document", "phone", "file"
SOUGHT_BY = (BY_DOCUMENT, BY_PHONE, BY_FILE)
FILE_NUMBER = re.compile(r"[0-9A-Fa-f]{8}")
SHORTEST_DOCUMENT = 5

TASK, CASE, MEASURE = "task", "case", "measure"
WORK_KINDS = (TASK, CASE, MEASURE)
# The power with which a role reads each kind of work: nobody names work that she does not know.
SEES = {TASK: "tasks.see", CASE: "cases.see", MEASURE: "measures.see"}

LOOKED = "people.saw_by_lookup"
LOOKED_IN_VAIN = "people.saw_nobody_by_lookup"  # nobody, or somebody elsewhere: the one who asked is not told which
ASKED = "files.glass_asked"
COUNTED = (LOOKED, LOOKED_IN_VAIN, ASKED)  # towards how often somebody may look people up
COUNTED_WITHIN = timedelta(hours=1)


def why_not_look_up(*, has_work: bool, recent_count: int, most: int, by: Actor) -> Problem | None:
    """Why `by` may not look anybody up now.

    has_work      whether she named open work of her own area that it serves
    recent_count  her lookups within `COUNTED_WITHIN`
    """
    if problem := why_not_use("people.look_up", by=by):
        return problem
    if not has_work:
        return Problem(
            "files.no_work",
            said("Name an open task, case or measure of your area that this serves; there is none of this number."),
            field="serves_number",
        )
    if recent_count >= most:
        return Problem(
            "files.too_many_lookups",
            said(
                "You have looked up %(count)s people within an hour; more must wait. Ask your supervisor if it cannot."
            ),
            {"count": recent_count},
            status=429,
        )
    return None


def why_not_sought(sought_by: str, text: str) -> Problem | None:
    """Why a text cannot be what somebody is sought by: a slip of the pen is said before anything is looked up."""
    text = text.strip()
    if sought_by == BY_FILE and not FILE_NUMBER.fullmatch(text):
        return _unreadable(said("A file number has eight digits or letters from A to F."))
    if sought_by == BY_PHONE and normalise_phone(text) is None:
        return _unreadable(said("This is no phone number. A name is not searched for."))
    if sought_by == BY_DOCUMENT and (len(text) < SHORTEST_DOCUMENT or not any(c.isdigit() for c in text)):
        return _unreadable(said("This is no document number. A name is not searched for."))
    return None


def _unreadable(text: str) -> Problem:
    return Problem("files.unreadable_key", text, field="sought", status=422)
