"""What keeps one row from being used: doubts that somebody can settle, and errors that make it unreadable."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from fangxian.engine.screening.messages import SCREENING
from fangxian.engine.tables import Columns, Finding, read_day
from fangxian.engine.tables.workbooks import Epoch


@dataclass(slots=True)
class Doubts:
    """The findings about one row, sorted by what becomes of it.

    questions   readable, but undecidable until somebody answers: the row is quarantined
    errors      unreadable: the row is rejected
    """

    row: int
    columns: Columns
    cells: Sequence[str]
    questions: list[Finding] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)

    def cell(self, name: str) -> str:
        """A field's text in this row; empty if there is none."""
        return self.columns.cell(self.cells, name)

    def ask(self, code: str, name: str, **detail: object) -> None:
        """Add a question about a field."""
        self.questions.append(SCREENING.finding(code, row=self.row, field=self.columns.head(name), **detail))

    def refuse(self, code: str, name: str, **detail: object) -> None:
        """Add an error about a field."""
        self.errors.append(SCREENING.finding(code, row=self.row, field=self.columns.head(name), **detail))

    def day(self, name: str, *, zone: ZoneInfo, epoch: Epoch | None, required: bool = False) -> date | None:
        """The city date in a field; None if there is none, and then a doubt unless it was merely left empty."""
        text = self.cell(name)
        reading = read_day(text, zone=zone, epoch=epoch)
        if reading.day is None and (required or reading.code != "date_missing"):
            finding = reading.finding(text=text, row=self.row, field=self.columns.head(name))
            (self.questions if reading.is_question else self.errors).append(finding)
        return reading.day

    @property
    def any(self) -> bool:
        """Whether the row cannot be used."""
        return bool(self.questions or self.errors)
