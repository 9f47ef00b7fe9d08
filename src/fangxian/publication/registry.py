"""The figures that may become public, in the order in which they are read."""

from __future__ import annotations

from fangxian.briefing.registry import FIGURES
from fangxian.core.problems.rules import said

from .rules import PublicFigure


def _of(key: str, *, person: str, label: str, definition: str) -> PublicFigure:
    figure = FIGURES[key]
    return PublicFigure(key, label, definition, figure.kind, figure.rows, person)


PUBLIC_FIGURES: tuple[PublicFigure, ...] = (
    _of(
        "cases_learned",
        person="person_id",
        label=said("People newly confirmed"),
        definition=said(
            "People whose laboratory-linked illness became known on the day and was not ruled out by its end."
        ),
    ),
    _of(
        "contacts_found",
        person="exposure__person_id",
        label=said("People found to be contacts"),
        definition=said("People who were found on the day, by rule or by two reviewers, to have been exposed."),
    ),
    _of(
        "files_open",
        person="person_id",
        label=said("People followed up"),
        definition=said("People whose health was being followed up when the day ended."),
    ),
    _of(
        "measures_in_force",
        person="person_id",
        label=said("People under a measure"),
        definition=said(
            "People whom a served measure bound when the day ended; each has a reason, an end and an appeal."
        ),
    ),
)
