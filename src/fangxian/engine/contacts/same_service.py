"""Cases that travelled by the same train, flight or ship on the same day."""

from __future__ import annotations

import ibis
from ibis import _

# full-width letters and digits lie at one fixed distance from the plain ones; their space does not
_WIDE = "\u3000" + "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_PLAIN = " " + "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))


def normalised(text: ibis.expr.types.StringValue) -> ibis.expr.types.StringValue:
    """A service number in one writing: capitals, no spaces, no full-width forms."""
    return text.translate(_WIDE, _PLAIN).re_replace(r"\s+", "").upper().nullif("")


def _mode(text: ibis.expr.types.StringValue) -> ibis.expr.types.StringValue:
    """Without outer spaces; not by `strip`, which on Spark also takes an outer f or v: it made flight into light."""
    return text.re_replace(r"^\s+|\s+$", "").lower().nullif("")


def same_service_pairs(legs: ibis.Table) -> ibis.Table:
    """Pairs of cases aboard the same service.

    legs     one row per journey: leg_id, case_uid, mode, number, date (null: unknown, pairs with nothing)
    returns  one row per service and unordered pair of different cases: mode, number, date, case_a < case_b
    """
    known = legs.mutate(mode=_mode(legs["mode"]), number=normalised(legs.number))
    known = known.filter(_.mode.notnull(), _.number.notnull(), _.date.notnull())
    aboard = known.select("mode", "number", "date", "case_uid").distinct()
    other = aboard.view()
    pairs = aboard.join(
        other,
        [
            aboard.mode == other.mode,
            aboard.number == other.number,
            aboard.date == other.date,
            aboard.case_uid < other.case_uid,
        ],
    ).select(aboard.mode, aboard.number, aboard.date, case_a=aboard.case_uid, case_b=other.case_uid)
    return pairs.order_by("mode", "number", "date", "case_a", "case_b")
