"""What an officer may answer for a row, and from where she may know it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fangxian.core.problems.rules import Problem, said

from .fields import BY_NAME, IDENTITY, STAY_PLACE

BASES = (
    ("sender", said("The sender answered")),
    ("original", said("Read from the original document")),
    ("person", said("The person said so herself")),
    ("local_knowledge", said("Known on the ground")),
)
PERSONAL = frozenset({"name", "document_number", "document_kind", "phone"})  # each person's own: never for many rows


def why_not_these(answers: Mapping[str, str], *, left_out: Collection[str], basis: str, alike: bool) -> Problem | None:
    """Why these answers cannot be taken."""
    given = {name for name, text in answers.items() if text.strip()} | set(left_out)
    if not given:
        return _problem("pushed_list.no_answer", said("Give an answer, or say that you go on without."), None)
    unknown = given - set(BY_NAME)
    if unknown:
        return _problem("pushed_list.unknown_field", said("A list has no such field."), sorted(unknown)[0])
    if basis not in dict(BASES):
        return _problem("pushed_list.no_basis", said("Say from where you know the answer."), "basis")
    if alike and given & PERSONAL:
        return _problem(
            "pushed_list.not_alike",
            said("A name or a number is one person's own and cannot be answered for many."),
            "alike",
        )
    if set(left_out) - set(IDENTITY):
        return _problem("pushed_list.not_to_leave_out", said("This cannot be left out."), sorted(left_out)[0])
    return None


def _problem(code: str, text: str, field: str | None) -> Problem:
    return Problem(code, text, field=field, status=422)


def cells_with(cells: Mapping[str, str], *, answers: Mapping[str, str], left_out: Collection[str]) -> dict[str, str]:
    """The cells of a row with the answers in their places.

    An area that was answered takes the place of everything that the row says about it.
    """
    given = {name: text.strip() for name, text in answers.items() if text.strip()}
    told = dict(cells)
    for group in (STAY_PLACE, ("destination_code", "destination_place")):
        if given.keys() & set(group):
            told |= dict.fromkeys(set(group) & told.keys(), "")
    return told | given | dict.fromkeys(left_out, "")
