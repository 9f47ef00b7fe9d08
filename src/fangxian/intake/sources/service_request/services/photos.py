"""A photo comes with a request, is opened by one person, and is shown or destroyed by what she finds (O11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Refused, refuse
from fangxian.engine import pictures
from fangxian.intake.sources.service_request.models import PlacePhoto, ServiceRequest
from fangxian.intake.sources.service_request.rules import photos as rules

from .steps import stepped


def written_anew(files: Sequence[bytes]) -> list[pictures.Picture]:
    """What was sent, as pictures of our own with nothing beside their pixels. Errors: Refused."""
    refuse(rules.why_not_send(len(files)))
    try:
        return [pictures.written_anew(content) for content in files]
    except pictures.NotTaken as error:
        raise Refused(rules.why_not_taken(error.code)) from error


def keep_photos(request: ServiceRequest, sent: Iterable[pictures.Picture], *, at: datetime) -> None:
    """Seal them with their request; nobody is shown them yet."""
    for number, picture in enumerate(sent, start=1):
        PlacePhoto.objects.create(
            programme_id=request.programme_id, request=request, number=number, picture=picture.content,
            width=picture.width, height=picture.height, sent_at=at,
        )  # fmt: skip


def forget_photos(request: ServiceRequest) -> None:
    """Nothing of the request may be kept after all, so nothing that came with it is."""
    PlacePhoto.objects.filter(request=request).delete()


@transaction.atomic
def open_photo(*, photo: PlacePhoto, by: Actor, at: datetime) -> PlacePhoto:
    """Open a photo for the one look; meanwhile nobody else may. Errors: Refused."""
    photo = _held(photo)
    refuse(rules.why_not_look(photo, by=by, at=at))
    if not rules.is_open_for(photo, by=by, at=at):
        photo.opened_at, photo.opened_by_id = at, by.post_id
        photo.save(update_fields=["opened_at", "opened_by"])
    return photo


@transaction.atomic
def judge_photo(*, photo: PlacePhoto, finding: str, words: str = "", by: Actor, at: datetime) -> PlacePhoto:
    """Say what it shows. Only the place: it is shown to those who act on it; else its bytes are gone now.

    Errors: Refused.
    """
    photo = _held(photo)
    refuse(rules.why_not_judge(photo, finding=finding, words=words, by=by, at=at))
    photo.finding, photo.words = finding, words.strip() or None
    photo.looked_at, photo.looked_by_id = at, by.post_id
    changed = ["finding", "words", "looked_at", "looked_by"]
    if finding != rules.PLACE:
        photo.picture = None
        changed.append("picture")
    photo.save(update_fields=changed)
    step = "photo_shown" if finding == rules.PLACE else "photo_destroyed"
    stepped(photo.request, step, by=by, at=at, detail={"number": photo.number, "finding": finding})
    return photo


def record_look(*, photo: PlacePhoto, by: Actor, at: datetime) -> None:
    """Every look at a picture is on record, the sender's own too."""
    audit.record(
        "intake.saw_photo", on=photo, area_code=photo.area_code, by=by, at=at,
        detail={"request": str(photo.request_id), "state": rules.state_of(photo)},
    )  # fmt: skip


def _held(photo: PlacePhoto) -> PlacePhoto:
    """The photo as it stands, held until this transaction ends, without its picture."""
    rows = PlacePhoto.objects.select_for_update(of=("self",)).defer("picture")
    return rows.select_related("request__received_by").get(id=photo.id, programme_id=photo.programme_id)
