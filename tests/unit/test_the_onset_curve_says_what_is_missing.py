"""The curve of onsets: by origin, without gaps, and with the day from which it is not complete."""

from datetime import date, timedelta

from fangxian.engine.chains.onsets import Onset, onset_curve

ORIGINS = ("imported", "local", "unknown")
FIRST = date(2020, 2, 1)


def onset(day, *, after=2, origin="local"):
    on = FIRST + timedelta(days=day)
    return Onset(on, on + timedelta(days=after), origin)


def curve(*cases, today=12):
    return onset_curve(cases, origins=ORIGINS, today=FIRST + timedelta(days=today))


def test_days_without_anybody_stand_as_zero_up_to_today():
    found = curve(onset(0), onset(3, origin="imported"), today=5)
    assert [sum(day.counts.values()) for day in found.days] == [1, 0, 0, 1, 0, 0]
    assert found.days[3].counts == {"imported": 1, "local": 0, "unknown": 0}


def test_what_became_known_later_is_not_on_the_curve_of_today():
    assert [sum(day.counts.values()) for day in curve(onset(0), onset(4, after=9), today=5).days][4] == 0


def test_the_last_days_are_marked_incomplete_by_the_delay_of_nine_in_ten():
    found = curve(*(onset(day % 3, after=day % 5) for day in range(20)))
    assert found.delay_days == 4
    assert [day.on.day for day in found.days if not day.is_complete] == [10, 11, 12, 13]


def test_with_few_cases_no_day_is_called_complete():
    found = curve(onset(0), onset(1))
    assert found.delay_days is None and not any(day.is_complete for day in found.days)


def test_people_without_symptoms_are_counted_beside_the_curve():
    found = curve(onset(0), Onset(None, FIRST, "imported"))
    assert found.without_onset == {"imported": 1, "local": 0, "unknown": 0}


def test_without_cases_there_is_no_curve():
    assert curve().days == []
