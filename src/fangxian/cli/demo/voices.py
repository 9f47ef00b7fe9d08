"""What people ask, send and quarrel about: an incident settled, an answer made public, opinions with nobody behind
them (F29, F30, F31)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from fangxian.clarification import services as clarifying
from fangxian.clarification.models import Answer, Clarification, Question
from fangxian.clarification.rules import Source, Wording
from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.programmes.models import new_id
from fangxian.feedback.services import send
from fangxian.intake.sources.service_request.services import answer
from fangxian.mediation import services as mediating
from fangxian.mediation.models import Incident

from .city import TOUR_GRID
from .hotline import ANSWERS, operator, request_of
from .stage import FIRST_DAY, SECOND_DAY, Stage, moment

# The first three ask one thing and are answered together; one is another desk's, and one waits.
QUESTIONS = (
    ("08:55", "听说明天起超市都要关门，是真的吗（演练）"),
    ("09:20", "群里说超市从三月十日起全部停业（演练）"),
    ("10:15", "超市要停业了，要不要多买点（演练）"),
    ("11:05", "能帮我办一张通行证吗（演练）"),
    ("19:05", "喝茶能预防吗（演练）"),
)
_CLAIM = Wording(
    claim_zh="三月十日起超市全部停业", claim_en="All supermarkets close from 10 March",
    answer_zh="不属实。超市、菜市场、药店照常营业，只限制同时进店的人数；没有停业的通知（演练虚构）。",
    answer_en="It is not so. Supermarkets, markets and pharmacies stay open; only the number of people inside at one "
    "time is limited. No notice of closing exists (fictional, for an exercise).",
    finding="untrue",
    sources=(
        Source("湖州市疫情防控指挥部通告（演练虚构）", "https://example.org/notices/2020-03-09", FIRST_DAY, True),
    ),
)  # fmt: skip
# Seven on what can be bought make a topic; three on gates are too few to be told of.
OPINIONS = (
    "小区里买不到新鲜蔬菜", "菜价涨了很多，家里吃不消", "超市货架空了，米和油都没有", "团购送菜能不能快一点",
    "封闭管理后买菜很不方便", "送来的菜有一半是坏的", "肉和鸡蛋限购太少了",
    "小区门口排队登记太久", "出入证一家只有一张不够", "村口的路被土堆堵了",
)  # fmt: skip


def voices(stage: Stage) -> None:
    """Two days of what is said, and what is done about it."""
    add = stage.agenda.add
    for clock, text in QUESTIONS:
        add(moment(FIRST_DAY, clock), partial(_ask, stage, text))
    add(moment(FIRST_DAY, "11:30"), partial(_begin, stage))
    add(moment(FIRST_DAY, "12:20"), partial(_propose, stage))
    add(moment(FIRST_DAY, "13:10"), partial(_confirm, stage))
    add(moment(FIRST_DAY, "13:30"), partial(_spread, stage))
    for number, text in enumerate(OPINIONS):
        add(moment(FIRST_DAY, "09:00") + timedelta(minutes=47 * number), partial(_send, stage, text))
    add(moment(FIRST_DAY, "18:40"), partial(_somebody_is_shunned, stage))
    add(moment(FIRST_DAY, "19:30"), partial(_talk, stage, "visit", "到楼里和两户分别谈，说明医护人员每天检测（演练）"))
    add(moment(SECOND_DAY, "10:10"), partial(_talk, stage, "group_talk", "在业主群里作科普，讲清怎样才会传播（演练）"))
    add(moment(SECOND_DAY, "11:00"), partial(_agree, stage))
    add(moment(SECOND_DAY, "09:25"), partial(_a_quarrel, stage))


# --- questions
def _desk(stage: Stage, username: str = "publisher") -> Actor:
    return stage.force.actor(username, Purpose.COMMAND)


def _ask(stage: Stage, text: str, at: datetime) -> None:
    clarifying.ask(text=text, client_id=new_id(), programme=stage.programme, by=stage.resident(), at=at)
    stage.counted["questions"] += 1


def _claim(stage: Stage) -> Clarification:
    return Clarification.objects.get(programme=stage.programme, claim_zh=_CLAIM.claim_zh)


def _begin(stage: Stage, at: datetime) -> None:
    """Three questions are one claim; somebody looks into it. What is another desk's work is said to be so."""
    asked = list(Question.objects.filter(programme=stage.programme, settled_at=None).order_by("received_at", "id"))
    *same, other = asked
    one = clarifying.begin(
        claim_zh=_CLAIM.claim_zh, claim_en=_CLAIM.claim_en, questions=same, programme=stage.programme,
        by=_desk(stage), at=at,
    )  # fmt: skip
    clarifying.research(clarification=one, by=_desk(stage), at=at)
    clarifying.set_aside(question=other, reason="other_desk", by=_desk(stage), at=at)


