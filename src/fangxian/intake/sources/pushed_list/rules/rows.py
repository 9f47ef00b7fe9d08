"""What one row of a pushed list says: who, where she stayed, where she goes; and what must be asked about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fangxian.core.areas.rules import LEVELS
from fangxian.engine.identity import check_id_number, is_other_document, normalise_phone
from fangxian.engine.screening.messages import SCREENING, shown
from fangxian.engine.screening.placing import place_of
from fangxian.engine.tables import Finding, read_day
from fangxian.engine.tables.days import MISSING_WORDS
from fangxian.engine.tables.workbooks import Epoch
from fangxian.intake.rules.destinations import Destinations

from .findings import LISTS, NOTES, OWN_CODES, QUESTIONS
from .states import ACCEPTED, QUARANTINED, REJECTED

FARTHEST_ARRIVAL_WITHIN = timedelta(days=60)  # later is most likely a wrong year
_YES = frozenset({"是", "y", "yes", "true", "1", "√", "仅途经", "途经"})
_NO = frozenset({"否", "n", "no", "false", "0", "×", "非"})
_DAY_LIKE = re.compile(r"[\d年月日号./\-: ]{1,16}")
_SEVERAL = re.compile(r"[/、,，;；|]+|\s{2,}")
_DOCUMENT_KINDS = (
    ("id_card", ("身份证", "居民身份", "idcard", "identity")),
    ("passport", ("护照", "passport")),
    ("hk_macau_permit", ("港澳", "回乡证", "hongkong", "macao", "macau")),
    ("taiwan_permit", ("台胞", "台湾", "taiwan")),
    ("residence_permit", ("永久居留", "居留证", "permanentresidence")),
)
_MODES = (
    ("train", ("火车", "高铁", "动车", "列车", "铁路", "train", "rail")),
    ("plane", ("飞机", "航班", "航空", "plane", "flight", "air")),
    ("coach", ("客车", "大巴", "客运", "长途", "coach", "bus")),
    ("ship", ("船", "轮渡", "渡轮", "ship", "ferry")),
    ("car", ("自驾", "私家车", "轿车", "汽车", "网约", "拼车", "car")),
)


@dataclass(frozen=True)
class Reader:
    """What is needed to read the rows of one list.

    heads         field -> head of its column in the file, for messages
    epoch         from which year the workbook counts day numbers
    places        answers given earlier for the whole list: place as written -> area code
    """

    heads: Mapping[str, str]
    destinations: Destinations
    zone: ZoneInfo
    today: date
    epoch: Epoch | None = None
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass
class RowReading:
    """What a row says.

    claim      name, document, phone, address: what goes to the person and never into the fact
    content    what goes into the fact
    area_code  the destination, "" if unknown
    """

    number: int
    claim: dict[str, str] = field(default_factory=dict)
    content: dict[str, Any] = field(default_factory=dict)
    area_code: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """What becomes of the row, looking at nothing but itself."""
        codes = {finding.code for finding in self.findings} - NOTES
        if not codes:
            return ACCEPTED
        return QUARANTINED if codes <= QUESTIONS else REJECTED


def read_row(number: int, cells: Mapping[str, str], reader: Reader) -> RowReading:
    """Read the cells (field -> text) of one row. Nothing is guessed: what cannot be told is asked."""
    told = {name: _told(text) for name, text in cells.items()}
    reading = RowReading(number)
    _read_person(told, reader, reading)
    stay = _read_stay(told, reader, reading)
    _read_destination(told, reader, reading)
    reading.content |= {
        "stays": [stay],
        "transport": {
            "mode": _one_of(_MODES, told.get("transport_mode", ""), otherwise="other"),
            "number": told.get("transport_number", "")[:20],
            "date": reading.content["arrives_on"],
            "carriage": told.get("carriage", "")[:10],
            "seat": told.get("seat", "")[:10],
        },
    }
    return reading


def _told(text: str) -> str:
    tidy = unicodedata.normalize("NFKC", text).strip()
    return "" if tidy.lower() in MISSING_WORDS else tidy


def _say(reading: RowReading, reader: Reader, code: str, name: str, **detail: object) -> None:
    """Add a finding; the shell's own words where it asks the same."""
    catalogue = LISTS if code in OWN_CODES else SCREENING
    reading.findings.append(catalogue.finding(code, row=reading.number, field=reader.heads.get(name), **detail))


