"""Files that arrive at the public door: they lie in memory until they are judged, on no disk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect


class _InMemory(MemoryFileUploadHandler):
    """However large: what a request may hold at all is bounded before it is read (LARGEST_REQUEST)."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True


def in_memory(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What is sent to this view is written to no disk, where a photo with its place and time could be found again.

    The form's own token is checked here and not before: to check it the form has to be read, and where its files go
    must be settled by then.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def received(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [_InMemory(request)]
        response: HttpResponse = checked(request, *args, **kwargs)
        return response

    return received
