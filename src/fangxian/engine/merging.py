"""What became of a record that a phone sent: one of six words, each told to the worker in plain language.

A phone sends what it holds until it is told a word for it; sending again is always safe. Only `invalid`
asks the worker for anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from fangxian.engine.tables.findings import Finding
from fangxian.engine.texts import Bilingual

LONGEST_ID = 40  # characters of an id that are said back; a real one has 36


class MergeWord(StrEnum):
    NEW = "new"
    UPDATED = "updated"
    IDENTICAL = "identical"
    OLD = "old"
    DISCARDED = "discarded"
    INVALID = "invalid"


WORDS: Mapping[MergeWord, Bilingual] = {
    MergeWord.NEW: Bilingual("已收到", "Received."),
    MergeWord.UPDATED: Bilingual("已收到，并更新了先前的记录", "Received; it updates what you sent before."),
    MergeWord.IDENTICAL: Bilingual("先前已收到", "It was received before."),
    MergeWord.OLD: Bilingual("已有更新的记录，本条未采用", "A newer one is on record; this one was not used."),
    MergeWord.DISCARDED: Bilingual(
        "此编号已有另一条记录，本条未采用", "Another record has its number; it was not used."
    ),
    MergeWord.INVALID: Bilingual("无法使用，请核对", "It cannot be used; please look at it."),
}


class Landed(msgspec.Struct, frozen=True, gc=False):
    """What became of one record. Row grain: record sent.

    client_id  the id that the phone gave it, as it was sent; "" if it had none
    finding    what is wrong with it; None unless the word is invalid
    marks      how its circumstances were odd (late, clock, post_closed ...); it counts all the same
    """

    client_id: str
    word: MergeWord
    finding: Finding | None = None
    marks: tuple[str, ...] = ()


class Answered(msgspec.Struct, frozen=True):
    """What became of one record that was sent alone, and what its sender needed to know at once.

    told  verdict, next step ...: ready for JSON; empty where nothing was taken
    """

    landed: Landed
    told: Mapping[str, object]


def id_as_sent(record: object) -> str:
    """The id by which a phone knows a record, whatever else is wrong with it; "" if it has none."""
    sent = record.get("client_id") if isinstance(record, Mapping) else None
    return sent[:LONGEST_ID].encode(errors="replace").decode() if isinstance(sent, str) else ""
