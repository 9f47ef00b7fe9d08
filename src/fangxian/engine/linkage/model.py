"""The weights by which two records are compared, and which records are compared at all.

`m` is how often a field agrees so between two records of one person, `u` between two people. They are
fixed, not learned from the list at hand: a list of three rows teaches nothing, and two runs over one
list must say the same. They follow the error model of `bench/link.py` (P10), which says how often a
field is missing, mistyped or changed; frequent names weigh less than rare ones, by the list itself.
"""

from __future__ import annotations

from typing import Any

import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import SettingsCreator, block_on


def settings(*, prior: float) -> SettingsCreator:
    """The model for one list.

    prior  the share of true pairs among all pairs of records
    """
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        probability_two_random_records_match=prior,
        comparisons=[_name(), _document(), _phone(), _born(), _address()],
        blocking_rules_to_generate_predictions=_compared(),
        retain_matching_columns=False,
        additional_columns_to_retain=["whole"],
        retain_intermediate_calculation_columns=True,
    )


def _compared() -> list[Any]:
    """Wide enough that one wrong digit or character hides nobody; narrow enough for a million records."""
    return [
        block_on("document"),
        block_on("phone"),
        block_on("numbers", "street"),
        block_on("born", "substr(name, 1, 1)"),
        block_on("born", "right(name, 1)"),
        block_on("left(document, 14)"),
        block_on("right(document, 9)"),
        block_on("left(phone, 6)", "substr(name, 1, 1)"),
        block_on("right(phone, 6)"),
        block_on("name", "left(born, 4)"),
    ]


def _level(level: Any, m: float, u: float, **more: Any) -> Any:
    return level.configure(m_probability=m, u_probability=u, **more)


def _comparison(field: str, *found: Any) -> comparisons.CustomComparison:
    return comparisons.CustomComparison(output_column_name=field, comparison_levels=list(found))


# The engine's edit distance counts bytes, of which one Chinese character has three: short names are compared by place.
_SAME_PLACES = " + ".join(f"CAST(substr(name_l, {n}, 1) = substr(name_r, {n}, 1) AS INTEGER)" for n in (1, 2, 3, 4))
_ONE_OFF = f"length(name_l) = length(name_r) AND length(name_l) <= 4 AND ({_SAME_PLACES}) = 3"
_LONG = "least(length(name_l), length(name_r)) > 4 AND jaro_winkler_similarity(name_l, name_r) >= 0.9"


def _name() -> comparisons.CustomComparison:
    """One character wrong says less of a name of two characters than of a longer one."""
    return _comparison(
        "name",
        levels.NullLevel("name"),
        _level(levels.ExactMatchLevel("name"), 0.895, 0.0005, tf_adjustment_column="name", tf_minimum_u_value=0.00002),
        _level(levels.CustomLevel("letters_l = letters_r", "swapped"), 0.02, 0.00003),
        _level(levels.CustomLevel(f"length(name_l) > 2 AND {_ONE_OFF}", "one of three or four"), 0.06, 0.0006),
        _level(levels.CustomLevel(_ONE_OFF, "one of two"), 0.015, 0.002),
        _level(levels.CustomLevel(_LONG, "alike, long"), 0.06, 0.002),
        _level(levels.ElseLevel(), 0.005, 0.99487),
    )


def _document() -> comparisons.CustomComparison:
    return _comparison(
        "document",
        levels.NullLevel("document"),
        _level(levels.ExactMatchLevel("document"), 0.92, 0.00000001),
        # people of one county born on one day differ in the last four digits only, and that day is weighed below too
        _level(levels.DamerauLevenshteinLevel("document", 1), 0.068, 0.0002),
        _level(levels.ElseLevel(), 0.012, 0.99979999),
    )


def _phone() -> comparisons.CustomComparison:
    return _comparison(
        "phone",
        levels.NullLevel("phone"),
        _level(levels.ExactMatchLevel("phone"), 0.74, 0.000002),
        _level(levels.DamerauLevenshteinLevel("phone", 1), 0.035, 0.000002),
        _level(levels.ElseLevel(), 0.225, 0.999996),
    )


def _born() -> comparisons.CustomComparison:
    other_month = levels.CustomLevel(
        "left(born_l, 4) = left(born_r, 4) AND right(born_l, 2) = right(born_r, 2)", "other month"
    )
    return _comparison(
        "born",
        levels.NullLevel("born"),
        _level(levels.ExactMatchLevel("born"), 0.955, 0.00005),
        _level(other_month, 0.04, 0.0005),
        _level(levels.ElseLevel(), 0.005, 0.99945),
    )


def _address() -> comparisons.CustomComparison:
    same_door = levels.CustomLevel("numbers_l = numbers_r AND street_l = street_r", "same door")
    return _comparison(
        "address",
        levels.NullLevel("address"),
        _level(same_door, 0.80, 0.000006),
        _level(levels.JaroWinklerLevel("address", 0.95), 0.01, 0.002),
        _level(levels.ElseLevel(), 0.19, 0.997994),
    )
