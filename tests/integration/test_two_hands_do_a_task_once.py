"""What two people or two workers do at the same moment happens once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.city import GRID, found_city
from tests.work import arrival, later, list_in_effect, one_task, record, worker

from fangxian.core.actors.rules import Purpose, Role, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import PersonFile
from fangxian.core.problems.rules import Refused
from fangxian.screening.models import Verdict
from fangxian.tasks import services
from fangxian.tasks.models import Task, TaskEscalation, TaskEvent

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Do all of these in threads that start together; returns what each said or which refusal it got."""
    ready = Barrier(len(acts))

    def run(act):
        ready.wait(timeout=60)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '60s'")  # a lock that never comes is a failure, not a wait
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_of_two_colleagues_accepts_a_task():
    city = found_city()
    city.post("grid_too", Role.GRID_WORKER, GRID, "月河街道办", "community")
    task = one_task(city)
    answers = at_once(
        *(
            lambda n=name: services.accept_task(task=task, by=worker(city, n), at=city.at)
            for name in ("grid", "grid_too")
        )
    )
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
    assert TaskEvent.objects.filter(action="accepted").count() == 1


def test_two_workers_tell_a_late_task_once():
    city = found_city()
    one_task(city)
    at_once(*[lambda: services.escalate_overdue(later(city, minutes=6))] * 2)
    assert TaskEscalation.objects.count() == 1


def test_two_deliveries_about_one_person_open_one_file_and_one_task():
    city = found_city()
    list_in_effect(city)
    record(city, arrival(1))
    record(city, arrival(1))
    by = system(city.programme.id, Purpose.JUDGE_FACTS)

    def react_to(action, reaction):
        return [lambda e=event: reaction(e, by=by, at=city.at) for event in AuditEvent.objects.filter(action=action)]

    from fangxian.screening.services import judge_facts

    for answers in (
        at_once(*react_to("intake.facts_recorded", judge_facts)),
        at_once(*react_to("screening.verdicts_reached", services.open_tasks_for_verdicts)),
    ):
        assert answers == [None, None]
    assert (Verdict.objects.count(), PersonFile.objects.count(), Task.objects.count()) == (2, 1, 1)
