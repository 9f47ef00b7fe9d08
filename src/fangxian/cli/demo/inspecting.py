"""A resident team of inspectors on the second day: places drawn, a locked exit, a false claim and a good one (F35)."""

from __future__ import annotations

from datetime import datetime, timedelta

from fangxian.core.actors.rules import Actor, Purpose
from fangxian.supervision.models import Finding, Inspection
from fangxian.supervision.queries import editions, targets
from fangxian.supervision.rules import words
from fangxian.supervision.services import (
    Found,
    Plan,
    answer_lines,
    begin_visit,
    claim,
    draw_targets,
    end_visit,
    look_back,
    plan_visit,
    set_up_team,
    write_finding,
)

from .force import TOUR_COUNTY
from .stage import SECOND_DAY, Stage, moment

SEED = "20200310"  # so that the demonstration draws the same places every time
GATE, MARKET = "浮星桥小区东门", "浮星桥菜市场"
OWNER = "property"  # the liaison of the estate


def inspectors(stage: Stage) -> None:
    """From the morning's draw to the afternoon's second look."""
    day = SECOND_DAY
    for clock, act in (
        ("08:30", _set_out),
        ("09:40", _at_the_gate),
        ("10:30", _say_it_is_done),
        ("11:20", _find_it_is_not),
        ("12:30", _say_it_is_done),
        ("14:10", _find_it_is),
        ("15:00", _at_the_market),
    ):
        stage.agenda.add(moment(day, clock), lambda at, act=act: act(stage, at))


def _by(stage: Stage, username: str = "supervisor") -> Actor:
    return stage.force.actor(username, Purpose.SUPERVISE)


def _set_out(stage: Stage, at: datetime) -> None:
    """A team of two bodies stays in the county; some places are drawn, two are chosen for today, one for tomorrow."""
    by = _by(stage)
    members = [stage.force.posts[name] for name in ("auditor", "duty2")]
    team = set_up_team(
        name="驻吴兴督导组（演练）", area_code=TOUR_COUNTY, is_resident=True, leader=stage.force.posts["supervisor"],
        members=members, by=by, at=at,
    )  # fmt: skip
    draw = draw_targets(
        programme=stage.programme, area_code=TOUR_COUNTY, kinds=[words.GATE, words.FIRM, words.POST, words.VENUE],
        count=4, seed=SEED, by=by, at=at,
    )  # fmt: skip
    found = targets.targets(stage.programme, area_code=TOUR_COUNTY, at=at)
    today = at.astimezone(stage.programme.zone).date()
    reasons = {row["ref"]: row["reasons"] for row in draw.drawn}
    planned = set()
    for target in found:
        if target.name == GATE or target.name == MARKET:
            plan = Plan(team=team, planned_on=today, is_announced=target.name == MARKET)
            plan_visit(target=target, plan=plan, reasons=reasons.get(target.ref), by=by, at=at)
            planned.add(target.ref)
    left = next((one for one in found if one.ref in reasons and one.ref not in planned), None)
    if left is not None:
        plan = Plan(team=team, planned_on=today + timedelta(days=1))
        plan_visit(target=left, plan=plan, draw=draw, reasons=reasons[left.ref], by=by, at=at)


def _visit(stage: Stage, name: str, at: datetime) -> Inspection:
    rows = Inspection.objects.select_related("programme", "owner_unit")
    planned = rows.get(programme=stage.programme, target_name=name, begun_at=None)
    return begin_visit(inspection=planned, by=_by(stage), at=at)


def _end(stage: Stage, visit: Inspection, *faults: str, at: datetime) -> None:
    lines = editions.checklist_of(visit.pack_id, kind=visit.kind, subject=visit.subject)
    answers = {line.code: words.NOT_IN_ORDER if line.code in faults else words.IN_ORDER for line in lines}
    answer_lines(inspection=visit, answers=answers, by=_by(stage), at=at)
    end_visit(inspection=visit, by=_by(stage), at=at)


def _at_the_gate(stage: Stage, at: datetime) -> None:
    """Nobody knew: the fire lane is locked, and paper is not taken."""
    visit, by = _visit(stage, GATE, at), _by(stage)
    owner = stage.force.posts[OWNER].unit
    for code, severity, text in (
        ("exits_open", words.URGENT, "3号楼消防通道上锁，钥匙不在岗亭（演练）。"),
        ("paper_valid", words.SERIOUS, "岗亭只认手机，纸质出入证被要求改用手机（演练）。"),
    ):
        write_finding(inspection=visit, told=Found(code, severity, text, owner), by=by, at=at + timedelta(minutes=8))
    _end(stage, visit, "exits_open", "paper_valid", at=at + timedelta(minutes=25))


def _locked_exit(stage: Stage) -> Finding:
    return Finding.objects.get(programme=stage.programme, code="exits_open", severity=words.URGENT)


def _say_it_is_done(stage: Stage, at: datetime) -> None:
    claim(finding=_locked_exit(stage), claimed="锁已拆除，通道已清空（演练）。", by=_by(stage, OWNER), at=at)


def _find_it_is_not(stage: Stage, at: datetime) -> None:
    """The auditor goes and looks: nobody has been there."""
    look_back(finding=_locked_exit(stage), result=words.FALSE, said="到场查看，锁仍在（演练）。",
              by=_by(stage, "auditor"), at=at)  # fmt: skip


def _find_it_is(stage: Stage, at: datetime) -> None:
    look_back(finding=_locked_exit(stage), result=words.HOLDS, said="到场查看，通道可以通行（演练）。",
              by=_by(stage, "auditor"), at=at)  # fmt: skip


def _at_the_market(stage: Stage, at: datetime) -> None:
    """An announced visit: one small thing, put right before the inspector's eyes."""
    visit = _visit(stage, MARKET, at)
    assert visit.owner_unit is not None
    told = Found("aired", words.ORDINARY, "通风记录缺上午一栏，当场补记（演练）。", visit.owner_unit, is_settled=True)
    write_finding(inspection=visit, told=told, by=_by(stage), at=at + timedelta(minutes=10))
    _end(stage, visit, "aired", at=at + timedelta(minutes=20))
