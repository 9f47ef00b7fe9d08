"""One row of an investigator's list: who it is about, what it says, and what somebody must still say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from fangxian.engine.identity import check_id_number, normalise_phone
from fangxian.engine.linelists.formats import CASE, CONTACT, FOLLOWUP, LABORATORY, RELATIONSHIP, TOLD_BY_KIND
from fangxian.engine.linelists.opening import LineList
from fangxian.engine.linelists.values import orders_told, read_told_day, word
from fangxian.engine.tables import TABLES, Catalogue, Finding, Row

DAYS = ("reported_on", "onset_on", "sampled_on", "result_on", "last_contact_on", "first_contact_on", "followed_on")
WORDS = ("disease", "case_class", "result", "relation", "setting", "protection", "outcome", "kind")
TEXTS = (
    "external_id", "other_id", "case_ref", "case_here", "contact_ref", "source_ref", "target_ref", "lab_name",
    "sample_number", "seat", "service", "celsius",
)  # fmt: skip
LONGEST = 200  # characters kept of a cell
EARLIEST = date(2019, 12, 1)  # nothing before the outbreak is part of it

# What a row must say before it can be taken in; what it lacks is a question that somebody can answer.
NEEDED = {
    CASE: ("case_class", "onset_on", "lab_name", "sample_number", "sampled_on", "result_on"),
    CONTACT: ("case_ref", "last_contact_on"),
    FOLLOWUP: ("contact_ref", "followed_on", "outcome"),
    RELATIONSHIP: ("source_ref", "target_ref", "last_contact_on"),
    LABORATORY: ("case_ref", "sample_number", "sampled_on"),
}
NAMED = (CASE, CONTACT)

ROWS = Catalogue(
    {
        "no_name": ("没有姓名", "the name is missing"),
        "other_disease": ("不是本次疫情的疾病", "another disease than that of this outbreak"),
        "no_case": ("来源系统已判定不是病例", "the other system found that this is no case"),
        "not_positive": ("结果不是阳性，不能作为病例依据", "the result is not positive and is no ground for a case"),
        "not_done": ("没有进行随访", "this follow-up did not take place"),
        "unknown_kind": ("未注明是病例还是接触者", "it does not say whether this is a case or a contact"),
        "unknown_word": ("没有对应的词，按未知处理", "there is no word for this here, so it stays unknown"),
        "day_to_come": ("日期在今后", "this day lies in the future"),
        "day_too_early": ("日期早于本次疫情", "this day lies before the outbreak"),
        "phone_unreadable": ("电话号码无法识别，未采用", "the phone number cannot be read and was not used"),
        "document_wrong": ("证件号码有误，未采用", "the document number has a mistake and was not used"),
        "age_unreadable": ("出生年份无法识别，未采用", "the year of birth cannot be read and was not used"),
        "needs_laboratory": (
            "没有实验室依据（机构、样本编号、采样日和结果日）；没有它不建病例，也不追踪",
            "no laboratory reference (laboratory, sample number, day of the sample and of the result): without it no "
            "case is opened and nobody is traced",
        ),
        "needs_onset": ("缺少发病日期", "the day on which the symptoms began is missing"),
        "needs_class": ("病例分类未知", "the class of the case is not known"),
        "needs_case": ("未注明接触的是哪个病例", "it does not say which case was met"),
        "needs_last_contact": ("缺少末次接触日期", "the day of the last contact is missing"),
        "needs_contact": ("未注明随访的是谁", "it does not say who was followed up"),
        "needs_day": ("缺少日期", "the day is missing"),
        "needs_outcome": ("随访结果未知", "what came of the follow-up is not known"),
        "needs_persons": ("未注明关系双方", "it does not say who met whom"),
        "not_here": (
            "所指的病例或人员不在本系统的名单中；先导入那份名单，再核对一次",
            "whom it speaks of has not come to this system; take that list in first, then look again",
        ),
        "said_before": ("与先前的一行相同", "an earlier row says the same"),
        "known_before": ("以前的名单已有此行", "a list that came before says the same"),
        "contact_known": ("这次接触已经登记", "this meeting is on record already"),
        "sample_known": ("这份样本已属于另一病例", "this sample belongs to a case already"),
        "no_follow_up": (
            "此人没有正在进行的随访，读数没有地方登记",
            "this person is not followed up here, so there is no file for the reading",
        ),
        "not_taken": ("未登记：{why_zh}", "not recorded: {why_en}"),
    }
)  # fmt: skip
QUESTION_OF = {
    "case_class": "needs_class", "onset_on": "needs_onset", "case_ref": "needs_case",
    "last_contact_on": "needs_last_contact", "contact_ref": "needs_contact", "followed_on": "needs_day",
    "outcome": "needs_outcome", "source_ref": "needs_persons", "target_ref": "needs_persons",
}  # fmt: skip
LAB_FIELDS = ("lab_name", "sample_number", "sampled_on", "result_on")
QUESTIONS = frozenset({*QUESTION_OF.values(), "needs_laboratory", "not_here", "no_follow_up"})
REJECTIONS = frozenset({"no_name", "other_disease", "no_case", "not_positive", "not_done", "unknown_kind", "row_width",
                        "broken_quotes"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineRow:
    """What one row says.

    number   as a spreadsheet numbers it
    subject  case, contact, followup, relationship or laboratory; "" where the list does not say
    told     field -> text in our own words: days as ISO dates, phones as E.164; only what is known
    missing  fields that somebody must still say
    findings what was found, with row and head; rejections first
    """

    number: int
    subject: str
    told: Mapping[str, str]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def is_rejected(self) -> bool:
        return any(finding.code in REJECTIONS for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Here:
    """What the city that reads a list knows of itself.

    zone     of the city
    today    its day: nothing that is told lies after it
    disease  ICD-10 code of its outbreak; "" if none is recorded, and then no row is another disease's
    """

    zone: ZoneInfo
    today: date
    disease: str = ""


def read_lines(lines: LineList, here: Here) -> Iterator[LineRow]:
    """Every row of a list, in order; each comes out exactly once."""
    proven = {
        field: orders_told(lines.cell(row, field) for row in lines.rows if row.cells)
        for field in (*DAYS, "birth_date")
        if field in lines.found
    }
    for row in lines.rows:
        yield _read_line(lines, row, here, proven=proven)


def _read_line(lines: LineList, row: Row, here: Here, *, proven: Mapping[str, frozenset[str]]) -> LineRow:
    """One row; its findings name neither a person nor a number."""
    if row.finding:
        return LineRow(row.number, _subject(lines, {}), {}, (), (row.finding,))
    told: dict[str, str] = {}
    findings: list[Finding] = []
    for field in DAYS:
        _take_day(field, lines, row, told, findings, proven=proven.get(field, frozenset()), here=here)
    for field in WORDS:
        _take_word(field, lines, row, told, findings)
    _take_person(lines, row, told, findings, proven=proven.get("birth_date", frozenset()), zone=here.zone)
    for field in TEXTS:
        if text := _text(lines.cell(row, field)):
            told[field] = text
    subject = _subject(lines, told)
    rejected = why_rejected(subject, told, disease=here.disease)
    missing = () if rejected else missing_of(subject, told)
    questions = [*([rejected] if rejected else []), *questions_of(missing)]
    found = [ROWS.finding(code, row=row.number) for code in questions]
    return LineRow(row.number, subject, told, missing, (*found, *findings))


def why_rejected(subject: str, told: Mapping[str, str], *, disease: str) -> str | None:
    """The code of why a row cannot be taken in, whatever else anybody says; `disease` is that of this outbreak."""
    if not subject:
        return "unknown_kind"
    if subject in NAMED and not told.get("name"):
        return "no_name"
    if disease and told.get("disease", disease) != disease:
        return "other_disease"
    if told.get("case_class") == "no_case":
        return "no_case"
    if told.get("outcome") == "not_done":
        return "not_done"
    if subject == LABORATORY and told.get("result") != "positive":
        return "not_positive"
    if subject == CASE and told.get("result", "positive") not in ("positive", "pending"):
        return "not_positive"
    return None


def missing_of(subject: str, told: Mapping[str, str]) -> tuple[str, ...]:
    """Fields that somebody must still say before a row can be taken in."""
    asked = NEEDED.get(subject, ())
    if told.get("case_class") == "asymptomatic":
        asked = tuple(field for field in asked if field != "onset_on")
    if told.get("case_here"):
        asked = tuple(field for field in asked if field != "case_ref")
    return tuple(field for field in asked if not told.get(field))


def questions_of(missing: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of what is asked, each once."""
    codes: dict[str, None] = {}
    for field in missing:
        if field in LAB_FIELDS:
            codes["needs_laboratory"] = None
        else:
            codes[QUESTION_OF[field]] = None
    return tuple(codes)


