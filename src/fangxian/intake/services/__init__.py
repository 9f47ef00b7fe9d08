"""Facts are recorded, and what phones send is taken in: once each, however often it is sent."""

from .copying import Column
from .landing import insert_new, insert_new_rows, land, write_down
from .recording import (
    BATCH_LIMIT,
    Entry,
    Result,
    decide_alone_who_is_who,
    erase_from_facts,
    issue_receipt,
    move_receipt,
    note_results,
    record_facts,
)

__all__ = [
    "BATCH_LIMIT",
    "Column",
    "Entry",
    "Result",
    "decide_alone_who_is_who",
    "erase_from_facts",
    "insert_new",
    "insert_new_rows",
    "issue_receipt",
    "land",
    "move_receipt",
    "note_results",
    "record_facts",
    "write_down",
]
