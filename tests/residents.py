"""Residents at the public door, for tests: a browser without an account, letters, helpers. Everybody is invented."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.core.cache import cache
from django.urls import reverse

from fangxian.core.actors.rules import Purpose
from fangxian.core.messages.models import Message
from fangxian.core.people.models import Person
from fangxian.portal import services
from fangxian.portal.models import Proxy
from tests.city import City
from tests.work import arrival, list_in_effect, react, record


def at_the_door(city: City, client, settings):
    """Somebody without an account, at the city's own present, reading English."""
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    cache.clear()
    client.cookies["language"] = "en"
    return client


def somebody_followed(city: City, number: int = 1) -> Person:
    """A person whose stay matched a list: told by another body, judged, with a file and a task."""
    if number == 1:
        list_in_effect(city)
    (fact,) = record(city, arrival(number))
    react(city)
    return fact.person


def url(name: str, *args) -> str:
    return reverse(f"portal:{name}", args=args)


def letter(city: City, person: Person, by: str = "duty", at: datetime | None = None) -> str:
    return services.issue_letter(person=person, by=city.actor(by, Purpose.FOLLOW_UP), at=at or city.at)[1]


def enter(client, code: str):
    return client.post(url("open_file"), {"code": code})


def entered(city: City, client, person: Person):
    """The same client with the person's own file open."""
    assert enter(client, letter(city, person)).status_code == 302
    return client


def ask_for_code(client, *, name: str = "试验1", phone: str = "13800000001"):
    return client.post(url("ask_for_code"), {"name": name, "phone": phone})


def code_in_message() -> str:
    """The code of the newest text message, as its reader types it."""
    message = Message.objects.filter(kind="portal.code").order_by("-queued_at", "-id").first()
    return re.search(r"\d{4} \d{4}", message.text_zh).group()


HELP = {"name": "试验帮手", "relation": "family", "scope": ["read"], "days": "7", "phone": ""}


def named(city: City, client, person: Person, **changed) -> tuple[Proxy, str]:
    """A helper whom the person names on her own page, and the helper's code."""
    entered(city, client, person)
    page = client.post(url("my_helpers"), HELP | changed).text
    return Proxy.objects.order_by("-id")[0], re.search(r"letter-code\">([A-Z0-9-]{11})<", page).group(1)
