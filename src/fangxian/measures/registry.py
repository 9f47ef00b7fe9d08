"""The kinds of measures, listed explicitly: to add one, copy a neighbour under `kinds/` and name it here."""

from __future__ import annotations

from dataclasses import dataclass

from fangxian.engine.lines import Line

from .kinds.home_isolation import rules as home_isolation


@dataclass(frozen=True)
class Kind:
    """One kind: its key, the type of measure it makes, the line or gate it serves, and its page."""

    key: str
    type: str
    line: Line
    propose_page: str


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(home_isolation.KIND, home_isolation.TYPE, home_isolation.LINE, "home_isolation:propose"),
    )
}  # fmt: skip
