"""Whatever is sent to the API within and beyond its description: no error of ours, and answers as described."""

import json
from datetime import UTC, datetime

import pytest
import schemathesis
from django.conf import settings as site
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.city import found_city
from tests.posts import post
from tests.work import list_in_effect

from fangxian.config.api import api
from fangxian.config.wsgi import application

EXAMPLES = 15
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(), default=str)))
SCHEMA.app = application  # asked in this process: no test reaches a network
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
METHODS = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]


@pytest.fixture(scope="module")
def open_door(django_db_setup, django_db_blocker):
    """A city with a post and a list, its clock at the city's moment; rolled back at the end."""
    offset = site.CLOCK_OFFSET
    for signal in (request_started, request_finished):  # all of it is one transaction, which closing would end
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        city = found_city()
        site.CLOCK_OFFSET = city.at - datetime.now(UTC)
        list_in_effect(city)
        post(city)
        yield
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    site.CLOCK_OFFSET = offset


@pytest.mark.parametrize("mode", METHODS, ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_an_answer_is_as_described_whatever_is_asked(open_door, operation, mode):
    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def ask(case):
        case.call_and_validate(checks=CHECKS)

    try:
        ask()
    except Unsatisfiable:
        assert mode is schemathesis.GenerationMode.NEGATIVE and not _takes_anything(operation)


def _takes_anything(operation) -> bool:
    """Whether there is anything that could be asked wrongly."""
    return bool(operation.query or operation.path_parameters)


def test_every_operation_and_field_is_described_in_both_languages():
    paths = api.get_openapi_schema()["paths"]
    summaries = [operation["summary"] for path in paths.values() for operation in path.values()]
    assert len(summaries) >= 7
    assert all(" / " in text and not text.isascii() for text in summaries)
