"""What is seen at a post: who passes, temperatures, the next step."""

from __future__ import annotations

from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.intake.rules import Source

SOURCE = Source(
    key="checkpoint",
    label=said("Checkpoint"),
    line=Line.CHECKPOINTS,
    legal_basis=said("Emergency Regulations 2011, article 40, and the order of the post"),
)
