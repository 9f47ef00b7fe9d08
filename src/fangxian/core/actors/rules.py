"""Who acts: a person in a post, with a purpose. Every service and query takes one as `by`.

Roles and their powers follow domain.md 4.2. A power is a verb of an app: "tasks.work".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from fangxian.core.problems.rules import NO_POWER, OUT_OF_AREA, Problem, forbidden, said

STOOD_DOWN = said("This programme has ended: nobody of the staff sees people any more. Each person reads the own file.")


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    DUTY_OFFICER = "duty_officer"
    GRID_WORKER = "grid_worker"
    CHECKPOINT_OFFICER = "checkpoint_officer"
    GATE_KEEPER = "gate_keeper"  # a volunteer at a gate: hears a word, sees nobody (F18)
    PLACE_LIAISON = "place_liaison"  # a property firm, a firm or a venue answering for its own gate or hall (F18, F39)
    HOTLINE_OPERATOR = "hotline_operator"  # takes calls and answers them; sees no file and looks nobody up (F28)
    DEPARTMENT_LIAISON = "department_liaison"  # answers letters for her department; sees no file (F24)
    EPIDEMIOLOGIST = "epidemiologist"
    HEALTH_APPROVER = "health_approver"
    COMMANDER = "commander"
    SIGNATORY = "signatory"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    PUBLISHER = "publisher"
    POLICE_LIAISON = "police_liaison"
    RESIDENT = "resident"
    HELPER = "helper"  # whom a resident, or a child's guardian, named to act in her file (INV-15)
    SYSTEM = "system"


class Purpose(StrEnum):
    """Why a record of a person is read or written. Kept with every read and write."""

    ADMINISTER = "administer"
    RECEIVE_FACTS = "receive_facts"
    JUDGE_FACTS = "judge_facts"
    VERIFY_LEAD = "verify_lead"
    CHECK_AT_POST = "check_at_post"
    INVESTIGATE_CASE = "investigate_case"
    DECIDE_MEASURE = "decide_measure"
    DECIDE_APPEAL = "decide_appeal"
    SERVE_NOTICE = "serve_notice"
    FOLLOW_UP = "follow_up"
    COMMAND = "command"
    SUPERVISE = "supervise"
    AUDIT = "audit"
    HAND_OVER = "hand_over"
    OWN_FILE = "own_file"
    ASSIST = "assist"
    KEEP_TIME = "keep_time"


OWN_ROLES = frozenset({Role.RESIDENT, Role.HELPER})  # act in one file only: that of `Actor.subject_id`
HEALTH_ROLES = frozenset({Role.EPIDEMIOLOGIST, Role.HEALTH_APPROVER})

LETTERS_READ = ("letters.read", "letters.see")  # of one's own area; letters.read alone: what is addressed to one's unit
LETTERS_ANSWERED = ("letters.read", "letters.answer")
OWN_UNIT = ("readiness.see", "readiness.unit")
ANSWERS_CONFIRMED = ("clarification.see", "clarification.confirm")

POWERS: dict[Role, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            *OWN_UNIT,
            "readiness.run",
            "programmes.create",
            "areas.load",
            "staff.manage",
            "orders.draft",
            "packs.adopt",
            "staff.see",
            "operations.see",
            "operations.run_again",
            "messages.see",
            "staff.reset",
            "signin.run_phones",
            "orders.see",
            "orders.review",
            "packs.see",
            "intake.run_posts",
            "gates.run",
            "gates.answer",
            "venues.run",
            "venues.keep",
            "erasure.see",
            *LETTERS_READ,
            "letters.run",
        }
    ),
    Role.SIGNATORY: frozenset(
        {
            *ANSWERS_CONFIRMED,
            *LETTERS_READ,
            "letters.approve",
            "outgoing.see",
            "outgoing.approve",
            "erasure.see",
            "erasure.propose_hold",
            "erasure.approve_hold",
            "orders.see",
            "orders.draft",
            "orders.review",
            "orders.sign",
            "packs.see",
            "packs.sign",
            "screening.see_lists",
            "screening.sign_list",
            "briefing.see",
            "publication.see",
            "publication.confirm",
        }
    ),
    Role.DUTY_OFFICER: frozenset(
        {
            "mediation.work",
            "clarification.see",
            "clarification.work",
            "publicity.log",
            *LETTERS_READ,
            "letters.write",
            "letters.answer",
            "letters.look_back",
            "letters.run",
            "inquiries.work",
            *OWN_UNIT,
            "readiness.run",
            "outgoing.see",
            "outgoing.request",
            "outgoing.register",
            "intake.import",
            "intake.confirm",
            "intake.run_posts",
            "intake.run_sweeps",
            "requests.take",
            "gates.run",
            "gates.answer",
            "venues.run",
            "venues.keep",
            "places.disinfect",
            "tasks.dispatch",
            "tasks.see",
            "tasks.work",  # the city's desk hands people over to other cities
            "people.see_task_subject",
            "people.see_file",
            "people.look_up",
            "people.break_glass",
            "assistance.request",
            "people.issue_code",
            "people.name_care_team",
            "followup.work",
            "portal.answer",
            "screening.see_lists",
            "screening.load_list",
            "intake.see",
        }
    ),
    Role.GRID_WORKER: frozenset(
        {
            "mediation.work",
            "publicity.log",
            *LETTERS_ANSWERED,
            *OWN_UNIT,
            "tasks.work",
            "intake.sweep",
            "tasks.see",
            "people.see_task_subject",
            "followup.work",
            "people.issue_code",
            "measures.serve",
            "measures.attend",
            "gates.answer",
            "venues.keep",
            "places.disinfect",
        }
    ),
    Role.CHECKPOINT_OFFICER: frozenset({"intake.check", "places.disinfect", "readiness.see", "readiness.unit"}),
    Role.GATE_KEEPER: frozenset({"gates.keep"}),  # and nothing else: a word at a gate (INV-13)
    Role.HOTLINE_OPERATOR: frozenset(
        {
            "clarification.see",
            "clarification.work",
            "requests.take",
            *LETTERS_READ,
            "letters.write",
            *OWN_UNIT,
        }
    ),
    Role.DEPARTMENT_LIAISON: frozenset({*LETTERS_ANSWERED, "readiness.see", "readiness.unit"}),
    Role.PLACE_LIAISON: frozenset({"gates.keep", "gates.answer", "venues.keep", "places.disinfect"}),
    Role.EPIDEMIOLOGIST: frozenset(
        {
            *LETTERS_ANSWERED,
            "inquiries.work",
            *OWN_UNIT,
            "outgoing.see",
            "outgoing.request",
            "cases.see",
            "cases.investigate",
            "cases.review",
            "measures.see",
            "measures.attend",
            "measures.propose",
            "people.match",
            "people.see_file",
            "people.look_up",
            "people.break_glass",
            "people.second_glass",
            "assistance.request",
            "people.name_care_team",
            "followup.work",
            "tasks.see",
            "screening.see",
            "screening.correct",
            "screening.see_lists",
            "screening.load_list",
            "screening.sign_list",
            "intake.see",
        }
    ),
    Role.HEALTH_APPROVER: frozenset(
        {
            *ANSWERS_CONFIRMED,
            *LETTERS_ANSWERED,
            *OWN_UNIT,
            "outgoing.see",
            "outgoing.approve",
            "cases.see",
            "cases.review",
            "measures.see",
            "measures.attend",
            "measures.approve",
            "measures.release",
            "measures.decide_appeal",
            "people.match",
            "people.see_file",
            "people.look_up",
            "people.break_glass",
            "people.second_glass",
            "assistance.request",
            "screening.see",
            "screening.see_lists",
            "screening.sign_list",
            "intake.confirm",
        }
    ),
    Role.COMMANDER: frozenset(
        {
            *ANSWERS_CONFIRMED,
            *LETTERS_READ,
            "letters.approve",
            "readiness.see",
            "briefing.see",
            "briefing.issue",
            "publication.see",
            "publication.confirm",
            "tasks.see",
            "staff.see",
            "orders.see",
            "packs.see",
            "erasure.see",
            "erasure.declare",
            "erasure.propose_hold",
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            *LETTERS_READ,
            "letters.write",
            "letters.look_back",
            *OWN_UNIT,
            "readiness.run",
            "tasks.see",
            "tasks.look_back",
            "tasks.dispatch",
            "staff.see",
            "staff.reset",
            "signin.run_phones",
            "briefing.see",
            "portal.answer",
        }
    ),
    Role.AUDITOR: frozenset(
        {
            *LETTERS_READ,
            "outgoing.see",
            "measures.decide_appeal",
            "erasure.see",
            "people.review_reads",
            "audit.read",
            "operations.see",
            "briefing.see",
            "orders.see",
            "packs.see",
            "publication.see",
        }
    ),
    Role.PUBLISHER: frozenset(
        {
            "publication.see",
            "publication.propose",
            "publication.confirm",
            "clarification.see",
            "clarification.work",
            "clarification.confirm",
            "publicity.log",
        }
    ),
    Role.POLICE_LIAISON: frozenset({"assistance.answer"}),  # and nothing else, ever (INV-05)
    Role.RESIDENT: frozenset({"portal.own_file"}),
    Role.HELPER: frozenset({"portal.own_file"}),
    Role.SYSTEM: frozenset({"system.react"}),
}


# What is left to the staff of a programme that has stood down a day ago: nothing that shows a person.
POWERS_WITHOUT_PEOPLE = frozenset(
    {
        "programmes.create", "orders.see", "packs.see", "audit.read", "operations.see", "operations.run_again",
        "briefing.see", "letters.read", "letters.see", "staff.see", "staff.manage", "staff.reset", "erasure.see",
        "erasure.declare", "erasure.propose_hold", "erasure.approve_hold",
    }
)  # fmt: skip


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
