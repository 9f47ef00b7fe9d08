"""Derived levels written in the format of area lists, so that screening reads them; and the corrections beside them."""

import csv
from collections.abc import Sequence
from pathlib import Path

from fangxian.engine.gazetteer import divisions, padded
from fangxian.engine.risk.levels import Correction, LevelSpan
from fangxian.engine.rules.packs import Pack

LEVEL_HEADS = (
    "area_code",
    "area_name",
    "level",
    "listed_from",
    "listed_until",
    "source",
    "reason",
    "flags",
    "reason_zh",
    "reason_en",
)
CORRECTION_HEADS = (
    "area_code",
    "area_name",
    "date",
    "previous_date",
    "previous_count",
    "count",
    "difference",
    "level_used",
    "level_had_it_not_fallen",
)


def write_levels(path: Path, spans: Sequence[LevelSpan], *, pack: Pack, source: str) -> None:
    """An area list in UTF-8: one row per area and span, low ones too; `listed_until` is the first day no longer so."""
    reasons = pack.rules_of("AREA_RISK")[0].params["reasons"]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(LEVEL_HEADS)
        for span in spans:
            words = reasons[span.held.reason]
            writer.writerow(
                (
                    padded(span.code),
                    divisions().name_of(span.code),
                    span.held.level,
                    span.listed_from.isoformat(),
                    span.listed_until.isoformat(),
                    source,
                    span.held.reason,
                    " ".join(span.held.flags),
                    words["zh"],
                    words["en"],
                )
            )


def write_corrections(path: Path, corrections: Sequence[Correction]) -> None:
    """Every count that fell, in UTF-8: what stood before, what stood after, and what that did to the level."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(CORRECTION_HEADS)
        for found in sorted(corrections, key=lambda item: (item.day, item.code)):
            writer.writerow(
                (
                    padded(found.code),
                    divisions().name_of(found.code),
                    found.day.isoformat(),
                    found.before_day.isoformat(),
                    found.before,
                    found.after,
                    found.after - found.before,
                    found.level,
                    found.level_unfallen,
                )
            )
