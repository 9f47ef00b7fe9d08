"""Resident identity numbers: is the number as written free of slips.

Source: GB 11643-1999 (6 area + 8 birth + 3 sequence + 1 check digit, ISO 7064 MOD 11-2). The area part is
never looked at: people first registered after a change of codes, and holders of residence permits of Hong
Kong, Macao and Taiwan, have valid numbers with prefixes that a list of today's codes does not hold.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

IdStatus = Literal["valid", "checksum", "date", "damaged", "format"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_SCIENTIFIC = re.compile(r"\d(?:\.\d*)?E\+?\d{1,2}", re.ASCII)
_EIGHTEEN = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_FIFTEEN = re.compile(r"[1-9]\d{14}", re.ASCII)
_DROPPED = dict.fromkeys(map(ord, " \t\r\n\u00a0\u200b\ufeff'’`-"))


@dataclass(frozen=True, slots=True)
class IdCheck:
    """What was found about one identity number.

    status       valid; checksum or date wrong; damaged by a spreadsheet; or not the form of a number at all
    normalised   18 characters, upper case, half width; None unless valid
    born_on      the date inside a valid number, else None; for reconciliation only
    notes        codes of things worth knowing that do not refuse: `upgraded_from_15`, `ends_in_zeros`
    """

    status: IdStatus
    normalised: str | None = None
    born_on: date | None = None
    notes: tuple[str, ...] = ()


def check_id_number(text: str) -> IdCheck:
    """Whether an identity number is free of slips, after removing spaces, full width and lower case.

    The date is looked at before the check digit: a number with an impossible date is wrong even where its
    check digit fits. A number whose last three digits are zero and do not fit the check was cut to fifteen
    digits by a spreadsheet, as was one written `1.10105E+17`.
    """
    number = _tidy(text)
    if _SCIENTIFIC.fullmatch(number):
        return IdCheck("damaged")
    if number.endswith(".0"):
        number = number[:-2]
        if len(number) > 15:  # a floating-point number keeps fifteen digits; the rest is made up
            return IdCheck("damaged")
    if _FIFTEEN.fullmatch(number):
        upgraded = upgrade_15_digits(number)
        if upgraded is None:
            return IdCheck("date")
        return IdCheck("valid", upgraded, _birth_date(upgraded), ("upgraded_from_15",))
    if not _EIGHTEEN.fullmatch(number):
        return IdCheck("format")
    return _check_eighteen(number)


def _check_eighteen(number: str) -> IdCheck:
    born_on = _birth_date(number)
    if born_on is None:
        return IdCheck("date")
    fits = number[-1] == _check_digit(number[:17])
    zeros = number.endswith("000")
    if not fits:
        return IdCheck("damaged" if zeros else "checksum")
    return IdCheck("valid", number, born_on, ("ends_in_zeros",) if zeros else ())


def upgrade_15_digits(text: str) -> str | None:
    """The eighteen characters of a number of the 1989 form; None if it is not one or its date is impossible.

    The century of that form is always 19. For matching old records only.
    """
    number = _tidy(text)
    if not _FIFTEEN.fullmatch(number):
        return None
    longer = f"{number[:6]}19{number[6:]}"
    if _birth_date(longer) is None:
        return None
    return longer + _check_digit(longer)


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DROPPED).upper()


def _birth_date(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _check_digit(first_17: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True))
    return _CHECK_DIGITS[total % 11]
