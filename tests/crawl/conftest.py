"""One city for a whole module: two counties with the same life in each, and the people who read about it."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.db import transaction

from .world import found


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Founded once, rolled back at the end; every visit is rolled back by itself."""
    offset, log = settings.CLOCK_OFFSET, logging.getLogger("django.request")
    level = log.level
    log.setLevel(logging.CRITICAL)  # thousands of refusals are what is asked for
    with django_db_blocker.unblock(), transaction.atomic():
        yield found()
        transaction.set_rollback(True)
    log.setLevel(level)
    settings.CLOCK_OFFSET = offset
