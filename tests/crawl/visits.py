"""Opening a page as somebody: nothing that the visit writes stays, and what comes back is made comparable."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from urllib.parse import unquote

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client

CSRF = re.compile(r'(csrfmiddlewaretoken" value="|x-csrftoken": ?"|"csrf": ?")[^"]+', re.IGNORECASE)
CODE = re.compile(r'(class="gate-code".*?src=")[^"]+', re.DOTALL)  # each code for gates has a number drawn at random
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Stopped:
    """A clock that stands, whatever is added to it: two visits differ in nothing but their reader."""

    at: datetime

    def __radd__(self, _now: datetime) -> datetime:
        return self.at


@dataclass(frozen=True)
class Answer:
    """What came back: its status, where it leads, and everything that can be read in it, as text."""

    status: int
    location: str
    text: str

    def plain(self, *names: object) -> tuple[int, str, str]:
        """The answer without what may differ: secrets of the form, ids, and the names that stood in the URL."""
        return (self.status, _plain(self.location, names), _plain(self.text, names))


def _plain(text: str, names: tuple[object, ...]) -> str:
    text = UUID.sub("ID", CODE.sub(r"\1CODE", CSRF.sub(r"\1CSRF", text)))
    for name in names:
        text = re.sub(rf"(?<![0-9A-Za-z]){re.escape(str(name))}(?![0-9A-Za-z])", "ID", text)
    return text


@dataclass
class Reader:
    """Somebody at a browser.

    name      how a failure speaks of her
    cookies   kept as they were after signing in, whatever a page sets
    """

    name: str
    client: Client
    at: datetime
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client.cookies["language"] = "en"
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def get(self, url: str) -> Answer:
        return self._visit("get", url, {})

    def post(self, url: str, data: dict[str, object]) -> Answer:
        return self._visit("post", url, data)

    def _visit(self, method: str, url: str, data: dict[str, object]) -> Answer:
        settings.CLOCK_OFFSET = Stopped(self.at)
        cache.clear()
        for name in list(self.client.cookies):
            del self.client.cookies[name]
        for name, value in self.cookies.items():
            self.client.cookies[name] = value
        with transaction.atomic():
            response = getattr(self.client, method)(url, data)
            answer = Answer(response.status_code, unquote(response.headers.get("Location", "")), _text_of(response))
            transaction.set_rollback(True)
        return answer


def _text_of(response: HttpResponseBase) -> str:
    """All that can be read in an answer: its page, or the texts inside a Word file or a workbook, and its name."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    name = response.headers.get("Content-Disposition", "")
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = [file.read(entry) for entry in file.namelist() if not entry.startswith("docProps/")]
            content = b"\n".join(parts)
    return f"{name}\n{unescape(content.decode('utf-8', 'replace'))}"


def difference(one: tuple[int, str, str], other: tuple[int, str, str]) -> str:
    """Where two answers first part, in a few words on either side; "" if they are the same."""
    if one[:2] != other[:2]:
        return f"{one[:2]} / {other[:2]}"
    first = next((n for n, (a, b) in enumerate(zip(one[2], other[2], strict=False)) if a != b), None)
    if first is None:
        return "" if one == other else "one is longer"
    return " / ".join(" ".join(text[2][max(0, first - 60) : first + 60].split()) for text in (one, other))


def listed(found: list) -> str:
    """What was found, one a line, for whoever reads the failure."""
    return "\n".join(["", *map(str, found)])
