"""How settings of a pack and masked names are written: {% setting key %}, {{ name|masked }}."""

from __future__ import annotations

from django import template

from fangxian.core.people.rules import masked as mask
from fangxian.core.screens.rules import label_of
from fangxian.core.screens.templatetags.screens import label

register = template.Library()


@register.simple_tag
def setting(key: str) -> str:
    """A setting of a pack in words; one that a new edition brought is shown by its key."""
    try:
        label_of("cases.setting", key)
    except LookupError:
        return key
    return label("cases.setting", key)


@register.filter
def masked(name: str | None) -> str:
    """A name where knowing it all is not needed."""
    return mask(name)
