"""What may leave the house, for what, to whom, by whose word (INV-17 with O2, INV-25).

A list leaves only as a hand-over package. What it may hold is fixed here, in code, for each purpose: an order
or a setting cannot widen it. Health, contacts, stays and reasons are in no column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.core.actors.rules import Actor, Role, why_not_second, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said
from fangxian.engine.handover import is_public_key

COLUMNS = {
    "name": said("Full name"),
    "phone": said("Phone"),
    "address": said("Address"),
    "area_code": said("Area code"),
    "document_kind": said("Kind of document"),
    "document_number": said("Document number"),
    "birth_year": said("Year of birth"),
    "language": said("Language"),
    "guardian_name": said("Guardian"),
    "guardian_phone": said("Guardian's phone"),
}
# What goes back to the sender of a list: by its own row numbers, and nothing that names anybody.
RESULT_COLUMNS = {
    "row_number": said("Row of the sender's list"),
    "result": said("Result"),
    "found_at": said("Found at"),
}
# What goes back to another desk of the requests that it handed over: by the rows of its file, with what it may tell
# its callers.
REQUEST_COLUMNS = RESULT_COLUMNS | {
    "request_number": said("Number of the request"),
    "answer": said("Answer to the caller"),
}
FOLLOWED, AT_HOME, LIST_ROWS, ASKED_ABOUT = "followed", "at_home", "list_rows", "asked_about"
REQUEST_ROWS = "request_rows"


@dataclass(frozen=True)
class HandOver:
    """A purpose for which a list may leave.

    people        whose rows: those followed up or under a measure in the area asked for; or what came of the rows of
                  a list that was pushed, by their numbers
    columns       what it may hold; `needed` is always in it
    legal_basis   references of data/legal_bases.yaml
    most_rows     a longer list is not a hand-over
    longest_days  how long the recipient may use it
    """

    label: str
    people: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    legal_basis: tuple[str, ...]
    most_rows: int
    longest_days: int


PURPOSES = {
    "treatment": HandOver(
        label=said("Handing people over to a hospital"),
        people=FOLLOWED,
        columns=("name", "phone", "birth_year", "language", "guardian_name", "guardian_phone"),
        needed=("name", "phone"),
        legal_basis=("IDL-2013-39", "CAC-2020-02-04"),
        most_rows=200,
        longest_days=14,
    ),
    "other_city": HandOver(
        label=said("Handing people over to another city"),
        people=FOLLOWED,
        columns=("name", "phone", "document_kind", "document_number", "address", "language"),
        needed=("name", "phone"),
        legal_basis=("IDL-2013-40", "CAC-2020-02-04"),
        most_rows=500,
        longest_days=14,
    ),
    "supplies": HandOver(
        label=said("Bringing supplies to people at home"),
        people=AT_HOME,
        columns=("address", "phone", "name", "area_code"),
        needed=("address",),
        legal_basis=("IDL-2013-41", "CAC-2020-02-04"),
        most_rows=2000,
        longest_days=14,
    ),
    "interpreting": HandOver(
        label=said("Calling people in their own language"),
        people=FOLLOWED,
        columns=("phone", "language", "name"),
        needed=("phone", "language"),
        legal_basis=("IDL-2013-40", "CAC-2020-02-04"),
        most_rows=500,
        longest_days=7,
    ),
}

PURPOSES["list_results"] = HandOver(
    label=said("Sending the results of a pushed list back"),
    people=LIST_ROWS,
    columns=("row_number", "result", "found_at"),
    needed=("row_number", "result"),
    legal_basis=("IDL-2013-40", "CAC-2020-02-04"),
    most_rows=20_000,
    longest_days=30,
)
PURPOSES["request_results"] = HandOver(
    label=said("Sending results and answers back to another desk"),
    people=REQUEST_ROWS,
    columns=("row_number", "result", "found_at", "request_number", "answer"),
    needed=("row_number", "result"),
    legal_basis=("IDL-2013-40", "CAC-2020-02-04"),
    most_rows=20_000,
    longest_days=30,
)
PURPOSES["inquiry"] = HandOver(
    label=said("Asking another city about somebody"),
    people=ASKED_ABOUT,
    columns=("name", "phone", "document_kind", "document_number"),
    needed=("name", "phone"),
    legal_basis=("IDL-2013-40", "CAC-2020-02-04"),
    most_rows=1,
    longest_days=3,
)
RESULTS = {
    "open": said("Still being checked"),
    "asked_back": said("A question about the row is open"),
    "not_read": said("Could not be read"),
    "nothing_to_check": said("The rule asks for no check"),
    "forgotten": said("No longer kept"),
    "answered": said("Answered"),
    "waiting": said("Received, the answer is still open"),
}

LAPSES_WITHIN = timedelta(days=3)  # a request that nobody decides on
FETCH_WITHIN = timedelta(hours=24)  # a package that nobody fetches
STARTS_AGAIN_AFTER = timedelta(minutes=15)  # a package whose maker died
SAMPLE_ROWS = 5
REASON_LENGTH = 300

WAITING, LAPSED, APPROVED, DECLINED, FAILED, READY, EXPIRED, HANDED_OVER, OVER, REVOKED = (
    "waiting", "lapsed", "approved", "declined", "failed", "ready", "expired", "handed_over", "over", "revoked",
)  # fmt: skip
STATES = {
    WAITING: (said("Waits for the second person"), "wait"),
    LAPSED: (said("Lapsed: nobody decided"), "ended"),
    APPROVED: (said("Being made"), "live"),
    DECLINED: (said("Not approved"), "ended"),
    FAILED: (said("Could not be made"), "late"),
    READY: (said("Ready to be fetched once"), "good"),
    EXPIRED: (said("Not fetched in time and deleted"), "ended"),
    HANDED_OVER: (said("Handed over and deleted here"), "live"),
    OVER: (said("The recipient's time is over"), "ended"),
    REVOKED: (said("Revoked"), "ended"),
}
DECLINE_REASONS = {
    "too_wide": said("More people or columns than the purpose needs"),
    "wrong_recipient": said("The recipient is not the right one"),
    "milder_way": said("It can be done without a list"),
    "no_ground": said("The reason does not bear it"),
}
REVOKE_REASONS = {
    "wrong_recipient": said("It went to the wrong recipient"),
    "no_longer_needed": said("It is no longer needed"),
    "misused": said("It was used for something else"),
    "leaked": said("It was passed on or lost"),
}
FAILURES = {
    "nobody": said("Nobody is on the list any more"),
    "too_many": said("More people are on the list now than the purpose allows"),
}

# What others ask for outside the purpose. There is a register and an answer; there is no state in which it is granted.
ASKERS = {
    "police": said("Police"),
    "prosecution": said("Prosecution or court"),
    "security": said("State security"),
    "tax_or_credit": said("Tax, credit or bank supervision"),
    "other_authority": said("Another authority"),
    "employer": said("Employer or landlord"),
    "company": said("Company"),
    "media": said("Media"),
    "private": said("Private person"),
}
WANTED = {
    "one_person": said("Data of one person"),
    "list": said("A list of people"),
    "whereabouts": said("Whereabouts or passages"),
    "health": said("Health data"),
    "contacts": said("Contacts of somebody"),
    "other": said("Something else about people"),
}
CHANNELS = {
    "letter": said("Letter"),
    "visit": said("In person"),
    "phone": said("Phone"),
    "message": said("Electronic message"),
}
REFUSAL_BASIS = ("CAC-2020-02-04", "ERL-2024-85")


@dataclass(frozen=True)
class Times:
    """The moments of a package; None while a thing has not happened."""

    requested_at: datetime
    use_until: datetime
    approved_at: datetime | None = None
    declined_at: datetime | None = None
    failed_at: datetime | None = None
    made_at: datetime | None = None
    handed_over_at: datetime | None = None
    revoked_at: datetime | None = None


def state_at(times: Times, *, at: datetime) -> str:
    """The state of a package, computed from its times."""
    if times.declined_at:
        return DECLINED
    if times.revoked_at:
        return REVOKED
    if times.failed_at:
        return FAILED
    if times.approved_at is None:
        return LAPSED if at >= times.requested_at + LAPSES_WITHIN else WAITING
    if times.made_at is None:
        return APPROVED
    if times.handed_over_at is None:
        return EXPIRED if at >= fetch_until(times.made_at) else READY
    return OVER if at >= times.use_until else HANDED_OVER


def fetch_until(made_at: datetime) -> datetime:
    return made_at + FETCH_WITHIN


def why_not_request(
    *, purpose: str, columns: Sequence[str], area_code: str, days: int, recipient_key: str, count: int, by: Actor
) -> Problem | None:
    """Why a hand-over may not be asked for."""
    if problem := why_not_use("outgoing.request", by=by, area_code=area_code):
        return problem
    if purpose not in PURPOSES:
        return Problem(
            "outgoing.unknown_purpose", said("A list leaves for one of the named purposes only."), field="purpose"
        )
    allowed = PURPOSES[purpose]
    if set(columns) - set(allowed.columns):
        return forbidden("outgoing.column_not_allowed", said("This purpose does not need all of these columns."))
    if set(allowed.needed) - set(columns):
        return Problem("outgoing.column_missing", said("Without this column the list is of no use."), field="columns")
    if not 1 <= days <= allowed.longest_days:
        text = said("The recipient may use it for 1 to %(days)s days.")
        return Problem("outgoing.too_long", text, {"days": allowed.longest_days}, "days")
    if not is_public_key(recipient_key):
        text = said("This is not the recipient's public key: it begins with age1, and one wrong character is noticed.")
        return Problem("outgoing.bad_key", text, field="recipient_key")
    return why_not_count(purpose=purpose, count=count)


def why_not_count(*, purpose: str, count: int) -> Problem | None:
    """Why a list of so many people may not leave."""
    most = PURPOSES[purpose].most_rows
    if count == 0 and PURPOSES[purpose].people == ASKED_ABOUT:
        return Problem("outgoing.no_inquiry", said("Choose an open inquiry to another city."), field="about")
    if count == 0 and PURPOSES[purpose].people in (LIST_ROWS, REQUEST_ROWS):
        return Problem("outgoing.no_list", said("Choose a list whose rows are recorded."), field="about")
    if count == 0:
        return Problem("outgoing.nobody", said("Nobody in this area is meant."), field="area_code")
    if count > most:
        text = said(
            "%(count)s people are meant; for this purpose at most %(most)s may leave at once. Take a smaller area."
        )
        return Problem("outgoing.too_many", text, {"count": count, "most": most}, "area_code")
    return None


def why_not_decide(
    *, state: str, area_code: str, first_user_id: int, first_body_id: object, by: Actor
) -> Problem | None:
    """Why somebody may not approve or decline a hand-over: she is its requester, or of her body (INV-03)."""
    if problem := why_not_use("outgoing.approve", by=by, area_code=area_code):
        return problem
    if state != WAITING:
        return Problem("outgoing.decided", said("This request no longer waits for a decision."))
    return why_not_second(first_user_id=first_user_id, first_body_id=first_body_id, second=by)


def why_not_fetch(*, state: str, requested_by_user_id: int, by: Actor) -> Problem | None:
    """Why somebody may not fetch a package: it is for the one who asked for it, once."""
    if problem := why_not_use("outgoing.request", by=by):
        return problem
    if by.user_id != requested_by_user_id:
        return forbidden("outgoing.not_yours", said("Only whoever asked for a package fetches it."))
    if state in (HANDED_OVER, OVER):
        return Problem(
            "outgoing.fetched_already", said("It was fetched once and is deleted here. Ask anew if it is lost.")
        )
    if state != READY:
        return Problem("outgoing.not_ready", said("There is nothing to fetch."))
    return None


def why_not_revoke(*, state: str, area_code: str, by: Actor) -> Problem | None:
    """Why a package may not be revoked; anybody who may ask for one or approve one may."""
    if not (by.role == Role.AUDITOR or by.can("outgoing.request") or by.can("outgoing.approve")):
        return why_not_use("outgoing.approve", by=by)
    if problem := why_not_use("outgoing.see", by=by, area_code=area_code):
        return problem
    if state in (DECLINED, LAPSED, REVOKED, FAILED, EXPIRED):
        return Problem("outgoing.over", said("There is nothing left to revoke."))
    return None


def why_not_confirm_destroyed(*, state: str, is_confirmed: bool, area_code: str, by: Actor) -> Problem | None:
    """Why it may not be written down that the recipient destroyed the list."""
    if problem := why_not_use("outgoing.request", by=by, area_code=area_code):
        return problem
    if is_confirmed:
        return Problem("outgoing.destroyed_already", said("This is written down already."))
    if state not in (HANDED_OVER, OVER, REVOKED):
        return Problem("outgoing.not_handed_over", said("Nothing was handed over."))
    return None
