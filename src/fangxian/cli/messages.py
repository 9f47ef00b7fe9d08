"""`fangxian messages`: gathers the texts of the screens and compiles both languages.

English is the text in the code; Chinese is in each app's `locale/zh_Hans/LC_MESSAGES/django.po`
(everything under `core` and `config` shares `core/locale`). Babel does what the system's gettext
would, so none has to be installed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
LANGUAGE = "zh_Hans"
SHARED = PACKAGE / "core"
SHARED_FOLDERS = ("core", "config")
KEYWORDS = {
    "said": None,
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@dataclass(frozen=True)
class Missing:
    """A text that is not ready in Chinese. reason: missing, fuzzy, places, not gathered or dead."""

    file: str
    text: str
    reason: str


def folders() -> list[Path]:
    """The folders that own a catalogue."""
    apps = sorted(file.parent for file in PACKAGE.glob("*/apps.py"))
    return [SHARED, *apps]


def po_file(folder: Path) -> Path:
    return folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def gather(folder: Path) -> Catalog:
    """Every text of one folder's code and templates, untranslated."""
    found = Catalog(domain="django", fuzzy=False, charset="utf-8")
    roots = [PACKAGE / name for name in SHARED_FOLDERS] if folder == SHARED else [folder]
    for root in roots:
        for file in sorted(root.rglob("*")):
            if file.suffix not in {".py", ".html", ".txt"} or "migrations" in file.parts or "locale" in file.parts:
                continue
            where = file.relative_to(PACKAGE).as_posix()
            for text, context in _texts_of(file):
                found.add(text, locations=[(where, 0)], context=context)
    return found


def _texts_of(file: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        source = _templatized(source, file)
    for _line, function, found, _comments in extract_python(
        io.BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"}
    ):
        spec = KEYWORDS[str(function)]
        arguments: tuple[Any, ...] = found if isinstance(found, tuple) else (found,)
        context = None
        if spec and isinstance(spec[0], tuple):
            context, arguments = arguments[0], arguments[1:]
        text = arguments[:2] if spec == (1, 2) else arguments[0]
        if text and (isinstance(text, str) or all(text)):
            yield text, context


def _templatized(source: str, file: Path) -> str:
    """A template as Python that says the same texts."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    from django.utils.translation.template import templatize

    return templatize(source, origin=str(file))


def merged(folder: Path) -> Catalog:
    """The folder's catalogue as it should be: gathered texts with the translations there are."""
    file = po_file(folder)
    catalog = Catalog(locale=LANGUAGE, domain="django", fuzzy=False, charset="utf-8")
    if file.exists():
        with file.open("rb") as stream:
            catalog = read_po(stream, locale=LANGUAGE, domain="django")
    catalog.update(gather(folder), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    catalog.header_comment = "# Chinese texts. English is in the code; `fangxian messages` gathers it."
    return catalog


def written(catalog: Catalog) -> bytes:
    """The catalogue as a file; without dates and line numbers, so that it changes only with its texts."""
    stream = io.BytesIO()
    write_po(stream, catalog, include_lineno=False, omit_header=False, sort_output=True, width=120)
    text = re.sub(r'(?m)^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By'
                  r'|Report-Msgid-Bugs-To|Project-Id-Version):.*\n', "", stream.getvalue().decode())  # fmt: skip
    return text.encode()


def compile_folder(folder: Path) -> None:
    """Write the binary catalogue beside the text, whole or not at all."""
    file = po_file(folder)
    if not file.exists():
        return
    with file.open("rb") as stream:
        catalog = read_po(stream, locale=LANGUAGE, domain="django")
    draft = file.with_suffix(".mo.new")
    with draft.open("wb") as stream:
        write_mo(stream, catalog)
    draft.replace(file.with_suffix(".mo"))


def compile_all() -> None:
    for folder in folders():
        compile_folder(folder)


def faults(folder: Path) -> list[Missing]:
    """What keeps the folder's pages from being whole in Chinese."""
    file = po_file(folder)
    name = file.relative_to(PACKAGE).as_posix()
    gathered = gather(folder)
    if not file.exists():
        return [Missing(name, _first(message), "missing") for message in gathered if message.id]
    with file.open("rb") as stream:
        kept = read_po(stream, locale=LANGUAGE, domain="django")
    found = []
    for message in gathered:
        if not message.id:
            continue
        known = kept.get(_first(message), message.context)
        reason = "not gathered" if known is None else _fault_of(known)
        if reason:
            found.append(Missing(name, _first(message), reason))
    for message in kept:
        if message.id and gathered.get(_first(message), message.context) is None:
            found.append(Missing(name, _first(message), "dead"))
    return found


def _fault_of(message: Message) -> str:
    said = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(said):
        return "missing"
    if message.fuzzy:
        return "fuzzy"
    allowed = set(PLACES.findall(" ".join(message.id if isinstance(message.id, tuple | list) else [message.id])))
    if any(set(PLACES.findall(text)) - allowed for text in said if text):
        return "places"
    return "places" if isinstance(message.id, str) and set(PLACES.findall(said[0] or "")) != allowed else ""


def _first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


@click.command("messages")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; fail if a text lacks its Chinese.")
@click.option("--compile", "only_compile", is_flag=True, help="Compile the catalogues that are there.")
@click.argument("apps", nargs=-1)
def command(only_check: bool, only_compile: bool, apps: tuple[str, ...]) -> None:
    """Gather the texts of APPS (all of them unless named) and compile both languages."""
    chosen = [folder for folder in folders() if not apps or folder.name in apps]
    if apps and len(chosen) != len(set(apps)):
        raise click.UsageError("Known are: " + ", ".join(folder.name for folder in folders()))
    if only_compile:
        for folder in chosen:
            compile_folder(folder)
        return
    if not only_check:
        for folder in chosen:
            _write(folder)
            compile_folder(folder)
    lacking = [fault for folder in chosen for fault in faults(folder)]
    for fault in lacking:
        click.echo(f"{fault.file}: {fault.reason}: {fault.text!r}")
    if only_check and lacking:
        raise SystemExit(1)
    click.echo(f"{len(lacking)} texts to translate." if lacking else "Every text is in both languages.")


def _write(folder: Path) -> None:
    file = po_file(folder)
    catalog = merged(folder)
    if not any(message.id for message in catalog) and not file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(written(catalog))
