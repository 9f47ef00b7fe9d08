"""The only reads of packages and outside requests, and of the people whom a package is about."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Model, Q, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.people.models import Person
from fangxian.core.people.queries import files_counted, people_by_id
from fangxian.core.people.rules import masked
from fangxian.core.privacy.queries import blind_index
from fangxian.inquiries.models import InquiryField
from fangxian.inquiries.queries import inquiries_outside
from fangxian.measures.queries import measures_in_force
from fangxian.outgoing import rules
from fangxian.outgoing.models import OutsideRequest, Package

from . import request_results, results

CHUNK = 200


def packages(by: Actor) -> QuerySet[Package]:
    """Every package asked for in the reader's area, newest first, without its file."""
    rows = Package.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return rows.defer("sealed").select_related("requested_by__unit__body", "decided_by__unit__body")


def package_of(by: Actor, package_id: UUID) -> Package | None:
    return packages(by).filter(id=package_id).first()


def package_with_mark(by: Actor, mark: str) -> Package | None:
    """Whose copy a list is, by the mark that stands in every row."""
    wanted = mark.strip().upper().split("-")[0]
    return packages(by).filter(mark=wanted).first() if wanted else None


def handed_over_about(person_id: UUID, *, programme_id: UUID) -> QuerySet[Package]:
    """The packages that left the house with this person's row, newest first. Reading it is audited by the caller."""
    rows = Package.objects.filter(
        programme_id=programme_id, handed_over_at__isnull=False, subjects__person_id=person_id
    )
    return rows.defer("sealed").order_by("-handed_over_at")


def state_of(package: Package, *, at: datetime) -> str:
    return rules.state_at(times_of(package), at=at)


def times_of(package: Package) -> rules.Times:
    return rules.Times(**{name: getattr(package, name) for name in rules.Times.__dataclass_fields__})


def count_meant(purpose: str, area_code: str, *, about_id: UUID | None = None, by: Actor, at: datetime) -> int:
    """How many rows a purpose means now."""
    if rules.PURPOSES[purpose].people == rules.LIST_ROWS:
        held = results.lists_with_results(by).filter(id=about_id, area_code=area_code)
        return sum(held.values_list("row_count", flat=True))
    if rules.PURPOSES[purpose].people == rules.REQUEST_ROWS:
        files = request_results.files_with_results(by).filter(id=about_id, area_code=area_code)
        return sum(files.values_list("row_count", flat=True))
    if rules.PURPOSES[purpose].people == rules.ASKED_ABOUT:
        return inquiries_outside(by).filter(id=about_id, area_code=area_code).count()
    return len(people_meant(purpose, area_code, by=by, at=at))


def people_meant(purpose: str, area_code: str, *, about_id: UUID | None = None, by: Actor, at: datetime) -> list[UUID]:
    """Ids of the people whom a purpose means in an area now; somebody under two measures is one person."""
    assert by.programme_id is not None
    if rules.PURPOSES[purpose].people == rules.ASKED_ABOUT:
        return list(inquiries_outside(by).filter(id=about_id, expires_at__gt=at).values_list("person_id", flat=True))
    if rules.PURPOSES[purpose].people == rules.AT_HOME:
        at_home = measures_in_force(by.programme_id, at, area_code)
        return sorted(set(at_home.order_by().values_list("person_id", flat=True)))
    files = files_counted(replace(by, area_code=area_code))
    followed = files.filter(follow_until__gt=at, opened_at__lte=at, closed_at=None)
    return sorted(set(followed.order_by().values_list("person_id", flat=True)))


def rows_of(package: Package, ids: Sequence[UUID]) -> Iterator[list[tuple[UUID, list[str]]]]:
    """The rows of a package chunk by chunk: id of the person and her cells. Reading them is audited by the caller."""
    for start in range(0, len(ids), CHUNK):
        people = people_by_id(ids[start : start + CHUNK], programme_id=package.programme_id)
        yield [(person.id, [cell_of(person, column) for column in package.columns]) for person in people.values()]


