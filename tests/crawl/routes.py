"""Every pattern of the URLconf, down to the last, with its parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

# Patterns that are not visited, with the reason.
LEFT_OUT: dict[str, str] = {}
_OF_ROUTE = re.compile(r"<(?:(\w+):)?(\w+)>")
_OF_REGEX = re.compile(r"\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True)
class Route:
    """One pattern.

    pattern      as it stands in the URLconf, the including patterns before it
    app          the namespace; without one the first word of the path
    parameters   name -> kind (uuid, int, str, slug)
    power        what a reader needs, or "" if the page is open to everybody or to everybody who signed in
    """

    pattern: str
    name: str
    app: str
    parameters: tuple[tuple[str, str], ...]
    template: str
    power: str

    def url(self, values: dict[str, object]) -> str:
        return "/" + self.template.format(**values)


def routes(*, every: bool = False) -> list[Route]:
    """All patterns; but for those left out, unless `every` is asked for."""
    return [route for route in _walk(get_resolver(), "", "", "", ()) if every or route.pattern not in LEFT_OUT]


def _walk(
    resolver: URLResolver, pattern: str, template: str, app: str, before: tuple[tuple[str, str], ...]
) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        shape, parameters = _shape(entry.pattern)
        whole, path, known = pattern + str(entry.pattern), template + shape, before + parameters
        if isinstance(entry, URLResolver):
            yield from _walk(entry, whole, path, entry.namespace or app, known)
        else:
            yield _route(entry, whole, path, app or path.split("/")[0], known)


def _route(entry: URLPattern, whole: str, path: str, app: str, known: tuple[tuple[str, str], ...]) -> Route:
    power = getattr(entry.callback, "power", "")
    return Route(whole, entry.name or whole, app, known, path, power)


def _shape(pattern: Any) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A pattern as a format string, and its parameters."""
    text = str(pattern)
    if isinstance(pattern, RoutePattern):
        found = tuple((name, kind or "str") for kind, name in _OF_ROUTE.findall(text))
        return _OF_ROUTE.sub(r"{\2}", text), found
    found = tuple((name, "str") for name in _OF_REGEX.findall(text))
    return _OF_REGEX.sub(r"{\1}", text.removeprefix("^").removesuffix("$")), found
