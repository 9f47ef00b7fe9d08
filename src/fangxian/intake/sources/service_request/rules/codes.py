"""The code under which a caller reads the answer. Pure but for chance."""

from __future__ import annotations

import secrets

from stdnum import verhoeff

from fangxian.core.problems.rules import Problem, said

DIGITS = 12  # eleven by chance and a check digit: of 10^11, a million requests leave no guess worth making


def new_code() -> str:
    digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS - 1))
    return digits + str(verhoeff.calc_check_digit(digits))


def spoken(code: str) -> str:
    """In threes, as it is read out."""
    return " ".join(code[start : start + 3] for start in range(0, len(code), 3))


def normalise(text: str) -> str:
    return "".join(str(int(char)) for char in text if char.isdecimal())


def why_not_a_code(text: str) -> Problem | None:
    code = normalise(text)
    if len(code) != DIGITS:
        return Problem("requests.code_length", said("A code has twelve digits; this one has %(count)s."),
                       {"count": len(code)}, "code", status=422)  # fmt: skip
    if not verhoeff.is_valid(code):
        return Problem("requests.code_mistyped", said("One digit of this code is wrong. Please compare it."),
                       field="code", status=422)  # fmt: skip
    return None
