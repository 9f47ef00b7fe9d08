"""What a measure on a person needs, how it moves, and who may move it (F10, INV-01 to INV-12).

State is computed from times: nobody, and no job, has to end a measure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fangxian.core.actors.rules import HEALTH_ROLES, Actor
from fangxian.core.problems.rules import Problem, forbidden, said
from fangxian.core.staff.rules import why_not_second
from fangxian.engine.isolation.courses import Course, Phase, intrusiveness
from fangxian.engine.rules.evaluation import hash_of
from fangxian.engine.rules.guards import ADVICE_TYPES, MEASURE_TYPES

PROPOSED, DECLINED, WITHDRAWN, LAPSED = "proposed", "declined", "withdrawn", "lapsed"
APPROVED, ACTIVE = "approved", "active"
EXPIRED, RELEASED_EARLY, REVOKED, SUPERSEDED_SHORTER = "expired", "released_early", "revoked", "superseded_shorter"

# Service makes a measure binding at that moment, so "served" and "active" are one state.
MOVES: dict[str, frozenset[str]] = {
    PROPOSED: frozenset({APPROVED, DECLINED, WITHDRAWN, LAPSED}),
    APPROVED: frozenset({ACTIVE, WITHDRAWN, LAPSED, RELEASED_EARLY}),
    ACTIVE: frozenset({EXPIRED, RELEASED_EARLY, REVOKED, SUPERSEDED_SHORTER}),
    DECLINED: frozenset(),
    WITHDRAWN: frozenset(),
    LAPSED: frozenset(),
    EXPIRED: frozenset(),
    RELEASED_EARLY: frozenset(),
    REVOKED: frozenset(),
    SUPERSEDED_SHORTER: frozenset(),
}
OPEN_STATES = (PROPOSED, APPROVED, ACTIVE)
ENDED_STATES = (EXPIRED, RELEASED_EARLY, REVOKED, SUPERSEDED_SHORTER)

TYPES = tuple(MEASURE_TYPES)
RESTRICTING_TYPES = tuple(kind for kind in MEASURE_TYPES if kind not in ADVICE_TYPES)
LANGUAGES = ("zh-hans", "en")
MASS_ACTION_OVER = 20  # INV-03, O6
REASON_CHARACTERS = 10  # a sentence, not a tick
LONGEST_DAYS = 28  # no pack read so far allows more than 21; the database refuses more than this

SERVED_HOW = ("in_person", "refused_to_sign", "left_at_door", "by_helper")
NEEDS_WITNESS = frozenset({"refused_to_sign", "left_at_door"})
AUDIENCES = (
    "subject", "guardian", "grid", "health_post", "community", "hospital", "employer", "school", "police_assist",
)  # fmt: skip
CHANNELS = ("paper", "in_person", "phone", "system")
DECISION, END, VOID = "decision", "end", "void"  # void: an appeal found that the decision was wrong
END_REASONS = {
    "end_of_course": EXPIRED,
    "ruled_out": RELEASED_EARLY,
    "no_longer_contact": RELEASED_EARLY,
    "order_revoked": RELEASED_EARLY,
    "stood_down": RELEASED_EARLY,
    "released": RELEASED_EARLY,
    "replaced": RELEASED_EARLY,
    "new_edition": SUPERSEDED_SHORTER,
    "revoked": REVOKED,
    "appeal_overturned": REVOKED,
    "appeal_varied": RELEASED_EARLY,
}
TOLD_BY_THE_ANSWER = frozenset({"appeal_overturned", "appeal_varied"})  # the answer to the appeal says that it is over
LEAVE_REASONS = ("medical", "emergency", "childbirth", "dialysis", "violence", "fire", "death_in_family", "other")
EMERGENCIES = frozenset({"emergency", "childbirth", "dialysis", "violence", "fire"})  # INV-12: needs no permission

NO_EVIDENCE = said("A measure rests on recorded evidence: a reviewed classification of an exposure. There is none.")
NO_RULE = said("The edition in force has no measure for this person. Inform and advise instead.")
ENDED_ALREADY = said("Counted from the last contact this measure would already have ended: no measure, advice only.")
NO_MOMENT = said("This edition counts by the hour: record the moment of the last contact, not only its day.")
NO_REASON = said("Say in a sentence why; the person concerned will read it.")


@dataclass(frozen=True)
class Times:
    """Every moment that decides where a measure stands.

    ends_at         the end on the notice; only ever lowered
    grounds_end_at  the latest end of what it rests on: a ruled-out case, a finding of "no contact" or a
                    revoked order ends its ground at that moment
    """

    proposed_at: datetime
    ends_at: datetime
    grounds_end_at: datetime | None = None
    approved_at: datetime | None = None
    declined_at: datetime | None = None
    withdrawn_at: datetime | None = None
    served_at: datetime | None = None
    revoked_at: datetime | None = None
    released_at: datetime | None = None
    shortened_at: datetime | None = None


def ends_at(times: Times) -> datetime:
    """When it ends or ended: the earliest of its end, its grounds' end, a release and a revocation."""
    given = (times.ends_at, times.grounds_end_at, times.revoked_at, times.released_at)
    return min(moment for moment in given if moment is not None)


