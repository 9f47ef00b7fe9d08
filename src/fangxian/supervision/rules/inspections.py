"""Who plans, sees, begins and ends a visit. An unannounced one is no secret once it has begun, and one until then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said

from .words import ANSWERS, CANCEL_REASONS, NOT_IN_ORDER, SUBJECTS, TARGET_KINDS

PLANNED, BEGUN, ENDED, CANCELLED = "planned", "begun", "ended", "cancelled"
STATES = {
    PLANNED: (said("Visit planned"), "draft"),
    BEGUN: (said("On site"), "live"),
    ENDED: (said("Visit over"), "good"),
    CANCELLED: (said("Visit called off"), "ended"),
}
MOVES = {
    PLANNED: {BEGUN, CANCELLED},
    BEGUN: {ENDED},
    ENDED: set[str](),
    CANCELLED: set[str](),
}
LONGEST_NAME = 60
MOST_MEMBERS = 30


@dataclass(frozen=True)
class Times:
    """What the state of a visit follows from."""

    begun_at: datetime | None = None
    ended_at: datetime | None = None
    cancelled_at: datetime | None = None


def state_at(times: Times, at: datetime) -> str:
    """The state of a visit at a moment."""
    for state, moment in ((CANCELLED, times.cancelled_at), (ENDED, times.ended_at), (BEGUN, times.begun_at)):
        if moment is not None and moment <= at:
            return state
    return PLANNED


def why_not_see(
    *, state: str, is_announced: bool, area_code: str, owner_body_id: UUID | None, is_member: bool, by: Actor
) -> Problem | None:
    """Why a visit is not shown: before it begins, an unannounced one is unknown to whoever will be visited.

    The team sees it, and whoever plans visits of the area and is not employed by the body to be visited.
    """
    if is_member:
        return None
    if problem := why_not_use("supervision.see", by=by, area_code=area_code):
        return problem
    if state == PLANNED and not is_announced and (not by.can("supervision.plan") or by.body_id == owner_body_id):
        return forbidden("supervision.unannounced", said("There is nothing to be seen here."))
    return None


def why_not_team(*, name: str, area_code: str, member_count: int, by: Actor) -> Problem | None:
    """Why this team may not be set up."""
    if problem := why_not_use("supervision.plan", by=by, area_code=area_code):
        return problem
    if not name.strip():
        return Problem("supervision.no_name", said("Give the team a name."), field="name", status=422)
    if not 1 <= member_count <= MOST_MEMBERS:
        return Problem(
            "supervision.no_members", said("A team has between 1 and %(most)d members."), {"most": MOST_MEMBERS},
            "members", status=422,
        )  # fmt: skip
    return None


def why_not_plan(
    *, kind: str, subject: str, area_code: str, planned_on: date, today: date, owner_body_id: UUID | None,
    team_area_code: str, team_bodies: Collection[UUID], team_ended: bool, by: Actor,
) -> Problem | None:  # fmt: skip
    """Why this visit may not be planned: nobody inspects the body that employs her."""
    if problem := why_not_use("supervision.plan", by=by, area_code=area_code):
        return problem
    if kind not in TARGET_KINDS or subject not in SUBJECTS:
        return Problem("supervision.unknown_kind", said("Choose what is visited."), field="target", status=422)
    if planned_on < today:
        return Problem("supervision.in_the_past", said("A visit is planned for today or later."), field="planned_on")
    if team_ended:
        return Problem("supervision.team_ended", said("This team has been dissolved."), field="team")
    if not area_code.startswith(team_area_code):
        return Problem("supervision.other_area", said("This team inspects another area."), field="team")
    if owner_body_id is not None and owner_body_id in team_bodies:
        return Problem(
            "supervision.own_body", said("A member of this team is employed by the body to be visited."), field="team"
        )
    return None


def why_not_begin(*, state: str, is_member: bool, by: Actor) -> Problem | None:
    """Why the visit does not begin now; only who is in the team begins it."""
    if problem := why_not_inspect(is_member=is_member, by=by):
        return problem
    return None if state == PLANNED else Problem("supervision.begun", said("This visit has begun or was called off."))


def why_not_inspect(*, is_member: bool, by: Actor) -> Problem | None:
    if problem := why_not_use("supervision.inspect", by=by):
        return problem
    return None if is_member else forbidden("supervision.not_in_team", said("You are not in the team of this visit."))


def why_not_answer(*, state: str, is_member: bool, by: Actor) -> Problem | None:
    """Why nothing is written into the checklist: one writes while one is there."""
    if problem := why_not_inspect(is_member=is_member, by=by):
        return problem
    return None if state == BEGUN else Problem("supervision.not_there", said("A checklist is filled in on site."))


def why_not_end(
    *, state: str, is_member: bool, codes: Collection[str], answers: Mapping[str, str], found: Collection[str],
    by: Actor,
) -> Problem | None:  # fmt: skip
    """Why the visit is not over: each line is answered, and what is not in order is a finding."""
    if problem := why_not_answer(state=state, is_member=is_member, by=by):
        return problem
    left = [code for code in codes if answers.get(code) not in ANSWERS]
    if left:
        return Problem(
            "supervision.lines_left", said("Lines that are not answered yet: %(n)d."), {"n": len(left)}, status=422
        )
    bare = [code for code, answer in answers.items() if answer == NOT_IN_ORDER and code not in found]
    if bare:
        return Problem(
            "supervision.no_finding", said("Write down what was found for each line that is not in order: %(n)d."),
            {"n": len(bare)}, status=422,
        )  # fmt: skip
    return None


def why_not_cancel(*, state: str, reason: str, area_code: str, by: Actor) -> Problem | None:
    if problem := why_not_use("supervision.plan", by=by, area_code=area_code):
        return problem
    if reason not in CANCEL_REASONS:
        return Problem("supervision.no_reason", said("Choose why the visit is called off."), field="reason", status=422)
    return (
        None
        if CANCELLED in MOVES[state]
        else Problem("supervision.begun", said("This visit has begun or was called off."))
    )
