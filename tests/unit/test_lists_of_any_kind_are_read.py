"""Lists in any encoding, separator and spreadsheet format come out as the same rows."""

import gzip
import io
from datetime import date, datetime

import pytest
import xlsxwriter
import xlwt

from fangxian.engine.tables import read_table

TEXT = "姓名,出发地,到达日期\r\n甲,湖北省,2020-02-01\r\n乙,北京市,2020-02-02\r\n"
ROWS = [(2, ("甲", "湖北省", "2020-02-01")), (3, ("乙", "北京市", "2020-02-02"))]


def xlsx(rows, *, merges=(), **options) -> bytes:
    """A workbook with one sheet of these rows; a merge is (first row, first column, last row, last column, text)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd", **options})
    sheet = book.add_worksheet("名单")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    for merge in merges:
        sheet.merge_range(*merge)
    book.close()
    return buffer.getvalue()


def rows_of(data: bytes, **options):
    return [(row.number, row.cells) for row in read_table(data, **options).rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_every_usual_encoding_reads_the_same(encoding):
    assert rows_of(TEXT.encode(encoding)) == ROWS


def test_chinese_that_begins_far_down_a_file_of_numbers_is_still_told():
    text = "code,name\n" + "420100,x\n" * 5000 + "420100,武汉市\n"
    assert read_table(text.encode("gb18030")).encoding == "gb18030"


@pytest.mark.parametrize("separator", ["\t", ";", "|", "，"])
def test_every_usual_separator_reads_the_same(separator):
    assert rows_of(TEXT.replace(",", separator).encode()) == ROWS


def test_a_gzipped_list_is_unpacked():
    assert rows_of(gzip.compress(TEXT.encode())) == ROWS


def test_a_workbook_reads_like_the_text_and_dates_stay_dates():
    rows = [["姓名", "出发地", "到达日期"], ["甲", "湖北省", date(2020, 2, 1)], ["乙", "北京市", date(2020, 2, 2)]]
    assert rows_of(xlsx(rows)) == ROWS
    assert rows_of(xlsx(rows, date_1904=True)) == ROWS


def test_an_old_workbook_reads_like_the_text():
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    for number, line in enumerate(TEXT.splitlines()):
        for column, cell in enumerate(line.split(",")):
            sheet.write(number, column, cell)
    buffer = io.BytesIO()
    book.save(buffer)
    assert rows_of(buffer.getvalue()) == ROWS


@pytest.mark.invariant("INV-21")
def test_a_workbook_that_counts_from_1904_says_so():
    late = datetime(2020, 2, 1, 23, 58)  # noqa: DTZ001 - a cell of a workbook has no zone
    table = read_table(xlsx([["a", "b"], [late, 43862]], date_1904=True))
    assert table.epoch == "1904"
    assert [note.code for note in table.notes] == ["epoch_1904"]
    assert next(table.rows()).cells == ("2020-02-01 23:58:00", "43862")


@pytest.mark.invariant("INV-21")
def test_a_number_of_many_digits_shows_that_its_end_is_lost():
    row = next(read_table(xlsx([["证件号", "编码"], [110105194912310021, 420100]])).rows())
    assert row.cells == ("1.10105194912310E+17", "420100")


def test_titles_above_the_head_are_passed_over():
    text = "2020年返乡人员名单,,\n填报单位：某街道,,\n" + TEXT
    table = read_table(text.encode(), is_known=lambda head: head in {"出发地", "到达日期"})
    assert table.columns == ("姓名", "出发地", "到达日期")
    assert [row.number for row in table.rows()] == [4, 5]


def test_merged_heads_are_joined_with_their_sub_heads():
    rows = [["姓名", "出发地", "", "到达日期"], ["", "省", "市", ""], ["甲", "湖北省", "武汉市", "2020-02-01"]]
    table = read_table(xlsx(rows, merges=[(0, 1, 0, 2, "出发地"), (0, 0, 1, 0, "姓名")]))
    assert table.columns == ("姓名", "出发地/省", "出发地/市", "到达日期")
    assert table.row_count == 1
    as_text = "\n".join(",".join(row) for row in rows) + "\n"
    assert read_table(as_text.encode()).columns == table.columns


def test_an_unnamed_column_is_not_mistaken_for_a_merged_head():
    table = read_table("姓名,,出发地\n甲,备注,湖北\n乙,备注,北京\n".encode())
    assert table.columns == ("姓名", "column B", "出发地")
    assert table.row_count == 2


def test_merged_cells_among_the_data_are_pointed_out():
    rows = [["姓名", "出发地"], ["甲", ""], ["乙", ""]]
    table = read_table(xlsx(rows, merges=[(1, 1, 2, 1, "湖北")]))
    assert [(note.code, note.row) for note in table.notes] == [("merged_cells", 2)]
    assert [row.cells[1] for row in table.rows()] == ["湖北", ""]


def test_blank_lines_keep_the_numbering_and_are_no_rows():
    table = read_table(("\n\n" + TEXT.replace("乙", "\r\n乙", 1)).encode())
    assert [row.number for row in table.rows()] == [4, 6]
    assert table.row_count == 2


@pytest.mark.invariant("INV-20")
def test_sheets_that_were_not_read_are_named():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name in ("空", "第一", "第二"):
        sheet = book.add_worksheet(name)
        if name != "空":
            sheet.write_row(0, 0, ["a", "b"])
            sheet.write_row(1, 0, [name, "1"])
    book.close()
    table = read_table(buffer.getvalue())
    assert (table.sheet, [note.code for note in table.notes]) == ("第一", ["other_sheets"])
    assert next(read_table(buffer.getvalue(), sheet="第二").rows()).cells[0] == "第二"


def test_the_hash_is_that_of_the_file_as_received(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    table = read_table(path)
    assert table.sha256 == read_table(TEXT.encode("gb18030"), name="list.csv").sha256
    assert (table.name, table.encoding, table.size) == ("list.csv", "gb18030", len(TEXT.encode("gb18030")))
