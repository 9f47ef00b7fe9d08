"""What becomes public: the figures of the first day, and places as place and time; two bodies each (INV-19)."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from fangxian.core.actors.rules import Actor, Purpose
from fangxian.publication.models import PlaceList, Release
from fangxian.publication.registry import PUBLIC_FIGURES
from fangxian.publication.services import confirm_release, propose_release
from fangxian.publication.services.places import confirm_places, propose_places

from .stage import FIRST_DAY, SECOND_DAY, Stage, moment


def made_public(stage: Stage) -> None:
    """The publisher proposes, somebody of the health commission confirms; the second list of places waits for her."""
    add = stage.agenda.add
    add(moment(FIRST_DAY, "17:50"), partial(_propose_places, stage, ""))
    add(moment(FIRST_DAY, "18:30"), partial(_confirm_places, stage))
    add(moment(SECOND_DAY, "08:50"), partial(_propose_figures, stage))
    add(moment(SECOND_DAY, "09:15"), partial(_confirm_figures, stage))
    add(moment(SECOND_DAY, "15:25"), partial(_propose_places, stage, "new_places"))


def _publisher(stage: Stage) -> Actor:
    return stage.force.actor("publisher", Purpose.COMMAND)


def _second(stage: Stage) -> Actor:
    return stage.force.actor("signatory2", Purpose.COMMAND)


def _propose_places(stage: Stage, reason: str, at: datetime) -> None:
    propose_places(programme=stage.programme, reason=reason, by=_publisher(stage), at=at)


def _confirm_places(stage: Stage, at: datetime) -> None:
    """Somebody of another body reads the list before everybody does."""
    waiting = PlaceList.objects.get(programme=stage.programme, confirmed_at=None, declined_at=None)
    confirm_places(place_list=waiting, by=_second(stage), at=at)


def _propose_figures(stage: Stage, at: datetime) -> None:
    propose_release(programme=stage.programme, figures=PUBLIC_FIGURES, day=FIRST_DAY, by=_publisher(stage), at=at)


def _confirm_figures(stage: Stage, at: datetime) -> None:
    waiting = Release.objects.select_related("programme", "proposed_by__unit").get(programme=stage.programme)
    confirm_release(release=waiting, figures=PUBLIC_FIGURES, by=_second(stage), at=at)
