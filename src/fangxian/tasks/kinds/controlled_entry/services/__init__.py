"""Everything that happens to a controlled entry: asked, accepted, disputed, overdue, arrived, ended."""

from .expecting import expect_entry
from .receiving import accept_entry, answer_question, arrive, ask_post, close_entry, expect_later, read_person
from .settling import dispute_entry, lodge, settle
from .stubs import stub_of
from .watching import watch_entries

__all__ = [
    "accept_entry",
    "answer_question",
    "arrive",
    "ask_post",
    "close_entry",
    "dispute_entry",
    "expect_entry",
    "expect_later",
    "lodge",
    "read_person",
    "settle",
    "stub_of",
    "watch_entries",
]
