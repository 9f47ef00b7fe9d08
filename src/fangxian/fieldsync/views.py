"""The phone's page and its service worker (field/, built by `make install`); nothing of anybody is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

BUILT = Path(__file__).parent / "static" / "field"
# The reader of codes is WebAssembly; on every other page of the site none may run.
CONTENT = {"script-src": ["'wasm-unsafe-eval'"], "worker-src": [SELF], "manifest-src": [SELF], "connect-src": [SELF]}


@require_safe
@csp_update(CONTENT)
def shell(request: Any) -> HttpResponse:
    """The page that the phone keeps. The same for everybody: who is signed in it asks for itself."""
    return _built(request, "index.html", "text/html; charset=utf-8")


@require_safe
@csp_update(CONTENT)
def worker(request: Any) -> HttpResponse:
    """The service worker; it stands here and not among the static files because it may only govern what is below it."""
    return _built(request, "sw.js", "text/javascript; charset=utf-8")


def _built(request: Any, name: str, content_type: str) -> HttpResponse:
    """A built file, asked for anew each time, so that a new edition is seen at once; 503 where nobody built it."""
    file = BUILT / name
    if not file.is_file():
        return render(request, "fieldsync/not_built.html", status=503)
    response = HttpResponse(file.read_bytes(), content_type=content_type)
    response["Cache-Control"] = "no-cache"
    return response
