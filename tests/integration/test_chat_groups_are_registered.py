"""Chat groups stand on a register with who keeps them, where and what for; who can be called stands on each page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.city import GRID
from tests.integration.test_each_agency_can_be_called import on_duty
from tests.integration.test_the_boards_of_the_field_count_what_happened import counts
from tests.letters import issued, market_supervision
from tests.requests import request
from tests.work import arrival, one_task

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.readiness import queries, services
from fangxian.readiness.models import ChatGroup

pytestmark = pytest.mark.django_db


def group(city, keeper="grid", **changes):
    given = {"unit": city.posts[keeper].unit, "area_code": GRID, "platform": "wechat", "name": "浮星桥邻里群",
             "purpose": "tell", "function": "社区值班"}  # fmt: skip
    return services.register_group(
        programme=city.programme, by=city.actor(keeper, Purpose.COMMAND), at=city.at, **(given | changes)
    )


def code_of(*args, **changes) -> str:
    with pytest.raises(Refused) as refused:
        group(*args, **changes)
    return refused.value.problem.code


def test_a_group_is_registered_once_counted_and_taken_off(city):
    made = group(city)
    assert counts(city, "chat_groups") == (1,) and code_of(city) == "readiness.group_twice"
    assert list(queries.groups_of(city.actor("next", Purpose.COMMAND))) == []
    services.end_group(group=made, by=city.actor("grid", Purpose.COMMAND), at=city.at)
    made.refresh_from_db()
    assert made.state == "ended" and group(city).id != made.id


def test_there_is_no_place_for_members_messages_or_numbers(city):
    assert {field.name for field in ChatGroup._meta.fields} == {
        "id", "programme", "unit", "area_code", "platform", "name", "purpose", "function", "registered_at",
        "registered_by", "ended_at",
    }  # fmt: skip
    assert code_of(city, name="群主 13800138000") == "readiness.group_words"
    assert code_of(city, function="账号 1234567") == "readiness.group_words"


def test_another_unit_registers_and_ends_no_group_of_it(city):
    made = group(city)
    assert code_of(city, "next", unit=city.posts["grid"].unit) == "readiness.other_unit"
    with pytest.raises(Refused):
        services.end_group(group=made, by=city.actor("grid2", Purpose.COMMAND), at=city.at)
    assert code_of(city, area_code="3401") == "readiness.group_area"
    assert code_of(city, purpose="watch") == "readiness.group_kind"


def test_the_register_is_kept_on_its_page(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.force_login(city.posts["grid"].user)
    client.cookies["language"] = "en"
    given = {"name": "浮星桥邻里群", "platform": "qq", "area": GRID, "purpose": "help", "function": "社区值班",
             "unit": str(city.posts["grid"].unit_id)}  # fmt: skip
    page = client.post(reverse("readiness:groups"), given, follow=True).text
    assert "浮星桥邻里群" in page and "Help among neighbours" in page
    wrong = client.post(reverse("readiness:groups"), given | {"name": "群 13800138000"})
    assert wrong.status_code == 422 and "no account of anybody" in wrong.text
    client.post(reverse("readiness:end_group", args=[ChatGroup.objects.get().id]))
    assert "No group is on the register" in client.get(reverse("readiness:groups")).text


def test_who_can_be_called_stands_on_each_task_letter_and_request(city, client, settings):
    market_supervision(city)
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    on_duty(city, by="duty", phone="0572-2000001")
    pages = (
        reverse("tasks:task", args=[one_task(city, arrival()).id]),
        reverse("letters:letter", args=[issued(city).id]),
        reverse("requests:request", args=[request(city).id]),
    )  # fmt: skip
    client.force_login(city.posts["duty"].user)
    for page in pages:
        assert 'href="tel:+865722000001"' in client.get(page).text
    settings.CLOCK_OFFSET += timedelta(hours=9)
    for page in pages:
        assert "tel:+865722000001" not in client.get(page).text
