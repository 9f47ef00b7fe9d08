"""Every page of the staff that stands on a power, as the URL configuration knows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

ANY_ID = UUID("00000000-0000-7000-8000-000000000000")
SAMPLES = {"str": "x", "slug": "x", "path": "x", "int": 1, "uuid": ANY_ID}


@dataclass(frozen=True)
class Door:
    """A route: its name, the power that opens it ("" if none is asked for), an address with ids of nobody."""

    name: str
    power: str
    address: str


def doors() -> Iterator[Door]:
    """Every route of our own with its power."""
    yield from _inside(get_resolver(), "")


def _inside(resolver: URLResolver, namespace: str) -> Iterator[Door]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _inside(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name and entry.callback.__module__.startswith("fangxian."):
            kwargs = {name: SAMPLES[_kind(one)] for name, one in entry.pattern.converters.items()}
            name = f"{namespace}{entry.name}"
            try:
                address = reverse(name, kwargs=kwargs)
            except NoReverseMatch as error:
                raise AssertionError(f"{name} has no sample address") from error
            yield Door(name, getattr(entry.callback, "power", ""), address)


def _kind(converter: object) -> str:
    return type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