def result_cells(one: results.Result, columns: Sequence[str]) -> list[str]:
    """A row of results as it leaves: the result is a code, which the manifest spells out."""
    cells = {
        "row_number": str(one.number),
        "result": one.result,
        "found_at": one.found_at.isoformat() if one.found_at else "",
        "request_number": one.request_number,
        "answer": one.answer,
    }
    return [cells[column] for column in columns]


def results_for(package: Package) -> list[results.Result] | None:
    """What came of each row of what the package is about; None if it is not about rows that another body sent."""
    people = rules.PURPOSES[package.purpose].people
    if package.about_id is None or people not in (rules.LIST_ROWS, rules.REQUEST_ROWS):
        return None
    find = results.results_of if people == rules.LIST_ROWS else request_results.results_of
    return find(package.about_id, programme_id=package.programme_id)


def asked_in(package: Package) -> list[dict[str, str]]:
    """What an inquiry to another city asks for, and why each, for the manifest."""
    fields = InquiryField.objects.filter(inquiry_id=package.about_id, programme_id=package.programme_id)
    return [{"field": one.label, "needed_for": one.reason} for one in fields.order_by("place")]


def sample_of(package: Package, *, at: datetime, by: Actor) -> list[list[str]]:
    """A few rows with everything masked, for whoever decides. Reading them is audited by the caller."""
    if (found := results_for(package)) is not None:
        return [result_cells(one, package.columns) for one in found[: rules.SAMPLE_ROWS]]
    ids = people_meant(package.purpose, package.area_code, about_id=package.about_id, by=by, at=at)[: rules.SAMPLE_ROWS]
    people = people_by_id(ids, programme_id=package.programme_id)
    return [[masked_cell(person, column) for column in package.columns] for person in people.values()]


def cell_of(person: Person, column: str) -> str:
    value = getattr(person, column)
    return "" if value is None else str(value)


def masked_cell(person: Person, column: str) -> str:
    """A cell of which one sees what kind of thing it is and no more."""
    text = cell_of(person, column)
    if column in ("document_kind", "language", "area_code"):
        return text
    if column == "birth_year":
        return text[:2] + "**" if text else ""
    if column == "address":
        return text[:3] + "***" if text else ""
    return masked(text)


def mark_of(package: Package) -> str:
    """The mark of one copy: nobody outside can make or change one, because it is keyed."""
    key = blind_index(f"{package.id}:{package.recipient_key}", programme_id=package.programme_id, label="outgoing.mark")
    return base64.b32encode(key[:5]).decode()


def place_of(person_id: UUID, *, package: Package) -> bytes:
    """Where a person's row stands: an order of each copy's own, so that it tells itself apart without its mark."""
    return blind_index(f"{package.id}:{person_id}", programme_id=package.programme_id, label="outgoing.order")


def next_to_make(*, at: datetime) -> Package | None:
    """The next approved package that nobody makes, locked; also one whose maker died."""
    free = Q(started_at=None) | Q(started_at__lte=at - rules.STARTS_AGAIN_AFTER)
    rows = Package.objects.filter(free, approved_at__isnull=False, made_at=None, failed_at=None, revoked_at=None)
    return rows.select_for_update(skip_locked=True).order_by("approved_at").first()


def files_to_drop(*, at: datetime) -> QuerySet[Package]:
    """Packages whose time to be fetched is over and whose file is still here."""
    return Package.objects.filter(sealed__isnull=False, made_at__lte=at - rules.FETCH_WITHIN)


def next_number(model: type[Model], programme_id: UUID) -> int:
    """The next free number; the caller holds the lock of the programme."""
    newest = model._default_manager.filter(programme_id=programme_id).aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1


def outside_requests(by: Actor) -> QuerySet[OutsideRequest]:
    """The register of outside requests, newest first."""
    return OutsideRequest.objects.filter(programme_id=by.programme_id).select_related("registered_by__unit__body")


def outside_request_of(by: Actor, request_id: UUID) -> OutsideRequest | None:
    return outside_requests(by).filter(id=request_id).first()
