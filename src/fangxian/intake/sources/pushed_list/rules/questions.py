"""Which fields a quarantined row asks about, so that a form can ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_FIELDS = {
    "name_missing": ("name",),
    "nobody_to_find": ("document_number", "phone", "address"),
    "phone_unreadable": ("phone",),
    "arrival_far": ("arrives_on",),
    "dates_contradict": ("stay_from", "stay_until", "arrives_on"),
    "date_in_future": ("stay_from", "stay_until", "arrives_on"),
    "transit_unreadable": ("transit_only",),
}
_DAYS = ("stay_from", "stay_until", "arrives_on")


def fields_asked(findings: Iterable[Mapping[str, str]], *, heads: Mapping[str, str]) -> list[str]:
    """The fields to be answered, in the order in which they are asked.

    findings  as they are kept with a row: code and head of the column
    heads     field -> head
    """
    asked: dict[str, None] = {}
    for finding in findings:
        for name in _asked(finding["code"], finding.get("field", ""), heads):
            asked[name] = None
    return list(asked)


def _asked(code: str, head: str, heads: Mapping[str, str]) -> tuple[str, ...]:
    if code in _FIELDS:
        return _FIELDS[code]
    if code.startswith("id_number_") and code != "id_number_not_used":
        return ("document_number",)
    if code.startswith("destination_") and code != "destination_outside":
        return ("destination_code",)
    if code.startswith("area_"):
        return ("stay_code",)
    if code.startswith("date_"):
        named = tuple(name for name in _DAYS if heads.get(name) == head)
        return named or ("stay_until", "arrives_on")
    return ()
