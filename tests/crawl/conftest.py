"""One city for a whole module: two counties with the same life in each, and the people who read about it."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.db import transaction

from .world import Found, found


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Founded once, rolled back at the end; every visit is rolled back by itself."""
    yield from _while_it_lasts(django_db_blocker, before=False)


@pytest.fixture(scope="module")
def world_with_a_past(django_db_setup, django_db_blocker):
    """The same, and what outsiders read while one county was still empty."""
    yield from _while_it_lasts(django_db_blocker, before=True)


def _while_it_lasts(blocker, *, before: bool):
    offset, log = settings.CLOCK_OFFSET, logging.getLogger("django.request")
    level = log.level
    log.setLevel(logging.CRITICAL)  # thousands of refusals are what is asked for
    with blocker.unblock(), transaction.atomic():
        made: Found = found(before=before)
        yield made
        transaction.set_rollback(True)
    log.setLevel(level)
    settings.CLOCK_OFFSET = offset
