"""Grid workers and health posts at work: most in time, some late, some who find another area or nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.programmes.models import new_id
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import actor_of
from fangxian.intake.models import Fact
from fangxian.intake.queries import facts_by_id
from fangxian.tasks.models import Task
from fangxian.tasks.rules import SERIOUS
from fangxian.tasks.rules import words as rules
from fangxian.tasks.services import accept_task, ask_again, close_task, first_report_task, hand_over_task, report_task

from .city import TOUR_GRID
from .stage import ZONE, Stage

# finding -> how many of a hundred
FINDINGS = (
    (rules.CONFIRMED, 83), (rules.WRONG_AREA, 5), (rules.NOT_FOUND, 5), (rules.UNTRUE, 3), (rules.DUPLICATE, 4),
)  # fmt: skip
_SLOW_SHARE = 0.06  # nobody accepts until somebody above asks
_FORGOTTEN_SHARE = 0.02  # still open when the story ends
_DAY_BEGINS, _DAY_ENDS = 8, 21  # hours in which somebody goes out to a door
_NOTES = {
    rules.CONFIRMED: "本人已联系上，情况属实（演练）",
    rules.WRONG_AREA: "本人已搬至其他网格（演练）",
    rules.NOT_FOUND: "两次上门无人，电话未接（演练）",
    rules.UNTRUE: "本人未去过该地，有车票为证（演练）",
    rules.DUPLICATE: "与此前的任务是同一人（演练）",
    rules.VISITED: "体温正常，物资已送到门口（演练）",
    rules.HELPED: "药已代购送到（演练）",
    rules.HANDLED: "已到现场处理（演练）",
    rules.HANDED_OUT: "对方值班室已签收（演练）",
    rules.SPOKE: "电话已接通，本人已到家（演练）",
}
# Work of these kinds ends in one way here.
_PLAIN = {
    rules.VISIT: rules.VISITED,
    rules.HEALTH_CHECK: rules.VISITED,
    rules.CALL: rules.SPOKE,
    rules.HAND_OVER_OUT: rules.HANDED_OUT,
    rules.HELP_NEED: rules.HELPED,
    rules.ANSWER_REQUEST: rules.HANDLED,
}


def _row_of(fact: Fact | None) -> int:
    return (fact.import_row if fact else None) or 0


class Fieldwork:
    """Plans the work on every task as it is opened or handed over.

    Notices, contacts and findings of inspectors are scenes of their own.
    """

    def __init__(self, stage: Stage):
        self._stage = stage
        self._planned: set[tuple[UUID, int]] = set()

    def plan(self, at: datetime) -> None:
        """Look at the tasks that nobody has planned yet; called whenever the reactions have run."""
        opened = Task.objects.filter(programme=self._stage.programme, closed_at=None, accepted_at=None)
        tasks = list(
            opened.exclude(kind__in=(rules.SERVE_NOTICE, rules.REACH_CONTACT, rules.FIX_FINDING)).order_by("id")
        )
        facts = facts_by_id([task.fact_id for task in tasks if task.fact_id], programme_id=self._stage.programme.id)
        # in the order of the list, which is the same each time; ids are not
        tasks.sort(key=lambda task: (task.received_at, _row_of(facts.get(task.fact_id)) if task.fact_id else 0))
        for task in tasks:
            self.plan_one(task, at=at)

    def plan_one(self, task: Task, *, at: datetime) -> None:
        """Plan the work on one task, once while the same area has it."""
        key = (task.id, task.hand_over_count)
        if key in self._planned:
            return
        self._planned.add(key)
        chance = self._stage.random
        worker = self._worker_for(task)
        if worker is None:
            return
        is_tour = task.origin_area_code == TOUR_GRID and task.kind != rules.VISIT
        if not is_tour and chance.random() < _FORGOTTEN_SHARE:
            self._stage.counted["tasks nobody took"] += 1
            return
        finding = self._finding(task, is_sure=is_tour or task.hand_over_count > 0)
        accept_at = self._accept_at(task, is_tour=is_tour, at=at)
        first_at = accept_at + timedelta(minutes=chance.randint(2, 4 if task.profile == rules.LEAD else 15))
        is_urgent = task.kind == rules.ANSWER_REQUEST and task.severity == SERIOUS
        found_at = first_at + timedelta(minutes=chance.randint(5, 22) if is_urgent else chance.randint(8, 150))
        if not is_urgent:
            found_at = self._in_the_day(found_at)
        self._add(task, accept_at, lambda now: accept_task(task=task, by=worker, at=now))
        word = chance.choice(("reached", "reached", "on_the_way", "not_reached"))
        self._add(task, first_at, lambda now: first_report_task(task=task, word=word, by=worker, at=now))
        if finding == rules.NOT_FOUND and task.kind == rules.VERIFY_STAY and worker.role == Role.GRID_WORKER:
            self._add(task, found_at - timedelta(minutes=4), lambda now: self._ask_again(task, worker, at=now))
        self._add(task, found_at, lambda now: self._report(task, finding, worker, at=now))

    def _accept_at(self, task: Task, *, is_tour: bool, at: datetime) -> datetime:
        chance = self._stage.random
        if not is_tour and chance.random() < _SLOW_SHARE:
            self._stage.counted["tasks taken late"] += 1
            return max(at, task.accept_due_at) + timedelta(minutes=chance.randint(20, 70))
        seconds = chance.randint(20, 240) if task.profile == rules.LEAD else chance.randint(60, 5400)
        return at + timedelta(seconds=seconds)

    def _finding(self, task: Task, *, is_sure: bool) -> str:
        if task.kind in _PLAIN:
            return _PLAIN[task.kind]
        if is_sure:
            return rules.CONFIRMED
        words = [word for word, _ in FINDINGS]
        return self._stage.random.choices(words, [weight for _, weight in FINDINGS])[0]

    def _ask_again(self, task: Task, worker: Actor, *, at: datetime) -> None:
        """Once more before somebody counts as not found; nobody answers, and nothing follows from that (F50)."""
        ask_again(task=task, answer=rules.LATER, stays=(), in_none=False, client_id=new_id(), by=worker, at=at)
        self._stage.counted["asked again"] += 1

    def _report(self, task: Task, finding: str, worker: Actor, *, at: datetime) -> None:
        report_task(task=task, outcome=finding, note=_NOTES[finding], by=worker, at=at)
        self._stage.counted[f"found {finding}"] += 1
        later = at + timedelta(minutes=self._stage.random.randint(10, 60))
        if finding == rules.WRONG_AREA:
            self._add(task, later, lambda now: self._hand_over(task, at=now))
        elif finding in (rules.NOT_FOUND, rules.UNTRUE) and self._stage.random.random() < 0.7:
            self._add(task, later, lambda now: self._close(task, at=now))

    def _hand_over(self, task: Task, *, at: datetime) -> None:
        """The desk gives the task to the area that the worker named; the total clock runs on."""
        staffed = sorted(code for code in self._stage.force.by_area if len(code) == len(TOUR_GRID))
        to = self._stage.random.choice([code for code in staffed if code != task.area_code])
        hand_over_task(task=task, to_area_code=to, note="按核实结果移交（演练）", by=self._desk(), at=at)
        self._stage.counted["tasks handed over"] += 1

    def _close(self, task: Task, *, at: datetime) -> None:
        close_task(task=task, conclusion="no_action", note="值班长研判后办结（演练）", by=self._desk(), at=at)

    def _desk(self) -> Actor:
        return self._stage.force.actor("duty", Purpose.VERIFY_LEAD)

    def _worker_for(self, task: Task) -> Actor | None:
        posts: list[Post] = self._stage.force.workers_at(task.area_code)
        if posts:
            return actor_of(self._stage.random.choice(posts), purpose=Purpose.VERIFY_LEAD)
        return self._desk() if task.area_code in self._stage.programme.area_codes else None

    def _in_the_day(self, at: datetime) -> datetime:
        """The same moment, or the next morning if nobody rings at a door then."""
        local = at.astimezone(ZONE)
        if _DAY_BEGINS <= local.hour < _DAY_ENDS:
            return at
        day = local if local.hour < _DAY_BEGINS else local + timedelta(days=1)
        morning = day.replace(hour=_DAY_BEGINS, minute=0, second=0, microsecond=0)
        return morning + timedelta(minutes=self._stage.random.randint(5, 50))

    def _add(self, task: Task, at: datetime, act: Callable[[datetime], object]) -> None:
        """Have something done on a task, unless a correction has closed it by then."""

        def unless_closed(now: datetime) -> None:
            if Task.objects.filter(id=task.id, closed_at=None).exists():
                act(now)

        self._stage.agenda.add(at, unless_closed)
