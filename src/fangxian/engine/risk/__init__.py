"""Area levels derived from daily cumulative counts."""

from fangxian.engine.risk.area_list import write_corrections, write_levels
from fangxian.engine.risk.daily_counts import COUNT_FIELDS, DailyCounts
from fangxian.engine.risk.levels import Correction, DayLevel, Derived, LevelSpan, derive_levels
from fangxian.engine.risk.messages import FLAGS

__all__ = [
    "COUNT_FIELDS",
    "FLAGS",
    "Correction",
    "DailyCounts",
    "DayLevel",
    "Derived",
    "LevelSpan",
    "derive_levels",
    "write_corrections",
    "write_levels",
]
