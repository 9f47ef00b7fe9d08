"""Declarations are made, corrected and confirmed. A correction is a new fact and never costs anything (F50)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim, correct_details
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.intake.models import Fact
from fangxian.intake.queries import correction_of
from fangxian.intake.rules import why_not_a_number
from fangxian.intake.services import Entry, issue_receipt, move_receipt, record_facts

from . import queries, rules
from .models import Declaration, DeclarationVersion

UNKNOWN_RECEIPT = Problem(
    "declaration.not_opened",
    said("The receipt number and the answer do not fit together. Please check both."),
    status=403,
)


@transaction.atomic
def declare(*, declared: rules.Declared, client_id: UUID, programme: Programme, by: Actor, at: datetime) -> Declaration:
    """Record what somebody declares and give her a receipt; the same form sent twice is one declaration."""
    _one_at_a_time(client_id)
    known = queries.declaration_of_form(client_id, programme_id=programme.id)
    if known is not None:
        return known
    refuse(_why_not_take(declared, programme=programme, at=at))
    (fact,) = record_facts(
        source=rules.SOURCE.key,
        entries=[_entry(declared, client_id=client_id, at=at)],
        programme=programme,
        legal_basis=rules.SOURCE.legal_basis,
        by=by,
        at=at,
    )
    receipt = issue_receipt(fact=fact, by=by, at=at)
    declaration = Declaration(
        programme=programme, receipt=receipt, client_id=client_id, declared_at=at, declared_by_role=by.role
    )
    _write_on(declaration, declared)
    declaration.save()
    _add_version(declaration, fact, client_id=client_id, kind=rules.DECLARED, at=at)
    return declaration


@transaction.atomic
def correct(
    *, declaration: Declaration, declared: rules.Declared, client_id: UUID, was: UUID, by: Actor, at: datetime
) -> Declaration:
    """Put a new version in the place of the fact `was`. Nobody is asked why it was told differently before.

    Her name, phone and address follow only if this declaration made her known: what another source told of her
    is that source's to correct.
    """
    _one_at_a_time(declaration.id)
    declaration.refresh_from_db()
    if declaration.versions.filter(client_id=client_id).exists():
        return declaration  # the same form sent twice
    receipt = declaration.receipt
    refuse(_why_not_take(declared, programme=declaration.programme, at=at))
    refuse(rules.why_not_correct(superseded_by=receipt.fact_id if receipt.fact_id != was else None))
    person = _corrected_person(declaration, declared, by=by, at=at)
    (fact,) = record_facts(
        source=rules.SOURCE.key,
        entries=[_entry(declared, client_id=client_id, at=at, person=person, supersedes=was)],
        programme=declaration.programme,
        legal_basis=rules.SOURCE.legal_basis,
        by=by,
        at=at,
    )
    move_receipt(receipt=receipt, to=fact)
    _write_on(declaration, declared)
    declaration.save()
    _add_version(declaration, fact, client_id=client_id, kind=rules.CORRECTED, at=at)
    audit.record("intake.declaration_corrected", on=receipt, about=fact.person_id, by=by, at=at)
    return declaration


@transaction.atomic
def confirm_stays(*, fact: Fact, by: Actor, at: datetime) -> Fact:
    """The person says that what another source told of her journey is right (O8)."""
    content = {**fact.content, "confirmed_by_person": True}
    return _answer(fact, content, client_id=uuid5(fact.id, rules.CONFIRMED), by=by, at=at)


@transaction.atomic
def correct_stays(*, fact: Fact, stays: Sequence[rules.Stay], client_id: UUID, by: Actor, at: datetime) -> Fact:
    """The person says where she really was, or, with no stays, that she was in none of these places."""
    content = {**fact.content, "stays": [stay.as_content() for stay in stays], "confirmed_by_person": True}
    return _answer(fact, content, client_id=client_id, by=by, at=at)


@transaction.atomic
def open_declaration(
    *, number: str, answer: str, phone: str, programme: Programme, by: Actor, at: datetime
) -> Declaration | Problem:
    """The declaration with this receipt number, if the answer fits; else why not.

    answer  the phone on it, a helper's, or the last four characters of the document
    The refusal has the same words whether the number exists or not. Wrong answers are counted, so this returns
    the problem instead of raising it.
    """
    mistyped = why_not_a_number(number)
    if mistyped:
        return mistyped
    found = queries.declaration_numbered(number, programme_id=programme.id)
    if found is None:
        return UNKNOWN_RECEIPT
    declaration = Declaration.objects.select_for_update(of=("self",)).select_related("receipt").get(pk=found.pk)
    paused = rules.why_not_open_receipt(paused_until=declaration.paused_until, at=at)
    if paused:
        return paused
    receipt = declaration.receipt
    if not queries.answer_fits(declaration, answer, phone=phone):
        declaration.failed_count += 1
        if declaration.failed_count >= rules.TRIES_BEFORE_PAUSE:
            declaration.failed_count, declaration.paused_until = 0, at + rules.PAUSE_WITHIN
        declaration.save(update_fields=["failed_count", "paused_until"])
        audit.record("intake.receipt_not_opened", on=receipt, about=receipt.person_id, by=by, at=at)
        return UNKNOWN_RECEIPT
    declaration.failed_count = 0
    declaration.save(update_fields=["failed_count"])
    audit.record("intake.saw_receipt", on=receipt, about=receipt.person_id, by=by, at=at)
    return declaration


@transaction.atomic
def erase_contacts(*, person: Person, parts: Sequence[str], by: Actor, at: datetime) -> int:
    """Erase phone, document or helper from the declarations of a person; returns how many there are.

    A receipt whose phone and document are gone is read in her own file only.
    """
    wanted = [part for part in parts if part in rules.CONTACTS]
    columns = {column: None for part in wanted for column in rules.CONTACTS[part]}
    declarations = list(queries.declarations_of_person(person.id, programme_id=person.programme_id)) if wanted else []
    for declaration in declarations:
        for column in columns:
            setattr(declaration, column, None)
        declaration.save(update_fields=list(columns))
    if declarations:
        audit.record(
            "intake.contacts_erased", on=person, about=person.id, by=by, at=at, count=len(declarations),
            detail={"parts": wanted},
        )  # fmt: skip
    return len(declarations)


def _one_at_a_time(key: UUID) -> None:
    """A form that is sent twice at once is answered once after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"declaration:{key}"])


