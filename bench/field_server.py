"""The site with one more door: what `bench/field.py` compares the single check with.

Serves the whole site, as `fangxian serve` does, and `/stripped/`: the same authentication (middleware, session,
sign-in, post), the same JSON in and out, and one prepared insert into the table of checks; no verdict, no audit, no
look whether post or record are in order.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.config.settings")

from fangxian.config.wsgi import application  # noqa: I001, F401 - first, as in production: it reads all pages

import msgspec
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from fangxian.config.urls import urlpatterns as site

settings.ROOT_URLCONF = "field_server"
INSERT = """
INSERT INTO intake_check (
  id, programme_id, client_id, checkpoint_id, area_code, occurred_at, recorded_at, device_at, marks, city_day,
  city_hour, verdict, vehicle_count, person_count, is_raised, has_symptoms, readings, declaration, emergency_kind)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '[]', %s, %s, 'PASS', 0, 1, false, false, '[]', '', '')
ON CONFLICT DO NOTHING
"""


@require_POST
def stripped(request: Any) -> HttpResponse:
    if not request.user.is_authenticated or request.post is None:
        return HttpResponse(status=401)
    record = msgspec.json.decode(request.body)["record"]
    sent, at = record["client_id"], request.at
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [
            sent, request.programme.id, sent, record["checkpoint"], request.post.area_code, at, at,
            record["device_at"], at.date(), at.hour,
        ])  # fmt: skip
    answer = {"at": at.isoformat(), "result": {"client_id": sent, "word": "new"}}
    return HttpResponse(msgspec.json.encode(answer), content_type="application/json")


urlpatterns = [path("stripped/", stripped), *site]
