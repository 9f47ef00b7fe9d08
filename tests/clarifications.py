"""Questions that people send and the answers that everybody reads, for tests. Everybody is invented."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from fangxian.clarification import services
from fangxian.clarification.models import Answer, Clarification, Question
from fangxian.clarification.rules import Source, Wording
from fangxian.core.actors.rules import Actor, Purpose
from tests.city import City
from tests.requests import caller

ASKED = "听说自来水要停三天，是真的吗？"
CLAIM_ZH, CLAIM_EN = "自来水要停供三天", "Tap water will be cut off for three days"
ANSWER_ZH, ANSWER_EN = "不停水，水厂照常供水。", "Water is not cut off; the works supply it as always."
OFFICIAL = Source("湖州市水务集团公告", "https://water.example.gov.cn/notice/7", date(2020, 3, 9), True)
HEARD = Source("晚报", "https://evening.example.com/a", date(2020, 3, 9), False)


def at_desk(city: City, name: str = "duty") -> Actor:
    return city.actor(name, Purpose.RECEIVE_FACTS)


def second(city: City, name: str = "approver") -> Actor:
    """Of the health commission; the duty officer is of the command's office, as the commander is."""
    return city.actor(name, Purpose.COMMAND)


def question(city: City, text: str = ASKED, *, at=None) -> Question:
    asked = services.ask(text=text, client_id=uuid4(), programme=city.programme, by=caller(city), at=at or city.at)
    return asked.question


def wording(**changes: Any) -> Wording:
    terms: dict = {
        "claim_zh": CLAIM_ZH, "claim_en": CLAIM_EN, "answer_zh": ANSWER_ZH, "answer_en": ANSWER_EN,
        "finding": "untrue", "sources": (OFFICIAL,),
    } | changes  # fmt: skip
    return Wording(**terms)


def begun(city: City, *questions: Question, at=None) -> Clarification:
    return services.begin(
        claim_zh=CLAIM_ZH, claim_en=CLAIM_EN, questions=questions or [question(city)], programme=city.programme,
        by=at_desk(city), at=at or city.at,
    )  # fmt: skip


def proposed(city: City, one: Clarification | None = None, *, at=None, **changes: Any) -> Answer:
    one = one or begun(city)
    one.refresh_from_db()
    if one.researching_at is None:
        services.research(clarification=one, by=at_desk(city), at=at or city.at)
    return services.propose_answer(clarification=one, wording=wording(**changes), by=at_desk(city), at=at or city.at)


def published(city: City, one: Clarification | None = None, *, at=None, **changes: Any) -> Clarification:
    answer = proposed(city, one, at=at, **changes)
    return services.confirm_answer(answer=answer, by=second(city), at=at or city.at)
