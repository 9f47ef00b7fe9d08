"""Identity numbers, phones, plates, firm codes: the standard's examples, or made for births before 1900."""

from datetime import date

import pytest

from fangxian.engine.identity import (
    check_id_number,
    is_other_document,
    normalise_mobile,
    normalise_phone,
    normalise_plate,
    plate_kind,
    upgrade_15_digits,
    uscc_is_valid,
)

EXAMPLE = "11010519491231002X"


def test_the_standards_example_is_valid_and_carries_its_date():
    check = check_id_number(EXAMPLE)
    assert (check.status, check.normalised, check.born_on) == ("valid", EXAMPLE, date(1949, 12, 31))


@pytest.mark.parametrize(
    "written",
    ["11010519491231002x", "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ", "'11010519491231002X"],
)
def test_the_same_number_written_otherwise_reads_the_same(written):
    assert check_id_number(written).normalised == EXAMPLE


@pytest.mark.invariant("INV-14")
def test_an_area_prefix_that_no_list_holds_never_refuses_a_number():
    assert check_id_number("440524188001010014").status == "valid"
    assert check_id_number("810000199001010019").status == "valid"


def test_an_impossible_date_is_found_before_the_check_digit():
    assert check_id_number("110105190002290017").status == "date"
    assert check_id_number("110105194912310021").status == "checksum"


@pytest.mark.invariant("INV-21")
@pytest.mark.parametrize("written", ["1.10105E+17", "1.1010519491231E17", "110105200002290000", "110105194912310021.0"])
def test_a_number_that_went_through_a_spreadsheet_is_called_damaged(written):
    assert check_id_number(written).status == "damaged"


@pytest.mark.parametrize(
    "written", ["", "12345", "1101051949123100", "1101051949123100211", "无", "O1010519491231002X"]
)
def test_what_is_no_number_is_a_matter_of_format(written):
    assert check_id_number(written).status == "format"


def test_a_number_of_1989_is_upgraded_and_says_so():
    assert upgrade_15_digits("110105491231002") == EXAMPLE
    assert check_id_number("110105491231002").notes == ("upgraded_from_15",)
    assert upgrade_15_digits("110105491331002") is None
    assert check_id_number("110105491331002").status == "date"


def test_passports_and_permits_are_documents_too():
    assert is_other_document("E12345678")
    assert is_other_document("Ｈ１２３４５６７８")
    assert not is_other_document(EXAMPLE)


def test_a_mobile_has_one_writing():
    written = ["１３８００１３８０００", "+86 138-0013-8000", "008613800138000", "8613800138000"]
    assert {normalise_mobile(text) for text in written} == {"+8613800138000"}


@pytest.mark.parametrize("written", ["12800138000", "1380013800", "138001380001", "0555-2345678"])
def test_what_is_no_mobile_is_none(written):
    assert normalise_mobile(written) is None


def test_landlines_and_other_countries_reach_a_person_and_a_hotline_does_not():
    assert normalise_phone("0555-2345678").e164 == "+865552345678"
    assert normalise_phone("+86 10 6234 5678 转12").extension == "12"
    assert normalise_phone("+85251234567").kind == "foreign"
    assert normalise_phone("12345") is None
    assert normalise_phone("+1") is None


@pytest.mark.invariant("INV-14")
def test_plates_are_sorted_by_form_and_never_refused():
    kinds = {
        text: plate_kind(text) for text in ["皖e12345", "浙ED12345", "浙E12345D", "鲁P1234学", "浙EF1A234", "使014578"]
    }
    assert list(kinds.values()) == ["standard", "nev_small", "nev_large", "suffix", "free_text", "free_text"]
    assert normalise_plate("皖Ｅ·1234a") == "皖E1234A"


def test_a_firms_code_needs_its_check_character():
    assert uscc_is_valid("91110000600037341L")
    assert not uscc_is_valid("9111000060003734L1")
