"""The only reads of files, of lookups, and of readings across areas."""

from .contents import Contents, case_to_trace, contents_of, followed_up, rule_of_newest_file
from .glass import (
    SAW_ELSEWHERE,
    alarm_of,
    alarms_of,
    alarms_to_review,
    glass_for_review,
    glass_of,
    glass_open_for,
    glasses_about,
    glasses_asked_by,
    glasses_over,
    glasses_to_review,
    glasses_to_second,
    glasses_unseconded,
    readings_under,
)
from .lookups import Work, lookup_count, people_sought, work_named, work_open
from .places import own_places, steps_of_trace
from .timeline import timeline_of
from .watch import Seen, canary_events, events_of_read

__all__ = [
    "SAW_ELSEWHERE",
    "Contents",
    "Seen",
    "Work",
    "alarm_of",
    "alarms_of",
    "alarms_to_review",
    "canary_events",
    "case_to_trace",
    "contents_of",
    "events_of_read",
    "followed_up",
    "glass_for_review",
    "glass_of",
    "glass_open_for",
    "glasses_about",
    "glasses_asked_by",
    "glasses_over",
    "glasses_to_review",
    "glasses_to_second",
    "glasses_unseconded",
    "lookup_count",
    "own_places",
    "people_sought",
    "readings_under",
    "rule_of_newest_file",
    "steps_of_trace",
    "timeline_of",
    "work_named",
    "work_open",
]
