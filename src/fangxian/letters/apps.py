from django.apps import AppConfig

from fangxian.core.problems.rules import said

from . import rules
from .rules import documents


class LettersConfig(AppConfig):
    name = "fangxian.letters"
    label = "letters"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels

        add_labels("letters.state", rules.STATES)
        add_labels("letters.step", rules.STEPS)
        add_labels("letters.reply", rules.REPLIES)
        add_labels("letters.finding", rules.FINDINGS)
        add_labels("letters.origin", rules.ORIGINS)
        add_labels("letters.document_kind", documents.KINDS)
        add_labels("letters.audience", documents.AUDIENCES)
        add_labels("letters.document", documents.STATES)
        add_labels("letters.way", documents.WAYS)
        add_labels("letters.receipt", documents.RECEIPTS)
        add_labels("messages.kind", MESSAGES)


MESSAGES = {
    "letters.issued": said("A letter to a unit waits"),
    "letters.replied": said("A letter was replied to"),
    "letters.reopened": said("A letter was opened again"),
    "letters.late": said("Letters without a reply in time"),
}
