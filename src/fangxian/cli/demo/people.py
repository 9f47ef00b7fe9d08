"""Synthetic people: invented names, document numbers that nobody holds, phones that ring nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from faker import Faker

from fangxian.engine.identity import check_id_number

# Nobody alive was born before 1900, so a valid number with such a date belongs to nobody.
_FIRST_BIRTHDAY, _LAST_BIRTHDAY = date(1880, 1, 1), date(1899, 12, 31)
_AREA_PART = "330500"  # the city as a whole, which registers nobody: its districts and counties do
_PHONE_PREFIX = "16900"  # 169 is given to no operator in the national numbering plan
_CHECKS = "0123456789X"
_BIRTHDAYS = (_LAST_BIRTHDAY - _FIRST_BIRTHDAY).days + 1


@dataclass(frozen=True)
class Invented:
    """One synthetic person, as a list or a form would name her."""

    name: str
    document_number: str
    phone: str


class People:
    """A source of synthetic people: the same seed gives the same people, and no two share a number."""

    def __init__(self, seed: int):
        self._faker = Faker("zh_CN")
        self._faker.seed_instance(seed)
        self._serial = Random(seed).randrange(100_000)  # noqa: S311 - invented people are no secret
        self._documents = _document_numbers(self._serial)

    def name(self) -> str:
        return str(self._faker.name())

    def phone(self) -> str:
        """A mobile number with the form of one, as people write it."""
        self._serial += 1
        return f"{_PHONE_PREFIX}{self._serial:06d}"

    def one(self) -> Invented:
        return Invented(self.name(), next(self._documents), self.phone())


def _document_numbers(start: int) -> Iterator[str]:
    """Valid numbers, each once: a birthday before 1900, a sequence, and the check digit that fits."""
    serial = start
    while True:
        born_on = _FIRST_BIRTHDAY + timedelta(days=serial * 7 % _BIRTHDAYS)
        body = f"{_AREA_PART}{born_on:%Y%m%d}{serial // _BIRTHDAYS % 999 + 1:03d}"
        yield next(body + check for check in _CHECKS if check_id_number(body + check).status == "valid")
        serial += 1


def damaged(document_number: str) -> str:
    """The number after a spreadsheet took it for a figure."""
    return f"{float(document_number[:17] + '0'):.5E}"
