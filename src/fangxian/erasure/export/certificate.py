"""The certificate of an erasure as a page and as a Word file, with places for three signatures."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from fangxian.core.screens.rules import label_of
from fangxian.erasure.models import StandDown


def html(found: StandDown) -> str:
    """The certificate as a page of its own, without a link to anything."""
    return render_to_string("erasure/_certificate_alone.html", {"found": found, "told": found.certificate})


def word(found: StandDown) -> bytes:
    """The certificate as a Word file."""
    from docx import Document  # takes long to read, and a server that starts writes none

    told: dict[str, Any] = found.certificate or {}
    paper = Document()
    paper.add_heading(_("Certificate of erasure"), level=1)
    for name, value in _facts(told):
        paper.add_paragraph(f"{name}: {value}")
    _table(
        paper,
        [_("Store"), _("Rows before"), _("Erased"), _("Rows after"), _("Held")],
        [[t["name"], t["before"], t["erased"], t["after"], t["held"]] for t in told["tables"]],
    )
    paper.add_heading(_("Keys that were destroyed"), level=2)
    _table(
        paper,
        [_("Key"), _("Purpose"), _("Destroyed at")],
        [[k["id"], k["purpose"], k["destroyed_at"]] for k in told["keys_destroyed"]],
    )
    paper.add_heading(_("Records held"), level=2)
    if told["holds"]:
        _table(
            paper,
            [_("Case number"), _("Authority"), _("Held until")],
            [[h["case_number"], h["authority"], h["expires_at"]] for h in told["holds"]],
        )
    else:
        paper.add_paragraph(_("Nothing is held."))
    paper.add_heading(_("Roots of the audit"), level=2)
    _table(paper, [_("Day"), _("Root")], [[r["day"], r["root"]] for r in told["merkle_roots"]])
    paper.add_paragraph(f"SHA-256: {found.certificate_sha256}")
    for signature in told["signatures"]:
        paper.add_paragraph(f"{label_of('erasure.signer', signature['capacity']).text}: ____________________")
    buffer = BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def _facts(told: dict[str, Any]) -> list[tuple[str, str]]:
    failed = _("failed, as it must") if told["restore_test"]["failed"] else _("not failed")
    log = _("deleted") if told.get("log_ended") else _("for the database's administrator to delete")
    return [
        (_("Programme"), f"{told['programme']['name']} ({told['programme']['city']})"),
        (_("Order"), f"{told['order']['number']} {told['order']['title']}"),
        (_("Ended at"), told["ended_at"]),
        (_("Erased at"), told["erased_at"]),
        (_("Reading an old copy with every key there is"), failed),
        (_("Old files of the database's write-ahead log"), log),
        (_("Tools"), ", ".join(f"{name} {number}" for name, number in told["tools"].items())),
    ]


def _table(paper: Any, heads: list[str], rows: list[list[Any]]) -> None:
    table = paper.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = head
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value)
