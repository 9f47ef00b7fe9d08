"""Thirty days after its end everything about people of a programme is erased, and its keys are destroyed.

One table after the other, each in a transaction of its own: a run that was cut short goes on where
it stood. What is left is counted and checked before anything is certified.
"""

from __future__ import annotations

import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.privacy import registry
from fangxian.core.privacy import rules as sealing
from fangxian.core.privacy import services as keys
from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.privacy.queries import unwrapped
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.erasure.models import Hold, StandDown
from fangxian.erasure.queries import standing_down as queries
from fangxian.erasure.rules import standing_down as rules
from fangxian.erasure.rules import stores
from fangxian.snapshots import services as snapshots

from .certifying import certify
from .copies import erase_copies


def erase_due(*, at: datetime) -> int:
    """Erase every programme whose thirty days are over: the worker's way in. Returns how many were certified."""
    due = [p for p in Programme.objects.filter(erased_at=None).exclude(stood_down_at=None) if _is_due(p, at=at)]
    for programme in due:
        erase(programme=programme, by=system(programme.id, Purpose.KEEP_TIME), at=at)
    return len(due)


def _is_due(programme: Programme, *, at: datetime) -> bool:
    found = queries.stand_down_of(programme.id)
    begins_at = found.begins_at if found else None
    return rules.why_not_erase(begins_at=begins_at, erased_at=programme.erased_at, at=at) is None


def erase(*, programme: Programme, by: Actor, at: datetime) -> StandDown:
    """Erase a programme, destroy its keys, check what is left, and certify it."""
    found = queries.stand_down_of(programme.id)
    refuse(rules.why_not_erase(begins_at=found.begins_at if found else None, erased_at=programme.erased_at, at=at))
    assert found is not None  # refused otherwise
    _begin(found, by=by, at=at)
    kept = queries.kept_by_holds(programme.id, at=at)
    hold_keys = _seal_again(kept, found, at=at)
    for model in queries.erased_models():
        _erase_table(model, kept.get(model, set()), found)
    _forget_staff(programme, found)
    _empty_shared(programme, found)
    _empty_files(programme, found)
    _empty_lake(programme, found)
    _destroy_keys(found, but=hold_keys, at=at)
    _rewrite_tables()
    is_log_ended = _end_log()
    erase_copies(found, by=by, at=at)
    return certify(found, is_log_ended=is_log_ended, by=by, at=at)


@transaction.atomic
def _begin(found: StandDown, *, by: Actor, at: datetime) -> None:
    """Count what is there, and seal the probe with every key that will be destroyed."""
    if found.erasure_began_at is not None:
        return
    found.erasure_began_at = at
    living = ProgrammeKey.objects.filter(programme_id=found.programme_id, destroyed_at=None)
    found.probes = [_probe(row) for row in living.order_by("made_at")]
    found.save(update_fields=["erasure_began_at", "probes"])
    audit.record("erasure.began", on=found, by=by, at=at)


def _probe(row: ProgrammeKey) -> dict[str, str]:
    """An invented word, sealed with one key: whether it can be read later tells whether the key is gone."""
    sealed = sealing.seal(stores.PROBE.encode(), key=unwrapped(row), key_id=row.id, label=stores.PROBE_LABEL)
    return {"key": str(row.id), "purpose": row.purpose, "sealed": sealed.hex()}


@transaction.atomic
def _seal_again(kept: queries.Kept, found: StandDown, *, at: datetime) -> list[uuid.UUID]:
    """Seal what is held with keys of its own, so that every other key can go; returns those keys.

    The blind indexes of held people are left: without their key they find nobody.
    """
    if not any(kept.values()):
        return []
    fresh = ProgrammeKey.objects.filter(
        programme_id=found.programme_id, destroyed_at=None, made_at__gte=found.erasure_began_at
    )
    made = list(fresh) or keys.make_keys(programme_id=found.programme_id, at=at, purposes=["identifiers"])
    for model, ids in kept.items():
        sealed = [f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]
        for row in model._base_manager.filter(pk__in=ids) if sealed else ():
            row.save(update_fields=sealed)
    return [key.id for key in made]


@transaction.atomic
def _erase_table(model: type[Model], kept: set[Any], found: StandDown) -> None:
    """Delete the rows of one table but those that a hold keeps; note how many there were."""
    rows = queries.rows_of(model, found.programme_id)
    before = rows.count()
    _delete_but(kept, rows)
    _note(found, model._meta.db_table, before=before, after=rows.count(), kept=len(kept))


def _delete_but(kept: set[Any], rows: QuerySet[Any]) -> None:
    """Delete rows without loading them: what belongs to them has gone before, table by table."""
    going = rows.exclude(pk__in=list(kept)) if kept else rows
    going._raw_delete(going.db)


def _note(found: StandDown, table: str, *, before: int, after: int, kept: int = 0) -> None:
    """Write what became of a store; a second run adds to the first."""
    earlier = found.progress.get(table, {})
    first = max(before, earlier.get("before", 0))
    found.progress[table] = {"before": first, "erased": first - after, "after": after, "held": kept}
    found.save(update_fields=["progress"])


