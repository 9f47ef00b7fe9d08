"""The demonstration's people are invented, its real extract is only counted, and it deletes nothing of others."""

from itertools import islice

import pytest

from fangxian.cli.demo import extracts, home
from fangxian.cli.demo.people import People, _document_numbers, damaged
from fangxian.engine.identity import check_id_number


def test_the_same_seed_invents_the_same_people():
    assert [People(3).one() for _ in range(2)] == [People(3).one() for _ in range(2)]
    assert People(3).one() != People(4).one()


def test_ten_thousand_documents_are_valid_different_and_nobody_s():
    numbers = list(islice(_document_numbers(0), 10_000))
    assert len(set(numbers)) == 10_000
    assert all(check_id_number(number).born_on.year < 1900 for number in numbers)


def test_a_damaged_number_is_found_to_be_damaged():
    assert check_id_number(damaged(People(1).one().document_number)).status == "damaged"


def test_the_real_arrivals_are_counted_and_never_listed(tmp_path):
    reports = extracts.screen_the_real_arrivals(tmp_path)
    everybody, derived = reports["all_hubei"], reports["derived"]
    assert (everybody["follow_up"], everybody["follow_up_persons"]) == (727, 712)
    assert derived["follow_up"] == 633
    assert derived["not_followed_up"] == {"coarser_than_list": 67, "not_listed_then": 27}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "all-hubei.csv", "levels.corrections.csv", "levels.csv",
    ]  # fmt: skip


def test_an_extract_that_does_not_add_up_stops_the_demonstration(tmp_path):
    reports = extracts.screen_the_real_arrivals(tmp_path)
    reports["derived"]["not_followed_up"]["not_listed_then"] += 1
    with pytest.raises(extracts.DoesNotAddUp, match="derived"):
        extracts._refuse_what_does_not_add_up(reports)


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(home.NotOurs, match=r"letters\.txt"):
        home.clear(tmp_path)
    assert (tmp_path / "letters.txt").exists()


def test_a_city_that_was_half_made_is_not_used_again(tmp_path):
    assert home.told(tmp_path) is None
    (tmp_path / "demonstration.json").write_text("{")
    assert home.told(tmp_path) is None


def test_what_was_told_is_remembered_for_its_owner_alone(tmp_path):
    told = home.Told(edition=home.edition(), size=40, seed=1, password="x", summary=[["a", "1 = 1"]])
    home.remember(tmp_path, told)
    assert home.told(tmp_path) == told
    assert (tmp_path / "demonstration.json").stat().st_mode & 0o077 == 0
