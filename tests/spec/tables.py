"""Reads the decision tables of spec/: Markdown tables under headings, one row per case."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SPEC = Path(__file__).parents[2] / "spec"
NOT_INPUT = {"case", "why"}


@dataclass
class Row:
    """One case of a table. Reading a cell remembers that it was read."""

    table: str
    cells: dict[str, str]
    read: set[str] = field(default_factory=set)

    def __getitem__(self, column: str) -> str:
        self.read.add(column)
        return self.cells[column]

    @property
    def case(self) -> str:
        return self.cells["case"]

    @property
    def expected(self) -> dict[str, str]:
        return {name[2:]: text for name, text in self.cells.items() if name.startswith("= ")}

    @property
    def unread(self) -> set[str]:
        """Columns that look like input but that nothing looked at."""
        return {name for name in self.cells if not name.startswith("= ")} - NOT_INPUT - self.read


def rows() -> list[Row]:
    """Every row of every table, in order."""
    return [row for file in sorted(SPEC.glob("*.md")) if file.name != "README.md" for row in _rows_of(file)]


def _rows_of(file: Path) -> Iterator[Row]:
    table, columns = file.stem, []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            heading = re.sub(r"[^a-z0-9]+", "-", line.lstrip("# ").lower()).strip("-")
            table, columns = f"{file.stem}/{heading}", []
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not columns:
                columns = cells
            elif not set(line) <= set("|- :"):
                assert len(cells) == len(columns), (
                    f"{file.name} line {number} has {len(cells)} cells, not {len(columns)}"
                )
                yield Row(table, dict(zip(columns, cells, strict=True)))
