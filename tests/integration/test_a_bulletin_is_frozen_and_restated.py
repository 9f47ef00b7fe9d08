"""A bulletin keeps its figures as they stood; what changes later is a new version with a reason (F36)."""

from datetime import date, timedelta

import pytest

from fangxian.briefing.models import Bulletin
from fangxian.briefing.registry import BOARDS, FIGURES
from fangxian.briefing.services import issue_bulletin
from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused

DAY = date(2020, 3, 9)


def issue(city, by="commander", first_on=DAY, last_on=DAY, reason=""):
    return issue_bulletin(
        programme=city.programme,
        boards=BOARDS,
        first_on=first_on,
        last_on=last_on,
        restates_reason=reason,
        by=city.actor(by, Purpose.COMMAND),
        at=city.at,
    )


def test_an_issue_holds_every_figure(city):
    assert {line["key"] for line in issue(city).figures} == set(FIGURES)


def test_a_second_issue_needs_a_reason_and_leaves_the_first(city):
    first = issue(city)
    with pytest.raises(Refused, match="version 1"):
        issue(city)
    second = issue(city, reason="一张名单补报")
    assert (second.version, Bulletin.objects.get(id=first.id).version) == (2, 1)


def test_days_to_come_and_days_before_the_programme_have_no_bulletin(city):
    with pytest.raises(Refused, match="days to come"):
        issue(city, first_on=city.at.date() + timedelta(days=1), last_on=city.at.date() + timedelta(days=1))
    with pytest.raises(Refused, match="began"):
        issue(city, first_on=date(2020, 1, 1))


def test_only_the_command_issues(city):
    for somebody_else in ("grid", "next", "auditor"):
        with pytest.raises(Refused):
            issue(city, by=somebody_else)


def test_the_bulletin_on_paper_says_what_the_page_says(city, client):
    issued = issue(city)
    client.force_login(city.posts["commander"].user)
    page = client.get(f"/board/bulletins/{issued.id}/?format=docx")
    assert page.status_code == 200 and page.content[:2] == b"PK"
    assert str(issued.first_on) in page["Content-Disposition"]
