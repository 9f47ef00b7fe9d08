"""The bulletin on paper: one Word file or one HTML file, black on white, the same figures as the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from fangxian.core.programmes.models import Programme

from .models import Bulletin
from .rules import Board, Value

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

FACE = {"zh-hans": "SimSun", "en": "Times New Roman"}


def frozen_boards(issue: Bulletin, boards: Sequence[Board]) -> list[tuple[Board, list[Value]]]:
    """The figures as they stood when the issue went out, under today's names."""
    known = {figure.key: (board, figure) for board in boards for figure in board.figures}
    shown: dict[str, tuple[Board, list[Value]]] = {}
    for line in issue.figures:
        if line["key"] not in known:
            continue  # a figure that is no longer made; the stored issue still holds it
        board, figure = known[line["key"]]
        shown.setdefault(board.key, (board, []))[1].append(Value(figure, line["count"], tuple(line["missing"])))
    return list(shown.values())


def file_name(issue: Bulletin) -> str:
    days = issue.first_on.isoformat()
    if issue.last_on != issue.first_on:
        days += f"_{issue.last_on.isoformat()}"
    return f"bulletin_{days}_v{issue.version}"


def word(
    issue: Bulletin, boards: Sequence[tuple[Board, Sequence[Value]]], *, programme: Programme, language: str
) -> bytes:
    """The bulletin as a .docx in one language."""
    from docx import Document  # takes long to read, and a server that starts writes none

    with override(language):
        document = Document()
        _set_face(document, FACE.get(language, FACE["en"]))
        document.add_heading(gettext("%(city)s: bulletin of prevention and control") % {"city": programme.city_name}, 0)
        document.add_paragraph(_period_line(issue, programme))
        if programme.is_demonstration:
            document.add_paragraph(gettext("Demonstration: every person and every order in it is fictional."))
        for board, values in boards:
            document.add_heading(gettext(board.title), 2)
            table = document.add_table(rows=0, cols=2, style="Table Grid")
            for value in values:
                cells = table.add_row().cells
                cells[0].text = gettext(value.figure.label)
                cells[1].text = _count_text(value)
        document.add_paragraph(
            gettext("Every figure is counted from records and opens them on screen. “Missing” is not zero.")
        )
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def _period_line(issue: Bulletin, programme: Programme) -> str:
    issued: datetime = issue.issued_at.astimezone(programme.zone)
    return gettext("From %(first)s to %(last)s · version %(version)s · issued %(issued)s · %(disease)s") % {
        "first": issue.first_on.isoformat(),
        "last": issue.last_on.isoformat(),
        "version": issue.version,
        "issued": issued.strftime("%Y-%m-%d %H:%M"),
        "disease": programme.disease_name,
    }


def _count_text(value: Value) -> str:
    shown = gettext("missing") if value.count is None else f"{value.count:,}"
    if value.missing:
        shown += " (" + gettext("not reported: %(names)s") % {"names": ", ".join(value.missing)} + ")"
    return shown


def _set_face(document: WordDocument, face: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style = document.styles["Normal"]
    style.font.name = face
    style.font.size = Pt(11)
    # Word keeps a separate face for East Asian characters
    style.element.rPr.rFonts.set(qn("w:eastAsia"), face)


def page(
    issue: Bulletin, boards: Sequence[tuple[Board, Sequence[Value]]], *, programme: Programme, language: str
) -> str:
    """The bulletin as one HTML file in one language, which needs no server to be read or printed."""
    with override(language):
        shown = [(board, [(value.figure, _count_text(value)) for value in values]) for board, values in boards]
        terms = {"issue": issue, "programme": programme, "boards": shown, "period": _period_line(issue, programme)}
        return render_to_string("briefing/paper.html", {**terms, "language": language})
