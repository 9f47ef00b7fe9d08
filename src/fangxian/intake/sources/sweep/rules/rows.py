"""Address lists as others keep them: which columns say what, and what one row comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fangxian.core.problems.rules import Problem, said
from fangxian.engine.tables import Catalogue, Field, Finding
from fangxian.engine.tables.columns import known_heads, plain
from fangxian.engine.texts import Bilingual

from . import doors, words
from .doors import LONGEST_PART, Address

MOST_ROWS = 50_000  # of one file: a street; a city sends one for each
FILE_LIMIT = 20 * 1024 * 1024  # bytes

# An empty list to fill in: the heads, and one door as an example.
TEMPLATE = "小区,楼栋,单元,楼层,房号\n浮星桥小区,3幢,2,12,1203\n"


def _field(name: str, zh: str, en: str, heads: str) -> Field:
    return Field(name, Bilingual(zh, en), (zh, en, name, *(head.strip() for head in heads.split("|"))))


FIELDS: tuple[Field, ...] = (
    _field("grid", "网格编码", "Grid code", "网格代码|区划代码|社区代码|行政区划代码|grid|area code|area_code"),
    _field("estate", "小区", "Estate", "小区名称|楼盘|园区|自然村|村庄|地块|village|park|compound"),
    _field(
        "building",
        "楼幢",
        "Building",
        "楼栋|楼号|幢号|栋号|幢|栋|楼栋号|楼幢号|楼宇|厂房|村民小组|小组|组别|building no|block|group",
    ),
    _field("unit", "单元", "Unit", "单元号|门洞|梯号|entrance|staircase"),
    _field("floor", "楼层", "Floor", "层|所在楼层|层数|storey"),
    _field("door", "房号", "Door", "房间号|室号|室|房间|门牌号|户号|门号|房屋编号|room|flat|apartment|door number"),
    _field("firm", "企业名称", "Firm", "单位名称|公司名称|商户名称|店铺名称|企业|company|employer|firm name"),
    _field("address", "地址", "Address", "详细地址|房屋地址|住址|标准地址|门牌地址|full address"),
)
_KNOWN_HEADS = known_heads(FIELDS)
ADDRESSES = Catalogue(
    {
        "no_door": ("没有房号，也没有可以识别的地址", "neither a door nor an address that can be read"),
        "no_building": ("没有楼幢（小区、村组）", "no building, estate or village group is given"),
        "address_unreadable": (
            "地址“{text}”读不出楼幢和房号，请填写",
            "no building and door can be read out of the address {text!r}; fill them in",
        ),
        "floor_unreadable": ("楼层“{text}”不是数字", "the floor {text!r} is no number"),
        "too_long": ("楼幢、单元或房号超过 {most} 字", "building, unit or door is longer than {most} characters"),
        "no_firm": ("没有企业名称", "no firm is named"),
        "unknown_grid": ("网格编码“{text}”不存在", "there is no area with the code {text!r}"),
        "other_area": ("网格编码“{text}”不在本清单的区域内", "the code {text!r} lies outside the area of this list"),
        "same_in_file": ("与本文件第{first}行是同一户", "the same door as row {first}"),
        "known_already": ("清单上已有这一户", "this door is on the list already"),
        "row_unreadable": ("{zh}", "{en}"),
        "given_up": ("无人能回答，不采用", "nobody could answer; the row is not used"),
    }
)
# Somebody can answer these by looking at the row; it waits for that.
QUESTIONS = frozenset({"no_door", "no_building", "address_unreadable", "floor_unreadable", "unknown_grid", "no_firm"})


@dataclass
class RowRead:
    """What one row comes to. `address` is null unless a door can be told."""

    number: int
    area_code: str
    cells: Mapping[str, str] = field(default_factory=dict)
    outcome: str = words.ACCEPTED
    address: Address | None = None
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """How the rows of one list are read: its kind and area, the areas that exist below it, and its heads."""

    kind: str
    area_code: str
    areas: frozenset[str]
    heads: Mapping[str, str] = field(default_factory=dict)


def is_known_head(head: str) -> bool:
    return plain(head) in _KNOWN_HEADS


def why_not_read(found: Mapping[str, Any], *, kind: str) -> Problem | None:
    """Why a list with these columns cannot be read: no row of it would tell a door."""
    if kind == words.FIRM and "firm" not in found:
        return Problem("sweep.no_firm_column", said("No column names the firms."), field="file", status=422)
    if kind != words.FIRM and not {"door", "address"} & set(found):
        return Problem(
            "sweep.no_door_column",
            said("No column holds door numbers or addresses. Heads such as 房号 or 地址 are recognised."),
            field="file",
            status=422,
        )
    return None


def read_row(cells: Mapping[str, str], *, number: int, reader: Reader) -> RowRead:
    """One row as a door, or with the question that somebody has to answer about it."""
    told = {name: text.strip() for name, text in cells.items() if text.strip()}
    row = RowRead(number, reader.area_code, told)
    _read_area(told, row, reader)
    floor = _read_floor(told, row, reader)
    row.address = _read_firm(told, row, reader) if reader.kind == words.FIRM else _read_door(told, row, reader, floor)
    if (row.address and len(row.address.building) > 100) or any(len(p) > LONGEST_PART for p in _short(row.address)):
        _say(row, reader, "too_long", "door", most=LONGEST_PART)
    if row.findings:
        row.outcome = words.QUARANTINED if all(f.code in QUESTIONS for f in row.findings) else words.REJECTED
        row.address = None
    return row


def judge_twins(rows: Sequence[RowRead], *, known: set[tuple[str, str, str]]) -> None:
    """Mark the rows that name a door a second time, or one that is on the list already.

    known  area, building and key of every door on the list
    """
    first: dict[tuple[str, str, str], int] = {}
    for row in rows:
        if row.outcome != words.ACCEPTED or row.address is None:
            continue
        key = (row.area_code, row.address.building, row.address.key)
        if key in known:
            row.findings.append(ADDRESSES.finding("known_already", row=row.number))
        elif key in first:
            row.findings.append(ADDRESSES.finding("same_in_file", row=row.number, first=first[key]))
        else:
            first[key] = row.number
            continue
        row.outcome = words.DUPLICATE


def counts_of(rows: Sequence[RowRead]) -> dict[str, int]:
    """received and the four ends; their sum is what was received."""
    ends = {outcome: sum(row.outcome == outcome for row in rows) for outcome in words.OUTCOMES}
    return {"received": len(rows), **ends}


def unreadable(finding: Finding, *, area_code: str, number: int) -> RowRead:
    """A row that is broken as a row: too many cells, or none that can be told apart."""
    said_so = ADDRESSES.finding("row_unreadable", row=number, zh=finding.reason.zh, en=finding.reason.en)
    return RowRead(number, area_code, {}, words.REJECTED, None, [said_so])


def _short(address: Address | None) -> tuple[str, ...]:
    return (address.unit, address.door) if address else ()


def _say(row: RowRead, reader: Reader, code: str, name: str, **detail: object) -> None:
    row.findings.append(ADDRESSES.finding(code, row=row.number, field=reader.heads.get(name), **detail))


def _read_area(told: Mapping[str, str], row: RowRead, reader: Reader) -> None:
    code = told.get("grid", "")
    if not code:
        return
    if not code.isdigit() or code not in reader.areas:
        outside = code.isdigit() and not code.startswith(reader.area_code)
        _say(row, reader, "other_area" if outside else "unknown_grid", "grid", text=code[:20])
        return
    row.area_code = code


def _read_floor(told: Mapping[str, str], row: RowRead, reader: Reader) -> int | None:
    text = doors.plain(told.get("floor", "")).rstrip("层楼F")
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        _say(row, reader, "floor_unreadable", "floor", text=text[:20])
        return None


def _read_door(told: Mapping[str, str], row: RowRead, reader: Reader, floor: int | None) -> Address | None:
    """The door from its own columns, or out of the address where they are missing."""
    if told.get("door"):
        building = told.get("estate", "") + _numbered(told.get("building", ""), reader.kind)
        whole = doors.read_address(told["door"]) if not building else None
        if whole is None and not building:
            _say(row, reader, "no_building", "building")
            return None
        return whole or doors.address(building, told.get("unit", ""), told["door"], floor=floor)
    if told.get("address"):
        found = doors.read_address(told["address"])
        if found is None:
            _say(row, reader, "address_unreadable", "address", text=told["address"][:30])
        return found
    _say(row, reader, "no_door", "door")
    return None


def _numbered(text: str, kind: str) -> str:
    """A building that is written as a bare number is 3幢; a village group is 3组."""
    text = doors.plain(text)
    is_bare = bool(text) and all(sign in "〇零一二两三四五六七八九十百0123456789" for sign in text)
    return doors.plain(f"{text}{'组' if kind == words.VILLAGE else '幢'}") if is_bare else text


def _read_firm(told: Mapping[str, str], row: RowRead, reader: Reader) -> Address | None:
    if not told.get("firm"):
        _say(row, reader, "no_firm", "firm")
        return None
    place = told.get("estate", "") + told.get("building", "") or told.get("address", "")
    if not place:
        _say(row, reader, "no_building", "building")
        return None
    return doors.address(place, "", told["firm"])
