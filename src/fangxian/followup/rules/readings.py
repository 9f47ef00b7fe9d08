"""What is asked of somebody who is followed up, and why an answer may not be recorded (F07).

A reading leads to help at most. Nothing here, and nothing that follows from it, restricts anybody: a raised
temperature calls the health post, a missed reading is a call and then a visit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from fangxian.core.actors.rules import OWN_ROLES, Actor, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said
from fangxian.engine.rules.packs import Pack
from fangxian.engine.temperature import METHODS, is_raised, why_not_a_reading

POWER = "followup.work"
APP, PHONE, VISIT = "app", "phone", "visit"
CHANNELS = {APP: said("On her own page"), PHONE: said("By phone"), VISIT: said("At the door")}
TAKEN, NOT_REACHED, DECLINED = "taken", "not_reached", "declined"
OUTCOMES = {
    TAKEN: said("Answered"),
    NOT_REACHED: said("Not reached"),
    DECLINED: said("Did not want to say"),
}
# The signs that people are asked for in 2020; more than one may be said.
SYMPTOMS = {
    "cough": said("Cough"),
    "short_of_breath": said("Short of breath"),
    "sore_throat": said("Sore throat"),
    "tired": said("Weak or aching"),
    "diarrhoea": said("Diarrhoea"),
    "smell_taste": said("No smell or taste"),
    "other": said("Another sign"),
}
NEEDS = {
    "food": said("Food"),
    "medicine": said("Medicine"),
    "doctor": said("A doctor"),
    "care": said("Care for a child or an old person"),
    "talk": said("Somebody to talk to"),
    "other": said("Something else needed"),
}
METHOD_WORDS = {
    "axillary": said("Under the arm"),
    "ear": said("In the ear"),
    "forehead": said("On the forehead"),
}
LONGEST_NOTE = 300
BEFORE_NOW = timedelta(hours=48)  # a reading told by hand may be that old; a phone's may be older (INV-23)
AHEAD = timedelta(minutes=2)
assert tuple(METHOD_WORDS) == METHODS


def why_not_record(*, area_code: str, on_team: bool, subject_id: UUID, by: Actor) -> Problem | None:
    """Why `by` may not write a reading of this person down: only her care team, her area, and she herself."""
    if by.role in OWN_ROLES:
        return None if by.subject_id == subject_id else forbidden("followup.not_hers", NOT_HERS)
    if problem := why_not_use(POWER, by=by):
        return problem
    if not on_team and not by.covers(area_code):
        return forbidden("followup.not_near", said("This person is followed up in another area."))
    return None


NOT_HERS = said("This is another person's file.")
NOT_A_TEMPERATURE = said("A temperature lies between %(low)s and %(high)s °C; please check it and enter it again.")


def why_not_taken(
    *, outcome: str, channel: str, celsius: Decimal | None, method: str, symptoms: Sequence[str], needs: Sequence[str],
    taken_at: datetime, ended_at: datetime, pack: Pack, at: datetime,
) -> Problem | None:  # fmt: skip
    """Why an answer cannot be what was said: an entry error, to be typed again."""
    for value, known, field in ((outcome, OUTCOMES, "outcome"), (channel, CHANNELS, "channel")):
        if value not in known:
            return _unknown(value, field)
    for values, known, field in ((symptoms, SYMPTOMS, "symptoms"), (needs, NEEDS, "needs")):
        if wrong := next((value for value in values if value not in known), None):
            return _unknown(wrong, field)
    if problem := _why_not_measured(outcome, celsius, method, symptoms, pack):
        return problem
    if taken_at > at + AHEAD:
        return _problem("followup.in_the_future", said("This moment has not come yet."), "taken_at")
    if taken_at >= ended_at:
        return _problem(
            "followup.is_over", said("The follow-up had ended by then; nothing more is asked of this person."), None
        )
    return None


def _why_not_measured(
    outcome: str, celsius: Decimal | None, method: str, symptoms: Sequence[str], pack: Pack
) -> Problem | None:
    if outcome != TAKEN:
        if celsius is not None or symptoms:
            return _problem("followup.answered_after_all", said("Whoever was not reached has no reading."), "outcome")
        return None
    if celsius is None:
        return None if symptoms else _problem(
            "followup.nothing_said", said("Give the temperature, or the signs that she told."), "celsius"
        )  # fmt: skip
    if method not in METHOD_WORDS:
        return _unknown(method, "method")
    if why_not_a_reading(pack, float(celsius)) is not None:
        limits = pack.rule("gate").params
        return Problem(
            "followup.not_a_temperature", NOT_A_TEMPERATURE,
            {"low": limits["accept_from"], "high": limits["accept_to"]}, "celsius", status=422,
        )  # fmt: skip
    return None


def is_unwell(pack: Pack, celsius: Decimal | None, symptoms: Sequence[str]) -> bool:
    """Whether a health worker should look: the temperature is raised, or she told of a sign."""
    return bool(symptoms) or (celsius is not None and is_raised(pack, float(celsius)))


def _unknown(value: str, field: str) -> Problem:
    return Problem(
        "followup.unknown_value", said("“%(value)s” is not one of the values of this field."), {"value": value}, field,
        status=422,
    )  # fmt: skip


def _problem(code: str, text: str, field: str | None) -> Problem:
    return Problem(code, text, {}, field, status=422)
