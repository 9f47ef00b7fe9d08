"""Phone numbers: one writing for each, so that the same phone is the same phone. Its region is never read."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

import phonenumbers

_SEPARATORS = re.compile(r"[\s\-‐-―－()（）.·•]+")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"0(10|2\d|[3-9]\d{2})([2-8]\d{6,7})", re.ASCII)
_EXTENSION = re.compile(r"(?:转|ext\.?|x|#|\*)(\d{1,6})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone: mobile or landline of the mainland, or foreign; `e164` is a plus and digits only."""

    kind: Literal["mobile", "landline", "foreign"]
    e164: str
    extension: str | None = None


def normalise_mobile(text: str) -> str | None:
    """A mainland mobile number as +86 and eleven digits; None if it is not one.

    Any number of the form 1[3-9] and nine digits is accepted: new ranges open faster than lists of ranges.
    Source: domain brief section 5, E.164.
    """
    number = _without_country(_tidy(text))
    return f"+86{number}" if _MOBILE.fullmatch(number) else None


def normalise_phone(text: str) -> Phone | None:
    """A phone of any kind that can reach a person; None for service numbers such as 12345 and for anything else.

    A mainland landline needs its area code. A number of another country needs its country code.
    """
    tidy = _tidy(text)
    found = _EXTENSION.search(tidy)
    extension = found.group(1) if found else None
    tidy = tidy[: found.start()] if found else tidy
    mobile = normalise_mobile(tidy)
    if mobile:
        return Phone("mobile", mobile, extension)
    landline = _LANDLINE.fullmatch(_landline_form(tidy))
    if landline:
        return Phone("landline", f"+86{landline.group(1)}{landline.group(2)}", extension)
    foreign = _foreign(tidy)
    return Phone("foreign", foreign, extension) if foreign else None


def _tidy(text: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).strip().lstrip("'’`"))


def _without_country(number: str) -> str:
    for prefix in ("+86", "0086"):
        if number.startswith(prefix):
            return number[len(prefix) :]
    return number[2:] if len(number) == 13 and number.startswith("86") else number


def _landline_form(number: str) -> str:
    """With the leading zero of the area code, which is left out after +86."""
    bare = _without_country(number)
    return bare if bare == number or bare.startswith("0") else f"0{bare}"


def _foreign(number: str) -> str | None:
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if not number.startswith("+") or number.startswith("+86"):
        return None
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):  # by length only; whether a range is in use is not ours to say
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
