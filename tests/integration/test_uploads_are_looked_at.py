"""What is uploaded is measured and looked at before it is read; nothing in it runs; its name is only shown."""

import io
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.signing_in import live_now, sign_in

from fangxian.core.staff import forms
from fangxian.core.staff.models import StaffImport
from fangxian.engine.tables.findings import TableRefused
from fangxian.engine.tables.table import read_table


@pytest.fixture
def admin(city, settings):
    live_now(city, settings)
    return sign_in("admin")


def workbook(**more):
    """A small .xlsx, with further members in its container."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, ["工号", "姓名"])
    with zipfile.ZipFile(file, "a") as archive:
        for name, content in more.items():
            archive.writestr(name, content)
    return file.getvalue()


def send(client, content, name="staff.xlsx"):
    return client.post("/staff/lists/", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("member", ["xl/vbaProject.bin", "Basic/Standard/Module1.xml"])
def test_a_workbook_with_macros_is_refused(admin, member):
    answer = send(admin, workbook(**{member: b"\0" * 64}), "staff.xlsm")
    assert answer.status_code == 422 and "holds macros" in answer.text
    assert not StaffImport.objects.exists()


def test_an_old_workbook_with_macros_is_refused():
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "Workbook_VBA_PROJECT_CUR".encode("utf-16-le")
    with pytest.raises(TableRefused) as refused:
        read_table(old)
    assert refused.value.finding.code == "macros"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\0" + b"\0" * 600, "staff.csv"),
        (b"%PDF-1.7\n" + b"0" * 600, "staff.xlsx"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 600, "staff.csv"),
        (b"<html><script>alert(1)</script></html>", "staff.csv"),
    ],
)
def test_what_is_no_table_is_refused_whatever_its_name_says(admin, content, name):
    assert send(admin, content, name).status_code == 422 and not StaffImport.objects.exists()


def test_a_zip_bomb_is_refused_without_being_opened(admin):
    bomb = workbook(**{"xl/media/zero": b""})
    file = io.BytesIO(bomb)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"\0" * (30 << 20))
    answer = send(admin, file.getvalue())
    assert answer.status_code == 422 and "would unpack to" in answer.text


def test_a_list_larger_than_any_list_is_refused_unread(admin, monkeypatch):
    monkeypatch.setattr(forms, "LARGEST_LIST", 100)
    assert "larger than any list of staff" in send(admin, workbook()).text


def test_what_is_uploaded_is_written_to_no_disk(admin, settings, tmp_path):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 50
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "not there"  # whoever writes to it fails
    rows = "工号,姓名,单位,岗位,负责区域\nW9,试验员,月河街道办,网格员,33050200100501\n".encode()
    assert len(rows) > 50 and send(admin, rows, "staff.csv").status_code == 302 and StaffImport.objects.exists()


def test_a_request_that_is_too_large_is_not_read(admin, settings):
    settings.LARGEST_REQUEST = 1024
    answer = send(admin, b"0" * 4096)
    assert answer.status_code == 413 and "too large" in answer.text


def test_a_name_that_climbs_out_of_its_folder_leads_nowhere(admin, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    rows = "工号,姓名,单位,岗位,负责区域\nW9,试验员,月河街道办,网格员,33050200100501\n".encode()
    assert send(admin, rows, "../../../climbed.csv").status_code == 302
    assert list(tmp_path.rglob("*climbed*")) == []
