"""Help asked of the police (INV-05): an address, a time, what help. Health bodies decide; the police assist on request.

    open       waits for a liaison
    accepted   a liaison has taken it
    done       the help was given
    declined   a liaison has said why not
    withdrawn  taken back by the body that asked
    expired    24 hours are over: whatever was not done by then is asked anew

The police learn no name, no health data and no reason beyond the kind of help: whoever asks meets them at the door.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said
from fangxian.engine.identity import normalise_phone

OPEN, ACCEPTED, DONE, DECLINED, WITHDRAWN, EXPIRED = "open", "accepted", "done", "declined", "withdrawn", "expired"
STATES = (OPEN, ACCEPTED, DONE, DECLINED, WITHDRAWN, EXPIRED)
MOVES: dict[str, frozenset[str]] = {
    OPEN: frozenset({ACCEPTED, DECLINED, WITHDRAWN, EXPIRED}),
    ACCEPTED: frozenset({DONE, DECLINED, WITHDRAWN, EXPIRED}),
    DONE: frozenset(),
    DECLINED: frozenset(),
    WITHDRAWN: frozenset(),
    EXPIRED: frozenset(),
}
# While a request is in one of these, the liaison sees where and what; afterwards only that there was one.
SHOWN = frozenset({OPEN, ACCEPTED})
HOLDS_WITHIN = timedelta(hours=24)  # INV-05: code, not a term of a pack
KEPT_IN_VIEW = timedelta(days=7)
AT_ONCE_WITHIN = timedelta(minutes=10)  # a form that says "now" is filled in for some minutes

HELP = ("stand_by", "notice", "find_address", "keep_order", "clear_way")
LEGAL_BASIS = ("IDL-2013-39", "PHER-2011-44")
LONGEST_WORDS = 300
SHORTEST_ANSWER = 4

# Words of health in the two languages in which requests are written: none of the police's business. A guard of the
# invariant, not a rule of medicine.
HEALTH_WORDS = (
    "确诊", "疑似", "密接", "密切接触", "接触者", "次密", "阳性", "阴性", "核酸", "抗体", "感染", "传染", "病例",
    "病人", "患者", "症状", "发热", "发烧", "咳嗽", "体温", "隔离", "医学观察", "居家观察", "新冠", "肺炎", "病毒",
    "疫区", "健康码", "红码", "黄码", "精神病", "艾滋", "透析",
    "confirmed case", "suspected", "close contact", "positive", "negative test", "infected", "infection", "patient",
    "symptom", "fever", "cough", "temperature", "isolation", "quarantine", "observation", "covid", "pneumonia", "virus",
    "health code", "dialysis",
)  # fmt: skip
# Where somebody comes from is no reason for help either; as the name of a street it may stand in an address.
ORIGIN_WORDS = ("武汉", "湖北", "外地", "wuhan", "hubei", "outsider")
_LONG_NUMBER = re.compile(r"\d(?:[\s\-]?\d){6,}")


@dataclass(frozen=True)
class Times:
    """What the state of a request follows from."""

    expires_at: datetime
    accepted_at: datetime | None = None
    done_at: datetime | None = None
    declined_at: datetime | None = None
    withdrawn_at: datetime | None = None


def state_at(times: Times, at: datetime) -> str:
    """The state at a moment. The very moment of expiry is expired."""
    for state, moment in ((WITHDRAWN, times.withdrawn_at), (DECLINED, times.declined_at), (DONE, times.done_at)):
        if moment is not None and moment <= at:
            return state
    if at >= times.expires_at:
        return EXPIRED
    return ACCEPTED if times.accepted_at is not None and times.accepted_at <= at else OPEN


def why_not_said(text: str, *, field: str) -> Problem | None:
    """Why a text may not go to the police: it speaks of health, or holds a number that names somebody."""
    folded = text.casefold()
    unsaid = HEALTH_WORDS if field == "address" else HEALTH_WORDS + ORIGIN_WORDS
    if found := next((word for word in unsaid if word in folded), None):
        return Problem(
            "assistance.health_words",
            said("“%(word)s” is none of the police's business: say only where, when and what help."),
            {"word": found},
            field,
            status=422,
        )
    if _LONG_NUMBER.search(text):
        return Problem(
            "assistance.long_number",
            said("No phone, document or other long number of anybody's stands in a request."),
            field=field,
            status=422,
        )
    return None


def why_not_ask(
    *,
    area_code: str,
    address: str,
    help_kind: str,
    words: str,
    phone: str,
    needed_at: datetime,
    by: Actor,
    at: datetime,
) -> Problem | None:
    """Why help may not be asked for."""
    if problem := why_not_use("assistance.request", by=by, area_code=area_code):
        return problem
    if help_kind not in HELP:
        return Problem("assistance.unknown_help", said("Choose what help is needed."), field="help_kind", status=422)
    if not address.strip():
        return Problem("assistance.no_address", said("Say where help is needed."), field="address", status=422)
    if not at - AT_ONCE_WITHIN <= needed_at < at + HOLDS_WITHIN:
        return Problem(
            "assistance.not_within_a_day",
            said("Help is asked for the next 24 hours; then the request expires."),
            field="needed_at",
            status=422,
        )
    if normalise_phone(phone) is None:
        return Problem(
            "assistance.no_phone",
            said("Give the duty phone of whoever meets them at the door."),
            field="phone",
            status=422,
        )
    return why_not_said(words, field="words") or why_not_said(address, field="address")


def why_not_accept(*, state: str, area_code: str, by: Actor) -> Problem | None:
    if problem := why_not_use("assistance.answer", by=by, area_code=area_code):
        return problem
    return None if state == OPEN else _moved_on()


def why_not_close(*, state: str, area_code: str, words: str, is_done: bool, by: Actor) -> Problem | None:
    """Why a liaison may not say that it is done, or that it is declined."""
    if problem := why_not_use("assistance.answer", by=by, area_code=area_code):
        return problem
    if (DONE if is_done else DECLINED) not in MOVES[state]:
        return _moved_on()
    if len(words.strip()) < SHORTEST_ANSWER:
        return Problem(
            "assistance.no_words", said("Say in a few words how it went, or why not."), field="words", status=422
        )
    return why_not_said(words, field="words")


def why_not_withdraw(*, state: str, asked_by_body_id: object, by: Actor) -> Problem | None:
    if problem := why_not_use("assistance.request", by=by):
        return problem
    if by.body_id != asked_by_body_id:
        return forbidden("assistance.not_yours", said("Only the body that asked takes it back."))
    return None if WITHDRAWN in MOVES[state] else _moved_on()


def _moved_on() -> Problem:
    return Problem(
        "assistance.moved_on", said("This request is no longer open: somebody answered, or its day is over.")
    )