def _why_not_take(declared: rules.Declared, *, programme: Programme, at: datetime) -> Problem | None:
    if why_not_collect(stood_down_at=programme.stood_down_at, at=at):
        return Problem("declaration.over", said("This programme has ended. Nothing is asked of you any more."))
    return rules.why_not_document(declared.document_kind, declared.document_number) or rules.why_not_reachable(declared)


def _entry(
    declared: rules.Declared,
    *,
    client_id: UUID,
    at: datetime,
    person: Person | None = None,
    supersedes: UUID | None = None,
) -> Entry:
    return Entry(
        client_id=client_id,
        claim=_claim(declared),
        person=person,
        area_code=declared.destination_code,
        occurred_at=at,
        content=rules.content_of(declared, at=at),
        supersedes=supersedes,
    )


def _claim(declared: rules.Declared) -> Claim:
    has_document = declared.document_kind != "none"
    return Claim(
        name=declared.name,
        area_code=declared.destination_code,
        document_kind=declared.document_kind if has_document else "",
        document_number=declared.document_number if has_document else "",
        phone=declared.phone,
        address=declared.address,
        language=declared.language,
    )


def _corrected_person(declaration: Declaration, declared: rules.Declared, *, by: Actor, at: datetime) -> Person | None:
    """The person whom the correction is about; None lets the claim find or make another one."""
    person = declaration.receipt.person
    if person is None or person.known_since != declaration.declared_at:
        return None
    return correct_details(person=person, claim=_claim(declared), by=by, at=at)


def _answer(fact: Fact, content: dict, *, client_id: UUID, by: Actor, at: datetime) -> Fact:
    _one_at_a_time(fact.id)
    correction = correction_of(fact)
    if correction is not None and correction.client_id == client_id:
        return correction  # the same answer sent twice
    refuse(rules.why_not_correct(superseded_by=correction.id if correction else None))
    (answered,) = record_facts(
        source=rules.SOURCE.key,
        entries=[
            Entry(client_id=client_id, claim=None, person=fact.person, area_code=fact.area_code, occurred_at=at,
                  content=content, supersedes=fact.id)
        ],
        programme=fact.programme,
        legal_basis=rules.SOURCE.legal_basis,
        by=by,
        at=at,
    )  # fmt: skip
    _receipt_follows(fact, answered, client_id=client_id, at=at)
    return answered


def _receipt_follows(fact: Fact, answered: Fact, *, client_id: UUID, at: datetime) -> None:
    """What was answered about somebody's own declaration is its newest version: her receipt stands for it."""
    declaration = Declaration.objects.filter(receipt__fact_id=fact.id).select_related("receipt").first()
    if declaration is not None:
        move_receipt(receipt=declaration.receipt, to=answered)
        _add_version(declaration, answered, client_id=client_id, kind=rules.CORRECTED, at=at)


def _write_on(declaration: Declaration, declared: rules.Declared) -> None:
    """Put what this form says about reaching its owner on the declaration."""
    programme_id = declaration.programme_id
    declaration.language = declared.language
    declaration.phone = declared.phone or None
    declaration.phone_index = queries.phone_index(declared.phone, programme_id=programme_id)
    declaration.is_helped = declared.is_helped
    declaration.helper_name = declared.helper_name or None
    declaration.helper_phone = declared.helper_phone or None
    declaration.helper_phone_index = queries.phone_index(declared.helper_phone, programme_id=programme_id)
    has_document = declared.document_kind != "none"
    declaration.document_tail_index = (
        queries.tail_index(declared.document_number, programme_id=programme_id) if has_document else None
    )


def _add_version(declaration: Declaration, fact: Fact, *, client_id: UUID, kind: str, at: datetime) -> None:
    DeclarationVersion.objects.create(
        programme_id=declaration.programme_id,
        declaration=declaration,
        version=declaration.versions.count() + 1,
        fact_id=fact.id,
        client_id=client_id,
        kind=kind,
        made_at=at,
    )
