"""All catalogues are read as one: what a page says is what its own app's catalogue says.

Where two meanings share one English word, say them in two ways, or with a context (pgettext).
"""

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override, pgettext

from fangxian.cli.messages import folders, po_file


def told(message):
    """What a page says for this text, whichever library or app has said it first."""
    if isinstance(message.id, tuple):
        return ngettext(*message.id, 2)
    return pgettext(message.context, message.id) if message.context else gettext(message.id)


def wanted(message):
    return message.string[0] if isinstance(message.string, tuple) else message.string


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_a_page_says_what_its_own_catalogue_says(folder):
    if not po_file(folder).exists():
        return  # another test tells that it lacks its Chinese
    with po_file(folder).open("rb") as stream:
        kept = [message for message in read_po(stream, locale="zh_Hans") if message.id and wanted(message)]
    with override("zh-hans"):
        others = {message.id: (wanted(message), told(message)) for message in kept if told(message) != wanted(message)}
    assert others == {}
