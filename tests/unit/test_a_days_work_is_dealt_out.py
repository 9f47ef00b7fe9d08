"""A unit's work goes to its members in equal parts, the nearest first, and stays with whom it was dealt to (F41)."""

from uuid import UUID

from tests.city import GRID, OTHER_GRID

from fangxian.readiness.rules import Piece, dealt_evenly, redrawn

ANNA, BO, CHEN = UUID(int=1), UUID(int=2), UUID(int=3)


def held(pieces):
    return {(piece.work, piece.place, piece.post_id): piece.count for piece in pieces}


def test_what_can_be_split_goes_to_whoever_is_near_in_equal_parts():
    dealt = dealt_evenly([Piece("doors", GRID, "3幢", 5)], {ANNA: GRID, BO: GRID, CHEN: OTHER_GRID})
    assert held(dealt) == {("doors", "3幢", ANNA): 3, ("doors", "3幢", BO): 2}


def test_where_nobody_is_near_everybody_helps():
    dealt = dealt_evenly([Piece("visits", "330521100001", "", 2)], {ANNA: GRID, BO: OTHER_GRID})
    assert held(dealt) == {("visits", "", ANNA): 1, ("visits", "", BO): 1}


def test_a_post_is_one_persons_and_goes_to_whoever_has_least():
    pieces = [Piece("doors", GRID, "3幢", 4, ANNA), Piece("posts", GRID, "湖州北", 1)]
    assert held(dealt_evenly(pieces, {ANNA: GRID, BO: GRID}))["posts", "湖州北", BO] == 1


def test_a_unit_without_members_leaves_its_work_open():
    (piece,) = dealt_evenly([Piece("calls", GRID, "", 3)], {})
    assert piece.post_id is None and piece.count == 3


def test_what_was_dealt_stays_with_her_as_far_as_there_is_still_so_much():
    fresh = [Piece("doors", GRID, "3幢", 4)]
    kept = [Piece("doors", GRID, "3幢", 3, ANNA), Piece("doors", GRID, "3幢", 3, BO), Piece("calls", GRID, "", 2, BO)]
    assert held(redrawn(fresh, kept)) == {("doors", "3幢", ANNA): 3, ("doors", "3幢", BO): 1}


def test_what_she_has_accepted_herself_is_not_counted_twice():
    fresh = [Piece("visits", GRID, "", 2, ANNA), Piece("visits", GRID, "", 1)]
    kept = [Piece("visits", GRID, "", 2, ANNA)]
    assert held(redrawn(fresh, kept)) == {("visits", "", ANNA): 2, ("visits", "", None): 1}
