"""What an offline check may name beside its count: a code, a receipt, a plate, what somebody chose to show.

The phone sends a plate and what was shown only where it knows of a registration order, and with a controlled entry;
whether they may be kept is decided by the server, by the orders of the moment at which it was (O1b). What no order
allows is dropped and never refused: the passage itself has happened and counts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from fangxian.engine.shapes import Id, Moment
from fangxian.engine.tokens.opening import REASONS

# Marks: something about a person was sent without a registration order and was not kept; a controlled entry whose
# declaration is not known here, or asks for no follow-up, so that nobody was told of it.
NOT_KEPT, ENTRY_UNCLEAR = "not_kept", "entry_unclear"
MOST_SHOWN = 60
USUAL_WAY, LONGEST_WAY = timedelta(minutes=60), timedelta(hours=48)  # of a controlled entry to its destination

Word = Annotated[str, Meta(max_length=20)]
Line = Annotated[str, Meta(max_length=40)]


class SentShown(Struct, frozen=True):
    """What one person chose to show, as it was typed or read; a token is its random id in hex."""

    kind: Literal["phone", "document", "receipt", "token", "none"]
    value: Line = ""


class SentEntry(Struct, frozen=True):
    """A controlled entry: when it will arrive, by the phone's clock."""

    eta_at: Moment | None = None

    def way_from(self, device_at: datetime) -> timedelta:
        """How long the way is; the usual one where nobody said, or where no way takes so long."""
        way = self.eta_at - device_at if self.eta_at else USUAL_WAY
        return way if timedelta() < way <= LONGEST_WAY else USUAL_WAY


class SentNames(Struct, frozen=True, kw_only=True):
    """The part of a check that names something. `group` is shared by the records of one coach.

    token          random id of the signed code that counted, in hex
    token_refused  why a code did not count (engine.tokens.REASONS); any other text is no reason and is not kept
    """

    receipt: Word = ""
    token: Annotated[str, Meta(pattern=r"^([0-9a-f]{24})?\Z")] = ""
    token_refused: Word = ""
    plate: Word = ""
    shown: Annotated[tuple[SentShown, ...], Meta(max_length=MOST_SHOWN)] = ()
    group: Id | None = None
    entry: SentEntry | None = None

    @property
    def names_somebody(self) -> bool:
        """Whether it holds what is kept under a registration order only."""
        return bool(self.plate or self.shown)

    @property
    def reason(self) -> str:
        return self.token_refused if self.token_refused in REASONS else ""

    @property
    def names_anything(self) -> bool:
        return bool(self.names_somebody or self.receipt or self.token or self.token_refused or self.group or self.entry)
