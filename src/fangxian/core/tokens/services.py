"""Tokens are issued and withdrawn, their keys made, replaced and destroyed."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.backups.services import renew_keys_copies
from fangxian.core.people.models import Person
from fangxian.core.privacy.rules import TOKEN_ROOT, TOKEN_SIGNING
from fangxian.core.privacy.services import destroy_signing_keys, make_keys
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.tokens.gate import TOKEN_ID_BYTES, Kind, Word

from . import queries, rules
from .models import IssuedToken


@dataclass(frozen=True)
class Issued:
    """A token as it is handed over. `text` is what its QR code holds; it is kept nowhere."""

    text: str
    row: IssuedToken

    @property
    def expires_at(self) -> datetime:
        return self.row.expires_at


@transaction.atomic
def issue(
    *,
    programme: Programme,
    kind: Kind,
    form: str,
    word: Word,
    by: Actor,
    at: datetime,
    person_id: UUID | None = None,
    about_id: UUID | None = None,
    scope: str = "",
    until: datetime | None = None,
) -> Issued:
    """Make one token. Whoever calls has asked whether `by` may, and has computed the word.

    until   the word may change at that moment, so the token ends with it; None: no such moment is known

    Refused once the programme has ended: everybody passes, nobody needs a token.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    issued_at = at.replace(microsecond=0)  # a token counts whole seconds
    life_ends_at = issued_at + rules.term_of(queries.edition_at(at), form).life_within
    row = IssuedToken.objects.create(
        programme=programme, token_id=os.urandom(TOKEN_ID_BYTES), person_id=person_id, about_id=about_id, kind=kind,
        form=form, scope=scope, issued_at=issued_at, expires_at=min(life_ends_at, until) if until else life_ends_at,
    )  # fmt: skip
    detail = {"kind": kind.value, "form": form, "expires_at": row.expires_at.isoformat()}
    # neither its random id nor its word: the audit outlives both
    audit.record("tokens.issued", on_kind=IssuedToken._meta.label, about=person_id, by=by, at=at, detail=detail)
    return Issued(queries.text_of(row, word=word, at=at), row)


def issue_stub(
    *, programme: Programme, entry_id: UUID, until: datetime, by: Actor, at: datetime, person_id: UUID | None = None
) -> Issued:
    """The stub of a first station (F16): later posts let its bearer on without a second full check.

    entry_id   the controlled entry; `withdraw_about` ends its stubs with it
    until      the latest moment at which it may still be of use; it counts for 72 hours at most
    """
    return issue(
        programme=programme, kind=Kind.STUB, form=rules.STUB, word=Word.PASS, about_id=entry_id, person_id=person_id,
        until=until, by=by, at=at,
    )  # fmt: skip


def hold_still(person_id: UUID) -> None:
    """Until this transaction ends no other makes or withdraws gate tokens of hers: a word is not overtaken."""
    Person.objects.select_for_update(no_key=True).filter(id=person_id).first()


@transaction.atomic
def withdraw_of_person(person_id: UUID, *, by: Actor, at: datetime) -> int:
    """No gate token that she holds counts any more; returns how many were withdrawn."""
    hold_still(person_id)
    return _withdraw(queries.tokens_of_person(person_id), about=person_id, by=by, at=at)


def withdraw_about(about_id: UUID, *, by: Actor, at: datetime) -> int:
    """No token that speaks of this record counts any more: a stub after the arrival, a receipt after a correction."""
    return _withdraw(IssuedToken.objects.filter(about_id=about_id), about=None, by=by, at=at)


def withdraw_about_all(about_ids: Collection[UUID], *, by: Actor, at: datetime) -> int:
    """The same for many records at once."""
    return _withdraw(IssuedToken.objects.filter(about_id__in=about_ids), about=None, by=by, at=at)


def withdraw_one(issued: IssuedToken, *, by: Actor, at: datetime) -> int:
    """This token counts no more: a card that was lost."""
    return _withdraw(IssuedToken.objects.filter(id=issued.id), about=issued.person_id, by=by, at=at)


@transaction.atomic
def _withdraw(rows: QuerySet[IssuedToken], *, about: UUID | None, by: Actor, at: datetime) -> int:
    count = rows.filter(withdrawn_at=None, expires_at__gt=at).update(withdrawn_at=at)
    if count:
        audit.record(
            "tokens.withdrawn", on_kind=IssuedToken._meta.label, about=about, by=by, at=at, count=count
        )  # fmt: skip
    return count


def keep_keys(*, at: datetime) -> None:
    """Every live programme has a root and a key that signs; the next key in time; none longer than its tokens live."""
    rotate_within = rules.rotation_of(queries.edition_at(at))
    for programme in live_programmes(at=at):
        keys = queries.signing_keys(programme.id)
        gone = [one.row_id for one in keys if one.span.state_at(at) == rules.GONE]
        spans = [one.span for one in keys if one.row_id not in gone]
        if gone:
            _destroy(programme.id, gone, at=at)
        if rules.is_due(spans, rotate_within=rotate_within, at=at):
            make_signing_key(programme_id=programme.id, at=at)
        try:
            queries.root_of(programme.id)
        except queries.NoKeys:
            make_keys(programme_id=programme.id, at=at, purposes=[TOKEN_ROOT])


@transaction.atomic
def make_signing_key(*, programme_id: UUID, at: datetime) -> UUID:
    """The next key for tokens: published at once, signing once every phone has had time to learn of it."""
    (made,) = make_keys(programme_id=programme_id, at=at, purposes=[TOKEN_SIGNING])
    _tell("tokens.key_made", programme_id, [made.id], at=at)
    return made.id


@transaction.atomic
def distrust(key_id: UUID, *, at: datetime) -> None:
    """A key for tokens is no longer to be believed: it leaves the list, and all that it signed asks the duty officer.

    The next key signs from now on; one is made if there is none.
    """
    row = queries.signing_row(key_id)
    if row is None:
        refuse(Problem("tokens.no_such_key", said("There is no such living key for tokens."), status=404))
    assert row is not None  # refused above
    _destroy(row.programme_id, [key_id], at=at)
    if not queries.signing_keys(row.programme_id):
        make_signing_key(programme_id=row.programme_id, at=at)


@transaction.atomic
def make_root(*, programme_id: UUID, at: datetime) -> UUID:
    """A new root: every phone is to be enrolled again, for it believes the former one only."""
    old = list(queries.root_rows(programme_id).values_list("id", flat=True))
    (made,) = make_keys(programme_id=programme_id, at=at, purposes=[TOKEN_ROOT])
    if old:
        destroy_signing_keys(old, at=at)
        renew_keys_copies(at=at)
    _tell("tokens.root_made", programme_id, [made.id], at=at)
    return made.id


def _destroy(programme_id: UUID, key_ids: Sequence[UUID], *, at: datetime) -> None:
    destroy_signing_keys(key_ids, at=at)
    renew_keys_copies(at=at)
    _tell("tokens.key_destroyed", programme_id, key_ids, at=at)


def _tell(action: str, programme_id: UUID, key_ids: Sequence[UUID], *, at: datetime) -> None:
    detail: dict[str, Any] = {"keys": [str(key_id) for key_id in key_ids]}
    audit.record(action, by=system(programme_id, Purpose.ADMINISTER), at=at, count=len(key_ids), detail=detail)
