"""What a case needs before anybody is traced for it, and who may classify an exposure (F09, INV-02, INV-03)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fangxian.core.actors.rules import HEALTH_ROLES, Actor
from fangxian.core.problems.rules import Problem, forbidden, said
from fangxian.core.staff.rules import why_not_second
from fangxian.engine.exposure.journeys import Journey
from fangxian.engine.exposure.judgements import Exposure, Judgement, contact_of_contact, judge_exposure
from fangxian.engine.exposure.windows import CaseTimes
from fangxian.engine.rules.evaluation import Evaluation
from fangxian.engine.rules.packs import Pack

CONFIRMED, SUSPECTED, ASYMPTOMATIC = "confirmed", "suspected", "asymptomatic"
CLASSES = (CONFIRMED, SUSPECTED, ASYMPTOMATIC)

# Codes of the contact register of the time (domain.md F09).
RELATIONS = ("family", "carer", "colleague", "classmate", "friend", "medical", "stranger", "other")
PROTECTION = ("none", "one_side", "both")
EVIDENCE = ("interview_case", "interview_contact", "venue_record", "roster", "manifest", "inspection")
UNKNOWN = "unknown"  # of a relation or a protection that a list does not tell: never filled in by guess
OTHER_SYSTEM = "line_list"  # evidence: a list that another system kept
TRACED = "records"  # found by a trace in the lake of stays; nobody enters it by hand

RECORDED, CLASSIFIED, REVIEWED, REPLACED = "recorded", "classified", "reviewed", "replaced"
BY_RULE, BY_HAND = "rule", "manual"

# What an investigator may decide by hand. A measure can rest on the first three only.
SECONDARY = "secondary"
OUTCOMES = ("close", "contact", SECONDARY, "general", "none")
BINDING_OUTCOMES = frozenset({"close", "contact", "secondary"})
MASS_ACTION_OVER = 20  # INV-03, O6: classes and measures of more people in one operation are a mass action
EARLIEST_DAY = date(2019, 12, 1)  # nothing before the outbreak can be a sample of it


def state_of_classification(
    *, method: str, reviewed_at: datetime | None, replaced_at: datetime | None, at: datetime
) -> str:
    """Where a classification stands at `at`; one by hand is only recorded until the second reviewer (C23)."""
    if replaced_at is not None and replaced_at <= at:
        return REPLACED
    if reviewed_at is not None and reviewed_at <= at:
        return REVIEWED
    return RECORDED if method == BY_HAND else CLASSIFIED


def why_not_decide(by: Actor) -> Problem | None:
    """Only health bodies determine cases and contacts (INV-05)."""
    if by.role not in HEALTH_ROLES:
        return forbidden(
            "cases.not_health", said("Cases and contacts are determined by health bodies only; the police assist.")
        )
    return None


def why_not_laboratory(*, lab_name: str, sample_number: str, result_on: date | None) -> Problem | None:
    """Why this laboratory reference opens no case: without one nobody is traced (domain.md 4.4, failure 5)."""
    for field, value in (("lab_name", lab_name), ("sample_number", sample_number)):
        if not value.strip():
            return Problem("cases.no_laboratory", NO_LABORATORY, field=field, status=403)
    if result_on is None:
        return Problem("cases.no_laboratory", NO_LABORATORY, field="result_on", status=403)
    return None


NO_LABORATORY = said(
    "A case needs a laboratory reference: the laboratory, the sample number and the day of the result. "
    "Without it no trace may be opened."
)


def why_not_days(
    *,
    case_class: str,
    onset_on: date | None,
    sampled_on: date | None,
    result_on: date,
    isolated_at: datetime | None,
    at: datetime,
    zone: ZoneInfo,
) -> Problem | None:
    """Why the days of a case cannot be right."""
    today = at.astimezone(zone).date()
    for field, day in (("onset_on", onset_on), ("sampled_on", sampled_on), ("result_on", result_on)):
        if day is not None and not EARLIEST_DAY <= day <= today:
            return Problem("cases.day_out_of_range", DAY_OUT_OF_RANGE, {"day": day.isoformat()}, field)
    if case_class == ASYMPTOMATIC and onset_on is not None:
        return Problem(
            "cases.onset_without_symptoms",
            said("An asymptomatic person has no day of onset: leave it empty or choose another class."),
            field="onset_on",
        )
    if case_class != ASYMPTOMATIC and onset_on is None:
        return Problem("cases.no_onset", said("Give the day on which the symptoms began."), field="onset_on")
    if sampled_on is None:
        return Problem("cases.no_sample_day", said("Give the day on which the sample was taken."), field="sampled_on")
    if sampled_on > result_on:
        return Problem(
            "cases.result_before_sample", said("The result cannot be earlier than the sample."), field="result_on"
        )
    if isolated_at is not None and isolated_at > at:
        return Problem(
            "cases.isolated_in_future", said("The moment of isolation lies in the future."), field="isolated_at"
        )
    return None


DAY_OUT_OF_RANGE = said("%(day)s is not possible here: it lies in the future or before the outbreak.")


def why_not_trace(*, ruled_out_at: datetime | None, at: datetime) -> Problem | None:
    """Why nobody may be traced for this case any more."""
    if ruled_out_at is not None and ruled_out_at <= at:
        return Problem("cases.ruled_out", said("This case was found to be no case; nobody is traced for it."))
    return None


def why_not_exposure(
    *, is_the_case: bool, last_contact_on: date, last_contact_at: datetime | None, at: datetime, zone: ZoneInfo
) -> Problem | None:
    """Why an exposure cannot have been as it was recorded."""
    if is_the_case:
        return Problem("cases.own_contact", said("The case cannot be a contact of itself."), field="name")
    today = at.astimezone(zone).date()
    if last_contact_on > today or (last_contact_at is not None and last_contact_at > at):
        return Problem("cases.contact_in_future", said("The last contact lies in the future."), field="last_contact_on")
    if last_contact_on < EARLIEST_DAY:
        return Problem(
            "cases.day_out_of_range", DAY_OUT_OF_RANGE, {"day": last_contact_on.isoformat()}, "last_contact_on"
        )
    return None


def why_not_by_hand(*, outcome: str, reason: str) -> Problem | None:
    """Why a classification by hand is not accepted: it needs an outcome and a reason in words."""
    if outcome not in OUTCOMES:
        return Problem("cases.unknown_outcome", said("Choose what the person is found to be."), field="outcome")
    if len(reason.strip()) < 10:
        return Problem(
            "cases.no_reason",
            said("Say in a sentence why: the second reviewer and the person concerned will read it."),
            field="reason",
        )
    return None


def why_not_review(
    *, method: str, state: str, first_user_id: int | None, first_body_id: object, by: Actor
) -> Problem | None:
    """Why `by` may not be the second reviewer of a classification by hand (INV-03)."""
    if method != BY_HAND or state != RECORDED:
        return Problem("cases.not_for_review", said("This classification is not waiting for a second reviewer."))
    return why_not_decide(by) or why_not_second(first_user_id=first_user_id, first_body_id=first_body_id, second=by)


def why_not_so_many(count: int) -> Problem | None:
    """Why so many people may not be classified or put under a measure in one operation (INV-03, O6)."""
    if count > MASS_ACTION_OVER:
        return Problem(
            "cases.mass_action",
            said("More than %(limit)s people in one operation is a mass action and is refused. Decide one by one."),
            {"limit": MASS_ACTION_OVER, "count": count},
            status=403,
        )
    return None


def why_not_rule_out(*, ruled_out_at: datetime | None, reason: str) -> Problem | None:
    if ruled_out_at is not None:
        return Problem("cases.already_ruled_out", said("This case was already ruled out."))
    if len(reason.strip()) < 10:
        return Problem("cases.no_reason", said("Say what the laboratory or the doctors found."), field="reason")
    return None


@dataclass(frozen=True)
class Known:
    """The facts of an exposure as a rule may see them: nothing about who the person is.

    journey   where both were aboard: mode, enclosure, carriages and seats as they were declared; None: no vehicle
    is_via    met a contact and not the case: judged as a contact of a contact
    """

    setting: str
    protection: str
    last_contact_on: date
    last_contact_at: datetime | None = None
    metres: float | None = None
    minutes: float | None = None
    touched: bool | None = None
    journey: Mapping[str, Any] | None = None
    is_via: bool = False

    def as_json(self) -> dict[str, Any]:
        beyond = {"journey": dict(self.journey)} if self.journey else {}
        return (
            beyond
            | ({"is_via": True} if self.is_via else {})
            | {
                "setting": self.setting,
                "protection": self.protection,
                "last_contact_on": self.last_contact_on.isoformat(),
                "last_contact_at": self.last_contact_at.isoformat() if self.last_contact_at else None,
                "metres": self.metres,
                "minutes": self.minutes,
                "touched": self.touched,
            }
        )

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Known:
        moment = kept["last_contact_at"]
        return cls(
            setting=kept["setting"],
            protection=kept["protection"],
            last_contact_on=date.fromisoformat(kept["last_contact_on"]),
            last_contact_at=datetime.fromisoformat(moment) if moment else None,
            metres=kept["metres"],
            minutes=kept["minutes"],
            touched=kept["touched"],
            journey=kept.get("journey"),
            is_via=kept.get("is_via", False),
        )

    def for_engine(self) -> Exposure:
        return Exposure(
            on=self.last_contact_at or self.last_contact_on,
            setting=self.setting or None,
            protected={"both": True, "none": False, "one_side": False}.get(self.protection),
            metres=self.metres,
            minutes=self.minutes,
            touched=self.touched,
            journey=Journey(**self.journey) if self.journey else None,
        )


def judge(pack: Pack, times: CaseTimes, known: Known, *, at: datetime, zone: ZoneInfo) -> Judgement:
    """What an edition says of an exposure to a case, or to a contact of one. Errors: CaseIncomplete."""
    if not known.is_via:
        return judge_exposure(pack, times, known.for_engine(), at=at, zone=zone)
    outcome = contact_of_contact(pack)
    return Judgement(outcome, "rule" if outcome == SECONDARY else "no_determination")


def case_times_as_json(times: CaseTimes) -> dict[str, str | None]:
    """The times of a case as they are kept beside a classification."""
    return {name: value.isoformat() if (value := getattr(times, name)) else None for name in CaseTimes.__slots__}


def case_times_from_json(kept: Mapping[str, str | None]) -> CaseTimes:
    def day(name: str) -> date | None:
        return date.fromisoformat(text) if (text := kept[name]) else None

    isolated = kept["isolated_at"]
    return CaseTimes(
        onset_on=day("onset_on"),
        sampled_on=day("sampled_on"),
        positive_on=day("positive_on"),
        last_negative_on=day("last_negative_on"),
        last_symptom_on=day("last_symptom_on"),
        isolated_at=datetime.fromisoformat(isolated) if isolated else None,
    )


def deciding_evaluation(judgement: Judgement) -> Evaluation | None:
    """The evaluation whose rule gave the outcome; None where no rule was asked (outside the window)."""
    for evaluation in judgement.evaluations:
        if evaluation.result == judgement.outcome:
            return evaluation
    return None


def settings_of(pack: Pack) -> tuple[str, ...]:
    """The settings that an edition has rules for, in the order of the document."""
    found: dict[str, None] = {}
    for rule in pack.rules_of("CONTACT"):
        for name in rule.params.get("settings", ()):
            found.setdefault(name)
    return tuple(found)


def report_clocks(rules: Sequence[tuple[str, timedelta]], *, learned_at: datetime) -> dict[str, datetime]:
    """When the direct report and the investigation of a case are due, from the moment it became known."""
    return {name: learned_at + within for name, within in rules}