def _propose(stage: Stage, at: datetime) -> None:
    clarifying.propose_answer(clarification=_claim(stage), wording=_CLAIM, by=_desk(stage), at=at)


def _confirm(stage: Stage, at: datetime) -> None:
    """Somebody of the health commission makes it public."""
    waiting = Answer.objects.select_related("clarification", "proposed_by__unit").get(
        programme=stage.programme, confirmed_at=None, declined_at=None
    )
    clarifying.confirm_answer(answer=waiting, by=_desk(stage, "approver"), at=at)


def _spread(stage: Stage, at: datetime) -> None:
    """What was made public is put up on notice boards and read out; how many it reached is told where it is known."""
    for channel, items, reach in (("board", 12, None), ("loudspeaker", 3, None), ("official_account", 1, 4200)):
        clarifying.log_campaign(
            programme=stage.programme, material="clarification", channel=channel, language="zh",
            title="超市照常营业（演练）", area_code=TOUR_GRID[:6], item_count=items, reach_count=reach,
            reach_how="told_by_platform" if reach else "", starts_at=at, clarification=_claim(stage),
            by=_desk(stage, "duty"), at=at,
        )  # fmt: skip
        stage.counted["items of publicity"] += items


def _send(stage: Stage, text: str, at: datetime) -> None:
    send(text=text, programme=stage.programme, at=at)
    stage.counted["opinions"] += 1


# --- incidents
def _mediator(stage: Stage) -> Actor:
    return stage.force.actor("grid", Purpose.VERIFY_LEAD)


def _shunning(stage: Stage) -> Incident:
    return Incident.objects.get(id=UUID(stage.named["incident"]))


def _somebody_is_shunned(stage: Stage, at: datetime) -> None:
    """A nurse is kept out of the lift. The record says what was done and to what kind of person, never to whom."""
    incident = mediating.record_incident(
        programme=stage.programme, kind="stigma", target="medical_staff", done_to="barred", area_code=TOUR_GRID,
        place="浮星桥小区电梯", words="有住户不让下班的医护人员乘坐电梯（演练）", action="talked_down",
        occurred_at=at - timedelta(minutes=40), request_id=request_of(stage, "shunned").id,
        by=stage.force.actor("duty", Purpose.VERIFY_LEAD), at=at,
    )  # fmt: skip
    stage.named["incident"] = str(incident.id)
    stage.counted["incidents"] += 1


def _talk(stage: Stage, kind: str, note: str, at: datetime) -> None:
    mediating.write_step(incident=_shunning(stage), kind=kind, note=note, by=_mediator(stage), at=at)


def _agree(stage: Stage, at: datetime) -> None:
    """She takes the lift again, and whoever called is told so."""
    mediating.agree(incident=_shunning(stage), outcome="access", by=_mediator(stage), at=at)
    request = request_of(stage, "shunned")
    answer(request=request, answer=ANSWERS[request.service_code], by=operator(stage), at=at)


def _a_quarrel(stage: Stage, at: datetime) -> None:
    """Two families over what stands in the corridor: written down, and nobody has talked with them yet."""
    request = request_of(stage, "quarrel")
    mediating.record_incident(
        programme=stage.programme, kind="neighbours", area_code=request.area_code, place="老街8号楼道",
        words="两家为楼道里堆东西争吵（演练）", action="kept_apart", occurred_at=at - timedelta(minutes=30),
        request_id=request.id, by=stage.force.actor("duty", Purpose.VERIFY_LEAD), at=at,
    )  # fmt: skip
    stage.counted["incidents"] += 1
