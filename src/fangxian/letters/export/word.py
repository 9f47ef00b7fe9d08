"""A letter as a Word file, from a template that people can edit in Word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from io import BytesIO

from django.utils.translation import gettext as _

from fangxian.core.areas.queries import labels_of
from fangxian.core.screens.templatetags.screens import label
from fangxian.letters.models import Letter
from fangxian.letters.queries import Terms

TEMPLATE = "letter.docx"


def word(letter: Letter, *, copies: Sequence[str], terms: Terms, printed_at: datetime) -> bytes:
    """The letter in the reader's language; what was written stands as it was written. copies: names of the bodies."""
    from docxtpl import DocxTemplate  # takes long to read, and a server that starts writes none

    template = DocxTemplate(BytesIO(files("fangxian.letters.export").joinpath(TEMPLATE).read_bytes()))
    template.render(terms_of_letter(letter, copies=copies, terms=terms, printed_at=printed_at), autoescape=True)
    buffer = BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def terms_of_letter(letter: Letter, *, copies: Sequence[str], terms: Terms, printed_at: datetime) -> dict[str, object]:
    """What stands on the paper."""
    programme = letter.programme
    day = (letter.issued_at or printed_at).astimezone(programme.zone).date()
    marks = [_("Demonstration: every person and every order in it is fictional.")] if programme.is_demonstration else []
    if letter.issued_at is None:
        marks.append(_("Draft, not issued"))
    return {
        "mark": " · ".join(marks),
        "sender": letter.from_unit.body.name,
        "title": _("Letter of co-governance"),
        "number": letter.number,
        "addressee": f"{letter.to_unit.body.name} ({letter.to_unit.name}):",
        "sections": [(heading, texts) for heading, texts in _sections(letter, terms) if texts],
        "date": day.isoformat(),
        "copies": _("Copies to: %(names)s") % {"names": ", ".join(copies)} if copies else "",
    }


def _sections(letter: Letter, terms: Terms) -> list[tuple[str, list[str]]]:
    where = labels_of([letter.area_code], programme_id=letter.programme_id).get(letter.area_code, letter.area_code)
    goods = [
        f"{heading}: {text}"
        for heading, text in (
            (_("Goods"), letter.goods_name), (_("Batch"), letter.goods_batch),
            (_("Pieces"), "" if letter.goods_count is None else f"{letter.goods_count:,}"),
        )
        if text
    ]  # fmt: skip
    due = letter.due_on.isoformat() if letter.due_on else ""
    by_rule = _("Within %(days)s working days after this letter is issued.") % {"days": terms.reply_working_days}
    wanted = letter.reply_on.isoformat() if letter.reply_on else by_rule
    return [
        (_("Place"), [f"{where} · {letter.place}"]),
        (_("What is wrong there"), letter.problem.splitlines()),
        (_("Goods"), goods),
        (_("Evidence"), list(letter.evidence)),
        (_("What is asked"), letter.request.splitlines()),
        (_("Reply by"), [due or wanted]),
        (_("Reply"), [f"{label('letters.reply', letter.reply)}: {letter.reply_words}"] if letter.reply else []),
    ]
