"""How long a token counts, and when a key that signs them is published, signs, has been replaced, is destroyed.

Source: pack `cn.tokens`; ADR 0012. Every moment is computed from the moments at which keys were made:
no job has to be alive for a key to begin or to stop signing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fangxian.core.problems.rules import said
from fangxian.engine.rules.packs import Pack, Rule
from fangxian.engine.tokens.gate import LONGEST_LIFE

PACK_FAMILY = "cn.tokens"
PHONE, CARD, RECEIPT, STUB = FORMS = ("phone", "card", "receipt", "stub")

# A phone may be without a network for so long: a new key is on its list before it meets a token of that key.
PUBLISHED_AHEAD = LONGEST_LIFE
# Another process may go on with the former key as long as it keeps keys in memory, and clocks differ.
OLD_KEY_IN_USE = timedelta(minutes=5)

WAITS, SIGNS, REPLACED, GONE = KEY_STATES = ("waits", "signs", "replaced", "gone")
LIVE, RUN_OUT, WITHDRAWN = TOKEN_STATES = ("live", "run_out", "withdrawn")

KIND_WORDS = {"gate": said("For gates"), "receipt": said("Receipt of a declaration"), "stub": said("First station")}
FORM_WORDS = {
    PHONE: said("On a phone"),
    CARD: said("Printed card"),
    RECEIPT: said("On a receipt"),
    STUB: said("On a stub"),
}
STATE_WORDS = {
    LIVE: (said("Counts"), "live"),
    RUN_OUT: (said("Run out"), "ended"),
    WITHDRAWN: (said("Withdrawn"), "ended"),
}
KEY_STATE_WORDS = {
    WAITS: (said("Published, does not sign yet"), "wait"),
    SIGNS: (said("Signs"), "live"),
    REPLACED: (said("Replaced; its tokens still count"), "ended"),
    GONE: (said("Destroyed"), "ended"),
}


@dataclass(frozen=True)
class Term:
    """How long tokens of one form count, and after how long a new one is made for whoever looks again.

    renew_within  None: never by itself
    """

    life_within: timedelta
    renew_within: timedelta | None


def term_of(pack: Pack, form: str) -> Term:
    """Errors: LookupError for a form that the edition does not know."""
    params = _params(pack, form)
    renew = params["renew_minutes"]
    return Term(timedelta(minutes=params["life_minutes"]), timedelta(minutes=renew) if renew else None)


def _params(pack: Pack, form: str) -> Any:
    for rule in pack.rules_of("TOKEN"):
        if rule.params.get("form") == form:
            return rule.params
    raise LookupError(f"{pack.id} says nothing of a {form}")


def rotation_of(pack: Pack) -> timedelta:
    """How long a key signs before the next one is made."""
    rule: Rule = pack.rule("keys")
    return timedelta(days=rule.params["rotate_days"])


def lists_old_after(pack: Pack) -> timedelta:
    """After how long with no network a phone says that its signed lists are old."""
    return timedelta(minutes=pack.rule("lists").params["old_after_minutes"])


@dataclass(frozen=True)
class KeySpan:
    """When one key of a programme signs.

    signs_from   it is published before that
    signs_until  None: no successor is made yet
    gone_at      when the last token that it signed has run out; then it is destroyed
    """

    made_at: datetime
    signs_from: datetime
    signs_until: datetime | None

    @property
    def gone_at(self) -> datetime | None:
        return self.signs_until + LONGEST_LIFE + OLD_KEY_IN_USE if self.signs_until else None

    def state_at(self, at: datetime) -> str:
        if at < self.signs_from:
            return WAITS
        if self.signs_until is None or at < self.signs_until:
            return SIGNS
        return REPLACED if self.gone_at is None or at < self.gone_at else GONE


def spans_of(made_at: Sequence[datetime]) -> list[KeySpan]:
    """When each of these keys signs, oldest first: the first at once, each later one after its publication."""
    starts = [made + PUBLISHED_AHEAD if number else made for number, made in enumerate(made_at)]
    ends = [*starts[1:], None][: len(starts)]
    return [
        KeySpan(made, start, None if end is None else max(start, end))
        for made, start, end in zip(made_at, starts, ends, strict=True)
    ]


def is_due(spans: Sequence[KeySpan], *, rotate_within: timedelta, at: datetime) -> bool:
    """Whether the next key is to be made: there is none, or the newest has nearly signed for its time."""
    return not spans or spans[-1].signs_from + rotate_within - PUBLISHED_AHEAD <= at


def state_of(*, expires_at: datetime, withdrawn_at: datetime | None, at: datetime) -> str:
    """Where a token stands at `at`."""
    if withdrawn_at is not None and withdrawn_at <= at:
        return WITHDRAWN
    return LIVE if at < expires_at else RUN_OUT
