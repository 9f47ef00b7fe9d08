"""The certificate of an erasure: counts before and after, destroyed keys, roots, and a restore that must fail."""

from __future__ import annotations

import hashlib
import platform
from datetime import datetime
from importlib.metadata import version
from typing import Any

from django.db import connection, transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.audit.queries import roots_made
from fangxian.core.audit.rules import canonical
from fangxian.core.privacy import registry
from fangxian.core.privacy import rules as sealing
from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.privacy.queries import key_by_id
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.erasure.models import StandDown
from fangxian.erasure.queries import standing_down as queries
from fangxian.erasure.rules import stores

SIGNERS = ("data_holder", "independent_auditor", "notary")


@transaction.atomic
def certify(found: StandDown, *, is_log_ended: bool, by: Actor, at: datetime) -> StandDown:
    """Check that nothing is left but what holds keep, and write the certificate. Errors: Refused, naming the tables.

    is_log_ended  whether the database let the old files of its write-ahead log go; else its administrator must
    """
    programme = found.programme
    kept = queries.kept_by_holds(programme.id, at=at)
    refuse(_why_not_certify(found, kept))
    restored = opened_probes(found)
    refuse(_why_not_unreadable(restored))
    found.certificate = {**_text(found, kept, restored, at=at), "log_ended": is_log_ended}
    found.certificate_sha256 = hashlib.sha256(canonical(found.certificate)).hexdigest()
    found.erased_at = at
    found.save(update_fields=["certificate", "certificate_sha256", "erased_at"])
    programme.erased_at = at
    programme.save(update_fields=["erased_at"])
    detail = {"sha256": found.certificate_sha256, "keys": found.certificate["keys_destroyed_count"]}
    audit.record("erasure.certified", on=found, by=by, at=at, detail=detail)
    return found


def _why_not_certify(found: StandDown, kept: queries.Kept) -> Problem | None:
    """Why the erasure is not finished: tables that hold more than the holds keep."""
    left = [
        model._meta.db_table
        for model in queries.erased_models()
        if queries.rows_of(model, found.programme_id).count() != len(kept.get(model, ()))
    ]
    left += [name for name in ("lake", "lake-index") if found.progress.get(name, {}).get("after")]
    if left:
        return Problem("erasure.left_over", said("Rows are left in: %(tables)s."), {"tables": ", ".join(left)})
    return None


def _why_not_unreadable(restored: list[dict[str, Any]]) -> Problem | None:
    """Why the restore test has not failed as it must: a key that was to be destroyed still opens what it sealed."""
    opened = [probe["key"] for probe in restored if probe["opened"]]
    if opened:
        return Problem(
            "erasure.still_readable", said("These keys still open data: %(keys)s."), {"keys": ", ".join(opened)}
        )
    return None


def opened_probes(found: StandDown) -> list[dict[str, Any]]:
    """Try to read each probe as somebody would who restores an old copy here: with every key there is."""
    return [
        {"key": probe["key"], "purpose": probe["purpose"], "opened": _opens(bytes.fromhex(probe["sealed"]))}
        for probe in found.probes
    ]


def _opens(sealed: bytes) -> bool:
    key = key_by_id(sealing.key_id_of(sealed))
    if key is None:
        return False
    return sealing.unseal(sealed, key=key, label=stores.PROBE_LABEL).decode() == stores.PROBE


def _text(found: StandDown, kept: queries.Kept, restored: list[dict[str, Any]], *, at: datetime) -> dict[str, Any]:
    programme = found.programme
    return {
        "programme": {
            "id": str(programme.id), "name": programme.name, "city": programme.city_name,
            "disease": programme.disease_name, "is_demonstration": programme.is_demonstration,
            "starts_on": programme.starts_on.isoformat(),
        },
        "order": {"number": found.order.number, "title": found.order.title, "issuer": found.order.issuer},
        "ended_at": found.begins_at.isoformat(),
        "erasure_began_at": found.erasure_began_at.isoformat() if found.erasure_began_at else None,
        "erased_at": at.isoformat(),
        "tables": _tables(found),
        "stores_not_built": [store.name for store in registry.stores() if not store.is_built],
        "holds": _holds(found, at=at),
        "held_rows_count": sum(len(rows) for rows in kept.values()),
        **_keys(found),
        "restore_test": {"probes": restored, "failed": not any(probe["opened"] for probe in restored)},
        "merkle_roots": [
            {"day": root.day.isoformat(), "root": bytes(root.root).hex(), "last_position": root.last_position}
            for root in roots_made()
            if root.day >= programme.starts_on
        ],
        "tools": _tools(),
        "signatures": [{"capacity": capacity, "name": "", "signed_on": ""} for capacity in SIGNERS],
    }  # fmt: skip


def _tables(found: StandDown) -> list[dict[str, Any]]:
    """Every store with its rows before and after, by name."""
    classes = {store.name: store.retention for store in registry.stores()}
    return [
        {"name": name, "class": classes.get(name, "import"), **counts}
        for name, counts in sorted(found.progress.items())
    ]


def _holds(found: StandDown, *, at: datetime) -> list[dict[str, Any]]:
    """The holds as everybody may read them: for which proceeding, of what kind, by which posts, until when."""
    return [
        {
            "case_number": hold.case_number, "authority": hold.authority, "scope": hold.scope,
            "proposed_by": str(hold.proposed_by.unit), "approved_by": str(hold.approved_by.unit),  # type: ignore[union-attr]
            "expires_at": hold.expires_at.isoformat(),
        }
        for hold in queries.holding(found.programme_id, at=at)
    ]  # fmt: skip


def _keys(found: StandDown) -> dict[str, Any]:
    rows = ProgrammeKey.objects.filter(programme_id=found.programme_id).order_by("made_at", "purpose")
    gone = [
        {"id": str(row.id), "purpose": row.purpose, "destroyed_at": row.destroyed_at.isoformat()}
        for row in rows
        if row.destroyed_at
    ]
    kept = [str(row.id) for row in rows if row.destroyed_at is None]
    return {"keys_destroyed": gone, "keys_destroyed_count": len(gone), "keys_of_holds": kept}


def _tools() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        database = cursor.fetchone()[0]
    return {
        "fangxian": version("fangxian"),
        "django": version("django"),
        "cryptography": version("cryptography"),
        "python": platform.python_version(),
        "postgresql": database,
    }
