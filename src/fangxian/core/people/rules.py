"""When two records speak of one person (O12), and how identifiers are normalised."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from stdnum import luhn

from fangxian.core.actors.rules import Actor, Role, why_not_use
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.problems.rules import Problem, said

CARE_DUTIES = ("grid", "health", "community")  # 三包一: three named people; who they are is local
CARE_DUTY_LABELS = {
    "grid": said("Grid worker"),
    "health": said("Health worker"),
    "community": said("Community worker"),
}
CARE_ROLES = (Role.GRID_WORKER, Role.DUTY_OFFICER, Role.EPIDEMIOLOGIST)
_CARE_SECTOR = {"health": "health", "community": "community"}


def care_team_for(area_code: str, posts: Sequence[tuple[UUID, str, str]], *, person_number: int) -> dict[str, UUID]:
    """Who takes which duty for a person in an area: the nearest, each person once; nobody's duty is absent.

    posts          id, area and sector of those in post who may; in a stable order
    person_number  spreads the people of one area evenly over those who are equally near
    """
    chosen: dict[str, UUID] = {}
    for duty in CARE_DUTIES:
        sector = _CARE_SECTOR.get(duty)
        fit = [
            (post_id, code)
            for post_id, code, body_sector in posts
            if area_code.startswith(code)
            and post_id not in chosen.values()
            and (body_sector == sector if sector else len(code) == LENGTHS["grid"])
        ]
        nearest = [post_id for post_id, code in fit if len(code) == max(len(c) for _, c in fit)]
        if nearest:
            chosen[duty] = nearest[person_number % len(nearest)]
    return chosen


def why_not_name(*, duty: str, file_area_code: str, post_area_code: str, is_taken: bool, by: Actor) -> Problem | None:
    """Why somebody may not take a duty on a file."""
    if problem := why_not_use("people.name_care_team", by=by, area_code=file_area_code):
        return problem
    if duty not in CARE_DUTIES:
        return Problem("people.unknown_duty", said("This is not one of the three duties."), field="duty", status=422)
    if not file_area_code.startswith(post_area_code):
        return Problem(
            "people.not_near", said("This person's post does not cover the area of the file."), field="post", status=422
        )
    if is_taken:
        return Problem(
            "people.two_duties", said("This person already has another duty on this file."), field="post", status=422
        )
    return None


# Every kind of document that a source takes; "" where a list did not say which it was.
DOCUMENT_KINDS = ("id_card", "passport", "hk_macau_permit", "taiwan_permit", "residence_permit", "other", "")


# What a person need not have given, and what stands in its columns once it is deleted.
DETAILS: dict[str, dict[str, str | None]] = {
    "phone": {"phone": None, "phone_index": None},
    "address": {"address": None},
    "document": {"document_kind": "", "document_number": None, "document_index": None},
    "guardian": {"guardian_name": None, "guardian_phone": None},
    "birth_year": {"birth_year": None},
    "language": {"language": "zh-hans"},
}


def normalise_name(name: str) -> str:
    """One spelling of a name for comparing: full-width folded, spaces gone, case folded."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def normalise_document(number: str) -> str:
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def masked(text: str | None) -> str:
    """A name or phone as it is shown where knowing it all is not needed."""
    if not text:
        return ""
    if len(text) <= 3:
        return text[0] + "*" * (len(text) - 1)
    return text[:3] + "*" * (len(text) - 5) + text[-2:] if len(text) > 6 else text[0] + "*" * (len(text) - 1)


# A letter's code: nine random characters and a check character, none of which look alike on paper.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10
CODE_HOLDS_WITHIN = timedelta(days=30)


def new_code() -> str:
    """A code that nobody can guess: 31 to the ninth, drawn by the system's own randomness."""
    body = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH - 1))
    return body + luhn.calc_check_digit(body, alphabet=CODE_ALPHABET)


def normalise_code(text: str) -> str:
    """A code as typed, without width, case, spaces and dashes."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(char for char in folded if char.isalnum())


def written_code(code: str) -> str:
    """A code in two groups of five, as it stands on the letter."""
    return f"{code[:5]}-{code[5:]}"


def why_not_a_code(text: str) -> Problem | None:
    """Why a text cannot be the code of a letter: a slip of the pen is told apart from a wrong code."""
    code = normalise_code(text)
    if len(code) != CODE_LENGTH:
        return Problem(
            "people.code_length",
            said("The code has ten characters; this one has %(count)s."),
            {"count": len(code)},
            "code",
            status=422,
        )
    if set(code) - set(CODE_ALPHABET) or not luhn.is_valid(code, alphabet=CODE_ALPHABET):
        return Problem(
            "people.code_mistyped",
            said("One character of this code is wrong. The letters I, L and O and the digits 0 and 1 are never used."),
            field="code",
            status=422,
        )
    return None
