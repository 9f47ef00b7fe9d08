"""Lists that investigators keep in other systems: cases, contacts, follow-ups, recognised by their heads and read."""

from fangxian.engine.linelists.formats import SUBJECTS, Format, formats_by_id
from fangxian.engine.linelists.opening import LineList, open_line_list
from fangxian.engine.linelists.rows import QUESTIONS, ROWS, Here, LineRow, read_lines

__all__ = [
    "QUESTIONS",
    "ROWS",
    "SUBJECTS",
    "Format",
    "Here",
    "LineList",
    "LineRow",
    "formats_by_id",
    "open_line_list",
    "read_lines",
]
