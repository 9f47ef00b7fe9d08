"""The six lines and the six gates of Huzhou (六道防线、六道关口): the frame of all work.

Source: seed 003; the reading of each as functions is domain.md 2b. Where a word of the seed names
something that is not built (turning people back from afar, round-the-clock supervision), the
substitute stands in its place and `instead` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Line(StrEnum):
    """One of the twelve, in the seed's order."""

    BEFORE_ARRIVAL = "before_arrival"
    CHECKPOINTS = "checkpoints"
    GATES = "gates"
    SWEEP = "sweep"
    DATA = "data"
    TIPS = "tips"
    CONTACTS = "contacts"
    SITES = "sites"
    HOMES = "homes"
    MOVEMENT = "movement"
    COUNTIES = "counties"
    LAW = "law"


@dataclass(frozen=True)
class Tile:
    """A line or a gate as a reader of the seeds looks for it.

    zh, en      its name; zh in the seed's own words
    functions   the functions of domain.md behind it
    instead     what was put in the place of the seed's practice, or "" where it is built as told
    """

    line: Line
    zh: str
    en: str
    functions: tuple[str, ...]
    instead_zh: str = ""
    instead_en: str = ""


SIX_LINES: tuple[Tile, ...] = (
    Tile(
        Line.BEFORE_ARRIVAL,
        "远端劝返",
        "Before you come",
        ("F19",),
        "不劝返:公开“来之前须知”,自愿订阅",
        "Nobody is turned back: a public page says what applies before a journey",
    ),
    Tile(Line.CHECKPOINTS, "卡点查控", "Checkpoints", ("F15", "F16", "F48")),
    Tile(Line.GATES, "关门核查", "Gates of villages, estates and firms", ("F18", "F39")),
    Tile(Line.SWEEP, "洗楼排查", "Door-to-door sweep", ("F06",)),
    Tile(Line.DATA, "数据落地", "Leads checked on the ground", ("F08", "F05")),
    Tile(Line.TIPS, "群众举报", "Reports and calls from the public", ("F28", "F31")),
)
SIX_GATES: tuple[Tile, ...] = (
    Tile(Line.CONTACTS, "密切接触者排查", "Close contacts", ("F09", "F39")),
    Tile(Line.SITES, "集中硬隔离", "Isolation sites", ("F11",)),
    Tile(
        Line.HOMES,
        "居家隔离硬管控",
        "Home isolation",
        ("F12", "F13"),
        "不用摄像头、门磁、定位:自报、约定电话、上门服务",
        "No camera, door magnet or location: self-report, agreed calls, visits with supplies",
    ),
    Tile(Line.MOVEMENT, "人员流动", "Movement of people", ("F33", "F20", "F21")),
    Tile(Line.COUNTIES, "县域协调", "Coordination of counties", ("F38", "F01")),
    Tile(
        Line.LAW,
        "依法处理",
        "Handled by law",
        ("F22", "F23", "F24", "F25", "F26", "F27"),
        "不建违法人员库:劝导不记名,案件只记外部案号",
        "No list of offenders: advice without names, an external case number at most",
    ),
)
TWELVE: tuple[Tile, ...] = SIX_LINES + SIX_GATES
