"""A lead that nobody has verified binds nobody, and neither does one that is confirmed: only work follows (F05)."""

from datetime import timedelta

import pytest

from fangxian.measures.models import Measure
from fangxian.measures.queries import gate_word_of
from fangxian.measures.rules.gates import PASS
from fangxian.tasks import services
from fangxian.tasks.models import Task
from tests.work import arrival, later, list_in_effect, react, record, worker


@pytest.mark.invariant("INV-01", "INV-02")
def test_a_lead_opens_work_and_no_measure_and_every_gate_says_pass_whatever_is_found(city):
    list_in_effect(city)
    record(city, arrival(), profile="serious")
    react(city)
    task = Task.objects.get()
    assert not Measure.objects.exists() and gate_word_of(task.person_id, at=city.at) == PASS
    task = services.accept_task(task=task, by=worker(city), at=later(city, minutes=1))
    services.report_task(task=task, outcome="confirmed", by=worker(city), at=later(city, minutes=5))
    assert not Measure.objects.exists()
    assert gate_word_of(task.person_id, at=city.at + timedelta(hours=1)) == PASS
