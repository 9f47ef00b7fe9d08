"""Questions on what is said, and the answers that everybody may read (F30). Pure.

Nobody looks at what people say elsewhere: a clarification begins with questions that people sent, without an account
and without a name, and answers the claim, never whoever made it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from fangxian.core.actors.rules import Actor, why_not_second, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said
from fangxian.engine.anonymity import without_identity

SEE, WORK, CONFIRM = "clarification.see", "clarification.work", "clarification.confirm"
CLOCK_FAMILY, CLOCK = "cn.clock", "question/answer"

CLAIM_RECEIVED, RESEARCHING, ANSWERED, PUBLISHED, UPDATED = (
    "claim_received", "researching", "answered", "published", "updated",
)  # fmt: skip
STATES = {
    CLAIM_RECEIVED: (said("Received, nobody looks into it yet"), "wait"),
    RESEARCHING: (said("Being looked into"), "live"),
    ANSWERED: (said("An answer waits for the second person"), "wait"),
    PUBLISHED: (said("Public"), "good"),
    UPDATED: (said("Public, updated"), "good"),
}
MOVES = {
    CLAIM_RECEIVED: {RESEARCHING},
    RESEARCHING: {ANSWERED},
    ANSWERED: {PUBLISHED, RESEARCHING},
    PUBLISHED: {UPDATED},
    UPDATED: {UPDATED},
}
FINDINGS = {
    "true": (said("It is so"), "good"),
    "partly": (said("Partly so"), "wait"),
    "untrue": (said("It is not so"), "late"),
    "unknown": (said("Nobody knows yet"), "draft"),
}
DECLINED = {
    "source_missing": said("The source does not say so"),
    "unclear": said("It is not clear enough"),
    "tells_on_somebody": said("It tells on somebody"),
    "outdated": said("It is out of date"),
}
SET_ASIDE = {
    "no_claim": said("Nothing that can be true or false is asked"),
    "other_desk": said("It is work of another desk"),
    "unreadable": said("It cannot be understood"),
}
LEFT_OUT = {
    "number": said("a number that tells who somebody is"),
    "contact": said("a way to reach somebody"),
    "name": said("somebody’s name"),
    "origin": said("where somebody comes from"),
    "health": said("how somebody’s health is"),
}
LONGEST_QUESTION, LONGEST_CLAIM, LONGEST_ANSWER, LONGEST_CHANGE = 600, 200, 3000, 300
LONGEST_TITLE, LONGEST_ADDRESS, MOST_SOURCES = 120, 400, 5
_ADDRESS = re.compile(r"https?://[\w.-]+\.[a-z]{2,}(?:[:/?#]\S*)?", re.IGNORECASE)


class Times(Protocol):
    """What the state of a clarification follows from. `answered_at`: of the answer that waits for its second."""

    researching_at: datetime | None
    answered_at: datetime | None
    published_at: datetime | None
    updated_at: datetime | None


def state_of(one: Times) -> str:
    """Where it stands. What is public stays public while a newer answer waits for its second person."""
    reached = (
        (UPDATED, one.updated_at), (PUBLISHED, one.published_at), (ANSWERED, one.answered_at),
        (RESEARCHING, one.researching_at),
    )  # fmt: skip
    return next((state for state, moment in reached if moment is not None), CLAIM_RECEIVED)


@dataclass(frozen=True)
class Source:
    """Where an answer comes from: who said so, where it can be read, and of which day it is."""

    title: str
    address: str
    dated_on: date
    is_official: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title, "address": self.address, "dated_on": self.dated_on.isoformat(),
            "is_official": self.is_official,
        }  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """A claim and its answer in both languages. change_zh, change_en: what is new in it, "" in a first answer."""

    claim_zh: str
    claim_en: str
    answer_zh: str
    answer_en: str
    finding: str
    sources: tuple[Source, ...]
    change_zh: str = ""
    change_en: str = ""

    @property
    def texts(self) -> dict[str, str]:
        names = ("claim_zh", "claim_en", "answer_zh", "answer_en", "change_zh", "change_en")
        return {name: getattr(self, name) for name in names}


def why_not_ask(text: str, *, kept: str) -> Problem | None:
    """Why a question is not taken. `kept`: what is left of it without what tells on people."""
    if not text.strip() or len(text) > LONGEST_QUESTION:
        return Problem("clarification.question", said("Write down what you have heard or want to know, in 1 to "
                       "%(most)s characters."), {"most": LONGEST_QUESTION}, "text", status=422)  # fmt: skip
    if not any(char.isalnum() for char in kept):
        return Problem("clarification.about_a_person", said("Nothing was kept: this speaks of a person, and who "
                       "somebody is, where she comes from and how she is are nobody’s question. Ask about what is "
                       "said, not about whom. If somebody is unwell, call the health station or 120."),
                       field="text", status=422)  # fmt: skip
    return None


def why_not_claim(claim_zh: str, claim_en: str, *, asked_count: int, by: Actor) -> Problem | None:
    """Why a clarification does not begin: nobody asked, or the claim is not worded."""
    if problem := why_not_use(WORK, by=by):
        return problem
    if asked_count < 1:
        return Problem("clarification.nobody_asked", said("Choose at least one question: only what people ask is "
                       "answered here."), field="questions", status=422)  # fmt: skip
    return _why_not_texts({"claim_zh": claim_zh, "claim_en": claim_en})


def why_not_research(state: str, *, by: Actor) -> Problem | None:
    if problem := why_not_use(WORK, by=by):
        return problem
    if state != CLAIM_RECEIVED:
        return Problem("clarification.taken", said("Somebody already looks into it."))
    return None


def why_not_propose(state: str, *, is_waiting: bool, by: Actor) -> Problem | None:
    """Why no answer may be put before a second person now."""
    if problem := why_not_use(WORK, by=by):
        return problem
    if is_waiting:
        return Problem("clarification.waits", said("An answer already waits for the second person."))
    if state == CLAIM_RECEIVED:
        return Problem("clarification.not_researched", said("Take it up first: somebody has to look into it."))
    return None


def why_not_word(wording: Wording, *, version: int, today: date) -> Problem | None:
    """Why an answer may not be put before a second person: a language, a source or a date is missing."""
    if problem := _why_not_texts({key: text for key, text in wording.texts.items() if not key.startswith("change")}):
        return problem
    if version > 1 and (problem := _why_not_texts({"change_zh": wording.change_zh, "change_en": wording.change_en})):
        return problem
    if wording.finding not in FINDINGS:
        return Problem("clarification.finding", said("Say whether it is so."), field="finding", status=422)
    return _why_not_sources(wording.sources, today=today)


MOST = {
    "claim_zh": LONGEST_CLAIM, "claim_en": LONGEST_CLAIM, "answer_zh": LONGEST_ANSWER, "answer_en": LONGEST_ANSWER,
    "change_zh": LONGEST_CHANGE, "change_en": LONGEST_CHANGE,
}  # fmt: skip


def _why_not_texts(texts: Mapping[str, str]) -> Problem | None:
    for name, text in texts.items():
        if not text.strip() or len(text) > MOST[name]:
            return Problem("clarification.text", said("Write this in 1 to %(most)s characters; both languages are "
                           "needed."), {"most": MOST[name]}, name, status=422)  # fmt: skip
        if left := without_identity(text).left_out:
            return Problem("clarification.names_somebody", said("Everybody will read this. Leave out names, phone and "
                           "identity numbers and ways to reach a person."), {"what": left[0]}, name,
                           status=422)  # fmt: skip
    return None


def _why_not_sources(sources: Sequence[Source], *, today: date) -> Problem | None:
    for source in sources:
        if not source.title.strip() or not _ADDRESS.fullmatch(source.address) or source.dated_on > today:
            return Problem("clarification.source", said("Each source has a name, an address that begins with http, and "
                           "a day that is not in the future."), field="sources", status=422)  # fmt: skip
    if not any(source.is_official for source in sources):
        return Problem("clarification.no_official_source", said("Name at least one official source with its address "
                       "and day."), field="sources", status=422)  # fmt: skip
    return None


def why_not_decide(*, is_waiting: bool, first_user_id: int, first_body_id: object, by: Actor) -> Problem | None:
    """Why somebody may not be the second person of an answer."""
    if problem := why_not_use(CONFIRM, by=by):
        return problem
    if by.area_code:
        return forbidden("clarification.part_of_the_city", said("Only a post for the whole city publishes."))
    if not is_waiting:
        return Problem("clarification.decided", said("This answer was already decided on."))
    return why_not_second(first_user_id=first_user_id, first_body_id=first_body_id, second=by)


def why_not_set_aside(reason: str, *, is_settled: bool, by: Actor) -> Problem | None:
    if problem := why_not_use(WORK, by=by):
        return problem
    if is_settled:
        return Problem("clarification.settled", said("This question is already settled."))
    if reason not in SET_ASIDE:
        return Problem("clarification.reason", said("Say why it is not answered here."), field="reason", status=422)
    return None