def state_at(times: Times, *, at: datetime) -> str:
    """The state of a measure at `at`; at its very last moment it is over."""
    if times.withdrawn_at is not None and times.withdrawn_at <= at:
        return WITHDRAWN
    if times.declined_at is not None and times.declined_at <= at:
        return DECLINED
    end = ends_at(times)
    is_over = end <= at
    if times.served_at is None or times.served_at > min(at, end):  # a notice served after the end never bound
        if is_over:
            return LAPSED
        return APPROVED if times.approved_at is not None and times.approved_at <= at else PROPOSED
    return _how_it_ended(times) if is_over else ACTIVE


def _how_it_ended(times: Times) -> str:
    end = ends_at(times)
    if times.revoked_at == end:
        return REVOKED
    if end < times.ends_at:
        return RELEASED_EARLY
    return SUPERSEDED_SHORTER if times.shortened_at is not None else EXPIRED


def type_at(phases: Sequence[Mapping[str, Any]], *, at: datetime) -> str | None:
    """The type of the phase a moment lies in; None before the first and after the last."""
    phase = course_of(phases).phase_at(at) if phases else None
    return phase.type if phase else None


def restricts_until(phases: Sequence[Mapping[str, Any]]) -> datetime | None:
    """The end of the last phase that restricts; what follows is advice. None if nothing restricts."""
    ends = [datetime.fromisoformat(p["ends_at"]) for p in phases if p["type"] in RESTRICTING_TYPES]
    return max(ends, default=None)


def phases_as_json(course: Course) -> list[dict[str, Any]]:
    return [
        {
            "type": phase.type,
            "starts_at": phase.starts_at.isoformat(),
            "ends_at": phase.ends_at.isoformat(),
            "tests_on": [day.isoformat() for day in phase.tests_on],
        }
        for phase in course.phases
    ]


def course_of(
    phases: Sequence[Mapping[str, Any]], *, pack_id: str = "", rule_id: str = "", anchor_on: date = date.min
) -> Course:
    """The course that was kept with a measure."""
    kept = tuple(
        Phase(
            type=phase["type"],
            starts_at=datetime.fromisoformat(phase["starts_at"]),
            ends_at=datetime.fromisoformat(phase["ends_at"]),
            tests_on=tuple(date.fromisoformat(day) for day in phase["tests_on"]),
        )
        for phase in phases
    )
    return Course(pack_id, rule_id, anchor_on, kept, kept[-1].ends_at)


def milder_than(measure_type: str, options: Sequence[str]) -> tuple[str, ...]:
    """The milder options of a rule that must be answered before this type is proposed, mildest first (INV-07)."""
    return tuple(
        sorted((o for o in options if intrusiveness(o) < intrusiveness(measure_type)), key=MEASURE_TYPES.index)
    )


