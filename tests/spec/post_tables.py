"""Answers the table of the first look at a post with the rules of the checkpoint."""

from datetime import UTC, datetime, timedelta

from fangxian.engine.rules.packs import read_pack
from fangxian.engine.temperature import Reading, ReadingRefused
from fangxian.intake.sources.checkpoint.rules import Look, first_look
from tests.spec.cells import yes
from tests.spec.tables import Row

AT = datetime(2020, 2, 10, tzinfo=UTC)


def words(row: Row) -> dict[str, str]:
    readings = []
    for part in row["readings"].split():
        degrees, minutes = part.split("@")
        readings.append(Reading(float(degrees), "forehead", AT + timedelta(minutes=int(minutes))))
    look = Look(readings, yes(row["symptoms"]), yes(row["emergency"]), row["declaration"])
    try:
        return {"verdict": first_look(read_pack("cn.temperature"), look).verdict}
    except ReadingRefused:
        return {"verdict": "refused"}


RUNNERS = {"first-look-at-a-post/words": words}
