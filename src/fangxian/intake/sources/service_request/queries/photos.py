"""Photos of places as their readers ask for them. The pictures themselves stay sealed but for `picture_of`."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.intake.sources.service_request.models import PlacePhoto, ServiceRequest
from fangxian.intake.sources.service_request.rules import photos as rules


def photos_of_area(by: Actor) -> QuerySet[PlacePhoto]:
    """Every photo of a request of the reader's area, without its picture."""
    return _photos(by.programme_id).filter(request__area_code__startswith=by.area_code)


def to_look_at(by: Actor) -> QuerySet[PlacePhoto]:
    """Those that nobody has looked at: urgent help first, then the oldest."""
    return photos_of_area(by).filter(looked_at=None).order_by("-request__is_urgent", "sent_at", "id")


def photo_of(by: Actor, photo_id: UUID) -> PlacePhoto | None:
    return photos_of_area(by).filter(id=photo_id).first()


def photos_of(request: ServiceRequest) -> list[PlacePhoto]:
    """The photos of a request and of those that are linked to it: all show the one place."""
    rows = _photos(request.programme_id).filter(Q(request=request) | Q(request__duplicate_of=request))
    return list(rows.order_by("request__received_at", "request_id", "number"))


def own_photos_of(request: ServiceRequest) -> list[PlacePhoto]:
    """The photos that came with this one request: what its caller may ask after."""
    return list(_photos(request.programme_id).filter(request=request).order_by("number"))


def photos_of_task(task_id: UUID, *, programme_id: UUID) -> list[PlacePhoto]:
    """The photos that whoever works on a task is shown: judged to show the place, of all who said the same."""
    told = Q(request__task_id=task_id) | Q(request__duplicate_of__task_id=task_id)
    rows = _photos(programme_id).filter(told, finding=rules.PLACE)
    return list(rows.order_by("request__received_at", "request_id", "number"))


def shown_photo(photo_id: UUID, *, of_requests: Iterable[UUID], programme_id: UUID) -> PlacePhoto | None:
    """A photo of one of these requests, if it was judged to show the place."""
    rows = _photos(programme_id).filter(id=photo_id, request_id__in=list(of_requests), finding=rules.PLACE)
    return rows.first()


def picture_of(photo: PlacePhoto) -> bytes | None:
    """The JPEG itself; None once it is destroyed, or its programme's key is."""
    found: bytes | None = PlacePhoto.objects.filter(id=photo.id).values_list("picture", flat=True).first()
    return found


def _photos(programme_id: UUID | None) -> QuerySet[PlacePhoto]:
    rows = PlacePhoto.objects.filter(programme_id=programme_id).defer("picture")
    return rows.select_related("request__received_by", "looked_by__unit__body", "opened_by")
