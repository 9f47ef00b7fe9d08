"""Files that cannot be trusted are refused as a whole, with the reason and the place."""

import gzip
import io
import zipfile

import pytest
import xlsxwriter
import xlwt

from fangxian.engine.tables import TableRefused, read_table

TEXT = "姓名,出发地,到达日期\n" + "".join(f"某{n},湖北省,2020-02-01\n" for n in range(40))


def refusal(data: bytes, **options):
    with pytest.raises(TableRefused) as caught:
        read_table(data, **options)
    assert caught.value.finding.reason.zh
    assert caught.value.finding.reason.en
    return caught.value.finding


def workbook(*cells: tuple[int, int, str]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for row, column, text in cells:
        sheet.write(row, column, text)
    book.close()
    return buffer.getvalue()


SMALL = workbook((0, 0, "a"), (0, 1, "b"), (1, 0, "1"), (1, 1, "2"))


@pytest.mark.invariant("INV-20", "INV-21")
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_cut_anywhere_is_refused_or_points_at_its_open_end(encoding):
    whole = TEXT.encode(encoding)
    for length in range(len(whole) - 70, len(whole) - 1):
        try:
            table = read_table(whole[:length])
        except TableRefused as refused:
            assert refused.finding.code == "cut_off"
        else:
            complete_line = whole[:length].decode(encoding).endswith("\n")
            assert complete_line or [note.code for note in table.notes] == ["last_line_open"]


def test_a_cut_in_the_middle_of_a_row_names_the_row():
    finding = refusal(TEXT.encode()[: TEXT.encode().rindex("湖北".encode())])
    assert (finding.code, finding.row) == ("cut_off", 41)


def test_a_cut_gzip_and_a_cut_workbook_are_refused():
    assert refusal(gzip.compress(TEXT.encode())[:-20]).code == "cut_off"
    assert refusal(SMALL[:-40]).code == "cut_off"
    assert refusal(SMALL[: len(SMALL) // 2]).code == "cut_off"


def test_a_quote_that_is_never_closed_is_refused_with_its_row():
    finding = refusal(b'a,b\n1,"2\n3,4\n5,6\n')
    assert (finding.code, finding.row) == ("broken_quotes", 2)


def test_a_quote_that_swallows_the_next_row_is_refused_with_its_row():
    assert refusal(b'a,b\n1,"2\n3,"4\n5,6\n').row == 2


def test_a_stray_quote_spoils_only_its_own_row():
    rows = list(read_table(b'a,b\n1,"2"x\n3,4\n').rows())
    assert [(row.number, row.finding.code if row.finding else row.cells) for row in rows] == [
        (2, "broken_quotes"),
        (3, ("3", "4")),
    ]


@pytest.mark.invariant("INV-20")
def test_a_row_of_the_wrong_width_is_a_finding_and_not_a_shift():
    rows = list(read_table(b"a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n").rows())
    assert [row.finding.code if row.finding else "read" for row in rows] == ["row_width", "row_width", "read"]


@pytest.mark.invariant("INV-21")
def test_an_old_workbook_at_its_row_limit_is_refused():
    book = xlwt.Workbook()
    sheet = book.add_sheet("s")
    for row, column in ((0, 0), (0, 1), (1, 0), (65_535, 0)):
        sheet.write(row, column, "x")
    buffer = io.BytesIO()
    book.save(buffer)
    finding = refusal(buffer.getvalue())
    assert (finding.code, finding.row) == ("format_limit_rows", 65_536)
    assert "65536" in finding.reason.en


@pytest.mark.invariant("INV-21")
def test_a_workbook_at_its_row_or_column_limit_is_refused():
    assert refusal(workbook((0, 0, "a"), (0, 1, "b"), (1_048_575, 0, "x"))).code == "format_limit_rows"
    assert refusal(workbook((0, 0, "a"), (1, 16_383, "x"))).code == "format_limit_columns"


def test_one_row_below_the_limit_is_read():
    book = xlwt.Workbook()
    sheet = book.add_sheet("s")
    for row, column in ((0, 0), (0, 1), (65_534, 0)):
        sheet.write(row, column, "x")
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_table(buffer.getvalue()).row_count == 1


@pytest.mark.invariant("INV-21")
def test_a_text_of_exactly_a_spreadsheets_length_raises_a_doubt():
    table = read_table(b"a,b\n" + b"1,2\n" * 65_535)
    assert [note.code for note in table.notes] == ["looks_cut_by_spreadsheet"]


def test_a_zip_bomb_is_refused_before_it_is_opened():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 << 20))
    assert refusal(buffer.getvalue()).code == "zip_bomb"
    assert refusal(gzip.compress(b"a,b\n" * (32 << 20))).code == "zip_bomb"


def test_a_zip_whose_directory_lies_about_sizes_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (1 << 20))
    honest = buffer.getvalue()
    lying = honest.replace((1 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    assert refusal(lying).code in {"cut_off", "damaged"}


def test_a_protected_workbook_is_refused_with_that_reason():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512
    assert refusal(data).code == "encrypted"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
        b"<html><table><tr><td>a</td></tr></table></html>",
        b'{"rows": [1, 2]}',
        bytes(range(256)) * 8,
    ],
)
def test_other_things_than_tables_are_named(data):
    assert refusal(data).code == "not_a_table"


def test_empty_files_and_heads_without_rows_are_refused():
    assert refusal(b"").code == "empty"
    assert refusal(b"a,b\n").code == "no_rows"
    assert refusal(workbook()).code == "empty"
    assert refusal(b"only one column\n1\n2\n").code == "one_column"


def test_an_encoding_that_is_not_ours_is_refused_instead_of_garbled():
    assert refusal("姓名,出發地\n甲,湖北省與廣東\n".encode("big5")).code == "encoding"


def test_a_sheet_that_is_not_there_is_named_with_those_that_are():
    finding = refusal(SMALL, sheet="名单")
    assert finding.code == "no_sheet"
    assert "Sheet1" in finding.reason.en


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(TableRefused) as caught:
        read_table(tmp_path / "missing.csv")
    assert caught.value.finding.code == "no_file"
