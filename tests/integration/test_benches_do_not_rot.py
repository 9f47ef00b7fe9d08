"""The measurements of bench/ still run: each is read, and what makes their data and counts it up is used, tiny.

No time is asserted. A whole run makes a database and processes of its own, and is for a person to start.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import clear_url_caches, set_urlconf
from tests.city import found_city
from tests.posts import post

from fangxian.core import clock
from fangxian.intake.sources.checkpoint.models import Check

BENCH = Path(__file__).resolve().parents[2] / "bench"
ALONE = {"field_server"}  # puts its one more door into the site when it is read; has a test of its own
COMMANDS = [
    "audit", "chains", "clocks", "contacts", "exposure", "field", "hotline", "import", "link", "news", "open_file",
    "scan", "soak", "tasks", "topics",
]  # fmt: skip


@pytest.fixture(autouse=True)
def beside(monkeypatch):
    monkeypatch.syspath_prepend(BENCH)
    yield
    for name in {file.stem for file in BENCH.glob("*.py")} & sys.modules.keys():
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(BENCH)):
            del sys.modules[name]


@pytest.mark.parametrize("name", sorted({file.stem for file in BENCH.glob("*.py")} - ALONE))
def test_a_bench_is_read(name):
    module = import_module(name)
    assert module.__doc__
    assert callable(getattr(module, "main", None)) == (name in COMMANDS)


def test_the_page_of_benches_names_each_command():
    page = (BENCH / "README.md").read_text()
    assert [name for name in COMMANDS if f"bench/{name}.py" not in page] == []


@pytest.mark.django_db
def test_the_bench_of_clocks_tells_of_every_late_task():
    clocks = import_module("clocks")
    programme, grids = clocks.city_of_grids(3)
    clocks.open_clocks(programme, grids, 7, due_over=clocks.BEAT)
    late, runs = clocks.let_run_out(due_over=clocks.BEAT)
    assert len(late) == 7 and min(late) >= 0 and max(late) <= clocks.BEAT.total_seconds() + max(runs)
    assert clocks.all_at_once(7) > 0


@pytest.mark.django_db
def test_the_workers_of_the_bench_hold_the_tag_of_what_came_for_them(settings):
    clocks, news = import_module("clocks"), import_module("news")
    settings.CLOCK_OFFSET = clocks.START - clock.now()
    programme, grids = clocks.city_of_grids(2)
    clocks.open_clocks(programme, grids, 3, due_over=clocks.BEAT)
    tags = {news.Worker(number).tag for number in range(2)}
    assert len(tags) == 2 and all(len(tag.split("-")[0].split(" ")[1]) > 10 for tag in tags)


@pytest.mark.django_db
def test_the_phone_of_the_bench_sends_what_lands():
    field, city = import_module("field"), found_city()
    phone = field.Phone(city, post(city))
    (body,) = phone.batches(60)
    (sealed,) = phone.batches(40, sealed=True)
    words = [one["word"] for each in (body, sealed, body) for one in _told(phone, each)["results"]]
    assert (words.count("new"), words.count("identical"), len(words)) == (100, 60, 160)
    assert Check.objects.count() == 100 and json.loads(body)["records"] != json.loads(sealed)["records"]


def _told(phone, body):
    return phone.client.post("/sync/push/", body, content_type="application/json").json()


@pytest.mark.django_db
def test_the_stripped_door_writes_a_row_as_the_table_takes_it(settings):
    settings.ROOT_URLCONF = settings.ROOT_URLCONF  # put back afterwards
    city = found_city()
    phone = import_module("field").Phone(city, post(city))
    import_module("field_server")
    clear_url_caches()
    try:
        (look,) = phone.looks(1)
        told = phone.client.post("/stripped/", look, content_type="application/json").json()
    finally:
        set_urlconf(None)
        clear_url_caches()
    assert told["result"]["word"] == "new" and Check.objects.filter(verdict="PASS").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["import", "tasks"])
def test_facts_are_taken_in_judged_and_told(name, capsys):
    import_module(name)._run(60)
    assert " verdicts, " in capsys.readouterr().out


@pytest.mark.django_db
def test_the_bench_of_the_hotline_searches_among_what_it_wrote(capsys):
    import_module("hotline").measure(25, asks=2)
    printed = capsys.readouterr().out
    assert "25 requests, written" in printed and "| search on the board | 2 |" in printed


@pytest.mark.django_db
def test_the_bench_of_the_hotline_answers_all_who_say_the_same(capsys):
    import_module("hotline").same(12)
    assert "11 linked to the first, 0 left waiting" in capsys.readouterr().out


def test_invented_people_are_found_again():
    recall, precision, _ = import_module("link").measured(400)
    assert recall > 0.8 and precision > 0.9


@pytest.mark.django_db
def test_the_soak_finds_what_was_lost_and_what_nobody_made():
    soak, city = import_module("soak"), found_city()
    field = import_module("field")
    bench_phone = field.Phone(city, post(city))
    (body,) = bench_phone.batches(3)
    _told(bench_phone, body)
    landed = [str(one) for one in Check.objects.values_list("client_id", flat=True)]
    phone = soak.Phone(start=lambda: None, url="", username="", hands=())
    phone.made = {landed[0]: "check", landed[1]: "check", "never-landed": "check"}
    lines = {line.kind: line for line in soak._lines([phone], [{"kind": "check", "word": "invalid", "code": "x"}])}
    assert lines["check"] == soak.Line("check", made=3, rows=3, lost=1, doubled=1, refused=1)
    assert all((line.made, line.lost, line.doubled) == (0, 0, 0) for kind, line in lines.items() if kind != "check")


def test_no_message_is_both_learned_and_measured_and_each_label_is_in_both():
    topics = import_module("topics")
    pairs = [(f"{word}{number}", word) for word in ("口罩", "卡点") for number in "一二三四五六七八九十"]
    learned, held = topics.held_apart([*pairs, *pairs])
    assert not {*learned} & {*held} and len(learned) + len(held) == len(pairs)
    assert {label for _, label in learned} == {label for _, label in held} == {"口罩", "卡点"}
    shown = topics.table(topics.measure(topics.learn(learned), held))
    assert shown.splitlines()[2].startswith("| all | 8 |")
