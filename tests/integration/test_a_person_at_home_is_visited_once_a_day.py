"""Somebody under home isolation is looked in on each day, and only once (F12)."""

from datetime import timedelta

from tests.household import in_force

from fangxian.core.actors.rules import Purpose
from fangxian.measures.services import open_todays_visits
from fangxian.tasks.models import Task
from fangxian.tasks.services import accept_task, report_task


def visit(city, *, at):
    """The open visit, done by the grid worker."""
    by = city.actor("grid", Purpose.FOLLOW_UP)
    task = Task.objects.get(kind="visit", closed_at=None)
    accept_task(task=task, by=by, at=at)
    report_task(task=task, outcome="visited", by=by, at=at)


def test_a_second_run_of_the_day_opens_no_second_visit(city):
    in_force(city)
    assert open_todays_visits(at=city.at) == 1
    visit(city, at=city.at + timedelta(minutes=30))
    assert open_todays_visits(at=city.at + timedelta(hours=2)) == 0
    assert Task.objects.filter(kind="visit").count() == 1


def test_the_next_day_brings_the_next_visit(city):
    in_force(city)
    open_todays_visits(at=city.at)
    visit(city, at=city.at + timedelta(minutes=30))
    assert open_todays_visits(at=city.at + timedelta(days=1)) == 1


def test_a_visit_is_due_within_the_shift_and_not_in_minutes(city):
    in_force(city)
    open_todays_visits(at=city.at)
    task = Task.objects.get(kind="visit")
    assert task.accept_due_at - city.at > timedelta(hours=1)
