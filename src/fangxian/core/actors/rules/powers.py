"""What each role may do: the table of powers (domain.md 4.2). A power is a verb of an app: "tasks.work"."""

from __future__ import annotations

from .roles import Role

LETTERS_READ = ("letters.read", "letters.see")  # of one's own area; letters.read alone: what is addressed to one's unit
LETTERS_ANSWERED = ("letters.read", "letters.answer")
OWN_UNIT = ("readiness.see", "readiness.unit")
ANSWERS_CONFIRMED = ("clarification.see", "clarification.confirm")

POWERS: dict[Role, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            "supervision.answer",
            *OWN_UNIT,
            "readiness.run",
            "programmes.create",
            "requests.run_desks",
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
            "supervision.see",
            "supervision.inspect",
            "supervision.answer",
            "feedback.read",
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
            "requests.look_at_photos",
            "gates.run",
            "gates.answer",
            "venues.run",
            "venues.keep",
            "places.disinfect",
            "tasks.dispatch",
            "tasks.see",
            "tasks.work",  # the city's desk hands people over to other cities
            "tasks.carry",
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
            "supervision.answer",
            "mediation.work",
            "publicity.log",
            *LETTERS_ANSWERED,
            *OWN_UNIT,
            "tasks.work",
            "tasks.carry",
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
    Role.CHECKPOINT_OFFICER: frozenset(
        {"intake.check", "places.disinfect", "readiness.see", "readiness.unit", "supervision.answer"}
    ),
    Role.GATE_KEEPER: frozenset({"gates.keep"}),  # and nothing else: a word at a gate (INV-13)
    Role.HOTLINE_OPERATOR: frozenset(
        {
            "supervision.answer",
            "clarification.see",
            "clarification.work",
            "requests.take",
            "requests.look_at_photos",
            *LETTERS_READ,
            "letters.write",
            *OWN_UNIT,
        }
    ),
    Role.DEPARTMENT_LIAISON: frozenset({*LETTERS_ANSWERED, "readiness.see", "readiness.unit", "supervision.answer"}),
    Role.PLACE_LIAISON: frozenset(
        {"gates.keep", "gates.answer", "venues.keep", "places.disinfect", "supervision.answer"}
    ),
    Role.EPIDEMIOLOGIST: frozenset(
        {
            "supervision.see",
            "supervision.inspect",
            "supervision.answer",
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
            "tasks.carry",  # what is late below her is told up to her
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
            "supervision.answer",
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
            "supervision.see",
            *ANSWERS_CONFIRMED,
            "feedback.read",
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
            "supervision.see",
            "supervision.inspect",
            "supervision.plan",
            "feedback.read",
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
            "supervision.see",
            "supervision.inspect",
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
            "feedback.read",
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
