"""A file as another system writes it: remarks, a row of entities above the heads, lines that stop early."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fangxian.engine.linelists.formats import REFUSED, Format, formats_by_id, nearest, recognised
from fangxian.engine.rules.denylist import ForbiddenInput, is_denied
from fangxian.engine.tables import TABLES, Catalogue, Finding, Row, TableRefused, read_table
from fangxian.engine.tables.columns import Field as TableField
from fangxian.engine.tables.columns import known_heads, plain
from fangxian.engine.tables.delimited import Delimited, RawRow, open_delimited
from fangxian.engine.tables.encodings import detect_separator
from fangxian.engine.tables.heads import letters
from fangxian.engine.tables.sources import FileBytes, take
from fangxian.engine.tables.workbooks import OLE, ZIP, Epoch
from fangxian.engine.texts import Bilingual

SEARCHED_RECORDS = 20  # remarks and titles may stand above the heads
ROW_LIMIT = 10_000  # an investigator's list; a longer one comes in parts
_WESTERN = "cp1252"

FILES = Catalogue(
    {
        "not_known": (
            "不是已知的病例、接触者或随访名单。文件中的列：{columns}",
            "this is no list of cases, contacts or follow-ups that is known here. Columns of the file: {columns}",
        ),
        "heads_missing": (
            "像是“{title_zh}”，但缺少列：{missing}。文件中的列：{columns}",
            "this looks like {title_en}, but columns are missing: {missing}. Columns of the file: {columns}",
        ),
        "not_taken": ("“{title_zh}”不接收：{why_zh}", "{title_en} are not taken in: {why_en}"),
        "too_many_rows": (
            "有 {count} 行，一次最多 {limit} 行；请分批导入",
            "it holds {count} rows and at most {limit} are taken at once; send it in parts",
        ),
        "western": (
            "文件不是 UTF-8，已按 Windows-1252（西欧文字）读取，请核对姓名",
            "the file is not UTF-8 and was read as Windows-1252 (western letters); check the names",
        ),
        "no_entities": (
            "表头上方没有实体行；已按列名读取",
            "there is no row of entities above the heads; the columns were read by their own names",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class LineList:
    """An investigator's list, ready to be read row by row.

    heads    as they are told apart here: a column of another entity is called Entity.head, a repeated one head (2)
    found    field -> position of its column
    unread   heads that nothing uses; their cells are not kept
    denied   heads that nobody may use, with the reason; their cells are dropped at the door
    rows     rows of data that are not blank
    """

    format: Format
    heads: tuple[str, ...]
    found: dict[str, int]
    unread: tuple[str, ...]
    denied: tuple[tuple[str, ForbiddenInput], ...]
    rows: tuple[Row, ...]
    notes: tuple[Finding, ...]
    sha256: str
    size: int
    encoding: str
    epoch: Epoch | None

    def cell(self, row: Row, field: str) -> str:
        position = self.found.get(field)
        return row.cells[position] if position is not None else ""

    def head(self, field: str) -> str:
        """The head of a field's column as it stands in the file."""
        return self.heads[self.found[field]] if field in self.found else field


def open_line_list(content: bytes, *, name: str) -> LineList:
    """The list in a file; its content decides what it is, never its name.

    Errors: TableRefused if it cannot be read, is not of a known kind, lacks heads, or is not taken in.
    """
    file = take(content, name=name)
    if file.head.startswith((ZIP, OLE)):
        return _of_workbook(content, name)
    text, notes = _open_text(file)
    records = list(text.records())
    index = _index_of_head(records)
    heads, by_entity = _heads_of(records, index)
    form = _form_of(heads)
    more = (FILES.finding("no_entities", row=index + 1),) if form.entities and not by_entity else ()
    rows = tuple(_row(record, len(heads)) for record in records[index + 1 :] if _counts(record, form))
    return _line_list(form, heads, rows, (*notes, *more), file=file, encoding=text.encoding, epoch=None)


def _of_workbook(content: bytes, name: str) -> LineList:
    table = read_table(content, name=name, is_known=_is_known_anywhere())
    form = _form_of(table.columns)
    rows = tuple(
        row for row in table.rows() if not (row.cells and form.remark and row.cells[0].startswith(form.remark))
    )
    file = take(content, name=name)
    return _line_list(form, table.columns, rows, table.notes, file=file, encoding="", epoch=table.epoch)


def _open_text(file: FileBytes) -> tuple[Delimited, tuple[Finding, ...]]:
    try:
        return open_delimited(file), ()
    except TableRefused as refused:
        if refused.finding.code != "encoding" or not _is_western(file):
            raise
    return Delimited(file, _WESTERN, detect_separator(file, _WESTERN), ends_with_line=True), (FILES.finding("western"),)


def _is_western(file: FileBytes) -> bool:
    """Whether what Windows-1252 makes of the file are letters of western Europe and nothing else that is foreign."""
    try:
        text = b"".join(file.chunks()).decode(_WESTERN)
    except UnicodeDecodeError:
        return False
    foreign = [character for character in text if ord(character) > 127]
    letters_among = sum(1 for character in foreign if unicodedata.category(character) in ("Ll", "Lu"))
    return letters_among >= 0.95 * len(foreign)


