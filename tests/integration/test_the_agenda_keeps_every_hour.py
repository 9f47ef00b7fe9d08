"""What the clock does by itself happens once each time, however the moments of acts and reactions fall."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fangxian.cli.demo import agenda as lived

BEFORE_MIDNIGHT = datetime(2020, 3, 9, 23, 44, 58, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [0, 4])
def test_a_day_that_turns_while_reactions_run_is_not_left_out(monkeypatch, seconds):
    days = []
    monkeypatch.setattr(lived, "EVERY", [(86400, lambda *, at: days.append(at.date()))])
    story = lived.Agenda(BEFORE_MIDNIGHT - timedelta(seconds=seconds))
    story.live_until(BEFORE_MIDNIGHT + timedelta(minutes=40))
    assert days == [date(2020, 3, 10)]