def _subject(lines: LineList, told: Mapping[str, str]) -> str:
    return told.get("kind", "") if lines.format.subject == TOLD_BY_KIND else lines.format.subject


def _text(cell: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", cell)).strip()[:LONGEST]


def _take_day(
    field: str, lines: LineList, row: Row, told: dict[str, str], findings: list[Finding], *,
    proven: frozenset[str], here: Here,
) -> None:  # fmt: skip
    text = lines.cell(row, field)
    read = read_told_day(text, order=lines.format.dates, proven=proven, zone=here.zone, epoch=lines.epoch)
    head = lines.head(field)
    if read.code:
        findings.append(TABLES.finding(read.code, row=row.number, field=head, text="…", readings="?"))
    elif read.day and read.day > here.today:
        findings.append(ROWS.finding("day_to_come", row=row.number, field=head))
    elif read.day and read.day < EARLIEST:
        findings.append(ROWS.finding("day_too_early", row=row.number, field=head))
    elif read.day:
        told[field] = read.day.isoformat()


def _take_word(field: str, lines: LineList, row: Row, told: dict[str, str], findings: list[Finding]) -> None:
    ours, is_unknown = word(lines.format, field, lines.cell(row, field))
    if ours:
        told[field] = ours
    elif is_unknown:
        findings.append(ROWS.finding("unknown_word", row=row.number, field=lines.head(field)))


def _take_person(
    lines: LineList, row: Row, told: dict[str, str], findings: list[Finding], *,
    proven: frozenset[str], zone: ZoneInfo,
) -> None:  # fmt: skip
    given, family = (_text(lines.cell(row, field)) for field in ("given_name", "family_name"))
    if name := _text(lines.cell(row, "name")) or " ".join(part for part in (given, family) if part):
        told["name"] = name
    if address := _text(lines.cell(row, "address")):
        told["address"] = address
    if text := _text(lines.cell(row, "phone")):
        phone = normalise_phone(text)
        if phone:
            told["phone"] = phone.e164
        else:
            findings.append(ROWS.finding("phone_unreadable", row=row.number, field=lines.head("phone")))
    if number := _text(lines.cell(row, "document_number")):
        _take_document(number, lines, row, told, findings)
    _take_birth_year(lines, row, told, findings, proven=proven, zone=zone)


def _take_document(number: str, lines: LineList, row: Row, told: dict[str, str], findings: list[Finding]) -> None:
    if lines.format.system != "spreadsheet":
        told["document_number"], told["document_kind"] = number, "other"
    elif whole := check_id_number(number).normalised:
        told["document_number"], told["document_kind"] = whole, "id_card"
    else:
        findings.append(ROWS.finding("document_wrong", row=row.number, field=lines.head("document_number")))


def _take_birth_year(
    lines: LineList, row: Row, told: dict[str, str], findings: list[Finding], *,
    proven: frozenset[str], zone: ZoneInfo,
) -> None:  # fmt: skip
    year = _text(lines.cell(row, "birth_year"))
    if not year and (text := lines.cell(row, "birth_date")):
        read = read_told_day(text, order=lines.format.dates, proven=proven, zone=zone, epoch=lines.epoch)
        if read.day:
            year = str(read.day.year)
        elif read.code:
            findings.append(ROWS.finding("age_unreadable", row=row.number, field=lines.head("birth_date")))
    if year.isdigit() and 1900 <= int(year) <= 2100:
        told["birth_year"] = year
    elif year:
        findings.append(ROWS.finding("age_unreadable", row=row.number, field=lines.head("birth_year")))
