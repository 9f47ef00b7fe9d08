"""A figure's label is shown in Chinese also where it holds a percent sign, which a template's own tag would lose."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from fangxian.briefing.registry import FIGURES

SHOWN = Template("{% load screens %}{{ text|translated }}")


@pytest.mark.parametrize("key", [key for key, figure in FIGURES.items() if "%" in figure.label])
def test_a_label_with_a_percent_sign_is_translated(key):
    with translation.override("zh-hans"):
        shown = SHOWN.render(Context({"text": FIGURES[key].label}))
    assert re.search("[\u4e00-\u9fff]", shown) and "%%" not in shown
