"""What offline checks name is kept as far as it may be: by the orders and verdicts of the moment at which it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from fangxian.core.actors.rules import Actor
from fangxian.core.people.rules import normalise_document
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.models import Programme
from fangxian.core.tokens.models import IssuedToken
from fangxian.core.tokens.queries import issued_of
from fangxian.engine.identity import check_id_number, normalise_phone
from fangxian.engine.tokens.gate import Kind
from fangxian.intake.models import Receipt
from fangxian.intake.queries import facts_by_id, receipt_numbered
from fangxian.intake.sources.checkpoint import rules
from fangxian.intake.sources.checkpoint.models import Check
from fangxian.intake.sources.checkpoint.rules.named import ENTRY_UNCLEAR, NOT_KEPT, SentEntry, SentShown
from fangxian.intake.sources.checkpoint.rules.offline import SentCheck

from .handing_over import Onward, hand_over_receipt, keep_shown
from .lane import CODE, Shown, keep, shown_code

TOKEN_ID = re.compile("[0-9a-f]{24}")
Issues = Mapping[bytes, IssuedToken]


def keep_named(
    sent: Sequence[SentCheck], *, programme: Programme, by: Actor, at: datetime
) -> dict[str, tuple[str, ...]]:
    """Keep what checks name that have just landed. Returns the further marks of those that got some, by client id.

    A plate, what was shown and whose code it was are kept where a registration order held when it was (O1b), or with
    a controlled entry; a controlled entry is handed over by its declaration, whose verdict decides (INV-02), not by
    what the phone said. Of what was taken back, and of an emergency (INV-12), nothing is kept.
    """
    naming = {
        check.client_id: check
        for check in sent
        if (check.names_anything or check.verdict == rules.CONTROLLED_ENTRY) and not check.undone
    }
    if not naming:
        return {}
    issues = issued_of(sorted(_tokens_in(naming.values())), programme_id=programme.id)
    marks = {}
    rows = Check.objects.filter(programme=programme, client_id__in=list(naming)).select_related("checkpoint")
    for row in rows.order_by("id"):
        one = naming[str(row.client_id)]
        if more := _keep_one(row, one, issues, by=by, at=at):
            marks[one.client_id] = more
    return marks


def _keep_one(row: Check, one: SentCheck, issues: Issues, *, by: Actor, at: datetime) -> tuple[str, ...]:
    more: tuple[str, ...] = ()
    if one.verdict == rules.CONTROLLED_ENTRY and not _handed_over(row, one, issues, by=by, at=at):
        more = (ENTRY_UNCLEAR,)
    # the hand-over keeps its own plate, and knows whom it is about
    is_kept = row.handed_over_fact_id is not None or _registered(row, one, issues)
    if not is_kept and _is_stub(one, issues):
        _keep_stub(row, one)
    if one.names_somebody and not is_kept:
        more = (*more, NOT_KEPT)
    row.group, row.token_refused = one.group, one.reason
    row.token_id, row.marks = _token_of(one, issues, may_name=is_kept), [*row.marks, *more]
    row.save(update_fields=["group", "token_refused", "token_id", "marks"])
    return more


def _registered(row: Check, one: SentCheck, issues: Issues) -> bool:
    """Whether a registration order let this be kept; then it is."""
    if one.verdict == rules.EMERGENCY_PASS or not (one.names_somebody or one.token):
        return False
    told = one.shown or ((SentShown("token", one.token),) if one.token else ())
    shown = [_shown(each, row, issues) for each in told]
    return keep_shown(check=row, shown=shown, plate=_plain(one.plate), occurred_at=row.occurred_at)


def _token_of(one: SentCheck, issues: Issues, *, may_name: bool) -> bytes | None:
    """The code's id as the check keeps it. The issue says whose it was: without an order only a stub's is kept."""
    return bytes.fromhex(one.token) if one.token and (may_name or _is_stub(one, issues)) else None


def _is_stub(one: SentCheck, issues: Issues) -> bool:
    issued = issues.get(bytes.fromhex(one.token))
    return issued is not None and issued.kind == Kind.STUB


def _keep_stub(row: Check, one: SentCheck) -> None:
    """A stage of a controlled entry: who passed on the stub is kept under no order, as the entry itself is."""
    if one.verdict != rules.EMERGENCY_PASS:
        token_id = bytes.fromhex(one.token)
        keep(row, row.checkpoint, None, shown=[shown_code(token_id, programme_id=row.programme_id)], plate="")


def _handed_over(row: Check, one: SentCheck, issues: Issues, *, by: Actor, at: datetime) -> bool:
    number = one.receipt or _number_behind(one.token, issues)
    receipt = receipt_numbered(number, programme_id=row.programme_id) if number else None
    declared = facts_by_id([receipt.fact_id], programme_id=row.programme_id) if receipt else {}
    fact = declared.get(receipt.fact_id) if receipt else None
    if fact is None or not fact.area_code:
        return False
    way = (one.entry or SentEntry()).way_from(one.device_at)
    there = fact.content.get("destination", {})
    onward = Onward(
        fact.area_code, bool(there.get("in_programme", True)), row.occurred_at + way, plate=_plain(one.plate),
        receiver_kind=str(fact.content.get("receiver_kind", "")),
    )  # fmt: skip
    try:
        return hand_over_receipt(check=row, number=number, by=by, at=at, onward=onward) is not None
    except Refused:  # the post is told by the mark; the check counts, and so do the others of its batch
        return False


def _number_behind(token: str, issues: Issues) -> str:
    """The receipt that a scanned receipt's code speaks of; "" if it speaks of none that is known."""
    issued = issues.get(bytes.fromhex(token))
    if issued is None or issued.about_id is None:
        return ""
    receipt = Receipt.objects.filter(programme_id=issued.programme_id, id=issued.about_id).first()
    return receipt.number if receipt else ""


def _tokens_in(checks: Iterable[SentCheck]) -> set[bytes]:
    told = [text for check in checks for text in (check.token, *(one.value for one in check.shown))]
    return {bytes.fromhex(text) for text in told if TOKEN_ID.fullmatch(text)}


def _shown(one: SentShown, row: Check, issues: Issues) -> Shown:
    """What a person showed, in the writing under which her own record is found."""
    value = _plain(one.value)
    if one.kind == "none" or not value:
        return Shown(one.kind)
    if one.kind == "token":
        issued = issues.get(bytes.fromhex(value)) if TOKEN_ID.fullmatch(value) else None
        return Shown(CODE, value, person=issued.person if issued else None)
    if one.kind == "receipt":
        receipt = receipt_numbered(value, programme_id=row.programme_id)
        return Shown("receipt", person=receipt.person if receipt else None)
    if one.kind == "phone":
        phone = normalise_phone(value)
        return Shown("phone", phone.e164 if phone else value)
    checked = check_id_number(value)
    if checked.normalised:
        return Shown("document", f"id_card:{checked.normalised}")
    return Shown("document", "passport:" + re.sub(r"[\W_]", "", normalise_document(value)))


def _plain(text: str) -> str:
    """A text without what cannot be typed or stored: control characters, half a surrogate pair."""
    return "".join(filter(str.isprintable, text)).strip()
