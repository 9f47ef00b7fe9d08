"""Comparing the records of a list with each other."""

from __future__ import annotations

import logging
from typing import Any

import ibis
from splink import Linker
from splink.backends.duckdb import DuckDBAPI

from fangxian.engine.linkage.fields import WRITTEN
from fangxian.engine.linkage.model import settings

# Pairs that one number makes certain are about this share of all true pairs (performance.md: an exact document number
# alone finds 0.585 of them); it only sets how likely a pair is before its fields are looked at.
_FOUND_BY_NUMBER_SHARE = 0.6
# Who agrees in a name alone, or in a phone alone, is nobody's second record: two fields, or a whole document number.
# Two whole document numbers that differ are two people, however much else they share: twins share nearly all.
# A field's weight is above zero where it speaks for one person; only an equal document number weighs 24 bits.
_AGREE = " + ".join(f"CAST(mw_{field} > 0 AS INTEGER)" for field in ("name", "document", "phone", "born", "address"))
_ENOUGH = f"(mw_document > 24 OR {_AGREE} >= 2) AND NOT (whole_l AND whole_r AND mw_document <= 24)"


def probable_pairs(connection: Any, people: ibis.Table, *, threshold: float) -> ibis.Table:
    """Pairs of records that are one person with at least the probability `threshold`.

    people   one row per record: record_id and whatever is known of name, id_number, phone, birth_date, address
    returns  one row per unordered pair: record_a < record_b, probability (0 to 1)
    A name alone, a phone alone or a birth date alone never makes a pair, however rare.
    """
    fields = ", ".join(f"{made} AS {name}" for name, made in WRITTEN.items())
    source = ibis.to_sql(people, dialect="duckdb")
    connection.raw_sql(f"CREATE OR REPLACE TABLE written AS SELECT record_id, {fields} FROM ({source})")
    engine = DuckDBAPI(connection.con)
    linker = Linker(engine.register("written"), settings(prior=_prior(connection)), log_level=logging.ERROR)
    found = linker.inference.predict(threshold_match_probability=threshold).physical_name
    connection.raw_sql(
        "CREATE OR REPLACE TABLE pairs AS SELECT least(record_id_l, record_id_r) AS record_a,"
        " greatest(record_id_l, record_id_r) AS record_b, match_probability AS probability"
        f" FROM {found} WHERE {_ENOUGH}"
    )
    return connection.table("pairs").order_by("record_a", "record_b")


def _prior(connection: Any) -> float:
    """How likely two records of this list are one person, before they are compared."""
    query = (
        "SELECT (SELECT count(*) FROM written), (SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM"
        " (SELECT count(*) AS n FROM written WHERE document IS NOT NULL GROUP BY document))"
    )
    records, sure = connection.raw_sql(query).fetchone()
    if records < 2:
        return 0.0001
    return float(min(max(float(sure), 1.0) / _FOUND_BY_NUMBER_SHARE / (records * (records - 1) / 2), 0.1))
