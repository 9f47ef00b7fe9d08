"""Letters to departments in different states, and a public letter from door to door (F24, F40)."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.staff.queries import actor_of
from fangxian.intake.sources.service_request.services import answer
from fangxian.letters import rules, services
from fangxian.letters.models import Document, Letter
from fangxian.letters.services import Text, Written

from .city import TOUR_GRID
from .force import TOUR_COUNTY
from .hotline import OPERATOR, operator, request_of
from .stage import FIRST_DAY, SECOND_DAY, Stage, moment

_CARDS, _BATCH = "cards", "batch"
PUBLIC_LETTER = Text(
    kind="public_letter", audience="residents", area_code=TOUR_COUNTY,
    title_zh="致全区居民的一封信（虚构，仅供演练）",
    text_zh="感谢大家这些日子的配合。出门戴口罩，不串门、不聚餐；有困难请拨打热线，急事半小时内有人联系您。\n"
    "从哪里来、身体怎样，都不是疏远一个人的理由。",
    title_en="A letter to everybody in the district (fictional, for an exercise)",
    text_en="Thank you for your patience. Wear a mask, do not visit or dine together. If you need help call the "
    "hotline; for urgent help somebody is with you within half an hour.\n"
    "Where somebody comes from and how she is are no reason to shun her.",
)  # fmt: skip
# place, way, receipt, explained in person, copies, by whom
_SERVED = (
    ("10:40", "浮星桥小区3幢", "handed", "signed", True, 24, "grid"),
    ("14:20", "浮星桥小区公告栏", "posted", "none", False, 6, "grid"),
    ("16:30", "浮星桥社区微信群", "read_out", "none", True, 180, "grid"),
)


def letters_and_documents(stage: Stage) -> None:
    """One letter is settled and looked back at, one late, one waits for its reply, one for whoever approves it."""
    add = stage.agenda.add
    add(moment(FIRST_DAY, "08:20"), partial(_name_who_answers, stage))
    add(moment(FIRST_DAY, "09:50"), partial(_write_about_cards, stage))
    add(moment(FIRST_DAY, "11:40"), partial(_write_about_masks, stage))
    add(moment(FIRST_DAY, "13:05"), partial(_receive, stage, "masks", "market"))
    add(moment(FIRST_DAY, "14:00"), partial(_receive, stage, _CARDS, "culture"))
    add(moment(SECOND_DAY, "09:30"), partial(_reply, stage))
    add(moment(SECOND_DAY, "14:50"), partial(_look_back, stage))
    add(moment(SECOND_DAY, "15:10"), partial(_write_about_a_batch, stage))
    add(moment(SECOND_DAY, "18:10"), partial(_draft_for_the_approver, stage))
    add(moment(FIRST_DAY, "08:45"), partial(_put_out_a_public_letter, stage))
    for day in (FIRST_DAY, SECOND_DAY):
        for serving in _SERVED:
            add(moment(day, serving[0]), partial(_serve, stage, serving))


def _by(stage: Stage, username: str = OPERATOR) -> Actor:
    return stage.force.actor(username, Purpose.COMMAND)


def _letter(stage: Stage, word: str) -> Letter:
    return Letter.objects.select_related("programme").get(id=stage.named[f"letter_{word}"])


def _name_who_answers(stage: Stage, at: datetime) -> None:
    """For places of entertainment and card games the department of culture answers; the edition names nobody."""
    unit = stage.force.posts["culture"].unit
    for topic in ("cards", "entertainment"):
        services.name_unit(programme=stage.programme, topic=topic, area_code=stage.programme.area_codes[0], unit=unit,
                           order=None, by=_by(stage, "duty"), at=at)  # fmt: skip


def _draft(stage: Stage, word: str, written: Written, *, at: datetime) -> Letter:
    letter = services.draft(written=written, programme=stage.programme, by=_by(stage), at=at)
    stage.counted["letters"] += 1
    stage.named[f"letter_{word}"] = str(letter.id)
    return letter


def _send(stage: Stage, letter: Letter, *, at: datetime) -> None:
    """Somebody else approves it; the desk puts the number on it."""
    letter = services.approve(letter=letter, by=_by(stage, "commander"), at=at)
    services.issue(letter=letter, by=_by(stage), at=at)


def _write_about_cards(stage: Stage, at: datetime) -> None:
    """Wanted by the same evening, and nobody replies: at midnight it is late, and those above are told."""
    request = request_of(stage, "cards")
    written = Written(
        topic="cards", area_code=request.area_code, place="月河路棋牌室",
        problem="一个上午收到四次来电：棋牌室仍有人聚集打牌。", request="请到场核实并督促停业，当日答复。",
        evidence=[f"热线诉求 {request.number}"], reply_on=FIRST_DAY, origin="request", origin_id=request.id,
    )  # fmt: skip
    _send(stage, _draft(stage, _CARDS, written, at=at), at=at)


def _write_about_masks(stage: Stage, at: datetime) -> None:
    """Prices and goods go to market supervision: the edition says so."""
    request = request_of(stage, "masks")
    written = Written(
        topic=rules.GOODS, area_code=request.area_code, place="浮星桥大药房（演练）",
        problem="口罩单价三十元，没有明码标价。", request="请核查价格和进货票据，责令明码标价。",
        evidence=[f"热线诉求 {request.number}"], goods_name="一次性口罩",
        origin="request", origin_id=request.id,
    )  # fmt: skip
    _send(stage, _draft(stage, "masks", written, at=at), at=at)


def _write_about_a_batch(stage: Stage, at: datetime) -> None:
    written = Written(
        topic=rules.GOODS, area_code=TOUR_COUNTY, place="南街便利店（演练）", problem="口罩一扯就破，包装上没有厂名。",
        request="请追查同一批次的来源和去向。", goods_name="一次性口罩", goods_batch="无批号", goods_count=40,
    )  # fmt: skip
    _send(stage, _draft(stage, _BATCH, written, at=at), at=at)


def _draft_for_the_approver(stage: Stage, at: datetime) -> None:
    written = Written(
        topic="entertainment", area_code=TOUR_COUNTY, place="人民路网吧（演练）",
        problem="应停业而卷帘门半开，里面有人上网。",
        request="请督促停业，并查看同一路段的其他网吧。",
    )  # fmt: skip
    _draft(stage, "draft", written, at=at)


def _receive(stage: Stage, word: str, username: str, at: datetime) -> None:
    services.receive(letter=_letter(stage, word), by=_by(stage, username), at=at)


def _reply(stage: Stage, at: datetime) -> None:
    """The caller is answered with what the department replied."""
    words = "已到店核查，责令明码标价，超出部分退还（演练）。"
    services.reply(letter=_letter(stage, "masks"), kind=rules.DONE, words=words, by=_by(stage, "market"), at=at)
    answer(request=request_of(stage, "masks"), answer=words, by=operator(stage), at=at)


def _look_back(stage: Stage, at: datetime) -> None:
    """A supervisor went into the shop herself; then it is put away."""
    letter = services.look_back(
        letter=_letter(stage, "masks"), finding=rules.SETTLED, words="到店查看，口罩已经明码标价（演练）。",
        by=_by(stage, "supervisor"), at=at,
    )  # fmt: skip
    services.close(letter=letter, by=_by(stage), at=at)


def _put_out_a_public_letter(stage: Stage, at: datetime) -> None:
    document = services.draft_document(
        text=PUBLIC_LETTER, is_public=True, programme=stage.programme, by=_by(stage, "duty"), at=at
    )
    services.approve_document(document=document, by=_by(stage, "commander"), at=at)


def _serve(stage: Stage, serving: tuple[str, str, str, str, bool, int, str], at: datetime) -> None:
    _, place, way, receipt, explained, count, username = serving
    document = Document.objects.get(programme=stage.programme, kind=PUBLIC_LETTER.kind)
    by = actor_of(stage.force.posts[username], purpose=Purpose.COMMAND)
    services.serve_document(
        document=document, area_code=TOUR_GRID, place=place, way=way, receipt=receipt, explained=explained, count=count,
        by=by, at=at,
    )  # fmt: skip
    stage.counted["copies served"] += count
