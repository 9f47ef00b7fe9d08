"""How messages leave the house. There is no provider yet: the local sink sends nothing.

A provider is a class with a `name` and a `send`; settings.MESSAGE_SINKS names one per channel. A
demonstration never reaches one: it always has the local sink.
"""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from .rules import LOCAL


class Sink(Protocol):
    """Takes one message. Raises if it did not; then it is tried again, so it may arrive twice."""

    name: str

    def send(self, *, channel: str, to: str, text: str) -> None: ...


class LocalSink:
    """Takes every message and sends none: administrators read them on the screen."""

    name = LOCAL

    def send(self, *, channel: str, to: str, text: str) -> None:
        return None


def sink_of(channel: str, *, is_demonstration: bool) -> Sink:
    """The sink of a channel."""
    path = settings.MESSAGE_SINKS.get(channel)
    return LocalSink() if is_demonstration or path is None else import_string(path)()
