"""The report of one visit or of a day's visits as a Word file: what was looked at, what was found, whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, override

from fangxian.core.programmes.models import Programme
from fangxian.core.screens.templatetags.screens import label
from fangxian.supervision.models import Finding, Inspection
from fangxian.supervision.rules import words

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

FACE = {"zh-hans": "SimSun", "en": "Times New Roman"}


@dataclass(frozen=True)
class Visit:
    """One visit as a report shows it.

    lines     text of each line of the checklist, its source, its answer ("" if none)
    findings  finding, text of its line, its state
    """

    inspection: Inspection
    place: str
    bodies: list[str]
    lines: list[tuple[str, str, str]]
    findings: list[tuple[Finding, str, str]]


def sums(rows: Sequence[Visit]) -> dict[str, int]:
    """How many visits, places and findings a report holds."""
    found = [one for row in rows for one, _, _ in row.findings]
    return {
        "visits": len(rows),
        "unannounced": sum(1 for row in rows if not row.inspection.is_announced),
        "places": len({(row.inspection.kind, row.inspection.target_ref) for row in rows}),
        "findings": len(found),
        **{severity: sum(1 for one in found if one.severity == severity) for severity in words.SEVERITIES},
    }


def word(rows: Sequence[Visit], *, programme: Programme, language: str, at: datetime, day: date | None = None) -> bytes:
    """The report as a .docx in one language. `day`: of these visits; None: the report of a single visit."""
    from docx import Document  # takes long to read, and a server that starts writes none

    with override(language):
        document = Document()
        _set_face(document, FACE.get(language, FACE["en"]))
        document.add_heading(gettext("%(city)s: report of inspection") % {"city": programme.city_name}, 0)
        if day is not None:
            counted = sums(rows)
            document.add_paragraph(
                gettext("%(day)s: %(visits)d visits, %(findings)d findings, %(urgent)d of them urgent.")
                % {"day": day.isoformat(), **{key: counted[key] for key in ("visits", "findings", "urgent")}}
            )
        if programme.is_demonstration:
            document.add_paragraph(gettext("Demonstration: every person and every order in it is fictional."))
        for row in rows:
            _add_visit(document, row, programme=programme)
        if not rows:
            document.add_paragraph(gettext("No visit ended on this day."))
        stamp = at.astimezone(programme.zone).strftime("%Y-%m-%d %H:%M")
        document.add_paragraph(
            gettext("As of %(moment)s. It names places and units, and no resident.") % {"moment": stamp}
        )
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def _add_visit(document: WordDocument, row: Visit, *, programme: Programme) -> None:
    one = row.inspection
    document.add_heading(f"{one.target_name} ({one.number})", 2)
    how = gettext("Announced") if one.is_announced else gettext("Unannounced")
    facts = [
        (gettext("What is visited"), _word("kind", one.kind)),
        (gettext("Area"), row.place),
        (gettext("Team"), f"{one.team.name} · {' · '.join(row.bodies)}"),
        (gettext("How"), f"{how} · {_word('subject', one.subject)}"),
        (gettext("On site"), f"{_moment(one.begun_at, programme)} – {_moment(one.ended_at, programme)}"),
    ]
    _table(document, facts)
    document.add_paragraph(gettext("Checklist"))
    _table(document, [(f"{text} [{source}]", _word("answer", answer) if answer else "—")
                      for text, source, answer in row.lines])  # fmt: skip
    if not row.findings:
        document.add_paragraph(gettext("Nothing was found."))
        return
    document.add_paragraph(gettext("Findings"))
    for finding, line, state in row.findings:
        owner = f"{finding.owner_unit.body.name} · {finding.owner_unit.name}"
        _table(document, [
            (_word("severity", finding.severity), f"{line}: {finding.text or ''}"),
            (gettext("Who puts it right"), f"{owner} · {gettext('due')} {_moment(finding.due_at, programme)}"),
            (gettext("State"), _word("finding", state)),
        ])  # fmt: skip
        document.add_paragraph()


def _table(document: WordDocument, rows: Sequence[tuple[str, str]]) -> None:
    table: Any = document.add_table(rows=0, cols=2, style="Table Grid")
    for left, right in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = left, right


def _word(kind: str, value: str) -> str:
    return label(f"supervision.{kind}", value)


def _moment(moment: datetime | None, programme: Programme) -> str:
    return moment.astimezone(programme.zone).strftime("%Y-%m-%d %H:%M") if moment else "—"


def _set_face(document: WordDocument, face: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style: Any = document.styles["Normal"]
    style.font.name = face
    style.font.size = Pt(11)
    # Word keeps a separate face for East Asian characters
    style.element.rPr.rFonts.set(qn("w:eastAsia"), face)
