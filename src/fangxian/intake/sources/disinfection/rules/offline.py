"""An entry that a phone recorded with no network: read when it arrives, marked where odd."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from fangxian.engine.records import count_in, id_in, moment_in, record_in, text_in, word_in, wrong
from fangxian.engine.tables.findings import Catalogue

from . import AGENTS, LONGEST, LONGEST_NAME, PLACE_KINDS, why_not_strength

ENTRIES = Catalogue(
    {
        "no_strength": (
            "浓度不对：请按药剂的单位填写",
            "the strength is none of this agent, in its unit",
        ),
        "no_place": ("没有写地点", "no place is named"),
        "no_unit": ("没有写消毒单位", "no unit is named"),
    }
)
MOST_MINUTES = int(LONGEST / timedelta(minutes=1))


@dataclass(frozen=True)
class OfflineDisinfection:
    """What was disinfected. `device_at`: when it ended, by the phone; `place_id` null for a place that was typed.

    `area_code` of a place on a list; "" where the writer's own area is all that is known.
    """

    client_id: UUID
    place_kind: str
    place_name: str
    place_id: UUID | None
    agent: str
    concentration: Decimal | None
    minutes: int
    device_at: datetime
    done_by: str
    area_code: str = ""


def read_disinfection(sent: object) -> OfflineDisinfection:
    """An entry out of what a phone sent. Raises `NotARecord`."""
    record = record_in(sent)
    agent = word_in(record, "agent", AGENTS)
    concentration = _concentration(record.get("concentration"))
    if why_not_strength(agent=agent, concentration=concentration) is not None:
        raise wrong("no_strength", "concentration", texts=ENTRIES)
    place_name = text_in(record, "place_name", most=LONGEST_NAME)
    done_by = text_in(record, "done_by", most=LONGEST_NAME)
    if not place_name:
        raise wrong("no_place", "place_name", texts=ENTRIES)
    if not done_by:
        raise wrong("no_unit", "done_by", texts=ENTRIES)
    return OfflineDisinfection(
        client_id=id_in(record, "client_id"),
        place_kind=word_in(record, "place_kind", PLACE_KINDS),
        place_name=place_name,
        place_id=id_in(record, "place") if record.get("place") else None,
        agent=agent,
        concentration=concentration,
        minutes=count_in(record, "minutes", 1, MOST_MINUTES),
        device_at=moment_in(record, "at"),
        done_by=done_by,
        area_code=text_in(record, "area_code", most=14),
    )


def _concentration(value: object) -> Decimal | None:
    """The strength as a phone writes it: a number, or the text of one; nothing for an agent without."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong("no_strength", "concentration", texts=ENTRIES)
    try:
        told = Decimal(str(value))
    except InvalidOperation as error:
        raise wrong("no_strength", "concentration", texts=ENTRIES) from error
    if not told.is_finite():
        raise wrong("no_strength", "concentration", texts=ENTRIES)
    return round(told, 2)
