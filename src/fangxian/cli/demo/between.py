"""Between desks: two counties ask each other about somebody, a sender gets the results of its list, the police are
asked for help that needs no health word (F38, F49, INV-05)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from fangxian.assistance import services as police
from fangxian.assistance.models import AssistanceRequest
from fangxian.core.actors.rules import Purpose
from fangxian.engine.handover import new_key
from fangxian.inquiries import services as inquiring
from fangxian.inquiries.models import Inquiry
from fangxian.inquiries.rules import CONFIRM, LOCATE, Asked
from fangxian.intake.sources.pushed_list.models import Import
from fangxian.outgoing import services as outgoing
from fangxian.outgoing.models import Package
from fangxian.tasks.models import Task
from fangxian.tasks.rules import NOT_FOUND, VERIFY_STAY

from .city import TOUR_GRID
from .force import COUNTING_TOWN, TOUR_COUNTY
from .stage import SECOND_DAY, Stage, moment

OTHER_COUNTY = COUNTING_TOWN[:6]
# where, which help, what is said of it; the second one waits for the liaison
_HELP = (
    ("浮星桥菜市场", "keep_order", "早市排队较长，请维持秩序"), ("老街31号路口", "clear_way", "车辆堵住路口，请疏通"),
)  # fmt: skip
SENT = "2020-0310-01"  # the list whose results go back
_FIELDS = (Asked("抵达日期", "核对申报的行程"), Asked("现住小区", "确定由哪个网格随访"))


def between_desks(stage: Stage) -> None:
    """Each county asks the other once; the results of a list go back to whoever pushed it."""
    add = stage.agenda.add
    add(moment(SECOND_DAY, "10:45"), partial(_ask, stage, TOUR_COUNTY, OTHER_COUNTY, CONFIRM))
    add(moment(SECOND_DAY, "12:20"), partial(_answer, stage))
    add(moment(SECOND_DAY, "18:55"), partial(_ask, stage, OTHER_COUNTY, TOUR_COUNTY, LOCATE))
    add(moment(SECOND_DAY, "16:15"), partial(_ask_for_results, stage))
    add(moment(SECOND_DAY, "16:40"), partial(_approve_results, stage))
    add(moment(SECOND_DAY, "17:20"), partial(_hand_over, stage))
    add(moment(SECOND_DAY, "07:40"), partial(_ask_the_police, stage, _HELP[0]))
    add(moment(SECOND_DAY, "09:30"), partial(_help, stage))
    add(moment(SECOND_DAY, "18:30"), partial(_ask_the_police, stage, _HELP[1]))


def _ask(stage: Stage, county: str, other: str, purpose: str, at: datetime) -> None:
    """Two fields, each with its reason. A small story may have one county, and nobody to ask."""
    asker = stage.force.posts.get(f"duty{county}")
    if asker is None or f"duty{other}" not in stage.force.posts:
        return
    held = Task.objects.filter(
        programme=stage.programme, kind=VERIFY_STAY, area_code__startswith=county, person__area_code__startswith=county
    )
    held = held.order_by("received_at", "id")
    task = held.filter(outcome=NOT_FOUND).first() or held.first()
    if task is not None:
        inquiring.ask(
            programme=stage.programme, task=task, to_area_code=other, purpose=purpose, fields=_FIELDS,
            words="电话未接，申报地址在贵县（演练）", open_for=timedelta(hours=48),
            by=stage.force.actor(asker.user.username, Purpose.HAND_OVER), at=at,
        )  # fmt: skip
        stage.counted["inquiries"] += 1


def _answer(stage: Stage, at: datetime) -> None:
    asked = Inquiry.objects.select_related("programme").filter(programme=stage.programme, answered_at=None).first()
    if asked is not None:
        inquiring.answer(
            inquiry=asked, answers={1: "2020-03-08", 2: ""}, words="本县未查到现住小区（演练）",
            by=stage.force.actor(f"duty{OTHER_COUNTY}", Purpose.HAND_OVER), at=at,
        )  # fmt: skip


def _ask_for_results(stage: Stage, at: datetime) -> None:
    """By the sender's own row numbers: no name goes back."""
    sent = Import.objects.get(programme=stage.programme, sender_reference=SENT)
    _, public = new_key()  # the secret one is the sender's: nobody here reads what is sealed for him
    outgoing.request_package(
        programme=stage.programme, purpose="list_results", area_code=sent.area_code, about_id=sent.id,
        columns=["row_number", "result", "found_at"], reason="按来文反馈核查结果（演练）",
        recipient_body="省疫情防控数据专班（演练）", recipient_name="值班室（演练）", recipient_key=public, days=14,
        by=stage.force.actor("duty", Purpose.HAND_OVER), at=at,
    )  # fmt: skip


def _package(stage: Stage) -> Package:
    return Package.objects.select_related("requested_by__unit", "programme").get(programme=stage.programme)


def _approve_results(stage: Stage, at: datetime) -> None:
    outgoing.approve_package(package=_package(stage), by=stage.force.actor("approver", Purpose.HAND_OVER), at=at)


def _hand_over(stage: Stage, at: datetime) -> None:
    """Made by the worker meanwhile; fetched once by whoever asked for it, and gone from here."""
    outgoing.hand_over(package=_package(stage), by=stage.force.actor("duty", Purpose.HAND_OVER), at=at)


def _ask_the_police(stage: Stage, help_: tuple[str, str, str], at: datetime) -> None:
    address, kind, words = help_
    police.ask_for_help(
        programme=stage.programme, area_code=TOUR_GRID, address=address, help_kind=kind, words=words,
        phone=f"+86{stage.people.phone()}", needed_at=at + timedelta(minutes=30), task=None,
        by=stage.force.actor("duty", Purpose.ASSIST), at=at,
    )  # fmt: skip


def _help(stage: Stage, at: datetime) -> None:
    """The liaison takes what waits, and says that it is done."""
    by = stage.force.actor("police", Purpose.ASSIST)
    waiting = AssistanceRequest.objects.select_related("requested_by__unit").get(programme=stage.programme)
    police.close(request=police.accept(request=waiting, by=by, at=at), is_done=True, words="秩序正常（演练）", by=by,
                 at=at + timedelta(minutes=25))  # fmt: skip
