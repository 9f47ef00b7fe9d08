"""A spreadsheet's zip container, looked at before anything opens it."""

import io
import zipfile
import zlib
from pathlib import Path
from typing import cast

from fangxian.engine.tables.findings import refuse
from fangxian.engine.tables.sources import RATIO_LIMIT, RATIO_MATTERS_FROM, UNPACKED_LIMIT, FileBytes

_MEMBER_LIMIT = 10_000
_SHEET_MARKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


def check_archive(file: FileBytes) -> str:
    """The spreadsheet format inside a zip (`.xlsx`, `.xlsb` or `.ods`), after its sizes have been checked.

    Sizes are taken from the directory first; then every member is unpacked no further than it declares, which
    finds a directory that lies and a file that breaks off.
    Errors: TableRefused.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file.data) if file.data is not None else cast(Path, file.path)) as archive:
            members = archive.infolist()
            _refuse_bomb(members)
            names = {member.filename for member in members}
            if not names.intersection(_SHEET_MARKS):
                raise refuse("not_a_table", what_zh=_what(names)[0], what_en=_what(names)[1])
            if any(name.rpartition("/")[2].lower() == "vbaproject.bin" or name.startswith("Basic/") for name in names):
                raise refuse("macros")
            if any(member.flag_bits & 1 for member in members):
                raise refuse("encrypted")
            if archive.testzip() is not None:
                raise refuse("damaged")
    except (zipfile.BadZipFile, EOFError):
        raise refuse("cut_off") from None
    except (zlib.error, NotImplementedError, OSError):  # all three, because a spoilt archive shows as any of them
        raise refuse("damaged") from None
    return ".xlsx" if "xl/workbook.xml" in names else ".xlsb" if "xl/workbook.bin" in names else ".ods"


def counts_from_1904(file: FileBytes) -> bool:
    """Whether an .xlsx workbook says that its dates count from 1904."""
    with zipfile.ZipFile(io.BytesIO(file.data) if file.data is not None else cast(Path, file.path)) as archive:
        start = archive.read("xl/workbook.xml")[:65_536]
    return b'date1904="1"' in start or b'date1904="true"' in start


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    worst = max(
        (
            member.file_size // max(member.compress_size, 1)
            for member in members
            if member.file_size > RATIO_MATTERS_FROM
        ),
        default=0,
    )
    if total > UNPACKED_LIMIT or worst > RATIO_LIMIT or len(members) > _MEMBER_LIMIT:
        raise refuse("zip_bomb", unpacked=total, ratio=worst)


def _what(names: set[str]) -> tuple[str, str]:
    if any(name.startswith("word/") for name in names):
        return "Word 文档", "a Word document"
    return "压缩包", "an archive of other files"
