"""Handing a package over: once, to whoever asked for it; then it is gone from here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse
from fangxian.core.programmes.rules import why_not_collect
from fangxian.outgoing import queries, rules
from fangxian.outgoing.models import Package

from .deciding import locked


@transaction.atomic
def hand_over(*, package: Package, by: Actor, at: datetime) -> bytes:
    """The encrypted file, for the only time; every person in it reads in her own file that it left."""
    package = locked(package)
    refuse(why_not_collect(stood_down_at=package.programme.stood_down_at, at=at))
    refuse(why_not_fetch(package, by=by, at=at))
    sealed = bytes(package.sealed or b"")
    package.handed_over_at, package.sealed = at, None
    package.save(update_fields=["handed_over_at", "sealed"])
    digest = bytes.fromhex(package.sealed_sha256)
    detail = {"number": package.number, "purpose": package.purpose}
    audit.record(
        "outgoing.package_handed_over",
        on=package,
        by=by,
        at=at,
        count=package.row_count or 0,
        digest=digest,
        detail=detail,
    )
    for person_id in package.subjects.values_list("person_id", flat=True):
        audit.record("outgoing.handed_over", on=package, about=person_id, by=by, at=at, detail=detail)
    return sealed


@transaction.atomic
def confirm_destroyed(*, package: Package, by: Actor, at: datetime) -> Package:
    """Write down that the recipient said the list is destroyed."""
    package = locked(package)
    refuse(why_not_confirm_destroyed(package, by=by, at=at))
    package.destroyed_at, package.destroyed_by_id = at, by.post_id
    package.save(update_fields=["destroyed_at", "destroyed_by"])
    audit.record("outgoing.destruction_confirmed", on=package, by=by, at=at)
    return package


def drop_packages(*, at: datetime) -> int:
    """Delete the files that nobody fetched in time; returns how many."""
    dropped = 0
    for package in list(queries.files_to_drop(at=at).only("id", "programme_id", "area_code")):
        with transaction.atomic():
            if Package.objects.filter(id=package.id, sealed__isnull=False).update(sealed=None):
                by = system(package.programme_id, Purpose.KEEP_TIME)
                audit.record("outgoing.package_dropped", on=package, by=by, at=at)
                dropped += 1
    return dropped


def why_not_fetch(package: Package, *, by: Actor, at: datetime) -> Problem | None:
    state = queries.state_of(package, at=at)
    return rules.why_not_fetch(state=state, requested_by_user_id=package.requested_by.user_id, by=by)


def why_not_confirm_destroyed(package: Package, *, by: Actor, at: datetime) -> Problem | None:
    had_left = package.handed_over_at is not None
    return rules.why_not_confirm_destroyed(
        state=queries.state_of(package, at=at) if had_left else rules.WAITING,
        is_confirmed=package.destroyed_at is not None,
        area_code=package.area_code,
        by=by,
    )