@transaction.atomic
def _forget_staff(programme: Programme, found: StandDown) -> None:
    """Whoever works in no other programme is nobody any more: posts stay, names, phones and passwords go."""
    user: Any = apps.get_model("staff.User")
    post: Any = apps.get_model("staff.Post")
    elsewhere = post.objects.filter(user=OuterRef("pk"), programme__erased_at=None).exclude(programme=programme)
    here = post.objects.filter(user=OuterRef("pk"), programme=programme)
    whose = user.objects.filter(~Exists(elsewhere))
    if not queries.is_the_last(programme):
        whose = whose.filter(Exists(here))
    ids = list(whose.values_list("id", flat=True))
    named = user.objects.filter(id__in=ids).exclude(full_name="").count()
    for table in (m for m in registry.models_with_tables() if not registry.is_ours(m) or m._meta.auto_created):
        for field in table._meta.concrete_fields:
            if field.related_model is user and table._meta.label != "staff.User":
                table._base_manager.filter(**{f"{field.name}__in": ids}).delete()
    for one in user.objects.filter(id__in=ids):
        one.username, one.full_name, one.email, one.phone = f"erased-{uuid.uuid4().hex[:12]}", "", "", ""
        one.password, one.is_active, one.last_login = make_password(None), False, None
        one.save()
    _note(found, "staff_user", before=named, after=user.objects.filter(id__in=ids).exclude(full_name="").count())


@transaction.atomic
def _empty_shared(programme: Programme, found: StandDown) -> None:
    """Sessions may tell of anybody, so all of them go; sign-in logs go with the last programme."""
    last = queries.is_the_last(programme)
    for label, (_, personal) in registry.LIBRARIES.items():
        model: Any = apps.get_model(label)
        if not personal or not (label == "sessions.Session" or last):
            continue
        before = model._base_manager.count()
        model._base_manager.all().delete()
        _note(found, model._meta.db_table, before=before, after=model._base_manager.count())


def _empty_files(programme: Programme, found: StandDown) -> None:
    """Uploaded files: the programme's folder, or with the last programme all of them."""
    root = Path(settings.MEDIA_ROOT)
    folder = root if queries.is_the_last(programme) else root / str(programme.id)
    before = sum(1 for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    after = sum(1 for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
    with transaction.atomic():
        _note(found, "files", before=before, after=after)


def _empty_lake(programme: Programme, found: StandDown) -> None:
    """The programme's stays and their index: files of numbers, whose owners go with the tables."""
    before = snapshots.count_files(programme)
    snapshots.erase_lake(programme)
    after = snapshots.count_files(programme)
    with transaction.atomic():
        for name, was, is_left in zip(("lake", "lake-index"), before, after, strict=True):
            _note(found, name, before=was, after=is_left)


@transaction.atomic
def _destroy_keys(found: StandDown, *, but: list[uuid.UUID], at: datetime) -> None:
    """Every key but those of holds; whatever was sealed before is unreadable from here, in every copy."""
    keys.destroy_keys(programme_id=found.programme_id, at=at, but=but)
    with connection.cursor() as cursor:
        cursor.execute("SELECT fangxian_drop_empty_days(%s::date)", [at.date()])


def _rewrite_tables() -> None:
    """Write what was erased out of the tables' files, where deleted rows stay until their space is used again."""
    tables = [model._meta.db_table for model in (*queries.erased_models(), apps.get_model("staff.User"))]
    for table in sorted(set(tables)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT fangxian_rewrite(%s::regclass)", [table])


def _end_log() -> bool:
    """Let the files of the write-ahead log go, which hold what was written into the tables before.

    Returns whether they went: a database that is not ours to arrange may keep them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT fangxian_end_log()")
        return bool(cursor.fetchone()[0])


def end_holds(*, at: datetime) -> int:
    """Erase what holds no longer keep in programmes that are erased; the last hold takes its key with it."""
    ended = 0
    for programme in Programme.objects.exclude(erased_at=None):
        over = Hold.objects.filter(programme=programme, erased_at=None).exclude(approved_at=None)
        over = over.filter(Q(expires_at__lte=at) | Q(lifted_at__isnull=False))
        if over.exists():
            ended += _end_holds(programme, over, at=at)
    return ended


@transaction.atomic
def _end_holds(programme: Programme, over: QuerySet[Hold], *, at: datetime) -> int:
    kept = queries.kept_by_holds(programme.id, at=at)
    for model in queries.erased_models():
        _delete_but(kept.get(model, set()), queries.rows_of(model, programme.id))
    gone = keys.destroy_keys(programme_id=programme.id, at=at) if not any(kept.values()) else []
    by = system(programme.id, Purpose.KEEP_TIME)
    for hold in over:
        audit.record("erasure.hold_ended", on=hold, by=by, at=at, detail={"keys": [str(key) for key in gone]})
    return over.update(erased_at=at)
