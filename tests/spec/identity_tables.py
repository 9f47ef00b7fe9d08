"""Answers the tables about numbers and columns with the engine."""

from fangxian.engine import identity
from fangxian.engine.rules.denylist import is_denied
from tests.spec.cells import said
from tests.spec.tables import Row


def id_number(row: Row) -> dict[str, str]:
    return {"status": identity.check_id_number(row["number"]).status}


def fifteen_digits(row: Row) -> dict[str, str]:
    return {"upgraded": identity.upgrade_15_digits(row["number"]) or ""}


def mobile(row: Row) -> dict[str, str]:
    return {"normalised": identity.normalise_mobile(row["number"]) or ""}


def phone(row: Row) -> dict[str, str]:
    found = identity.normalise_phone(row["number"])
    return {"kind": found.kind if found else ""}


def plate(row: Row) -> dict[str, str]:
    return {"kind": identity.plate_kind(row["plate"])}


def enterprise(row: Row) -> dict[str, str]:
    return {"valid": said(identity.uscc_is_valid(row["number"]))}


def denied(row: Row) -> dict[str, str]:
    found = is_denied(row["column"])
    return {"denied": found.code if found else ""}


RUNNERS = {
    "identity/identity-number": id_number,
    "identity/fifteen-digits": fifteen_digits,
    "identity/mobile-phone": mobile,
    "identity/any-phone": phone,
    "identity/plate": plate,
    "identity/enterprise": enterprise,
    "denied-fields/columns": denied,
}
