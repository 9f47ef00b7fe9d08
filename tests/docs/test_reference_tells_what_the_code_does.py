"""Pages made from the code are current, every practice of the seeds has a living answer, links lead somewhere."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from fangxian.cli import reference

DOCS = Path("docs")
PAGES = reference.pages(DOCS)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_generated_page_is_current(path):
    assert path.read_text("utf-8") == PAGES[path], "run `fangxian reference`"


def test_the_pages_do_not_follow_the_language_of_whoever_writes_them():
    with override("zh-hans"):
        assert reference.pages(DOCS) == PAGES


def test_every_practice_of_the_seeds_is_there_once():
    assert [item["n"] for item in reference.seeds_items(DOCS)] == list(range(1, 160))


def test_every_answer_to_a_practice_leads_somewhere():
    wrong = {item["n"]: reference.why_not_answered(item) for item in reference.seeds_items(DOCS)}
    assert {n: why for n, why in wrong.items() if why} == {}


def test_an_answer_that_leads_nowhere_is_found():
    dead = [{"page": "tasks:gone"}, {"command": "fangxian gone"}, {"figure": "gone"}, {"file": "gone"}, {"not_yet": ""}]
    dead.append({"not_built": "because"})
    assert all(reference.why_not_answered({"answer": answer}) for answer in dead)


@pytest.mark.parametrize("page", [*Path().glob("*.md"), *DOCS.rglob("*.md")], ids=str)
def test_links_between_pages_are_alive(page):
    dead = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert dead == []
