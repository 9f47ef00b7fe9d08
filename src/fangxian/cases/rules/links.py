"""Who caught it from whom: what a link between two cases may say, and who may say it (F09)."""

from __future__ import annotations

from datetime import date, datetime

from fangxian.core.problems.rules import Problem, said

INTERVIEW, CONTACT_LIST, IMPORTED_LIST = "interview", "contacts", "imported"
# How a link became known; shown beside every link.
SOURCES = {
    INTERVIEW: said("Told in an interview"),
    CONTACT_LIST: said("Follows from the contact list"),
    IMPORTED_LIST: said("Told by an imported list"),
}
# Words of the field for how sure the investigator is; "" where a list does not say.
CERTAINTIES = {"high": said("Sure"), "medium": said("Probable"), "low": said("Possible")}

# What may be odd about a link (engine.chains.graph); it is shown with the link, which stays.
FLAGS = {
    "self": (said("Linked to itself"), "wait"),
    "circle": (said("Part of a circle"), "wait"),
    "dangling": (said("One end is on no record here, or in another area"), "wait"),
    "several": (said("More than one infector is named"), "wait"),
    "undirected": (said("Who gave it to whom is not known"), "wait"),
    "earlier": (said("Fell ill before the infector"), "wait"),
}

# The two rules of a forecast (engine.chains.forecast).
FORECASTS = {
    "level": said("Level: the next week brings as many as the last"),
    "trend": said("Trend: it changes as the last week did, at most twofold"),
}

IMPORTED, LOCAL = "imported", "local"
ORIGINS = {
    IMPORTED: (said("Brought along from elsewhere"), "ended"),
    LOCAL: (said("Caught here"), "live"),
    "unknown": (said("Not yet said where it was caught"), "wait"),
}


def why_not_link(
    *,
    has_infector: bool,
    has_infectee: bool,
    infector_named: str,
    infectee_named: str,
    source: str,
    certainty: str,
    met_on: date | None,
    today: date,
) -> Problem | None:
    """Why this is no link. A case linked to itself, or in a circle, is one: it is kept, and flagged when shown."""
    if not has_infector and not has_infectee:
        return Problem(
            "cases.link_of_nobody", said("A link joins at least one case that is on record here."), field="infector"
        )
    for end, known, named in (("infector", has_infector, infector_named), ("infectee", has_infectee, infectee_named)):
        if not known and not named.strip():
            return Problem("cases.link_without_end", said("Choose a case, or say how the list names it."), field=end)
    if source not in SOURCES:
        return Problem("cases.unknown_source", said("Choose where this comes from."), field="source")
    if certainty and certainty not in CERTAINTIES:
        return Problem("cases.unknown_certainty", said("Choose how sure this is."), field="certainty")
    if met_on is not None and met_on > today:
        return Problem("cases.contact_in_future", said("The last contact lies in the future."), field="met_on")
    return None


def why_not_withdraw(*, withdrawn_at: datetime | None, reason: str) -> Problem | None:
    if withdrawn_at is not None:
        return Problem("cases.link_withdrawn", said("This link was already withdrawn."))
    if len(reason.strip()) < 10:
        return Problem("cases.no_reason", said("Say in a sentence why the link does not hold."), field="reason")
    return None


def why_not_origin(origin: str) -> Problem | None:
    if origin not in (IMPORTED, LOCAL):
        return Problem("cases.unknown_origin", said("Choose where the illness was caught."), field="origin")
    return None
