"""Photos of places: looked at by one person before anybody is shown them (O11). Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, said
from fangxian.engine import pictures

POWER = "requests.look_at_photos"
MOST_PHOTOS = 3
LONGEST_WORDS = 200
LOOK_WITHIN = timedelta(minutes=10)  # who has opened a photo has it to herself so long

PLACE, OTHER = "place", "other"
FINDINGS = {
    PLACE: said("It shows the place and nobody"),
    "person": said("It shows somebody"),
    "paper": said("It shows a paper with somebody’s data"),
    "plate": said("It shows a number plate"),
    OTHER: said("It shows something else"),
}
WAITS, SHOWN, DESTROYED = "waits", "shown", "destroyed"
STATES = {
    WAITS: (said("Waits for a look"), "wait"),
    SHOWN: (said("Shown to those who act on it"), "good"),
    DESTROYED: (said("Not shown, and destroyed"), "ended"),
}
MOVES: dict[str, set[str]] = {WAITS: {SHOWN, DESTROYED}, SHOWN: set(), DESTROYED: set()}
STEPS = {
    "photo_shown": said("A photo was looked at: it shows the place"),
    "photo_destroyed": said("A photo was looked at and destroyed"),
}


class Looked(Protocol):
    """What is known of a look at a photo."""

    finding: str
    opened_at: datetime | None
    opened_by_id: UUID | None


def state_of(photo: Looked) -> str:
    if not photo.finding:
        return WAITS
    return SHOWN if photo.finding == PLACE else DESTROYED


def why_not_send(count: int) -> Problem | None:
    if count <= MOST_PHOTOS:
        return None
    return _not_taken(said("Send at most %(most)s photos."), {"most": MOST_PHOTOS})


def why_not_taken(code: str) -> Problem:
    """What the sender reads of a file that is not taken as a picture (engine.pictures)."""
    told = {
        pictures.TOO_LARGE: said("A photo has at most %(most)s MB. Send a smaller one."),
        pictures.TOO_MANY_PIXELS: said("This picture is far larger than a photo. Send one as the phone takes it."),
        pictures.OTHER_KIND: said("This phone keeps photos in a form of its own (HEIC). Send it as JPEG."),
        pictures.MOVES: said("A moving picture is not taken. Send a photo."),
        pictures.NO_PICTURE: said("This file is no picture that we can read. Send a photo as JPEG, PNG or WebP."),
    }
    return _not_taken(told[code], {"most": pictures.MOST_BYTES // 1024 // 1024} if code == pictures.TOO_LARGE else {})


def _not_taken(text: str, values: dict[str, int]) -> Problem:
    return Problem("requests.photo", text, values, "photos", status=422)


def is_held(photo: Looked, *, at: datetime) -> bool:
    """Whether somebody has it open for the look."""
    return photo.opened_at is not None and at < photo.opened_at + LOOK_WITHIN


def why_not_look(photo: Any, *, by: Actor, at: datetime) -> Problem | None:
    """Why this reader may not open a photo for the one look: it has had it, it is her own, somebody else has it."""
    if problem := why_not_use(POWER, by=by, area_code=photo.area_code):
        return problem
    if photo.finding:
        return Problem("requests.photo_looked_at", said("Somebody has looked at this photo already."))
    sender = photo.request.received_by
    if sender is not None and sender.user_id == by.user_id:
        return Problem("requests.photo_own", said("You sent this photo yourself; a colleague looks at it."), status=403)
    if is_held(photo, at=at) and photo.opened_by_id != by.post_id:
        return Problem("requests.photo_held", said("A colleague has this photo open now."))
    return None


def why_not_judge(photo: Any, *, finding: str, words: str, by: Actor, at: datetime) -> Problem | None:
    """Why it cannot be judged: only whoever has it open says what it shows."""
    if problem := why_not_look(photo, by=by, at=at):
        return problem
    if not is_open_for(photo, by=by, at=at):
        return Problem("requests.photo_not_open", said("Open the photo first; it is open for ten minutes."))
    if finding not in FINDINGS:
        return Problem("requests.photo_finding", said("Say what the photo shows."), field="finding", status=422)
    if (finding == OTHER and not words.strip()) or len(words) > LONGEST_WORDS:
        return Problem("requests.photo_words", said("Say in 1 to %(most)s characters what it shows."),
                       {"most": LONGEST_WORDS}, "words", status=422)  # fmt: skip
    return None


def is_open_for(photo: Looked, *, by: Actor, at: datetime) -> bool:
    """Whether this reader has it open for the look, and nobody has judged it."""
    return not photo.finding and is_held(photo, at=at) and photo.opened_by_id == by.post_id
