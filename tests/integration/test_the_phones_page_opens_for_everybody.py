"""The phone's page and its doors: the same bytes for everybody, its own content policy, who asks, the way back."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from tests.shell import ROOT, build_if_older
from tests.signing_in import PASSWORD, enrolled, live_now, sign_in, with_card

from fangxian.core.actors.rules import POWERS, Role
from fangxian.core.screens.views import ON_THE_PHONE, menu_of
from fangxian.fieldsync import views
from fangxian.intake.sources.checkpoint.models import Check

pytestmark = pytest.mark.django_db
DUTIES = ROOT / "field" / "src" / "duties"
WASM = "'wasm-unsafe-eval'"


@pytest.fixture(autouse=True, scope="module")
def built():
    build_if_older()


def test_the_page_is_the_same_for_everybody_and_asked_for_anew(city, client, settings):
    live_now(city, settings)
    public, own = client.get("/field/"), sign_in("checkpoint").get("/field/")
    assert public.status_code == own.status_code == 200
    assert public.content == own.content and city.posts["checkpoint"].user.full_name.encode() not in own.content
    assert public["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/field/", "/field/sw.js"])
def test_only_here_may_webassembly_run_and_no_script_of_a_page_s_own(client, db, path):
    policy = dict(part.strip().split(" ", 1) for part in client.get(path)["Content-Security-Policy"].split(";"))
    assert policy["script-src"].split() == ["'self'", WASM]
    assert policy["default-src"] == "'self'" and policy["object-src"] == "'none'"
    assert WASM not in client.get("/account/login/")["Content-Security-Policy"]


def test_every_file_that_the_page_and_its_worker_name_is_there(client, db):
    page = client.get("/field/").content.decode()
    worker = client.get("/field/sw.js")
    assert worker["Content-Type"].startswith("text/javascript") and worker["Cache-Control"] == "no-cache"
    names = json.loads(re.search(r'"names":(\[.*?\])', worker.content.decode())[1])
    named = {f"/static/field/{name}" for name in names} | set(re.findall(r'(?:src|href)="(/static/field/[^"]+)"', page))
    assert "/static/field/field.webmanifest" in named and any(name.endswith(".css") for name in named)
    assert [name for name in sorted(named) if finders.find(name.removeprefix("/static/")) is None] == []


def test_a_file_that_is_named_by_its_content_may_be_kept_for_ever(client, db):
    name = re.search(r'src="(/static/field/assets/[^"]+\.js)"', client.get("/field/").content.decode())[1]
    assert "immutable" in how_long_kept(client, name)
    assert "immutable" not in how_long_kept(client, "/static/field/field.webmanifest")


def how_long_kept(client, path):
    answer = client.get(path)
    answer.close()  # it holds an open file
    return answer["Cache-Control"]


def test_the_manifest_installs_it_under_its_own_address_with_icons_that_exist(db):
    manifest = json.loads((views.BUILT / "field.webmanifest").read_text("utf-8"))
    assert manifest["start_url"] == manifest["scope"] == "/field/" and manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"])


def test_where_nobody_built_it_the_page_says_so(client, db, monkeypatch, tmp_path):
    monkeypatch.setattr(views, "BUILT", tmp_path)
    client.cookies["language"] = "en"
    answer = client.get("/field/")
    assert answer.status_code == 503 and "built with the install command" in answer.content.decode()


@pytest.mark.parametrize("role", Role)
def test_whoever_has_a_duty_on_the_phone_finds_it_once_in_her_menu(role):
    duties = {re.search(r'power: "([^"]+)"', file.read_text("utf-8"))[1] for file in DUTIES.glob("*/index.ts")}
    assert "intake.check" in duties
    lines = [line["href"] for line in menu_of(role) if line["href"] == "/field/"]
    assert len(lines) == bool(set(ON_THE_PHONE) & POWERS[role])
    assert duties <= set(ON_THE_PHONE)


def test_a_phone_learns_who_asks_and_what_she_may_do(city, settings):
    live_now(city, settings)
    answer = sign_in("checkpoint").get("/sync/me/")
    told, post = answer.json(), city.posts["checkpoint"]
    assert told["who"]["post"] == str(post.id) and told["who"]["name"] == post.user.full_name
    assert told["who"]["area"] == {"code": "330502", "name": "吴兴区"} and told["who"]["is_shared_phone"] is False
    assert told["who"]["lists_old_after_minutes"] == 72 * 60  # cn.tokens
    assert set(told["who"]["powers"]) == POWERS[Role.CHECKPOINT_OFFICER]
    assert "no-store" in answer["Cache-Control"] and told["language"] == "en"


@pytest.mark.parametrize(("name", "status"), [("checkpoint", 200), ("grid", 200), (None, 401)])
def test_nobody_learns_anything_unless_signed_in(city, client, settings, name, status):
    live_now(city, settings)
    answer = (sign_in(name) if name else client).get("/sync/me/")
    assert answer.status_code == status and ("who" in answer.json()) == (status == 200)


def test_the_token_it_is_handed_opens_the_door_to_send_and_without_it_the_door_is_shut(city, settings):
    live_now(city, settings)
    phone = Client(enforce_csrf_checks=True)
    phone.force_login(city.posts["checkpoint"].user)
    token = phone.get("/sync/me/").json()["csrf"]
    batch = {"data": json.dumps({"sent_at": city.at.isoformat(), "records": []}), "content_type": "application/json"}
    assert phone.post("/sync/push/", **batch).status_code == 403
    assert phone.post("/sync/push/", **batch, headers={"x-csrftoken": token}).status_code == 200
    assert not Check.objects.exists()


@pytest.mark.parametrize(("wanted", "leads_to"), [("/field/", "/field/"), ("https://elsewhere.example/", "/")])
def test_both_sign_ins_lead_back_to_the_phone_and_nowhere_else(city, settings, wanted, leads_to):
    live_now(city, settings)
    phone = enrolled(city, area_code="330502", by="admin")
    number, pin = with_card(city, "checkpoint")
    assert phone.post(f"/sign-in/card/?next={wanted}", {"number": number, "pin": pin})["Location"] == leads_to
    assert phone.get("/sync/me/").json()["who"]["is_shared_phone"] is True
    form = {"login": "checkpoint", "password": PASSWORD, "next": wanted}
    assert Client().post("/account/login/", form)["Location"] == leads_to
