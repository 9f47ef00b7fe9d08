"""Who answers for a task, and by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from fangxian.core.actors.rules import Role
from fangxian.core.areas.queries import abolished_codes
from fangxian.core.areas.rules import LENGTHS, parent_of
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.staff.queries import nearest_staffed, staffed_codes
from fangxian.engine.rules.packs import Pack
from fangxian.tasks import rules
from fangxian.tasks.models import NightDuty, Task, VacancyAlarm
from fangxian.tasks.queries import on_night_duty


@dataclass(frozen=True)
class Owner:
    """The area that answers for work at a place. `vacant_area_code`: the grid that should have, or ""."""

    area_code: str
    vacant_area_code: str = ""
    is_outside: bool = False


@dataclass(frozen=True)
class Duty:
    """Who is in post and which editions hold at `at`, each read once for a batch of work, when it is needed.

    Errors, of an edition when it is needed: LookupError if none is in force, Refused if it may not be used.
    """

    programme: Programme
    desk_code: str
    at: datetime

    @cached_property
    def staffed(self) -> frozenset[str]:
        """Areas in which somebody works on tasks; one that is abolished answers for nothing, whoever is in post."""
        codes = staffed_codes(Role.GRID_WORKER, programme_id=self.programme.id, at=self.at)
        return frozenset(codes) - self.abolished

    @cached_property
    def abolished(self) -> frozenset[str]:
        day = city_day(self.at, self.programme.timezone)
        return frozenset(abolished_codes(day, programme_id=self.programme.id))

    @cached_property
    def task_pack(self) -> Pack:
        return pack_in_force(self.programme, rules.FAMILY, self.at)

    @cached_property
    def nights(self) -> list[NightDuty]:
        """Who has the night at this moment; nobody by day."""
        if rules.night_ends_at(self.task_pack, self.at, self.programme.zone) is None:
            return []
        return list(on_night_duty(self.programme.id, at=self.at))

    def night_of(self, area_code: str) -> NightDuty | None:
        """Who takes what comes to this area now, of several the one for the finest area; None: whoever has the day."""
        mine = [night for night in self.nights if area_code.startswith(night.area_code)]
        return max(mine, key=lambda night: (len(night.area_code), night.entered_at), default=None)

    def give_at_night(self, task: Task) -> None:
        """Give new work to whoever has the night, until her night is over."""
        night = self.night_of(task.area_code)
        if night is not None:
            task.assigned_post_id, task.assigned_until_at = night.post_id, night.ends_at

    @cached_property
    def clock_pack(self) -> Pack:
        return pack_in_force(self.programme, "cn.clock", self.at)

    @cached_property
    def ladder_pack(self) -> Pack:
        return pack_in_force(self.programme, "cn.ladder", self.at)

    def owner_of(self, area_code: str) -> Owner:
        """The finest staffed area that contains the place; the city's desk if there is none, or it is elsewhere."""
        if not area_code or not self.programme.covers(area_code):
            return Owner(self.desk_code, is_outside=bool(area_code))
        found = nearest_staffed(area_code, staffed=set(self.staffed)) or self.desk_code
        owner = max(found, self.desk_code, key=len)
        is_small = len(area_code) >= LENGTHS["village"]
        is_vacant = is_small and owner != area_code and not any(c.startswith(area_code) for c in self.staffed)
        return Owner(owner, area_code if is_vacant else "")

    def clocks(self, *, counted_from_at: datetime, severity: str, profile: str) -> rules.Clocks:
        return rules.clocks_from(
            self.clock_pack,
            self.ladder_pack,
            counted_from_at=counted_from_at,
            severity=severity,
            profile=profile,
            zone=self.programme.zone,
        )

    def retime(self, task: Task) -> None:
        """Set the running clock and the moment of the next escalation from the task's times."""
        running = rules.running_clock(task)
        task.due_at = running.due_at if running else None
        if task.same_as_id is not None:
            task.next_escalation_at = None  # the task with which it is answered is told of
            return
        task.next_escalation_at = rules.next_escalation_at(
            task,
            area_code=task.area_code,
            desk_code=self.desk_code,
            escalated_level=task.escalated_level,
            escalated_at=task.escalated_at,
            waits=rules.waits_of(self.ladder_pack),
        )


def duty_at(programme: Programme, *, at: datetime) -> Duty:
    """Who answers in this programme at `at`."""
    return Duty(programme, desk_of(programme), at)


def desk_of(programme: Programme) -> str:
    """The area of the city's intake desk: the area that contains everything the programme covers."""
    code = programme.area_codes[0]
    while parent_of(code) and not all(other.startswith(code) for other in programme.area_codes):
        code = parent_of(code)
    return code


def raise_vacancies(tasks: Iterable[Task], *, programme: Programme, at: datetime) -> None:
    """Alarm once a day for each grid that got work while nobody was in post there."""
    day = city_day(at, programme.timezone)
    vacant = {task.vacant_area_code: task.area_code for task in tasks if task.vacant_area_code}
    VacancyAlarm.objects.bulk_create(
        [
            VacancyAlarm(programme=programme, area_code=code, taken_by_area_code=taken_by, raised_on=day, raised_at=at)
            for code, taken_by in sorted(vacant.items())
        ],
        ignore_conflicts=True,
    )
