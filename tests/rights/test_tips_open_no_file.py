"""Attacks on the hotline: a tip that names somebody, a denunciation dressed as something else (O9)."""

import pytest

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person, PersonFile
from fangxian.intake.sources.service_request import services
from fangxian.intake.sources.service_request.models import ServiceRequestEvent
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task
from tests.city import GRID
from tests.requests import again, operator, request

pytestmark = pytest.mark.django_db


def react(city) -> None:
    for event in [*AuditEvent.objects.filter(action="intake.request_dispatched").order_by("id")] * 2:
        tasks.act_on_request(event, by=system(city.programme.id, Purpose.VERIFY_LEAD), at=event.at)


@pytest.mark.invariant("INV-05")
def test_a_tip_opens_no_file_on_anybody(city):
    one = request(city, text="楼上从武汉回来了", service="gathering", send=True)
    request(city, text="邻居发烧了，13912345678，棋牌室开着", send=True)
    react(city)
    assert (one.text, one.left_out, one.answered_at) == (None, ["origin"], city.at)
    assert "来自哪里" in one.answer and not Person.objects.exists() and not PersonFile.objects.exists()
    task = Task.objects.get()
    assert task.person_id is None and task.note.endswith("棋牌室开着") and "邻居" not in task.note


@pytest.mark.invariant("INV-05")
def test_a_denunciation_does_not_come_in_as_a_cry_for_help_or_a_wish_to_open_again(city):
    one = request(city, text="邻居从武汉回来，棋牌室开着", service="help_supplies")
    services.classify(request=one, service="gathering", area_code=GRID, by=operator(city), at=city.at)
    assert again(one).text == "棋牌室开着"
    services.answer(request=again(one), answer="已关。", by=operator(city), at=city.at)
    services.reopen(request=again(one), reason="他确诊过，棋牌室还开着", by=operator(city), at=city.at)
    notes = " ".join(note or "" for note in ServiceRequestEvent.objects.values_list("note", flat=True))
    assert "确诊" not in notes and "棋牌室还开着" in notes
