"""Where a post may stand at all, by the edition in force (F15). The places and levels are the pack's data.

Source: State Council, 2020-02-21 (R24): none at low risk, elsewhere only with the province's approval, none on main
lines or in service areas; Ministry of Transport, 2022-04-12 (R25): not two on one section in one direction.
"""

from __future__ import annotations

from fangxian.core.problems.rules import Problem, said
from fangxian.engine.rules.packs import Pack

LEVELS = ("county", "city", "province")  # each may do what those before it may
RISKS = {"low": said("Low risk"), "medium": said("Medium risk"), "high": said("High risk")}


def why_not_stand(pack: Pack, *, kind: str, area_risk: str, level: str, same_road: bool) -> Problem | None:
    """Why a post of this kind may not stand here.

    level      the highest authority that approved it
    area_risk  of its area in the published list; "" where none is published
    same_road  whether another post stops the same road in the same direction
    """
    params = pack.rule("posts/standing").params
    if kind in params["kinds_refused"]:
        return Problem(
            "checkpoint.main_line", said("No post stands on a motorway's main line or in a service area."), field="kind"
        )
    if kind in params["kinds_refused_at_low_risk"] and area_risk == "low":
        return Problem(
            "checkpoint.low_risk",
            said("At low risk no post stands on a motorway or trunk road: those that stand are taken away."),
            field="area_risk",
        )
    needed = params["approved_by"]
    if needed and kind in params["kinds_to_be_approved"] and _rank(level) < _rank(needed):
        return Problem(
            "checkpoint.not_approved",
            said("On this kind of road a post needs the approval of the province, with its paper."),
            field="approved_level",
        )
    if same_road and params["one_in_each_direction"]:
        return Problem(
            "checkpoint.same_road",
            said("There is already a post on this road in this direction. People are stopped once, not twice."),
            field="road",
        )
    return None


def highest(one: str, other: str) -> str:
    return max(one, other, key=_rank)


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else -1
