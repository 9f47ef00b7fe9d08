"""Pages made from the code are current, every practice of the seeds has a living answer, links lead somewhere."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from fangxian.cli import functions, reference

DOCS = Path("docs")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.fixture(scope="module")
def pages():
    return reference.pages(DOCS)


def test_every_generated_page_is_current(pages):
    stale = [str(path) for path, text in pages.items() if path.read_text("utf-8") != text]
    assert stale == [], "run `fangxian reference`"


def test_the_pages_do_not_follow_the_language_of_whoever_writes_them(pages):
    with override("zh-hans"):
        assert reference.pages(DOCS) == pages


def test_every_practice_of_the_seeds_is_there_once():
    assert [item["n"] for item in reference.seeds_items(DOCS)] == list(range(1, 160))


def test_every_answer_to_a_practice_leads_somewhere():
    wrong = {item["n"]: reference.why_not_answered(item) for item in reference.seeds_items(DOCS)}
    assert {n: why for n, why in wrong.items() if why} == {}


def test_an_answer_that_leads_nowhere_is_found():
    dead = [{"page": "tasks:gone"}, {"command": "fangxian gone"}, {"figure": "gone"}, {"file": "gone"}, {"not_yet": ""}]
    dead.append({"not_built": "because"})
    assert all(reference.why_not_answered({"answer": answer}) for answer in dead)


@pytest.mark.parametrize("function", functions.functions(DOCS), ids=lambda function: function["id"])
def test_a_function_of_the_field_is_drawn_counted_attacked_and_answered(function):
    drawn = [name for name, _, _ in reference.state_tables()]
    assert functions.why_not_proven(function, states=drawn, seeds=reference.seeds_items(DOCS)) == []


def test_what_a_function_lacks_is_found():
    seeds = [{"n": 1, "functions": ["F99"], "answer": {"not_yet": "F99"}}]
    figures = [{"as": "", "keys": ["gone", "post_persons"], "counted_by": "tests/nowhere.py"}]
    guards = [{"guard": "a", "attempts": ["tests/nowhere.py::test_gone"]}, {"guard": "b", "attempts": []}]
    lacking = {"id": "F99", "states": ["Gone"], "figures": figures, "guards": guards}
    assert functions.why_not_proven(lacking, states=["Task"], seeds=seeds) == [
        "no states Gone", "no figure gone", "post_persons is counted by no test",
        "no attempt tests/nowhere.py::test_gone", "nothing tries to get past: b", "practice 1 is not answered",
    ]  # fmt: skip


@pytest.mark.parametrize("page", [*Path().glob("*.md"), *DOCS.rglob("*.md")], ids=str)
def test_links_between_pages_are_alive(page):
    dead = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert dead == []
