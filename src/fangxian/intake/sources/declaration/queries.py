"""The only reads of declarations."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from fangxian.core.privacy.queries import blind_index
from fangxian.intake.models import Fact
from fangxian.intake.queries import facts_by_id, receipt_numbered

from .models import Declaration, DeclarationVersion

PHONE_LABEL = "declaration.phone"
TAIL_LABEL = "declaration.document_tail"
TAIL_LENGTH = 4


def declaration_numbered(number: str, *, programme_id: UUID) -> Declaration | None:
    """The declaration whose receipt has this number."""
    receipt = receipt_numbered(number, programme_id=programme_id)
    return Declaration.objects.select_related("receipt").filter(receipt=receipt).first() if receipt else None


def declaration_of_form(client_id: UUID, *, programme_id: UUID) -> Declaration | None:
    """The declaration that a form became when it was sent before."""
    found = Declaration.objects.filter(programme_id=programme_id, client_id=client_id)
    return found.select_related("receipt").first()


def declarations_of_person(person_id: UUID, *, programme_id: UUID) -> QuerySet[Declaration]:
    """The declarations that now stand for this person, newest first."""
    found = Declaration.objects.filter(programme_id=programme_id, receipt__person_id=person_id)
    return found.select_related("receipt").order_by("-declared_at")


def versions_of(declaration: Declaration) -> list[tuple[DeclarationVersion, Fact]]:
    """Every version with its fact, oldest first."""
    versions = list(declaration.versions.all())
    facts = facts_by_id([version.fact_id for version in versions], programme_id=declaration.programme_id)
    return [(version, facts[version.fact_id]) for version in versions if version.fact_id in facts]


def newest_fact_of(declaration: Declaration) -> Fact | None:
    """What the declaration says now; None once its facts are deleted."""
    fact_id = declaration.receipt.fact_id
    return facts_by_id([fact_id], programme_id=declaration.programme_id).get(fact_id)


def phone_index(phone: str, *, programme_id: UUID) -> bytes | None:
    """The keyed hash of a phone in E.164, or None for no phone."""
    return blind_index(phone, programme_id=programme_id, label=PHONE_LABEL) if phone else None


def tail_index(text: str, *, programme_id: UUID) -> bytes | None:
    """The keyed hash of the last four characters of a document number, or None if there are not four."""
    tail = "".join(text.split()).upper()[-TAIL_LENGTH:]
    return blind_index(tail, programme_id=programme_id, label=TAIL_LABEL) if len(tail) == TAIL_LENGTH else None


def answer_fits(declaration: Declaration, answer: str, *, phone: str) -> bool:
    """Whether an answer opens a declaration: the phone on it, a helper's phone, or the document's last four.

    answer  as typed; phone the same in E.164 if it is one, else ""
    """
    programme_id = declaration.programme_id
    told = phone_index(phone, programme_id=programme_id)
    phones = {bytes(index) for index in (declaration.phone_index, declaration.helper_phone_index) if index}
    if told is not None and told in phones:
        return True
    is_tail = len("".join(answer.split())) == TAIL_LENGTH
    tail, held = (tail_index(answer, programme_id=programme_id) if is_tail else None), declaration.document_tail_index
    return tail is not None and held is not None and tail == bytes(held)
