"""Words in which a person reads how often she is asked how she is, and by whom (F07)."""

from __future__ import annotations

from fangxian.core.problems.rules import said

ASKED = (
    ("taken", said("you answered")),
    ("not_reached", said("you were not reached")),
    ("declined", said("you did not want to say")),
)
ASKED_BY = (("phone", said("asked by phone")), ("visit", said("asked at the door")), ("app", said("said on this page")))
WINDOWS = {
    "upcoming": (said("later today"), "draft"),
    "due": (said("now, if you like"), "wait"),
    "done": (said("done, thank you"), "good"),
    "missed": (said("not said; nothing happens"), "draft"),
}
