"""A list pushed by another body: what it must bring along, and when it is held (INV-20, INV-21, O8)."""

from __future__ import annotations

from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.intake.rules import Source

SOURCE = Source(
    key="pushed_list",
    label=said("Pushed list"),
    line=Line.DATA,
    legal_basis=said("Infectious Diseases Law 2013, articles 12, 33 and 39"),
)
