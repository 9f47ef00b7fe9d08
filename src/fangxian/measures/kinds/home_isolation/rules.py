"""What staying at home for a while needs: conditions in words, support named, and nobody separated (F12, INV-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fangxian.core.problems.rules import Problem, said
from fangxian.engine.lines import Line

KIND = "home_isolation"
TYPE = "HOME_OBS"
LINE = Line.HOMES  # the gate it serves

# What the person is asked to do. No device, no camera, no lock and no seal is among them (domain.md 4.5).
CONDITIONS = (
    "stay_home", "own_room", "two_readings", "tell_symptoms", "ventilate", "no_visitors", "separate_tableware",
    "mask_when_sharing",
)  # fmt: skip
ALWAYS_CONDITIONS = ("stay_home", "two_readings", "tell_symptoms")
SUPPORT_PARTS = ("groceries", "medicine", "rubbish", "health_contact", "care", "other")
NEEDED_SUPPORT = ("groceries", "medicine", "rubbish", "health_contact")
NEEDS = (
    "dialysis", "pregnancy", "regular_medicine", "disability", "lives_alone_elderly", "small_children", "cares_for",
    "pet", "other_language",
)  # fmt: skip
APPEAL_ROUTE = "own_page, phone, paper"
CHILD_UNDER = 14  # PIPL art. 31: data of children under 14; F11: assessed for an accompanied stay


@dataclass(frozen=True)
class Suitability:
    """What was asked about the home before anybody is asked to stay in it (F12).

    arrangement   how it is done where there is no room or toilet of one's own; never a reason to lock anybody in
    """

    has_own_room: bool
    has_own_toilet: bool
    lives_with_count: int
    needs: tuple[str, ...] = ()
    arrangement: str = ""

    def as_json(self) -> dict[str, object]:
        return {
            "has_own_room": self.has_own_room,
            "has_own_toilet": self.has_own_toilet,
            "lives_with_count": self.lives_with_count,
            "needs": list(self.needs),
            "arrangement": self.arrangement.strip(),
        }


def is_child(birth_year: int | None, *, on: date) -> bool:
    """Whether somebody born in that year may still be under fourteen; an unknown year is not guessed."""
    return birth_year is not None and on.year - birth_year <= CHILD_UNDER


def why_not_suitable(home: Suitability, *, support_plan: Mapping[str, str]) -> Problem | None:
    """Why this home is not yet suitable: something has to be arranged and written down first."""
    if not (home.has_own_room and home.has_own_toilet) and len(home.arrangement.strip()) < 10:
        return Problem(
            "home_isolation.no_arrangement",
            said("There is no room or toilet of one's own: write down how the household manages, or what is offered."),
            field="arrangement",
        )
    unknown = [need for need in home.needs if need not in NEEDS]
    if unknown:
        return Problem("home_isolation.unknown_need", said("Choose the needs from the list."), field="needs")
    if {"dialysis", "regular_medicine", "small_children", "cares_for"} & set(home.needs) and len(
        support_plan.get("care", "").strip()
    ) < 2:
        return Problem(
            "home_isolation.needs_care",
            said("A need was named: say who sees to it, such as transport to dialysis or care for a relative."),
            field="support_care",
        )
    return None


def why_not_conditions(conditions: tuple[str, ...]) -> Problem | None:
    if any(condition not in CONDITIONS for condition in conditions):
        return Problem(
            "home_isolation.unknown_condition", said("Choose the conditions from the list."), field="conditions"
        )
    return None
