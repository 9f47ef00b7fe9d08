"""Who a row is about: one key for one person, so that a person is counted once. The key never leaves memory."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from fangxian.engine.identity import check_id_number, is_other_document, normalise_phone
from fangxian.engine.screening.doubts import Doubts
from fangxian.engine.tables import Columns, Table

PERSON_FIELDS = ("id_number", "person", "phone", "name")


@dataclass(frozen=True, slots=True)
class Person:
    """A row's person: a key that is equal for the same person, and codes of notes."""

    key: bytes
    notes: tuple[str, ...] = ()


def person_of(doubts: Doubts, *, padded_to: int | None) -> Person | None:
    """The person of a row; None with a doubt if nobody can tell.

    One person is: the same document number; else the same number given by the sender; else the same phone and the
    same name. A name or a phone alone does not tell people apart: then only rows that agree in every cell are one.
    padded_to   length of the sender's numbers if they carry leading zeros
    """
    document, problem = _document(doubts)
    if document:
        return Person(_key("document", document))
    if problem == "id_number_damaged":
        doubts.ask(problem, "id_number")
        return None
    number = doubts.cell("person")
    if number:
        if padded_to and number.isdecimal() and len(number) < padded_to:
            doubts.ask("leading_zero_lost", "person")
            return None
        return Person(_key("number", number), ("id_number_not_used",) if problem else ())
    phone, name = normalise_phone(doubts.cell("phone")), doubts.cell("name")
    if phone and name:
        return Person(_key("phone and name", phone.e164, name), ("id_number_not_used",) if problem else ())
    if problem:
        doubts.ask(problem, "id_number")
        return None
    if doubts.cell("phone") and not phone:
        doubts.ask("phone_unreadable", "phone")
        return None
    if phone or name:
        return Person(_key("row", *doubts.cells))
    doubts.ask("person_missing", _first_person_field(doubts.columns))
    return None


def _document(doubts: Doubts) -> tuple[str | None, str | None]:
    """(one writing of the document number, what is wrong with it); both None if there is none."""
    text = doubts.cell("id_number")
    if not text or text in {"-", "/", "无", "none"}:
        return None, None
    check = check_id_number(text)
    if check.normalised:
        return check.normalised, None
    kind = doubts.cell("id_type")
    other = bool(kind) and "身份证" not in kind and "id card" not in kind.lower() and "identity" not in kind.lower()
    if check.status == "format" and (other or is_other_document(text)):
        return text.upper(), None
    return None, f"id_number_{check.status}"


def _first_person_field(columns: Columns) -> str:
    return next((name for name in PERSON_FIELDS if name in columns.found), "person")


def padded_length(table: Table, columns: Columns) -> int | None:
    """The length of the sender's person numbers if they carry leading zeros; None if they do not.

    Only then can a shorter number be told to have lost its zeros.
    """
    position = columns.found.get("person")
    if position is None:
        return None
    numbers = (row.cells[position] for row in table.rows() if not row.finding)
    return _longest(number for number in numbers if number.startswith("0") and number.isdecimal() and len(number) > 1)


def _longest(numbers: Iterable[str]) -> int | None:
    return max((len(number) for number in numbers), default=None)


def _key(*parts: str) -> bytes:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).digest()
