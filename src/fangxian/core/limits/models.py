"""Tries, counted for all processes at once; and the cache that all processes share."""

from __future__ import annotations

from django.db import models


class Tries(models.Model):
    """How often one key tried one kind of thing in one window of time. Row grain: kind, key, window.

    key_digest  a keyed hash of the address, number or card that tried; the key itself is not kept
    """

    kind = models.CharField(max_length=40)
    key_digest = models.CharField(max_length=64)
    window_starts_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key_digest", "window_starts_at"], name="tries_are_counted_once_a_window"
            )
        ]

    class Privacy:
        retention = "staff"
        personal = {"key_digest"}
        operational = {"id", "kind", "window_starts_at", "count"}


class SharedCache(models.Model):
    """What libraries keep for minutes and every process must see: used one-time codes, rates. Row grain: one key.

    The columns are those that Django's database cache expects.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Privacy:
        retention = "staff"
        personal = {"cache_key", "value"}
        operational = {"expires"}