def _read_person(told: Mapping[str, str], reader: Reader, reading: RowReading) -> None:
    kind, number, wrong = read_document(told.get("document_kind", ""), told.get("document_number", ""))
    phone = read_phone(told.get("phone", ""))
    reading.claim = {
        "name": told.get("name", "")[:100],
        "document_kind": kind,
        "document_number": number,
        "phone": phone or "",
        "address": told.get("address", "")[:300],
    }
    if not reading.claim["name"]:
        _say(reading, reader, "name_missing", "name")
    if wrong:
        # a number that a spreadsheet cut may be anybody's; a slip of the pen does not hide who is meant
        told_apart = wrong != "id_number_damaged" and phone and reading.claim["name"]
        _say(reading, reader, "id_number_not_used" if told_apart else wrong, "document_number")
    if told.get("phone") and not phone:
        _say(reading, reader, "phone_not_used" if number else "phone_unreadable", "phone")
    if not (number or wrong or told.get("phone") or reading.claim["address"]):
        _say(reading, reader, "nobody_to_find", "document_number")


def read_document(kind_text: str, number_text: str) -> tuple[str, str, str | None]:
    """(kind, normalised number, code of what is wrong): a number is either good or asked about, never repaired."""
    if not number_text:
        return "", "", None
    kind = _one_of(_DOCUMENT_KINDS, kind_text, otherwise="other") if kind_text else ""
    check = check_id_number(number_text)
    if check.normalised and kind in ("", "id_card"):
        return "id_card", check.normalised, None
    if kind not in ("", "id_card"):
        return kind, number_text.upper()[:40], None
    if check.status == "format" and not kind and is_other_document(number_text):
        return "other", number_text.upper()[:40], None
    return "", "", f"id_number_{check.status}"


def read_phone(text: str) -> str | None:
    """The first readable phone in a cell that may hold several, as a plus and digits."""
    if not text:
        return None
    for part in [text, *_SEVERAL.split(text)]:
        phone = normalise_phone(part)
        if phone:
            return phone.e164
    return None


def _one_of(words: Sequence[tuple[str, tuple[str, ...]]], text: str, *, otherwise: str) -> str:
    plain = re.sub(r"[\s_\-]+", "", text).lower()
    if not plain:
        return ""
    return next((key for key, parts in words if key == plain or any(part in plain for part in parts)), otherwise)


