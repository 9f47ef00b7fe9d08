"""Files that are cut, full, damaged, sent twice or not what their manifest says: a reason, and nothing half written."""

import gzip
import hashlib
import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from tests.lists import HEADS, as_csv, commit, dry_run, receive, row

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.intake.models import Fact
from fangxian.intake.sources.pushed_list import queries, services
from fangxian.intake.sources.pushed_list.models import Import, ImportFilePart, ImportRow


def as_xlsx(rows, heads=HEADS, **options):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, heads)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, date | datetime):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)
    return stream.getvalue()


def bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 << 20))
    return stream.getvalue()


@pytest.mark.invariant("INV-21")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "pushed_list.empty"),
        (as_csv([]), "pushed_list.no_rows"),
        (as_csv([row(1), row(2)])[:-30], "pushed_list.cut_off"),
        (as_xlsx([row(1)])[:-200], "pushed_list.cut_off"),
        (gzip.compress(as_csv([row(1)]))[:-9], "pushed_list.cut_off"),
        (b"%PDF-1.4 not a list", "pushed_list.not_a_table"),
        (bomb(), "pushed_list.zip_bomb"),
    ],
    ids=["empty", "head only", "cut csv", "cut xlsx", "cut gzip", "pdf", "zip bomb"],
)
def test_a_file_that_cannot_be_a_list_is_refused_with_its_reason(city, content, code):
    with pytest.raises(Refused) as refused:
        receive(city, content, count=1)
    assert refused.value.problem.code == code and refused.value.problem.field == "file"
    assert not Import.objects.exists() and not ImportFilePart.objects.exists()


@pytest.mark.invariant("INV-21")
def test_a_workbook_at_its_formats_row_limit_is_refused(city, monkeypatch):
    from fangxian.engine.tables import workbooks

    monkeypatch.setitem(workbooks.ROW_AND_COLUMN_LIMITS, ".xlsx", (3, 16_384))
    with pytest.raises(Refused) as refused:
        receive(city, as_xlsx([row(1), row(2)]), count=2)
    assert refused.value.problem.code == "pushed_list.format_limit_rows"


def test_a_file_that_is_too_large_is_refused(city, monkeypatch):
    monkeypatch.setattr(services.receiving, "FILE_LIMIT", 10)
    with pytest.raises(Refused) as refused:
        receive(city, as_csv([row(1)]))
    assert refused.value.problem.status == 413


def test_the_same_file_twice_is_refused_and_nothing_is_doubled(city):
    content = as_csv([row(1)])
    commit(city, dry_run(city, content))
    with pytest.raises(Refused) as refused:
        receive(city, content)
    assert refused.value.problem.code == "pushed_list.same_file" and Fact.objects.count() == 1


@pytest.mark.invariant("INV-20")
@pytest.mark.parametrize(
    ("told", "code"),
    [({"count": 2257}, "pushed_list.count_disagrees"), ({"sha256": "0" * 64}, "pushed_list.hash_disagrees")],
)
def test_a_list_that_disagrees_with_its_manifest_is_held_and_not_read(city, told, code):
    source_list = receive(city, as_csv(row(n) for n in range(3)), **told)
    assert source_list.state == "held" and source_list.held_problem["code"] == code
    with pytest.raises(Refused):
        services.map_columns(
            source_list=source_list,
            mapping=source_list.mapping,
            by=city.actor("duty", Purpose.RECEIVE_FACTS),
            at=city.at,
        )
    assert not ImportRow.objects.exists() and not Fact.objects.exists()
    assert AuditEvent.objects.filter(action="intake.list_held").count() == 1


@pytest.mark.invariant("INV-20")
def test_a_wrong_correction_of_the_manifest_keeps_the_list_held(city):
    source_list = receive(city, as_csv([row(1)]), count=5)
    corrected = services.correct_manifest(
        source_list=source_list, told_count=4, told_sha256=source_list.file_sha256, reason="发送方来电更正",
        by=city.actor("duty", Purpose.RECEIVE_FACTS), at=city.at,
    )  # fmt: skip
    assert corrected.state == "held"


@pytest.mark.invariant("INV-02")
def test_a_list_of_names_without_a_stay_cannot_be_read(city):
    source_list = receive(city, as_csv([("试验1", "13800000001", "月河街道")], heads=("姓名", "手机号", "目的地")))
    with pytest.raises(Refused) as refused:
        services.map_columns(
            source_list=source_list,
            mapping=source_list.mapping,
            by=city.actor("duty", Purpose.RECEIVE_FACTS),
            at=city.at,
        )
    assert refused.value.problem.code == "pushed_list.column_missing"


@pytest.mark.invariant("INV-14")
def test_a_denied_column_cannot_be_read_whatever_it_is_mapped_to(city):
    heads = (*HEADS, "户籍地")
    source_list = receive(city, as_csv([(*row(1), "某地")], heads=heads))
    with pytest.raises(Refused) as refused:
        services.map_columns(
            source_list=source_list,
            mapping={**source_list.mapping, "address": "户籍地"},
            by=city.actor("duty", Purpose.RECEIVE_FACTS),
            at=city.at,
        )
    assert refused.value.problem.code == "pushed_list.mapping"


@pytest.mark.invariant("INV-21")
@pytest.mark.parametrize("date_1904", [False, True])
def test_dates_of_a_workbook_are_read_from_either_epoch(city, date_1904):
    rows = [(*row(1)[:4], date(2020, 3, 1), date(2020, 3, 2), row(1)[6])]
    content = as_xlsx(rows, date_1904=date_1904)
    source_list = dry_run(city, content, count=1)
    assert '"until_on": "2020-03-01"' in queries.rows_of(source_list).get().record


def test_merged_heads_are_read_as_one_table(city):
    content = as_csv(
        [
            ("", "", "", "省", "市", "", "", ""),
            ("试验1", "", "13800000001", "湖北省", "武汉市", "2020-03-01", "2020-03-02", "月河街道"),
        ],
        heads=("姓名", "身份证号", "手机号", "出发地", "", "离开日期", "到达日期", "目的地"),
    )  # fmt: skip
    source_list = dry_run(city, content, count=1)
    assert queries.rows_of(source_list).get().outcome == "accepted"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_any_encoding_that_offices_use_is_read(city, encoding):
    content = as_csv([row(1)]).decode("utf-8-sig").encode(encoding)
    source_list = dry_run(city, content, count=1)
    assert queries.rows_of(source_list).get().outcome == "accepted"


def test_a_refusal_is_put_on_record_without_a_name(city):
    from fangxian.core.problems.rules import Problem

    by = city.actor("duty", Purpose.RECEIVE_FACTS)
    sha256 = hashlib.sha256(b"x").hexdigest()
    services.record_refusal(
        problem=Problem("pushed_list.cut_off", "x"), sha256=sha256, sender="省大数据局", by=by, at=city.at
    )
    event = AuditEvent.objects.get(action="intake.list_refused")
    assert bytes(event.digest).hex() == sha256 and event.detail["problem"] == "pushed_list.cut_off"
