"""A text without its Chinese, or with its Chinese in the code, fails the build."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from fangxian.cli.messages import PACKAGE, compile_folder, faults, folders, po_file

CHINESE = re.compile(r"[㐀-鿿]")
MARKED = re.compile(
    r"""<[^>]*\blang=["']zh-Hans["'][^>]*>[^<]*<"""
)  # a sign that is Chinese in both languages, such as 福
DATE_TO_READ = re.compile(r"[%A-Za-z年月日时分]+")
SCREENS = ("views", "forms", "templatetags")


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_every_text_has_its_chinese(folder):
    lacking = [f"{fault.reason}: {fault.text}" for fault in faults(folder)]
    assert lacking == []


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_no_translation_is_the_english_text_again(folder):
    if not po_file(folder).exists():
        return  # nothing translated yet, which the test above tells
    with po_file(folder).open("rb") as stream:
        kept = [
            m for m in read_po(stream, locale="zh_Hans") if isinstance(m.id, str) and re.search(r"[A-Za-z]{4}", m.id)
        ]
    assert [m.id for m in kept if m.string == m.id and m.id not in {"English"}] == []


def templates():
    return sorted(PACKAGE.rglob("templates/**/*.html"))


@pytest.mark.parametrize("file", templates(), ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_no_template_speaks_chinese_by_itself(file):
    spoken = MARKED.sub("", re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", file.read_text("utf-8"), flags=re.S))
    assert CHINESE.findall(spoken) == []


def screen_modules():
    return sorted(
        file
        for file in PACKAGE.rglob("*.py")
        if "migrations" not in file.parts and any(part in SCREENS for part in (*file.parts, file.stem))
    )


@pytest.mark.parametrize("file", screen_modules(), ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_no_screen_speaks_chinese_by_itself(file):
    spoken = [text for text in texts_of(file) if CHINESE.search(text) and not DATE_TO_READ.fullmatch(text)]
    assert spoken == []


def texts_of(file: Path) -> list[str]:
    """The string constants of a module, without its docstrings."""
    tree = ast.parse(file.read_text("utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


def test_the_check_sees_a_missing_a_fuzzy_and_a_broken_translation(tmp_path, monkeypatch):
    from fangxian.cli import messages

    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    app = tmp_path / "app"
    app.mkdir()
    (app / "views.py").write_text('a = gettext("One")\nb = said("Two %(n)s")\nc = said("Three")\nd = _("Four")\n')
    file = po_file(app)
    file.parent.mkdir(parents=True)
    file.write_text(
        'msgid "One"\nmsgstr ""\n\nmsgid "Two %(n)s"\nmsgstr "二"\n\n#, fuzzy\nmsgid "Three"\nmsgstr "三"\n'
    )
    found = {fault.text: fault.reason for fault in faults(app)}
    assert found == {"One": "missing", "Two %(n)s": "places", "Three": "fuzzy", "Four": "not gathered"}


def test_a_compiled_catalogue_is_what_the_page_reads(tmp_path):
    import gettext

    app = tmp_path
    file = po_file(app)
    file.parent.mkdir(parents=True)
    file.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Open"\nmsgstr "待办"\n'
    )
    compile_folder(app)
    with file.with_suffix(".mo").open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Open") == "待办"
