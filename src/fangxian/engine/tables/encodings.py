"""Which encoding and which separator a text file uses."""

import codecs
import csv
import io
import re
from collections import Counter

from charset_normalizer import from_bytes

from fangxian.engine.tables.findings import refuse
from fangxian.engine.tables.sources import FileBytes

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = (",", "\t", ";", "|", "，")
_OTHER_THINGS = (
    (b"%PDF", "PDF 文件", "a PDF"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
)
_FOREIGN = re.compile(rb"[\x80-\xff]")
_SAMPLE = 16_384
_MARKUP = ("<!doctype", "<html", "<table", "<?xml", "<script")


def detect_encoding(file: FileBytes) -> str:
    """The encoding in which the whole file decodes: UTF-8, UTF-16 or GB18030.

    Errors: TableRefused if the file breaks off inside a character, or fits no encoding plausibly.
    """
    for signature, what_zh, what_en in _OTHER_THINGS:
        if file.head.startswith(signature):
            raise refuse("not_a_table", what_zh=what_zh, what_en=what_en)
    for mark, name in _BOMS:
        if file.head.startswith(mark):
            return _decodes_to_the_end(file, name)
    if b"\x00" in file.head:
        return _decodes_to_the_end(file, _utf16_without_mark(file.head))
    broken_at = _first_break(file, "utf-8")
    if broken_at is None:
        return "utf-8"
    if broken_at == "end":
        raise refuse("cut_off")
    return _decodes_to_the_end(file, _plausible_legacy(file))


def _decodes_to_the_end(file: FileBytes, encoding: str) -> str:
    match _first_break(file, encoding):
        case None:
            return encoding
        case "end":
            raise refuse("cut_off")
        case _:
            raise refuse("encoding")


def _first_break(file: FileBytes, encoding: str) -> str | None:
    """None if the file decodes; "end" if it stops inside a character; "middle" if it is not this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    try:
        for chunk in file.chunks():
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return "middle"
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "end"
    return None


def _utf16_without_mark(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 8 < len(head) // 2 or min(even, odd) * 4 > max(even, odd):
        raise refuse("not_a_table", what_zh="二进制文件", what_en="a binary file")
    return "utf-16-le" if odd > even else "utf-16-be"


def _plausible_legacy(file: FileBytes) -> str:
    """GB18030, unless what it makes of the file is not the Chinese people write.

    GB18030 decodes almost anything, so a text in another encoding comes out as rare characters. Common Chinese
    is within GB 2312; charset-normalizer is asked when too much is not.
    """
    sample = _from_first_foreign_byte(file)
    foreign = [character for character in sample.decode("gb18030", errors="ignore") if ord(character) > 127]
    common = sum(1 for character in foreign if _in_gb2312(character))
    if foreign and common >= 0.8 * len(foreign):
        return "gb18030"
    best = from_bytes(sample).best()
    if best is not None and best.encoding in {"gb18030", "gbk", "gb2312"}:
        return "gb18030"
    raise refuse("encoding")


def _from_first_foreign_byte(file: FileBytes) -> bytes:
    """Some of the text from the first byte that is not ASCII; a file may begin with columns of numbers."""
    for chunk in file.chunks():
        found = _FOREIGN.search(chunk)
        if found:
            return chunk[found.start() : found.start() + _SAMPLE]
    return b""


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def detect_separator(file: FileBytes, encoding: str) -> str:
    """The character that separates cells: the one that splits the first lines most evenly into most columns.

    Errors: TableRefused if the text is markup, or has no separator.
    """
    text = file.head.decode(encoding, errors="ignore").lstrip("\ufeff")
    start = text.lstrip().lower()
    if start.startswith(_MARKUP):
        raise refuse(
            "not_a_table", what_zh="网页或 XML，虽然名称像表格", what_en="a web page or XML, whatever its name says"
        )
    if start.startswith(("{", "[{")):
        raise refuse("not_a_table", what_zh="JSON 文件", what_en="a JSON file")
    lines = text.splitlines(keepends=True)
    complete = "".join(lines[:-1] if len(lines) > 1 else lines)
    best = max(_SEPARATORS, key=lambda separator: _evenness(complete, separator))
    if _evenness(complete, best)[0] == 0:
        raise refuse("one_column")
    return best


def _evenness(text: str, separator: str) -> tuple[int, int]:
    """(rows that share the commonest width, that width), or (0, 0) if the separator splits nothing."""
    widths: Counter[int] = Counter()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in rows:
            if len(row) > 1:
                widths[len(row)] += 1
    except csv.Error:
        return (0, 0)
    if not widths:
        return (0, 0)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (count, width)
