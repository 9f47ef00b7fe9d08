"""Backups that were made, where they lie, and when one was last proven."""

from __future__ import annotations

from django.db import models

from fangxian.core.programmes.models import new_id


class Backup(models.Model):
    """One backup of the whole installation. Row grain: one file that was written.

    place      the folder it was written to; name is the file in it; keys_place the file of wrapped
               keys beside which it is of use, always outside `place`
    as_of      the moment of the snapshot; sha256 of the file; manifest says what it holds (counts,
               versions, the chain's end), nothing of a person
    proven_at  a trial restore found everything; drill is what it found
    erased_at  the file was deleted by us; null: it should still be there
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.CharField(max_length=500)
    name = models.CharField(max_length=100)
    keys_place = models.CharField(max_length=500, blank=True)
    as_of = models.DateTimeField()
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    manifest = models.JSONField()
    proven_at = models.DateTimeField(null=True)
    drill = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="a_backup_lies_in_one_place")]
        indexes = [models.Index(fields=["as_of"], name="backups_newest")]

    class Privacy:
        retention = "audit"
        operational = {
            "id", "place", "name", "keys_place", "as_of", "size_bytes", "sha256", "manifest", "proven_at", "drill",
            "erased_at",
        }  # fmt: skip
