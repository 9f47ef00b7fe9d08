"""Photos of the place that a task is about, for whoever reads the task."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from fangxian.core.actors.rules import Purpose
from fangxian.core.screens.views import screen
from fangxian.intake.sources.service_request.queries.photos import photos_of_task
from fangxian.intake.sources.service_request.views.photos import shown

from .task import task_or_404


@screen(power="tasks.see", purpose=Purpose.VERIFY_LEAD)
@require_GET
def photo(request: Any, task_id: UUID, photo_id: UUID) -> HttpResponse:
    """One picture that came with the request behind the task and was judged to show the place; the look is recorded."""
    task = task_or_404(request, task_id)
    for found in photos_of_task(task.id, programme_id=task.programme_id):
        if found.id == photo_id:
            return shown(request, found)
    raise Http404
