"""Rounds: opened over the list for a purpose, dealt out to workers, closed when every door has its answer (F06)."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from tests.city import GRID, OTHER_GRID
from tests.posts import order
from tests.sweeps import building, door, land, leader, round_over, sent_round, visit

from fangxian.core.problems.rules import Refused
from fangxian.intake.sources.sweep import queries, services
from fangxian.intake.sources.sweep.models import RoundDoor

pytestmark = pytest.mark.django_db


@contextmanager
def refused(code):
    """What is inside is refused with this code."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.problem.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"purpose": " "}, "sweep.no_purpose"),
        ({"plan": ""}, "sweep.no_ground"),
        ({"ends_at": timedelta(0)}, "sweep.ends_past"),
        ({"ends_at": timedelta(days=31)}, "sweep.too_long"),
        ({"kinds": ()}, "sweep.no_kind"),
        ({"area_code": OTHER_GRID}, "sweep.no_doors"),
    ],
)
def test_a_round_needs_purpose_ground_end_and_doors(city, change, code):
    building(city)
    terms = {
        "purpose": "返程走访",
        "area_code": GRID,
        "kinds": ("building",),
        "ends_at": timedelta(days=7),
        "plan": "x",
    }
    terms |= change
    terms["ends_at"] = city.at + terms["ends_at"]
    with refused(code):
        services.open_round(terms=services.Terms(**terms), programme=city.programme, by=leader(city), at=city.at)


def test_an_order_may_ask_for_a_round_in_place_of_a_plan(city):
    building(city)
    terms = services.Terms("走访", GRID, ("building",), city.at + timedelta(days=3), order=order(city, "registration"))
    made = services.open_round(terms=terms, programme=city.programme, by=leader(city), at=city.at)
    assert made.plan == "" and made.doors.count() == 12


def test_doors_are_dealt_out_evenly_in_walking_order(city):
    for name in ("1幢", "2幢", "3幢"):
        building(city, name, units=1, floors=5, each=1)
    round_ = round_over(city)
    posts = [city.posts["grid"], city.posts["post_worker"]]
    given = services.split_doors(round_=round_, posts=posts, by=leader(city), at=city.at)
    assert sorted(given.values()) == [7, 8]
    walked = [one.assigned_post_id for one in queries.doors_of_round(round_)]
    assert walked == [posts[0].id] * 8 + [posts[1].id] * 7


def test_the_doors_of_a_worker_who_drops_out_go_to_another_and_visited_ones_stay(city):
    round_ = sent_round(city)
    land(city, visit(door(round_), at=city.at))
    given = services.split_doors(
        round_=round_, posts=[city.posts["post_worker"]], taken_from=city.posts["grid"], by=leader(city), at=city.at
    )
    assert list(given.values()) == [11]
    assert RoundDoor.objects.get(result="answered").assigned_post == city.posts["grid"]


def test_doors_of_a_worker_who_left_her_post_are_shown_as_waiting(city):
    round_ = sent_round(city)
    city.posts["grid"].ends_at = city.at + timedelta(hours=1)
    city.posts["grid"].save()
    (share,) = queries.shares_of(round_, at=city.at + timedelta(hours=2))
    assert (share.doors, share.left, share.is_in_post) == (12, 12, False)


def test_nobody_is_sent_who_works_elsewhere(city):
    building(city)
    round_ = round_over(city)
    for name in ("grid2", "next", "checkpoint"):
        with refused("sweep.not_a_worker"):
            services.split_doors(round_=round_, posts=[city.posts[name]], by=leader(city), at=city.at)


def test_coverage_is_live_and_tells_each_building(city):
    building(city, "4幢", units=1, floors=1, each=2)
    round_ = sent_round(city)
    land(city, visit(door(round_), at=city.at), visit(door(round_, "102"), at=city.at, result="absent"))
    third, fourth = queries.coverage_by_building(round_)
    assert (third.name, third.coverage.doors, third.coverage.visited, third.coverage.left) == ("4幢", 2, 0, 2)
    assert (fourth.coverage.doors, fourth.coverage.visited, fourth.coverage.left) == (12, 1, 11)
    assert queries.coverage_of(round_).seen == 1


def test_a_round_is_closed_only_when_every_door_left_is_explained(city):
    round_ = sent_round(city)
    land(city, visit(door(round_), at=city.at), visit(door(round_, "102"), at=city.at, result="refused"),
         visit(door(round_, "201"), at=city.at, result="absent"))  # fmt: skip
    with refused("sweep.doors_left"):
        services.close_round(round_=round_, by=leader(city), at=city.at)
    by = {"round_": round_, "by": leader(city), "at": city.at}
    assert services.explain_doors(reason="tries_used", door_ids=[door(round_, "201").id], **by) == 1
    assert services.explain_doors(reason="away", building_ids=[door(round_).building_id], **by) == 10
    closed = services.close_round(**by)
    assert closed.closed_counts["states"] == {
        "to_visit": 9, "visited": 1, "absent": 1, "refused": 1, "vacant": 0,
    }  # fmt: skip
    assert {one.state for one in queries.doors_of_round(closed)} == {"done"}


def test_a_reason_that_is_none_of_the_words_explains_nothing(city):
    round_ = sent_round(city)
    with refused("sweep.no_reason"):
        services.explain_doors(
            round_=round_, reason="suspicious", door_ids=[door(round_).id], by=leader(city), at=city.at
        )


def test_a_closed_round_is_not_changed_any_more(city):
    round_ = sent_round(city)
    by = {"round_": round_, "by": leader(city), "at": city.at}
    services.explain_doors(reason="next_round", building_ids=[door(round_).building_id], **by)
    services.close_round(**by)
    for act in (
        lambda: services.free_doors(post=city.posts["grid"], **by),
        lambda: services.explain_doors(reason="away", door_ids=[], **by),
        lambda: services.close_round(**by),
    ):
        with refused("sweep.closed"):
            act()
