"""What a resident declares of herself, or of someone she helps."""

from __future__ import annotations

from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.intake.rules import Source

SOURCE = Source(
    key="declaration",
    label=said("Declaration"),
    line=Line.BEFORE_ARRIVAL,
    legal_basis=said("Infectious Diseases Law 2013, article 12"),
)
