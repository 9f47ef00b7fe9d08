"""How times, states, figures and reasons are written on every screen. Described in ../README.md."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from fangxian.core.problems.rules import Problem
from fangxian.core.screens import rules
from fangxian.core.screens.views import problem_text

register = template.Library()
MISSING = "—"


def _zone(context: Context) -> ZoneInfo:
    programme = context.get("programme")
    return programme.zone if programme else ZoneInfo(settings.TIME_ZONE)


def label(kind: str, value: Any) -> str:
    """The word of a code in the reader's language."""
    return gettext(rules.label_of(kind, value).text)


def span_text(seconds: float) -> str:
    """A span in the reader's language: "14 min", "2 h 5 min", "3 days"."""
    parts = [gettext(rules.CLOCK_WORDS[unit]).replace("{n}", str(n)) for unit, n in rules.span_of(seconds)]
    if len(parts) == 1:
        return parts[0]
    joint = rules.CLOCK_WORDS["joint"]
    return gettext(joint).replace("{n}", parts[0]).replace("{m}", parts[1])


def moment_text(value: datetime, *, zone: ZoneInfo, style: str = "short", at: datetime | None = None) -> str:
    """A moment in city time. style: "short" leaves the year out if it is the reader's own; "long" never."""
    local = value.astimezone(zone)
    same_year = at is not None and local.year == at.astimezone(zone).year
    if style == "time":
        return date_format(local, "H:i")
    # Translators: date formats, see Django's "date" filter
    form = gettext("j M, H:i") if style == "short" and same_year else gettext("j M Y, H:i")
    return date_format(local, form)


@register.filter
def translated(text: str) -> str:
    """A text of the code in the reader's language. `{% translate name %}` finds none that holds a percent sign."""
    return gettext(text) if text else ""


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime | None, style: str = "short") -> str:
    """A moment in city time, with the instant for machines and, on hover, its zone."""
    if value is None:
        return MISSING
    zone = _zone(context)
    local = value.astimezone(zone)
    return format_html(
        '<time datetime="{}" title="{} ({})">{}</time>',
        value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        local.strftime("%Y-%m-%d %H:%M:%S"),
        local.strftime("UTC%z"),
        moment_text(value, zone=zone, style=style, at=context.get("at")),
    )


@register.simple_tag
def day(value: date | None) -> str:
    """A city day."""
    if value is None:
        return MISSING
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), date_format(value, gettext("j M Y")))


@register.simple_tag(takes_context=True)
def due(context: Context, due_at: datetime | None, at: datetime | None = None, soon_seconds: int = 300) -> str:
    """A running clock towards `due_at`: "9 min left", "14 min late"; on hover the instant."""
    if due_at is None:
        return MISSING
    seconds = (due_at - (at or context["at"])).total_seconds()
    tone = "late" if seconds < 0 else "soon" if seconds < soon_seconds else ""
    words = rules.CLOCK_WORDS["late" if seconds < 0 else "left"]
    return format_html(
        '<time class="clock {}" datetime="{}" data-due-at="{}" data-soon="{}" title="{}">{}</time>',
        tone,
        due_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        due_at.astimezone(UTC).isoformat(),
        soon_seconds,
        moment_text(due_at, zone=_zone(context), style="long"),
        gettext(words).replace("{n}", span_text(abs(seconds))),
    )


@register.simple_tag
def span(seconds: float) -> str:
    """A length of time in words."""
    return span_text(seconds)


@register.simple_tag(takes_context=True)
def clock_words(context: Context) -> SafeString:
    """The words and the moment that the page's script needs; part of the frame."""
    at = context.get("at")
    words = [(_data_name(name), gettext(text)) for name, text in rules.CLOCK_WORDS.items()]
    if at is not None:
        words.append(("data-now", at.isoformat()))
    return format_html('<div id="words" hidden {}></div>', format_html_join(" ", '{}="{}"', words))


def _data_name(name: str) -> str:
    return "data-" + "".join(f"-{c.lower()}" if c.isupper() else c for c in name)


@register.simple_tag
def state(kind: str, value: Any) -> str:
    """A badge with word and shape: {% state "orders.state" order.state %}."""
    found = rules.label_of(kind, value)
    return badge(gettext(found.text), found.tone)


@register.simple_tag
def badge(text: str, tone: str = "live") -> str:
    """A badge whose word is at hand: {% badge text "late" %}."""
    return format_html(
        '<span class="state {}"><span class="shape" aria-hidden="true">{}</span>{}</span>',
        tone,
        rules.SHAPES[tone],
        text,
    )


@register.simple_tag
def word(kind: str, value: Any) -> str:
    """The word of a code without a badge: {% word "purpose" event.purpose %}."""
    return label(kind, value)


@register.simple_tag
def role_name(role: str) -> str:
    return label("role", role)


