"""Whatever field of a record may be wrong, the worker reads its name in words of her language."""

import ast
import re
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path

import msgspec
import pytest

import fangxian
from fangxian.engine.field_words import FIELDS
from fangxian.engine.records import NotARecord, text_in, wrong

SOURCES = Path(fangxian.__file__).parent
READERS = {"id_in", "moment_in", "word_in", "count_in", "text_in", "list_in", "wrong"}
SHAPES = ("intake.sources.checkpoint.rules.named", "intake.sources.checkpoint.rules.offline")


def names_in(source: Path):
    """The second argument of every call that reads a field or says that it is wrong."""
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in READERS and len(node.args) > 1:
            told = node.args[1]
            if isinstance(told, ast.Constant) and isinstance(told.value, str):
                yield told.value


def names_in_shapes():
    for module in SHAPES:
        for _name, shape in getmembers(import_module(f"fangxian.{module}"), isclass):
            if issubclass(shape, msgspec.Struct):
                yield from (field.encode_name for field in msgspec.structs.fields(shape))


def test_every_field_that_is_read_has_its_words():
    read = {name for source in SOURCES.rglob("*.py") for name in names_in(source)}
    assert len(read) > 30
    assert not (read | {*names_in_shapes()}) - FIELDS.keys()


@pytest.mark.parametrize("name", FIELDS)
def test_its_words_are_in_both_languages(name):
    said = wrong("missing", name).finding.reason
    assert re.search(r"[\u4e00-\u9fff]", said.zh)
    assert "_" not in said.en


def test_the_reason_says_the_words_and_the_field_stays_for_programs():
    with pytest.raises(NotARecord) as caught:
        text_in({"done_by": "x" * 9}, "done_by", most=8)
    finding = caught.value.finding
    assert (finding.field, finding.reason.zh) == ("done_by", "“消毒单位”太长或不是文字")
    assert finding.reason.en == "“done by” is too long, or no text"
