"""Answers the tables about late tasks with the rules of tasks."""

from dataclasses import dataclass
from datetime import datetime

from fangxian.engine.rules.packs import read_pack
from fangxian.tasks import rules
from tests.spec.cells import SHANGHAI, moment, said, written
from tests.spec.tables import Row

RECEIVED_AT = datetime(2020, 3, 10, 10, tzinfo=SHANGHAI)
CITY_DESK = "3305"


@dataclass
class Times:
    """The moments of a task, as the rules read them."""

    opened_at: datetime
    accept_due_at: datetime
    first_report_due_at: datetime
    finding_due_at: datetime
    accepted_at: datetime | None = None
    first_reported_at: datetime | None = None
    reported_at: datetime | None = None
    paused_at: datetime | None = None
    handed_over_at: datetime | None = None
    closed_at: datetime | None = None
    looked_back_at: datetime | None = None


def _times(**happened: datetime | None) -> Times:
    clocks = rules.clocks_from(
        read_pack("cn.clock.seeds"), read_pack("cn.ladder.seeds"), counted_from_at=RECEIVED_AT,
        severity=rules.NORMAL, profile=rules.LEAD, zone=SHANGHAI,
    )  # fmt: skip
    dues = {name: getattr(clocks, name) for name in ("accept_due_at", "first_report_due_at", "finding_due_at")}
    return Times(RECEIVED_AT, **dues, **happened)


def running_clock(row: Row) -> dict[str, str]:
    task = _times(
        accepted_at=moment(row["accepted"]),
        first_reported_at=moment(row["first_report"]),
        reported_at=moment(row["reported"]),
        paused_at=moment(row["paused"]),
    )
    running = rules.running_clock(task)
    return {"clock": running.clock if running else "none", "late": said(rules.is_late(task, moment(row["at"])))}


def told_next(row: Row) -> dict[str, str]:
    task = _times()
    task.accept_due_at = moment(row["due"])
    told = int(row["told"])
    step = rules.next_step(row["holder"], desk_code=CITY_DESK, escalated_level=told)
    not_before = rules.next_escalation_at(
        task,
        area_code=row["holder"],
        desk_code=CITY_DESK,
        escalated_level=told,
        escalated_at=moment(row["told_at"]),
        waits=rules.waits_of(read_pack("cn.ladder.seeds")),
    )
    return {
        "next_level": str(step[0]) if step else "none",
        "next_area": step[1] if step else "",
        "not_before": written(not_before),
    }


RUNNERS = {"late-tasks/running-clock": running_clock, "late-tasks/who-is-told-next": told_next}