@register.simple_tag
def figure(value: float | int | None, unit: str = "", places: int = 0) -> str:
    """A number with its unit; a missing one is shown as missing, never as nought."""
    if value is None or value == "":
        return format_html('<span class="figure" title="{}">{}</span>', gettext("No figure"), MISSING)
    # number_format cuts digits off, so round first
    decimals = places if isinstance(value, float) else 0
    number = number_format(round(value, decimals), decimals, force_grouping=True)
    tail = format_html('<span class="unit">{}</span>', unit) if unit else ""
    return format_html('<span class="figure">{}{}</span>', number, tail)


@register.simple_tag
def share(value: float | None) -> str:
    """A share of one as a percentage with one place; "—" if there was nothing to share."""
    if value is None:
        return figure(None)
    return format_html('<span class="figure">{}%</span>', number_format(round(value * 100, 1), 1))


@register.simple_tag
def problem(found: Problem | None) -> str:
    """Why something was refused, as a box; nothing if nothing was."""
    if found is None:
        return ""
    return format_html('<div class="problem" role="alert"><p><strong>{}</strong></p></div>', problem_text(found))


@register.simple_tag
def disabled_reason(found: Problem | None) -> str:
    """The line under a greyed-out button that says why; nothing if the button works."""
    return "" if found is None else format_html('<p class="reason">{}</p>', problem_text(found))


@register.simple_tag
def submit(
    text: str,
    problem: Problem | None = None,
    tone: str = "",
    name: str = "",
    value: str = "",
    confirm: str = "",
) -> str:
    """A form's button. With a problem it is greyed out, stays reachable by keyboard, and says why.

    tone  "" the page's main act, "second" any other, "danger" what ends or withdraws something
    """
    attributes = [("class", f"button {tone}".strip()), ("type", "submit")]
    attributes += [pair for pair in (("name", name), ("value", value), ("data-confirm", confirm)) if pair[1]]
    if problem is not None:
        attributes += [("aria-disabled", "true"), ("title", problem_text(problem))]
    button = format_html("<button {}>{}</button>", format_html_join(" ", '{}="{}"', attributes), text)
    return format_html("{}{}", button, disabled_reason(problem))


@register.simple_tag
def qr(text: str, alt: str = "") -> str:
    """A QR code as an image inside the page; prints sharply, leaves no file behind."""
    import segno  # takes long to read, and few pages have a code

    image = segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=2)
    return format_html('<img class="qr" src="{}" alt="{}">', mark_safe(image), alt or gettext("QR code"))  # noqa: S308 (made here)


@register.inclusion_tag("screens/look_up.html", takes_context=True)
def look_up_link(context: Context, kind: str, number: object) -> dict[str, str]:
    """From a piece of open work to looking somebody up for it, with its number filled in; for who may (files)."""
    actor = getattr(context["request"], "actor", None)
    if actor is None or not actor.can("people.look_up"):
        return {"address": ""}
    return {"address": f"{reverse('files:look_up')}?{urlencode({'serves_kind': kind, 'serves_number': number})}"}


@register.inclusion_tag("screens/on_call.html", takes_context=True)
def who_to_call(context: Context, area_code: str, body_id: object = None) -> dict[str, Any]:
    """Who of each agency can be called now for an area, one touch away; the agency `body_id` first. For who may."""
    request = context["request"]
    actor = getattr(request, "actor", None)
    if actor is None or not actor.can("readiness.see"):
        return {"address": ""}
    agencies = [
        agency for find in rules.ON_CALL for agency in find(area_code, programme_id=actor.programme_id, at=request.at)
    ]
    agencies.sort(key=lambda agency: agency.body.id != body_id)
    return {
        "address": f"{reverse('readiness:liaisons')}?{urlencode({'area': area_code})}",
        "agencies": [agency for agency in agencies if agency.now],
        "is_silent": body_id is not None and not any(a.now for a in agencies if a.body.id == body_id),
    }


@register.simple_tag(takes_context=True)
def read_mark(context: Context) -> str:
    """The faint mark over a page of the staff: staff number, moment, code. An image, so that nothing reads it aloud.

    A picture of the screen or a print carries it; an auditor traces its code (INV-17).
    """
    user, at = context["user"], context["at"]
    text = f"{user.get_username()} {at.astimezone(_zone(context)):%Y-%m-%d %H:%M} {rules.read_code(user.id, at)}"
    image = MARK.replace("{text}", escape(text))
    return format_html(
        '<img class="read-mark" src="data:image/svg+xml;base64,{}" alt="" aria-hidden="true">',
        b64encode(image.encode()).decode(),
    )


MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">'
    '<pattern id="m" width="420" height="190" patternUnits="userSpaceOnUse" patternTransform="rotate(-24)">'
    '<text x="4" y="40" font-family="monospace" font-size="15" fill="#000" fill-opacity="0.075">{text}</text>'
    '<text x="190" y="135" font-family="monospace" font-size="15" fill="#000" fill-opacity="0.075">{text}</text>'
    '<text x="-230" y="135" font-family="monospace" font-size="15" fill="#000" fill-opacity="0.075">{text}</text>'
    '</pattern><rect width="100%" height="100%" fill="url(#m)"/></svg>'
)


@register.simple_tag
def either(zh: str, en: str) -> str:
    """The text of a record that was written in both languages."""
    return zh if (get_language() or "").startswith("zh") else en
