"""How times, states and figures are written on every screen."""

from __future__ import annotations

from django import template

register = template.Library()
