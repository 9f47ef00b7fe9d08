"""The screening as an Excel workbook that people work from: every cell text, every row accounted for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import xlsxwriter

from fangxian.engine.gazetteer import divisions, padded
from fangxian.engine.screening.fields import ARRIVAL_FIELDS
from fangxian.engine.screening.messages import REASONS, SCREENING_TITLES
from fangxian.engine.screening.reconciliation import Outcome
from fangxian.engine.screening.screen import Screening
from fangxian.engine.texts import Bilingual

Language = Literal["zh", "en", "both"]

ROWS_PER_SHEET = 1_048_000  # below the format's limit, so that our own reader would take the sheet back
_MAX_TEXT = 32_000

SHEETS: dict[str, Bilingual] = {
    "follow_up": Bilingual("需随访", "Follow up"),
    "no_follow_up": Bilingual("不需随访", "No follow-up"),
    "quarantined": Bilingual("待核", "Quarantined"),
    "rejected": Bilingual("退回", "Rejected"),
    "duplicate": Bilingual("重复", "Duplicate"),
    "reconciliation": Bilingual("核对", "Reconciliation"),
    "parameters": Bilingual("参数", "Parameters"),
}
# Who is followed up is reached by these; of the others the workbook says no more than who it was.
_SHOWN_FIELDS = {
    "follow_up": (
        "person",
        "id_type",
        "id_number",
        "name",
        "phone",
        "transport",
        "service_number",
        "destination_code",
        "destination",
    ),
    "no_follow_up": ("person", "name"),
}
_DRAFT = Bilingual("草案：规则包尚未由采用单位审签", "DRAFT: the rule pack is not signed by an adopting authority")
_ROW = Bilingual("原表行号", "Row in the list")
_JUDGED = (
    Bilingual("地区编码", "Area code"),
    Bilingual("地区全称", "Area"),
    Bilingual("停留自", "Stayed from"),
    Bilingual("离开", "Left on"),
    Bilingual("到达", "Arrives on"),
    Bilingual("依据：列名地区编码", "Listed area code"),
    Bilingual("依据：列名地区", "Listed area"),
    Bilingual("依据：等级", "Level"),
    Bilingual("列入", "Listed from"),
    Bilingual("解除", "Listed until"),
    Bilingual("名单标记", "Flags of the listing"),
    Bilingual("名单来源", "Source of the listing"),
    Bilingual("计算日", "Day that counted"),
    Bilingual("距到达天数", "Days before arrival"),
    Bilingual("说明", "Notes"),
)
_REASON = Bilingual("原因", "Reason")
_FIELD = Bilingual("栏目", "Field")
_FIRST_ROW = Bilingual("与原表此行相同", "Same as row")


@dataclass(slots=True)
class _Sheet:
    """A sheet that is being filled; continues on a further one when it is full."""

    title: str
    heads: tuple[str, ...]
    sheet: Any
    row: int = 1
    count: int = 1


class ScreeningWorkbook:
    """Writes outcomes as they come, in constant memory.

    The file is complete only after `close`. Until then it must not be given to anybody, so write it beside its place
    and rename it.
    """

    def __init__(self, path: Path, screening: Screening, *, language: Language, draft: bool) -> None:
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._language = language
        self._draft = draft
        self._text = self._book.add_format({"num_format": "@"})
        self._bold = self._book.add_format({"bold": True, "num_format": "@", "text_wrap": True, "bg_color": "#E7E6E6"})
        self._warn = self._book.add_format({"bold": True, "num_format": "@", "font_color": "#C00000"})
        self._screening = screening
        self._fields = [item for item in ARRIVAL_FIELDS if item.name in screening.columns.found]
        self._shown = {fate: [f for f in self._fields if f.name in names] for fate, names in _SHOWN_FIELDS.items()}
        given = tuple(item.title for item in self._fields)
        followed, others = (tuple(item.title for item in self._shown[fate]) for fate in _SHOWN_FIELDS)
        self._sheets = {
            "follow_up": self._open("follow_up", (_ROW, *followed, *_JUDGED)),
            "no_follow_up": self._open("no_follow_up", (_ROW, *others, _REASON, *_JUDGED)),
            "quarantined": self._open("quarantined", (_ROW, _FIELD, _REASON, *given)),
            "rejected": self._open("rejected", (_ROW, _FIELD, _REASON, *given)),
            "duplicate": self._open("duplicate", (_ROW, _FIRST_ROW, *given)),
        }

    def add(self, outcome: Outcome) -> None:
        """Write one row to the sheet of its fate."""
        fields = self._shown.get(outcome.fate, self._fields)
        given = [self._screening.columns.cell(outcome.cells, item.name) if outcome.cells else "" for item in fields]
        number = str(outcome.row)
        match outcome.fate:
            case "follow_up":
                cells = [number, *given, *self._judged(outcome)]
            case "no_follow_up":
                reason = outcome.verdict.reason if outcome.verdict else None
                cells = [number, *given, self._say(REASONS[reason or ""]), *self._judged(outcome)]
            case "duplicate":
                cells = [number, str(outcome.duplicate_of), *given]
            case _:
                places = " / ".join(finding.field or "" for finding in outcome.findings)
                reasons = "\n".join(self._say(finding.reason) for finding in outcome.findings)
                cells = [number, places, reasons, *given]
        self._write(self._sheets[outcome.fate], cells)

    def add_reconciliation(self, lines: Sequence[tuple[Bilingual | str, object]]) -> None:
        """Write the sheet of counts."""
        self._write_pairs("reconciliation", lines)

    def add_parameters(self, lines: Sequence[tuple[Bilingual | str, object]]) -> None:
        """Write the sheet that says by which rule, lists and files the result came about."""
        self._write_pairs("parameters", lines)

    def close(self) -> None:
        """Finish the file. Errors: OSError if it cannot be written."""
        try:
            self._book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from None

    def _judged(self, outcome: Outcome) -> list[str]:
        arrival, verdict = outcome.arrival, outcome.verdict
        if arrival is None or verdict is None:
            raise ValueError("only a judged row has a verdict to write")
        listing = verdict.listing
        listed = ["", "", "", "", "", "", ""]
        if listing is not None:
            until = listing.listed_until.isoformat() if listing.listed_until else ""
            listed = [
                padded(listing.code),
                divisions().name_of(listing.code),
                listing.level,
                listing.listed_from.isoformat(),
                until,
                listing.flags,
                listing.source or listing.list_name,
            ]
        days = (arrival.stayed_from, arrival.left_on, arrival.arrives_on)
        return [
            padded(arrival.code),
            divisions().name_of(arrival.code),
            *(day.isoformat() for day in days),
            *listed,
            verdict.counted_on.isoformat() if verdict.counted_on else "",
            "" if verdict.days_before is None else str(verdict.days_before),
            "\n".join(self._say(SCREENING_TITLES[note]) for note in arrival.notes),
        ]

    def _open(self, key: str, heads: Sequence[Bilingual]) -> _Sheet:
        title = self._title(key)
        texts = tuple(self._say(head) for head in heads)
        return _Sheet(title, texts, self._add_sheet(title, texts))

    def _add_sheet(self, title: str, heads: Sequence[str]) -> Any:
        sheet = self._book.add_worksheet(title)
        if self._draft:
            sheet.set_header(f'&C&"Bold"&KC00000{self._say(_DRAFT)}')
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 10)
        sheet.set_column(1, max(1, len(heads) - 1), 18)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, self._bold)
        return sheet

    def _write(self, target: _Sheet, cells: Sequence[str]) -> None:
        if target.row >= ROWS_PER_SHEET:
            target.count += 1
            target.sheet = self._add_sheet(f"{target.title} {target.count}"[:31], target.heads)
            target.row = 1
        for column, cell in enumerate(cells):
            if cell:
                target.sheet.write_string(target.row, column, cell[:_MAX_TEXT], self._text)
        target.row += 1

    def _write_pairs(self, key: str, lines: Sequence[tuple[Bilingual | str, object]]) -> None:
        sheet = self._book.add_worksheet(self._title(key))
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 1, 90)
        row = 0
        if self._draft:
            sheet.write_string(row, 0, self._say(_DRAFT), self._warn)
            row += 1
        for label, value in lines:
            sheet.write_string(row, 0, label if isinstance(label, str) else self._say(label), self._bold)
            text = self._say(value) if isinstance(value, Bilingual) else str(value)
            sheet.write_string(row, 1, text[:_MAX_TEXT], self._text)
            row += 1

    def _title(self, key: str) -> str:
        text = SHEETS[key]
        return text.zh if self._language == "zh" else text.en if self._language == "en" else f"{text.zh} {text.en}"

    def _say(self, text: Bilingual) -> str:
        if self._language == "both":
            return f"{text.zh}\n{text.en}"
        return text.in_language(self._language)