def _read_stay(told: Mapping[str, str], reader: Reader, reading: RowReading) -> dict[str, Any]:
    """The stay of a row; its dates as ISO text, "" where unknown."""
    days = {name: _read_day(told, name, reader, reading) for name in ("stay_from", "stay_until", "arrives_on")}
    from_on, until_on = _whole_stay(told, days, reader, reading)
    expected = bool(told.get("arrives_on")) and days["arrives_on"] is not None and days["arrives_on"] > reader.today
    _check_days(from_on, until_on, days["arrives_on"], reader, reading, expected=expected)
    text = told.get("stay_place", "") or "".join(
        told.get(name, "") for name in ("stay_province", "stay_city", "stay_county")
    )
    placed = place_of(told.get("stay_code", ""), text, on=until_on, places=reader.places)
    if placed.problem:
        heads = [reader.heads.get(name, "") for name in ("stay_code", "stay_place")]
        reading.findings.append(
            placed.finding(row=reading.number, code_field=heads[0] or heads[1], name_field=heads[1] or heads[0])
        )
    reading.findings += [
        SCREENING.finding(note, row=reading.number, field=reader.heads.get("stay_place")) for note in placed.notes
    ]
    reading.content["arrives_on"] = _iso(days["arrives_on"])
    return {
        "area_code": placed.code or "",
        "area_text": text[:60],
        "from_on": _iso(from_on),
        "until_on": _iso(until_on),
        "transit_only": _read_transit(told, reader, reading),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _read_day(told: Mapping[str, str], name: str, reader: Reader, reading: RowReading) -> date | None:
    text = told.get(name, "")
    if not text:
        return None
    read = read_day(text, zone=reader.zone, epoch=reader.epoch)
    if read.code:
        reading.findings.append(
            read.finding(text=_shown_day(text), row=reading.number, field=reader.heads.get(name, name))
        )
    return read.day


def _shown_day(text: str) -> str:
    """A day as it may stand in a message: a column that was mistaken may hold a number of somebody."""
    looks_like_one = _DAY_LIKE.fullmatch(text) and sum(character.isdigit() for character in text) <= 8
    return text if looks_like_one else "…"


def _whole_stay(
    told: Mapping[str, str], days: dict[str, date | None], reader: Reader, reading: RowReading
) -> tuple[date | None, date | None]:
    """First and last day of the stay; fills in the arrival. What is assumed is noted, as the shell does."""
    if any(told.get(name) and day is None for name, day in days.items()):
        return days["stay_from"], days["stay_until"]
    from_on, until_on, arrives_on = days["stay_from"], days["stay_until"], days["arrives_on"]
    if not (from_on or until_on or arrives_on):
        _say_missing_day(reader, reading)
        return None, None
    if arrives_on is None:
        arrives_on = days["arrives_on"] = until_on or from_on
        _say(reading, reader, "arrival_assumed", "stay_until")
    if until_on is None:
        until_on = arrives_on
        _say(reading, reader, "stay_assumed", "arrives_on")
    return from_on or until_on, until_on


def _say_missing_day(reader: Reader, reading: RowReading) -> None:
    name = next((name for name in ("stay_until", "arrives_on", "stay_from") if name in reader.heads), "stay_until")
    missing = read_day("", zone=reader.zone)
    reading.findings.append(missing.finding(text="", row=reading.number, field=reader.heads.get(name, name)))


def _check_days(
    from_on: date | None,
    until_on: date | None,
    arrives_on: date | None,
    reader: Reader,
    reading: RowReading,
    *,
    expected: bool,
) -> None:
    """Ask about days that contradict each other or have not come. An arrival may be expected; a stay may not."""
    if not (from_on and until_on and arrives_on):
        return
    if not from_on <= until_on <= arrives_on:
        _say(reading, reader, "dates_contradict", "stay_until" if "stay_until" in reader.heads else "stay_from")
    elif (until_on if not expected else from_on) > reader.today and not (expected and from_on == arrives_on):
        _say(reading, reader, "date_in_future", "stay_from" if expected else "stay_until")
    if arrives_on > reader.today + FARTHEST_ARRIVAL_WITHIN:
        _say(reading, reader, "arrival_far", "arrives_on")


def _read_transit(told: Mapping[str, str], reader: Reader, reading: RowReading) -> bool:
    text = told.get("transit_only", "").lower()
    if not text or text in _NO:
        return False
    if text not in _YES:
        _say(reading, reader, "transit_unreadable", "transit_only", text=shown(text))
    return text in _YES


def _read_destination(told: Mapping[str, str], reader: Reader, reading: RowReading) -> None:
    """Where the person goes: a code, else a place, else the area that her address names."""
    code_text = told.get("destination_code", "")
    text = told.get("destination_place", "") or told.get("address", "")
    name = "destination_place" if told.get("destination_place") else "address"
    if code_text:
        found, name = reader.destinations.by_code(code_text), "destination_code"
        if found.problem:
            _say(reading, reader, "destination_code", name, text=shown(code_text))
    elif text:
        found = reader.destinations.by_name(text, answers=reader.places)
        if found.problem == "ambiguous":
            candidates = [f"{label} {code}" for code, label in found.candidates[:6]]
            _say(reading, reader, "destination_ambiguous", name, text=shown(text), candidates=candidates)
        elif found.problem:
            _say(reading, reader, "destination_unknown", name, text=shown(text))
    else:
        _say(reading, reader, "destination_missing", "destination_place")
        return
    inside = bool(found.code) and reader.destinations.covers(found.code)
    if found.code and not inside:
        _say(reading, reader, "destination_outside", name)
    reading.area_code = found.code if len(found.code) in LEVELS else ""
    reading.content["destination"] = {"area_code": reading.area_code, "in_programme": inside}