def _is_known_anywhere() -> Callable[[str], bool]:
    fields = [
        TableField(name, Bilingual(name, name), (*heads, *form.needs))
        for form in formats_by_id().values()
        for name, heads in (form.columns or {"": form.needs}).items()
    ]
    known = known_heads(fields)
    return lambda head: plain(head) in known


def _index_of_head(records: Sequence[RawRow]) -> int:
    """The first record that is the head of a known kind; else the one with most heads that are known."""
    remarks = tuple({form.remark for form in formats_by_id().values() if form.remark})
    looked_at = [() if (record.cells and record.cells[0].startswith(remarks)) else record.cells for record in
                 records[:SEARCHED_RECORDS]]  # fmt: skip
    for index, cells in enumerate(looked_at):
        if recognised(frozenset(plain(cell) for cell in cells if cell)):
            return index
    is_known = _is_known_anywhere()
    counts = [sum(1 for cell in cells if cell and is_known(cell)) for cells in looked_at]
    if not counts or max(counts) == 0:
        filled = next((record for record in records if sum(map(bool, record.cells)) > 1), None)
        columns = list(filled.cells if filled else ())[:20]
        raise TableRefused(FILES.finding("not_known", columns=columns))
    return counts.index(max(counts))


def _heads_of(records: Sequence[RawRow], index: int) -> tuple[tuple[str, ...], bool]:
    """The heads told apart, and whether a row of entities above them helped."""
    cells = [cell or f"column {letters(number)}" for number, cell in enumerate(_trimmed(records[index].cells))]
    entities, plain_ones = _entities()
    above = next(
        (record.cells for record in reversed(records[:index]) if any(cell in entities for cell in record.cells)), ()
    )
    called = []
    for number, cell in enumerate(cells):
        entity = above[number] if number < len(above) else ""
        called.append(f"{entity}.{cell}" if entity in entities - plain_ones else cell)
    return tuple(_apart(called)), bool(above)


def _entities() -> tuple[frozenset[str], frozenset[str]]:
    forms = formats_by_id().values()
    every = frozenset(entity for form in forms for entity in form.entities)
    return every, frozenset(entity for form in forms for entity in form.plain_entities)


def _trimmed(cells: Sequence[str]) -> list[str]:
    trimmed = list(cells)
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed


def _apart(heads: Sequence[str]) -> Iterator[str]:
    """Heads of which no two are equal: of two samples of one row the first is read, the second stays unread."""
    seen: dict[str, int] = {}
    for head in heads:
        seen[head] = seen.get(head, 0) + 1
        yield head if seen[head] == 1 else f"{head} ({seen[head]})"


def _form_of(heads: Sequence[str]) -> Format:
    plain_heads = frozenset(plain(head) for head in heads)
    form = recognised(plain_heads)
    if form is None:
        near = nearest(plain_heads)
        if near is None:
            raise TableRefused(FILES.finding("not_known", columns=heads[:20]))
        raise TableRefused(
            FILES.finding(
                "heads_missing", title_zh=near.title.zh, title_en=near.title.en,
                missing=near.missing(plain_heads), columns=heads[:20],
            )
        )  # fmt: skip
    if form.subject == REFUSED and form.why:
        raise TableRefused(
            FILES.finding(
                "not_taken", title_zh=form.title.zh, title_en=form.title.en, why_zh=form.why.zh, why_en=form.why.en
            )
        )
    return form


def _counts(record: RawRow, form: Format) -> bool:
    """Whether a record is a row of data: not blank, and no remark."""
    if form.remark and record.cells and record.cells[0].startswith(form.remark):
        return False
    return bool(record.finding or any(record.cells))


def _row(record: RawRow, width: int) -> Row:
    """A row with as many cells as there are heads: lines may stop early, and hold nothing beyond the last head."""
    if record.finding:
        return Row(record.number, (), record.finding)
    cells = record.cells
    if any(cells[width:]):
        return Row(record.number, (), TABLES.finding("row_width", row=record.number, found=len(cells), expected=width))
    return Row(record.number, (cells + ("",) * width)[:width])


def _line_list(
    form: Format, heads: tuple[str, ...], rows: tuple[Row, ...], notes: tuple[Finding, ...], *,
    file: FileBytes, encoding: str, epoch: Epoch | None,
) -> LineList:  # fmt: skip
    if not rows:
        raise TableRefused(TABLES.finding("no_rows"))
    if len(rows) > ROW_LIMIT:
        raise TableRefused(FILES.finding("too_many_rows", count=len(rows), limit=ROW_LIMIT))
    denied = tuple((head, why) for head in heads if (why := is_denied(form.denied.get(plain(head), head))))
    forbidden = {head for head, _ in denied}
    found = _places(form, heads, forbidden)
    taken = set(found.values())
    unread = tuple(head for number, head in enumerate(heads) if number not in taken and head not in forbidden)
    return LineList(form, heads, found, unread, denied, rows, notes, file.sha256, file.size, encoding, epoch)


def _places(form: Format, heads: Sequence[str], forbidden: set[str]) -> dict[str, int]:
    """field -> position of its column; a head may serve two fields, a denied one none."""
    at: dict[str, int] = {}
    for number, head in enumerate(heads):
        if head not in forbidden:
            at.setdefault(plain(head), number)
    found = {field: [at[plain(want)] for want in wanted if plain(want) in at] for field, wanted in form.columns.items()}
    return {field: places[0] for field, places in found.items() if places}
