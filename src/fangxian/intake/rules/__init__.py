"""What may be recorded as a fact, and what every source says of itself."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stdnum import verhoeff

from fangxian.core.areas.rules import why_not_a_code
from fangxian.core.problems.rules import Problem, said
from fangxian.engine.lines import Line
from fangxian.engine.rules.denylist import is_denied
from fangxian.engine.tokens.gate import Word

# Clock profiles of O5: how soon somebody must act on what this fact leads to.
LEAD, SERIOUS, LIST = "lead", "serious", "list"
CLOCK_PROFILES = (LEAD, SERIOUS, LIST)

# The one word of a verdict that a post does not simply let pass (spec/first-look-at-a-post.md).
ASKS_FOLLOW_UP = "follow_up"

# Identifiers live in people.Person and nowhere else; a fact only points to one.
IDENTIFYING_KEYS = frozenset(
    {
        "name", "full_name", "phone", "mobile", "telephone", "email", "id_number", "id_card", "document_number",
        "passport", "address", "guardian_name", "guardian_phone",
    }
)  # fmt: skip
# Told freely, and nothing is judged by it: the person may have it erased.
ERASABLE = frozenset({"symptoms", "temperatures", "receiver_kind"})
CONTENT_LIMIT = 20_000  # bytes as JSON; a declaration of two hundred stays fits


# Source: the symptoms asked for at intake in the clinical plans of early 2020 (fever, cough, fatigue, breath).
SYMPTOMS = (
    ("fever", said("Fever")),
    ("cough", said("Cough")),
    ("short_of_breath", said("Short of breath")),
    ("sore_throat", said("Sore throat")),
    ("fatigue", said("Unusually tired")),
    ("diarrhoea", said("Diarrhoea")),
)


@dataclass(frozen=True)
class Source:
    """A way in which facts arrive.

    key          stable, stored with every fact
    label        English, marked with `said`
    line         which of the twelve (six lines, six gates) it serves
    legal_basis  under which law it asks, in the words shown to the person
    masks_names  whether its lists show names masked; every one does, a test asks each
    """

    key: str
    label: str
    line: Line
    legal_basis: str
    masks_names: bool = True


def why_not_record(
    *,
    area_code: str,
    occurred_at: datetime,
    content: Mapping[str, Any],
    row: int | None = None,
) -> Problem | None:
    """Why one fact may not be recorded as it stands. `row` is its row in a file, if it has one.

    An empty area code is a fact whose place is not known yet. A moment of the device that lies in the
    future is kept as it is, beside the server's: a wrong clock is no reason to lose a fact (INV-23).
    """
    if area_code and why_not_a_code(area_code):
        return Problem(
            "intake.not_an_area_code",
            said("“%(code)s” is not an area code of 2, 4, 6, 9, 12 or 14 digits."),
            {"code": area_code[:20]},
            "area_code",
            row,
            status=422,
        )
    if occurred_at.utcoffset() is None:
        return Problem(
            "intake.no_time_zone",
            said("The time of the fact has no time zone."),
            field="occurred_at",
            row=row,
            status=422,
        )
    return _why_not_content(content, row)


def _why_not_content(content: Mapping[str, Any], row: int | None) -> Problem | None:
    for key in _keys_within(content):
        if key.lower() in IDENTIFYING_KEYS or is_denied(key):
            return Problem(
                "intake.content_not_allowed",
                said("“%(key)s” may not be kept in a fact."),
                {"key": key[:40]},
                "content",
                row,
                status=422,
            )
    if len(json.dumps(content, ensure_ascii=False).encode()) > CONTENT_LIMIT:
        return Problem(
            "intake.content_too_long",
            said("A fact is larger than %(limit)s bytes."),
            {"limit": CONTENT_LIMIT},
            "content",
            row,
            status=422,
        )
    return None


def without(content: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """The content of a fact with these keys erased, and named as erased."""
    kept = {key: type(value)() if key in keys else value for key, value in content.items()}
    return {**kept, "erased": sorted({*content.get("erased", ()), *(key for key in keys if content.get(key))})}


def _keys_within(value: Any) -> list[str]:
    """Every key of a nested value."""
    if isinstance(value, Mapping):
        return [str(key) for key in value] + [key for part in value.values() for key in _keys_within(part)]
    if isinstance(value, list | tuple):
        return [key for part in value for key in _keys_within(part)]
    return []


def digest_of(*, source: str, area_code: str, content: Mapping[str, Any]) -> bytes:
    """SHA-256 over what a fact says, not over whom it is about: the same fact has the same digest.

    The moment is left out: a form that is sent twice is the same fact at two moments.
    """
    told = {"source": source, "area": area_code, "content": dict(content)}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).digest()


def why_not_again(*, told_before: bytes, told_now: bytes, row: int | None = None) -> Problem | None:
    """Why an id that was used before may not be used now: it must carry the same fact again."""
    if told_before != told_now:
        return Problem(
            "intake.id_reused",
            said("This id was already used for another fact; a correction needs an id of its own."),
            field="client_id",
            row=row,
        )
    return None


_RANDOM_DIGITS = 8  # of a receipt number, before its check digit


def new_number() -> str:
    """A receipt number: nine digits, the last a Verhoeff check digit, which finds every single wrong digit and swap."""
    digits = "".join(secrets.choice("0123456789") for _ in range(_RANDOM_DIGITS))
    return digits + str(verhoeff.calc_check_digit(digits))


def spoken(number: str) -> str:
    """A receipt number in threes, as it is read out: 482 177 305."""
    return " ".join(number[start : start + 3] for start in range(0, len(number), 3))


def normalise_number(text: str) -> str:
    """The digits of a receipt number as typed: full width, spaces and dashes do not matter."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


def why_not_a_number(text: str) -> Problem | None:
    """Why a text is no receipt number; a slip of the pen is told apart from an unknown number."""
    number = normalise_number(text)
    if len(number) != _RANDOM_DIGITS + 1:
        return Problem(
            "intake.number_length",
            said("A receipt number has nine digits; this one has %(count)s."),
            {"count": len(number)},
            "number",
            status=422,
        )
    if not verhoeff.is_valid(number):
        return Problem(
            "intake.number_mistyped",
            said("One digit of this receipt number is wrong. Please compare it with your receipt."),
            field="number",
            status=422,
        )
    return None


def receipt_word(result: str) -> Word:
    """What the code on a receipt tells a post without a network; slow software, and doubt, hold nobody up.

    result  as on the receipt: the word of the newest verdict, "" while it is not judged
    """
    return Word.ASK_DUTY if result == ASKS_FOLLOW_UP else Word.PASS
