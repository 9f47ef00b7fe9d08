"""A package is for one key; one altered byte, and it does not open."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.engine.handover import BadPackage, is_public_key, new_key, open_package, rows_csv, seal

SECRET, PUBLIC = new_key()
ROWS = rows_csv(["name", "phone"], [["试验一", "+8613800138000"], ["试验二", "=1+1"]])
MANIFEST = {"number": 1, "row_count": 2, "columns": ["name", "phone"]}
SEALED = seal(ROWS, manifest=MANIFEST, statement="一份 / one", public_key=PUBLIC)


def test_the_recipient_reads_rows_manifest_and_statement():
    opened = open_package(SEALED, secret_key=SECRET)
    assert opened.rows == ROWS and opened.statement == "一份 / one"
    assert opened.manifest["row_count"] == 2 and len(opened.manifest["sha256"]) == 64


@pytest.mark.invariant("INV-17")
def test_nobody_else_opens_a_package():
    with pytest.raises(BadPackage, match="another key"):
        open_package(SEALED, secret_key=new_key()[0])
    with pytest.raises(BadPackage, match="not a secret key"):
        open_package(SEALED, secret_key=PUBLIC)


@pytest.mark.invariant("INV-17")
def test_a_package_shows_neither_names_nor_columns_from_outside():
    assert b"name" not in SEALED and "试验".encode() not in SEALED and b"13800138000" not in SEALED


@settings(max_examples=60)
@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_one_altered_byte_is_found(place, change):
    altered = bytearray(SEALED)
    altered[place] ^= change
    with pytest.raises(BadPackage):
        open_package(bytes(altered), secret_key=SECRET)


def test_a_manifest_that_counts_otherwise_is_found():
    sealed = seal(ROWS, manifest={**MANIFEST, "row_count": 3}, statement="", public_key=PUBLIC)
    with pytest.raises(BadPackage, match="another number"):
        open_package(sealed, secret_key=SECRET)


def test_one_wrong_character_of_a_public_key_is_found():
    wrong = PUBLIC[:-1] + ("q" if PUBLIC[-1] != "q" else "p")
    assert is_public_key(PUBLIC) and not is_public_key(wrong) and not is_public_key("")
    with pytest.raises(ValueError, match="not a public key"):
        seal(ROWS, manifest=MANIFEST, statement="", public_key=wrong)


def test_no_cell_is_taken_for_a_formula():
    assert b"'=1+1" in ROWS
