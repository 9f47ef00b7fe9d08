"""What a file of pseudonymous records may say, and the columns for which it is refused as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fangxian.engine.bulk.findings import refuse
from fangxian.engine.screening.fields import ARRIVAL_FIELDS
from fangxian.engine.tables import Columns, Field, recognise_columns
from fangxian.engine.tables.columns import plain, refuse_missing

# Columns that say who somebody is; the heads are those under which lists of arrivals carry them.
_NAMED = tuple(field for field in ARRIVAL_FIELDS if field.name in {"name", "phone", "id_number"})
_NAMED_HEADS = {plain(head): field.title for field in _NAMED for head in field.heads}


class Kind(StrEnum):
    """How a column is read.

    ID     a number or text without its outer spaces; never empty
    TIME   whole epoch seconds, from a number of seconds or an ISO time
    END    as TIME; a row without it is still open and waits for an answer
    DAY    a calendar day; empty is unknown
    WORD   text without its outer spaces; empty is unknown
    """

    ID = "id"
    TIME = "time"
    END = "end"
    DAY = "day"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: how programs call it, how it is read, whether a file may lack it."""

    field: Field
    kind: Kind
    optional: bool = False

    @property
    def name(self) -> str:
        return self.field.name


def recognise(heads: Sequence[str], columns: Sequence[Column], *, named: bool = False) -> Columns:
    """Which column of a file is which.

    named   whether the file may say who somebody is
    Errors: TableRefused if a needed column is missing, or if a column says who somebody is and may not.
    """
    if not named:
        wanted = {plain(head) for column in columns for head in column.field.heads}
        for head in heads:
            title = _NAMED_HEADS.get(plain(head))
            if title and plain(head) not in wanted:
                raise refuse("says_who", field=head, zh=title.zh, en=title.en)
    found = recognise_columns(heads, [column.field for column in columns])
    for column in columns:
        if not column.optional:
            refuse_missing(found, column.field)
    return found
