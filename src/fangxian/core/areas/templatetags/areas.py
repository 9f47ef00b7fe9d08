"""Names of areas on every screen: {% area_name code %} and {% area_path code %}."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.translation import get_language

from fangxian.core.areas import queries
from fangxian.core.areas.models import Area
from fangxian.engine.gazetteer import canonical, divisions

register = template.Library()


def _said(area: Area) -> str:
    return area.name if (get_language() or "").startswith("zh") or not area.name_latin else area.name_latin


def _known(context: Context, code: str) -> list[Area]:
    """The area and those above it; each is asked for once a page."""
    request = context.get("request")
    programme = context.get("programme")
    if programme is None or not code:
        return []
    seen = request.__dict__.setdefault("_areas_named", {}) if request else {}
    if code not in seen:
        seen[code] = queries.path_of(code, programme_id=programme.id)
    return seen[code]


def _elsewhere(code: str) -> str:
    """The name of an area that the programme does not hold, such as the city to which somebody goes on."""
    known = canonical(code)
    return divisions().name_of(known) if known and divisions().area(known) else code


@register.simple_tag(takes_context=True)
def area_name(context: Context, code: str) -> str:
    """The name of an area, its path on hover; elsewhere in the country its full name; else its code."""
    path = _known(context, code)
    if not path or path[-1].code != code:
        return _elsewhere(code)
    return format_html('<span title="{}">{}</span>', " › ".join([*map(_said, path), code]), _said(path[-1]))


@register.simple_tag(takes_context=True)
def area_path(context: Context, code: str) -> str:
    """An area with what it lies in, below the city: "Wuxing › Yuehe › Fuxingqiao › grid 1"."""
    path = _known(context, code)
    if not path or path[-1].code != code:
        return _elsewhere(code)
    shown = [area for area in path if area.level not in {"province", "city"}] or path[-1:]
    return " › ".join(map(_said, shown))
