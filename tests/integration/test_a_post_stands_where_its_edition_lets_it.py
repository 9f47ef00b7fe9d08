"""Which post may stand where is the edition's: kind of road, risk, approval, direction (F15, failure 13)."""

from datetime import timedelta

import pytest
from tests.posts import order, post

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.engine.rules.packs import read_pack
from fangxian.intake.sources.checkpoint import services
from fangxian.intake.sources.checkpoint.models import Checkpoint
from fangxian.intake.sources.checkpoint.rules.standing import why_not_stand

EARLY, BY_RISK, LATER = (read_pack(f"cn.posts.{day}") for day in ("2020-01-30", "2020-02-21", "2022-04-12"))


def reason(pack, **changes):
    told = {"kind": "motorway_exit", "area_risk": "medium", "level": "province", "same_road": False} | changes
    problem = why_not_stand(pack, **told)
    return problem.code if problem else None


@pytest.mark.parametrize("kind", ["motorway_main", "service_area"])
def test_no_post_stands_on_a_main_line_or_in_a_service_area(kind):
    assert reason(BY_RISK, kind=kind) == reason(LATER, kind=kind) == "checkpoint.main_line"
    assert reason(EARLY, kind=kind) is None


@pytest.mark.parametrize("kind", ["motorway_exit", "province_road", "city_road"])
def test_at_low_risk_no_post_stands_on_motorways_and_trunk_roads(kind):
    assert reason(BY_RISK, kind=kind, area_risk="low") == "checkpoint.low_risk"
    assert reason(BY_RISK, kind=kind, area_risk="high") is None


@pytest.mark.parametrize(("level", "found"), [("", "checkpoint.not_approved"), ("county", "checkpoint.not_approved"),
                                               ("city", "checkpoint.not_approved"), ("province", None)])  # fmt: skip
def test_elsewhere_a_trunk_road_needs_the_province(level, found):
    assert reason(BY_RISK, level=level) == found


@pytest.mark.parametrize("kind", ["rail", "coach", "water", "village_road", "county_road", "service_station"])
def test_stations_and_small_roads_need_no_more_than_their_order(kind):
    assert reason(BY_RISK, kind=kind, level="city", area_risk="low") is None


def test_not_two_posts_on_one_section_in_one_direction():
    assert reason(LATER, same_road=True) == "checkpoint.same_road"


def refused(city, **how):
    with pytest.raises(Refused) as error:
        post(city, **how)
    assert not Checkpoint.objects.exists()
    return error.value.problem.code


@pytest.mark.django_db
def test_an_approval_without_its_paper_does_not_count(city):
    assert refused(city, approval_ref=" ") == "checkpoint.not_approved"
    assert refused(city, approved_level="", under=order(city, "checkpoint", number="3号")) == "checkpoint.not_approved"
    assert post(city, approved_level="", under=order(city, "checkpoint", number="4号", level="province")).area_risk


@pytest.mark.django_db
def test_a_main_line_is_refused_whoever_orders_it(city):
    under = order(city, "checkpoint", level="province")
    assert refused(city, kind="motorway_main", under=under) == "checkpoint.main_line"


@pytest.mark.django_db
def test_a_post_is_not_reviewed_once_its_area_is_at_low_risk(city):
    standing, by = post(city), city.actor("duty", Purpose.COMMAND)
    later = {"review_at": city.at + timedelta(days=10), "by": by, "at": city.at + timedelta(days=3)}
    with pytest.raises(Refused) as error:
        services.review_post(checkpoint=standing, area_risk="low", **later)
    assert error.value.problem.code == "checkpoint.low_risk"
    assert services.review_post(checkpoint=standing, area_risk="high", **later).area_risk == "high"
