"""Places and receipts as residents read them."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from fangxian.core.people.rules import masked
from fangxian.engine.gazetteer.suggestions import label_of, letters_of

register = template.Library()


@register.simple_tag
def place(code: str, text: str = "") -> str:
    """A place by its code, in the reader's letters; what was written, if the code is not known or says less."""
    if not code:
        return text
    label = label_of(code) or text or code
    if (get_language() or "").startswith("zh"):
        return label
    letters = letters_of(code)
    return format_html('{} <span lang="zh-Hans">{}</span>', letters, label) if letters else label


@register.filter
def city_date(value: str) -> date | None:
    """A day as facts hold it, for {% day %}."""
    return date.fromisoformat(value) if value else None


@register.filter
def in_part(value: str | None) -> str:
    """A phone or number shown in part."""
    return masked(value)


@register.filter
def ends_of_name(value: str | None) -> str:
    """A name on a card that may be found: its ends, so that a family tells its cards apart."""
    name = (value or "").strip()
    return f"{name[0]}*{name[-1]}" if len(name) > 2 else f"*{name[-1:]}"


@register.filter
def tail(value: str | None) -> str:
    """The last four characters of a document number."""
    return f"…{value[-4:]}" if value else ""