def digest_of_evidence(evidence: Mapping[str, Any]) -> str:
    """The fingerprint of what an approver is shown; she sends it back, so nobody approves what she has not seen."""
    return hash_of(evidence)


def why_not_health(by: Actor) -> Problem | None:
    """Only health bodies propose, approve and release (INV-05)."""
    if by.role not in HEALTH_ROLES:
        return forbidden(
            "measures.not_health", said("Measures on people are decided by health bodies only; the police assist.")
        )
    return None


def why_not_so_many(count: int) -> Problem | None:
    """Why so many measures may not be proposed in one operation (INV-03, O6)."""
    if count > MASS_ACTION_OVER:
        return forbidden(
            "measures.mass_action",
            said("More than %(limit)s people in one operation is a mass action and is refused. Propose one by one."),
            limit=MASS_ACTION_OVER,
            count=count,
        )
    return None


def why_not_decided(measure_type: str) -> Problem | None:
    """Why this needs no decision: only two types restrict anybody, everything else is advice or does not exist."""
    if measure_type not in RESTRICTING_TYPES:
        return Problem(
            "measures.only_advice",
            said("This is advice and needs no decision: tell the person, and follow up."),
            field="type",
        )
    return None


def why_not_type(
    measure_type: str, *, ceiling_type: str, milder: Sequence[str], phases: Sequence[str]
) -> Problem | None:
    """Why this type is not one that the rule allows."""
    if intrusiveness(measure_type) > intrusiveness(ceiling_type) or measure_type not in {*milder, *phases}:
        return Problem("measures.type_not_in_rule", said("The rule does not allow this measure."), field="type")
    return None


def why_not_milder(answers: Mapping[str, str], *, options: Sequence[str]) -> Problem | None:
    """Why the milder options are not sufficiently answered: each needs a reason why it is not enough (INV-07)."""
    for option in options:
        if len(answers.get(option, "").strip()) < REASON_CHARACTERS:
            return Problem(
                "measures.milder_unanswered",
                said("Say in a sentence why the milder option is not enough."),
                {"option": option},
                field=f"milder_{option}",
            )
    return None


def why_not_support(plan: Mapping[str, str], *, needed: Sequence[str]) -> Problem | None:
    """Why the support plan is not one: every part says who brings it (INV-11)."""
    for part in needed:
        if len(plan.get(part, "").strip()) < 2:
            return Problem(
                "measures.no_support_plan",
                said("Say who provides this: nobody is kept at home without support."),
                {"part": part},
                field=f"support_{part}",
            )
    return None


def why_not_companion(*, is_dependent: bool, companion: str) -> Problem | None:
    """Why a dependent person's measure lacks the one she stays with: nobody is separated by default (INV-11)."""
    if is_dependent and not companion.strip():
        return Problem(
            "measures.no_companion",
            said("Name the guardian or carer who stays with this person; they are not separated."),
            field="companion",
        )
    return None


def why_not_again(*, open_states: Sequence[str], is_new_evidence: bool) -> Problem | None:
    """Why a second measure on a person may not be proposed while one is open (INV-04)."""
    if PROPOSED in open_states or APPROVED in open_states:
        return Problem("measures.already_proposed", said("A measure on this person is already waiting."))
    if ACTIVE in open_states and not is_new_evidence:
        return Problem(
            "measures.no_new_evidence",
            said("A measure is in force. A longer one is a new decision and needs a new exposure."),
        )
    return None


def why_not_arrival(*, has_measure_rule: bool, has_live_order: bool) -> Problem | None:
    """Why nobody may be put under a measure merely for having arrived (O7)."""
    if has_measure_rule or has_live_order:
        return None
    return forbidden(
        "measures.no_rule_for_arrivals",
        said("No rule in force and no live order puts arrivals under a measure. Register, advise and follow up."),
    )


