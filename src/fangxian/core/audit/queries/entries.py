"""Events as the chain hashes them, read from the database as text."""

from __future__ import annotations

from fangxian.core.audit.rules import ENTRY_COLUMNS

_SPECIAL = {
    "at": """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')""",
    "subject_ref": "encode(e.subject_ref, 'hex')",
    "digest": "encode(e.digest, 'hex')",
}
# what `rules.entry` takes, of a table of events called `e`
ENTRY_VALUES = ", ".join(_SPECIAL.get(column, f'e."{column}"::text') for column in ENTRY_COLUMNS)
