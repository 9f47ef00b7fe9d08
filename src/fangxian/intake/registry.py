"""Every way in which facts arrive, listed by name. To add one, copy a neighbour and add its line here."""

from __future__ import annotations

from .rules import Source
from .sources.checkpoint.rules import SOURCE as CHECKPOINT
from .sources.declaration.rules import SOURCE as DECLARATION
from .sources.pushed_list.rules import SOURCE as PUSHED_LIST
from .sources.sweep.rules import SOURCE as SWEEP

SOURCES: dict[str, Source] = {source.key: source for source in (DECLARATION, CHECKPOINT, PUSHED_LIST, SWEEP)}