def why_not_approve(
    *,
    state: str,
    first_user_id: int | None,
    first_body_id: object,
    sector: str,
    seen_sha256: str,
    evidence_sha256: str,
    by: Actor,
) -> Problem | None:
    """Why `by` may not approve: somebody else, of another employing health body, who has seen the evidence."""
    if state != PROPOSED:
        return Problem("measures.not_proposed", said("This measure is not waiting for approval."))
    problem = why_not_health(by) or why_not_second(first_user_id=first_user_id, first_body_id=first_body_id, second=by)
    if problem is not None:
        return problem
    if sector != "health":
        return forbidden(
            "measures.not_a_health_body", said("Only a body of the health sector can decide on a measure.")
        )
    if seen_sha256 != evidence_sha256:
        return Problem(
            "measures.evidence_not_seen",
            said("The evidence is not what you were shown. Read it again before you decide."),
        )
    return None


def why_not_decline(*, state: str, reason: str) -> Problem | None:
    if state != PROPOSED:
        return Problem("measures.not_proposed", said("This measure is not waiting for approval."))
    return _why_not_reason(reason)


def why_not_withdraw(*, state: str, first_body_id: object, by: Actor) -> Problem | None:
    """Why a proposal may not be taken back: by the body that made it, before it is served."""
    if state not in (PROPOSED, APPROVED):
        return Problem("measures.not_open", said("Only a proposal that was not yet served can be withdrawn."))
    if by.body_id != first_body_id:
        return forbidden("measures.not_yours", said("Only the body that proposed it can withdraw it."))
    return None


def why_not_serve(*, state: str, how: str, witness: str, received_by: str) -> Problem | None:
    """Why the notice cannot be recorded as served."""
    if state != APPROVED:
        return Problem("measures.not_approved", said("Only an approved measure that still runs can be served."))
    if how not in SERVED_HOW:
        return Problem("measures.unknown_service", said("Say how the notice was handed over."), field="how")
    if how in NEEDS_WITNESS and not witness.strip():
        return Problem(
            "measures.no_witness",
            said("If nobody signed, a witness must be named: a neighbour, a colleague or a committee member."),
            field="witness",
        )
    if how == "by_helper" and not received_by.strip():
        return Problem("measures.no_receiver", said("Name the helper who received the notice."), field="received_by")
    return None


def why_not_served_at(served_at: datetime, *, approved_at: datetime, at: datetime) -> Problem | None:
    if not approved_at <= served_at <= at:
        return Problem(
            "measures.served_when",
            said("The notice is served after it was approved and not in the future."),
            field="served_at",
        )
    return None


def why_not_release(*, state: str, reason: str, by: Actor) -> Problem | None:
    """Why a measure may not be ended early; less restriction needs one person of a health body."""
    if state not in (APPROVED, ACTIVE):
        return Problem("measures.not_in_force", said("This measure is not in force."))
    return why_not_health(by) or _why_not_reason(reason)


def why_not_leave(*, state: str, reason: str) -> Problem | None:
    if state != ACTIVE:
        return Problem("measures.not_in_force", said("This measure is not in force."))
    if reason not in LEAVE_REASONS:
        return Problem("measures.unknown_leave", said("Choose why the person leaves."), field="reason")
    return None


def why_not_tell(*, audience: str, channel: str, body_name: str) -> Problem | None:
    if audience not in AUDIENCES:
        return Problem("measures.unknown_audience", said("Choose who was told."), field="audience")
    if channel not in CHANNELS:
        return Problem("measures.unknown_channel", said("Choose how they were told."), field="channel")
    if audience not in ("subject", "guardian") and not body_name.strip():
        return Problem("measures.no_unit_told", said("Name the unit that was told."), field="body_name")
    return None


def _why_not_reason(reason: str) -> Problem | None:
    if len(reason.strip()) < REASON_CHARACTERS:
        return Problem("measures.no_reason", NO_REASON, field="reason")
    return None
