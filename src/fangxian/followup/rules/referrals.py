"""Going to a clinic and coming back: offered and noted, never ordered."""

from __future__ import annotations

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, said

from .readings import POWER
from .states import ARCHIVED, COMPLETED, ERASED, REFERRED

WELL, TREATED, ADMITTED, DID_NOT_GO = "well", "treated", "admitted", "did_not_go"
FINDINGS = {
    WELL: said("Nothing found"),
    TREATED: said("Treated, at home again"),
    ADMITTED: said("Stays in hospital"),
    DID_NOT_GO: said("Did not go"),
}
LONGEST_PLACE = 100


def why_not_refer(*, state: str, area_code: str, by: Actor, place: str | None = None) -> Problem | None:
    """Why nobody can be sent to a clinic now. She may decline; then nothing follows."""
    if problem := why_not_use(POWER, by=by, area_code=area_code):
        return problem
    if state == REFERRED:
        return Problem("followup.at_the_clinic", said("She is with a clinic already; note first what it found."))
    if state in (COMPLETED, ARCHIVED, ERASED):
        return Problem(
            "followup.is_over", said("The follow-up had ended by then; nothing more is asked of this person.")
        )
    if place is not None and not place.strip():
        return Problem("followup.no_place", said("Say to which clinic."), field="place", status=422)
    return None


def why_not_return(*, state: str, area_code: str, by: Actor, finding: str | None = None) -> Problem | None:
    """Why no answer of a clinic can be noted now."""
    if problem := why_not_use(POWER, by=by, area_code=area_code):
        return problem
    if state != REFERRED:
        return Problem("followup.not_referred", said("Nobody sent her to a clinic."))
    if finding is not None and finding not in FINDINGS:
        return Problem(
            "followup.unknown_value", said("“%(value)s” is not one of the values of this field."), {"value": finding},
            "finding", status=422,
        )  # fmt: skip
    return None
