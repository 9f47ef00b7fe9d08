"""Documents other than orders are drafted, approved by somebody else, served and withdrawn."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.letters import queries
from fangxian.letters.models import Document, DocumentServed
from fangxian.letters.rules import documents as rules

from .steps import refuse_after_the_end, refuse_names


@dataclass(frozen=True)
class Text:
    """What a document says. A language without a text is left empty."""

    kind: str
    audience: str
    area_code: str
    title_zh: str = ""
    text_zh: str = ""
    title_en: str = ""
    text_en: str = ""


@transaction.atomic
def draft_document(*, text: Text, is_public: bool, programme: Programme, by: Actor, at: datetime) -> Document:
    """Write a document down as a draft. Errors: Refused."""
    refuse_after_the_end(programme, at=at)
    refuse(rules.why_not_draft(**asdict(text), is_outside=not programme.covers(text.area_code), by=by))
    terms = queries.terms_of(programme, at=at)
    said = {name: value for name, value in asdict(text).items() if name.startswith(("title_", "text_"))}
    refuse_names(terms, **said)
    made = Document.objects.create(
        programme=programme, kind=text.kind, audience=text.audience, area_code=text.area_code, is_public=is_public,
        from_unit_id=by.unit_id, drafted_at=at, drafted_by_id=by.post_id,
        **{name: value.strip() for name, value in said.items()},
    )  # fmt: skip
    audit.record("letters.document_drafted", on=made, by=by, at=at, detail={"kind": made.kind})
    return made


@transaction.atomic
def approve_document(*, document: Document, by: Actor, at: datetime) -> Document:
    """Somebody else puts it to use; a public one can be read by everybody from now on. Errors: Refused."""
    document = _held(document)
    writer = document.drafted_by.user_id
    refuse(rules.why_not_approve(document, area_code=document.area_code, drafted_by_user_id=writer, by=by))
    document.approved_at, document.approved_by_id = at, by.post_id
    document.save(update_fields=["approved_at", "approved_by"])
    audit.record("letters.document_approved", on=document, by=by, at=at, detail={"public": document.is_public})
    return document


@transaction.atomic
def withdraw_document(*, document: Document, by: Actor, at: datetime) -> Document:
    """It is no longer used; it and its servings stay on record. Errors: Refused."""
    document = _held(document)
    refuse(rules.why_not_withdraw(document, area_code=document.area_code, by=by))
    document.withdrawn_at = at
    document.save(update_fields=["withdrawn_at"])
    audit.record("letters.document_withdrawn", on=document, by=by, at=at)
    return document


@transaction.atomic
def serve_document(
    *, document: Document, area_code: str, place: str, way: str, receipt: str, explained: bool, count: int, by: Actor,
    at: datetime,
) -> DocumentServed:  # fmt: skip
    """Write down that it was served: where, how, how often. Errors: Refused."""
    document = _held(document)
    programme = document.programme
    refuse_after_the_end(programme, at=at)
    refuse(rules.why_not_serve(document, by=by))
    outside = not programme.covers(area_code) or not by.covers(area_code)
    refuse(rules.why_not_record(place=place, way=way, receipt=receipt, count=count, is_outside=outside))
    refuse_names(queries.terms_of(programme, at=at), place=place)
    made = DocumentServed.objects.create(
        programme=programme, document=document, area_code=area_code, place=place.strip(), way=way, receipt=receipt,
        explained=explained, count=count, served_at=at, served_by_id=by.post_id,
    )  # fmt: skip
    audit.record("letters.document_served", on=made, by=by, at=at, count=count, detail={"explained": explained})
    return made


def _held(document: Document) -> Document:
    rows = Document.objects.select_for_update(of=("self",)).select_related("programme", "drafted_by")
    return rows.get(id=document.id, programme_id=document.programme_id)
