"""A file of requests that another desk took: its columns, each row, and by when a request of it is due. Pure.

A request that was taken elsewhere is answered like any other. Its caller has waited since she spoke, so its clock runs
from then; but what a desk hands over late is that desk's lateness. F28 has every request answered within its time, and
O5 lets no list that comes all at once raise an alarm for each of its rows: `due_at` joins the two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.core.problems.rules import Problem, said
from fangxian.engine.identity import normalise_phone
from fangxian.engine.tables import Catalogue, Field, Finding, read_moment
from fangxian.engine.tables.columns import known_heads, plain
from fangxian.engine.tables.days import MISSING_WORDS
from fangxian.engine.tables.workbooks import Epoch
from fangxian.engine.texts import Bilingual
from fangxian.intake.rules.destinations import Destinations

ACCEPTED, DUPLICATE, QUARANTINED, REJECTED = "accepted", "duplicate", "quarantined", "rejected"
OUTCOMES = (ACCEPTED, DUPLICATE, QUARANTINED, REJECTED)
RECEIVED, READ, RECORDING, RECORDED, DISCARDED = "received", "read", "recording", "recorded", "discarded"
STATES = {
    RECEIVED: (said("Columns to be named"), "wait"),
    READ: (said("Dry run: nothing is recorded yet"), "wait"),
    RECORDING: (said("Being recorded"), "live"),
    RECORDED: (said("Accepted rows are recorded"), "good"),
    DISCARDED: (said("Discarded"), "ended"),
}
MOVES = {
    RECEIVED: {READ, DISCARDED},
    READ: {RECORDING, DISCARDED},
    RECORDING: {RECORDED},
    RECORDED: set[str](),
    DISCARDED: set[str](),
}
FILE_LIMIT = 20 * 1024 * 1024  # bytes
ROW_LIMIT = 20_000  # a day of the city's hotline
LONGEST_NUMBER = 100
OLDEST = timedelta(days=90)  # what Open311 lets a desk ask for at once; an older request is spoken about first
Note = Callable[..., None]
AHEAD = timedelta(minutes=10)  # by how much another desk's clock may be ahead of ours
SHORTEST_REASON = 4


def _field(name: str, zh: str, en: str, heads: str) -> Field:
    return Field(name, Bilingual(zh, en), tuple(dict.fromkeys((zh, en, name, *heads.split("|")))))


FIELDS: tuple[Field, ...] = (
    _field("number", "本台编号", "Own number", "工单编号|工单号|受理编号|受理号|诉求编号|警情编号|"
           "接警单编号|流水号|案件编号|编号|"
           "ticket|ticket number|request number|service_request_id|case number|reference|id"),
    _field("taken_at", "受理时间", "Taken at", "来电时间|接警时间|报警时间|登记时间|创建时间|反映时间|受理日期|时间|"
           "requested_datetime|received at|created at|created|time"),
    _field("kind", "诉求类别", "Kind", "类别|诉求类型|事项类别|事项类型|警情类别|分类|类型|"
           "service_code|service_name|service|category|type"),
    _field("words", "诉求内容", "Words", "内容|来电内容|反映内容|事项内容|警情内容|工单内容|主要内容|描述|"
           "description|content|what was told|text"),
    _field("area", "所属区域", "Area", "区域|属地|区县|所属区县|县区|街道|所属街道|社区|所属社区|网格|区划代码|"
           "address_id|area code|district|county"),
    _field("place", "地点", "Place", "地址|诉求地址|事发地址|事发地点|发生地址|发生地点|详细地址|"
           "address_string|address|location"),
    _field("phone", "来电号码", "Caller's phone", "联系电话|回访电话|来电电话|报警电话|手机号码|手机号|手机|电话|"
           "phone|mobile|contact|telephone"),
    _field("urgency", "紧急程度", "Urgency", "是否紧急|紧急|等级|优先级|urgent|priority|severity"),
    _field("status", "办理状态", "Status", "状态|工单状态|处理状态|办结情况|state"),
)  # fmt: skip
_KNOWN_HEADS = known_heads(FIELDS)
_URGENT = frozenset({"紧急", "特急", "特别紧急", "加急", "急", "高", "是", "urgent", "high", "yes", "y", "true", "1"})
_ORDINARY = frozenset({"一般", "普通", "正常", "平", "平件", "低", "中", "否", "ordinary", "normal", "low", "medium",
                       "no", "n", "false", "0"})  # fmt: skip
_DONE = frozenset({"办结", "已办结", "已完成", "完成", "已答复", "已回复", "已反馈", "已处理", "处理完毕",
                   "已关闭", "关闭", "已结案", "结案", "撤销", "已撤销",
                   "closed", "done", "answered", "resolved", "cancelled", "canceled"})  # fmt: skip
_OPEN = frozenset({"待办", "待办理", "待处理", "未办结", "未处理", "未完成", "在办", "办理中", "处理中",
                   "已受理", "受理", "待转办", "转办", "已转办", "新建",
                   "open", "new", "pending", "in progress", "received", "assigned"})  # fmt: skip

ROWS = Catalogue(
    {
        "number_missing": (
            "没有本台编号；没有编号就不能保证只接收一次",
            "its own number is missing; without one it cannot be received once",
        ),
        "number_long": ("编号超过{most}个字", "its number has more than {most} characters"),
        "nothing_said": ("没有诉求内容，也没有类别", "it says neither words nor kind"),
        "too_long": ("内容超过{most}个字，请分开或缩短", "it has more than {most} characters; shorten it"),
        "taken_to_come": ("受理时间在今后", "it was taken in the future"),
        "taken_long_ago": (
            "受理于{days}天以前；仍需办理的请电话联系",
            "it was taken more than {days} days ago; if it is still open, call us",
        ),
        "taken_unknown": (
            "没有受理时间，时限从移交时起算",
            "it does not say when it was taken; its clock runs from the hand-over",
        ),
        "taken_unreadable": ("受理时间无法识别", "when it was taken cannot be read"),
        "closed_there": ("在来文平台已办结，不再接收", "it is finished at the desk that took it, and not taken in"),
        "status_unknown": (
            "办理状态“{text}”无法识别，请写明是否已办结",
            "the status {text!r} is not known; say whether it is open",
        ),
        "kind_unknown": ("没有这个类别，由接线员分类", "there is no such kind here; an operator sorts it"),
        "area_unknown": ("区域无法识别，由接线员定位", "the area is not known here; an operator places it"),
        "area_ambiguous": ("区域有多个同名，由接线员定位", "several areas have this name; an operator places it"),
        "area_outside": (
            "不在本次行动范围内，请转交当地",
            "it lies outside the programme; hand it to whoever answers there",
        ),
        "phone_unreadable": ("电话号码无法识别，未采用", "the phone number cannot be read and was not used"),
        "urgency_unknown": ("紧急程度无法识别，按类别确定", "the urgency is not known; its kind decides"),
        "urgency_of_kind": ("该类别不按紧急办理", "its kind is not handled as urgent"),
        "same_in_file": ("与本文件第{first}行编号相同", "row {first} of this file has the same number"),
        "known_already": ("此编号以前已接收", "this number was received before"),
        "not_taken": ("未登记：{why_zh}", "not recorded: {why_en}"),
    }
)
# The desk can say it better and send the row again; other findings that are no note leave the row out.
QUESTIONS = frozenset({"number_missing", "number_long", "too_long", "taken_to_come", "taken_long_ago",
                       "taken_unreadable", "status_unknown"})  # fmt: skip
REJECTIONS = frozenset({"nothing_said", "closed_there", "area_outside", "row_width", "broken_quotes"})


@dataclass(frozen=True)
class Here:
    """What the city that reads a file knows. kinds: plain writing of a kind -> its code; help: codes of help."""

    zone: ZoneInfo
    at: datetime
    places: Destinations
    kinds: Mapping[str, str]
    urgent: frozenset[str]
    help: frozenset[str]
    epoch: Epoch | None = None


@dataclass(frozen=True)
class FiledRow:
    """What one row says.

    told      words, service, area_code, place, contact: texts, "" where nothing is known
    taken_at  when the other desk took it; None: it does not say
    """

    number: int
    own_number: str
    told: Mapping[str, str]
    taken_at: datetime | None
    is_urgent: bool
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> str:
        codes = {finding.code for finding in self.findings}
        if codes & REJECTIONS:
            return REJECTED
        return QUARANTINED if codes & QUESTIONS else ACCEPTED


def is_known_head(head: str) -> bool:
    return plain(head) in _KNOWN_HEADS


def state_of(
    *, read_at: datetime | None, commit_started_at: datetime | None, committed_at: datetime | None,
    discarded_at: datetime | None,
) -> str:  # fmt: skip
    """Where a file stands, from its times."""
    if discarded_at is not None:
        return DISCARDED
    if committed_at is not None:
        return RECORDED
    if commit_started_at is not None:
        return RECORDING
    return READ if read_at is not None else RECEIVED


def due_at(*, received_at: datetime, taken_at: datetime | None, within: timedelta, at_least: timedelta) -> datetime:
    """By when a request is to be answered.

    The clock runs from when the caller spoke. A desk that hands over late leaves us what the edition gives at least
    (`at_least`), and never more than what the kind has from receipt: its lateness raises no alarm here, and the page
    shows since when the caller waits.
    """
    if taken_at is None:
        return received_at + within
    return max(min(taken_at, received_at) + within, received_at + min(within, at_least))


def read_row(number: int, cells: Mapping[str, str], here: Here, *, longest_text: int, longest_place: int) -> FiledRow:
    """One row; its findings quote no words of a caller."""
    found: list[Finding] = []

    def note(code: str, field: str, **detail: object) -> None:
        found.append(ROWS.finding(code, row=number, field=field, **detail))

    own = _text(cells.get("number", ""))
    if not own:
        note("number_missing", "number")
    elif len(own) > LONGEST_NUMBER:
        note("number_long", "number", most=LONGEST_NUMBER)
    kind = _text(cells.get("kind", ""))
    words = _words(cells.get("words", "")) or kind
    if not words:
        note("nothing_said", "words")
    elif len(words) > longest_text:
        note("too_long", "words", most=longest_text)
    service = here.kinds.get(plain(kind), "") if kind else ""
    if kind and not service:
        note("kind_unknown", "kind")
    _look_at_status(_text(cells.get("status", "")), note)
    place = _text(cells.get("place", ""))
    if len(place) > longest_place:
        note("too_long", "place", most=longest_place)
    told = {
        "words": words, "service": service, "area_code": _area(_text(cells.get("area", "")), place, here, note),
        "place": place, "contact": _phone(_text(cells.get("phone", "")), note),
    }  # fmt: skip
    taken_at = _taken(cells.get("taken_at", ""), here, note)
    is_urgent = _urgent(_text(cells.get("urgency", "")), service, here, note)
    return FiledRow(number, own, told, taken_at, is_urgent, tuple(found))


def _look_at_status(text: str, note: Note) -> None:
    word = text.lower()
    if word in _DONE:
        note("closed_there", "status")
    elif word and word not in _OPEN and word not in MISSING_WORDS:
        note("status_unknown", "status", text=text[:20])


def _area(text: str, place: str, here: Here, note: Note) -> str:
    """The area that the row names, else the one that its place names; "" if an operator must say."""
    if text:
        named = here.places.by_code(text) if text.isdecimal() else here.places.by_name(text, answers={})
        if named.code and not here.places.covers(named.code):
            note("area_outside", "area")
        elif named.code:
            return named.code
        else:
            note("area_ambiguous" if named.problem == "ambiguous" else "area_unknown", "area")
    # a street may be called after another city, so a place in words never leaves a row out
    by_place = here.places.by_name(place, answers={}) if place else None
    return by_place.code if by_place is not None and by_place.code and here.places.covers(by_place.code) else ""


def _phone(text: str, note: Note) -> str:
    if not text or text.lower() in MISSING_WORDS:
        return ""
    phone = normalise_phone(text)
    if phone is None:
        note("phone_unreadable", "phone")
        return ""
    return phone.e164


def _taken(text: str, here: Here, note: Note) -> datetime | None:
    read = read_moment(text, zone=here.zone, epoch=here.epoch)
    if read.code == "date_missing":
        note("taken_unknown", "taken_at")
    elif read.moment is None:
        note("taken_unreadable", "taken_at")
    elif read.moment > here.at + AHEAD:
        note("taken_to_come", "taken_at")
    elif read.moment < here.at - OLDEST:
        note("taken_long_ago", "taken_at", days=OLDEST.days)
    return read.moment


def _urgent(text: str, service: str, here: Here, note: Note) -> bool:
    """The kind decides; what the desk calls urgent counts for help and for what nobody sorted yet."""
    word = text.lower()
    if service in here.urgent:
        return True
    if word and word not in _URGENT | _ORDINARY | MISSING_WORDS:
        note("urgency_unknown", "urgency")
    if word not in _URGENT:
        return False
    if service and service not in here.help:
        note("urgency_of_kind", "urgency")
        return False
    return True


def _text(cell: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", cell).split())
    return "" if text.lower() in MISSING_WORDS else text


def _words(cell: str) -> str:
    """What was told, with its lines."""
    return "\n".join(line.strip() for line in cell.splitlines() if line.strip())


def why_not_so_many(row_count: int) -> Problem | None:
    if row_count > ROW_LIMIT:
        return Problem("requests.file_rows", said("It holds %(found)s rows; at most %(most)s are taken in at once."),
                       {"found": row_count, "most": ROW_LIMIT}, "file", status=422)  # fmt: skip
    return None


def why_not_columns(found: set[str]) -> Problem | None:
    """Why a file with these columns cannot be read."""
    if "number" not in found:
        return Problem("requests.file_column", said("No column holds the desk's own number; without it a row that "
                       "comes twice is received twice."), field="number", status=422)  # fmt: skip
    if not found & {"words", "kind"}:
        return Problem("requests.file_column", said("No column says what was asked for or told."), field="words",
                       status=422)  # fmt: skip
    return None


def why_not_read(state: str) -> Problem | None:
    if state in (RECEIVED, READ):
        return None
    return Problem("requests.file_not_now", said("The rows of this file are recorded, or it was discarded."))


def why_not_commit(*, state: str, waiting_count: int) -> Problem | None:
    if state != READ:
        return Problem("requests.file_not_now", said("The rows of this file are recorded, or it was discarded."))
    if not waiting_count:
        return Problem("requests.file_nothing", said("No row is waiting to be recorded."))
    return None


def why_not_discard(*, state: str, reason: str) -> Problem | None:
    if state not in (RECEIVED, READ):
        return Problem("requests.file_not_now", said("The rows of this file are recorded, or it was discarded."))
    if len(reason.strip()) < SHORTEST_REASON:
        return Problem("requests.file_reason", said("Say why this file is discarded."), field="reason", status=422)
    return None
