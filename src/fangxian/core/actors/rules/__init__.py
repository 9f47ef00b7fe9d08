"""Who acts: a person in a post, with a purpose. Every service and query takes one as `by`.

Roles and their powers follow domain.md 4.2. A power is a verb of an app: "tasks.work".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from fangxian.core.problems.rules import NO_POWER, OUT_OF_AREA, Problem, forbidden, said

from .powers import POWERS, POWERS_WITHOUT_PEOPLE
from .roles import HEALTH_ROLES, OWN_ROLES, Purpose, Role

__all__ = [
    "HEALTH_ROLES",
    "OWN_ROLES",
    "POWERS",
    "POWERS_WITHOUT_PEOPLE",
    "STOOD_DOWN",
    "Actor",
    "Purpose",
    "Role",
    "are_of_different_units",
    "system",
    "why_not_second",
    "why_not_use",
]

STOOD_DOWN = said("This programme has ended: nobody of the staff sees people any more. Each person reads the own file.")


@dataclass(frozen=True)
class Actor:
    """A person in a post acting for a purpose, or the system itself.

    user_id, post_id, unit_id, body_id   None for residents and the system
    unit_id    the unit of the post; body_id the body that employs it: two people are of
               different units (INV-03) only if their bodies differ (O6)
    area_code  the area the post answers for; every read is limited to it and what lies below;
               "" means the whole programme
    sees_no_people  its programme stood down a day ago: only powers that show nobody are left
    """

    role: Role
    purpose: Purpose
    programme_id: UUID | None
    area_code: str = ""
    user_id: int | None = None
    post_id: UUID | None = None
    unit_id: UUID | None = None
    body_id: UUID | None = None
    subject_id: UUID | None = None
    sees_no_people: bool = False

    def can(self, power: str) -> bool:
        return power in POWERS[self.role] and not (self.sees_no_people and power not in POWERS_WITHOUT_PEOPLE)

    def covers(self, area_code: str) -> bool:
        return area_code.startswith(self.area_code)

    def for_purpose(self, purpose: Purpose) -> Actor:
        return replace(self, purpose=purpose)


def system(programme_id: UUID | None, purpose: Purpose = Purpose.KEEP_TIME) -> Actor:
    """The system acting by itself: it opens work and keeps time, it never decides on a person."""
    return Actor(role=Role.SYSTEM, purpose=purpose, programme_id=programme_id)


def why_not_use(power: str, *, by: Actor, area_code: str | None = None) -> Problem | None:
    """Why `by` may not use `power` (on a record of `area_code`, if one is given)."""
    if by.sees_no_people and power in POWERS[by.role] - POWERS_WITHOUT_PEOPLE:
        return forbidden("actors.stood_down", STOOD_DOWN)
    if not by.can(power):
        return forbidden("actors.no_power", NO_POWER, power=power)
    if area_code is not None and not by.covers(area_code):
        return forbidden("actors.out_of_area", OUT_OF_AREA)
    return None


def are_of_different_units(one: Actor, other: Actor) -> bool:
    """Two people are of different units only if different bodies employ them (INV-03, O6)."""
    return one.body_id is not None and other.body_id is not None and one.body_id != other.body_id


def why_not_second(*, first_user_id: int | None, first_body_id: object, second: Actor) -> Problem | None:
    """Why `second` may not confirm what the first did: same person, or same employing body (INV-03)."""
    if second.user_id is None or second.user_id == first_user_id:
        return forbidden("staff.same_person", said("The person who proposed this cannot also confirm it."))
    if second.body_id is None or second.body_id == first_body_id:
        return forbidden("staff.same_body", said("The second person must be employed by another body than the first."))
    return None
