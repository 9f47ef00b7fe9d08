"""What programs may read without an account: rules, posts, lists and figures, and nothing of a person."""

import hashlib
from datetime import UTC, datetime

import pytest
from tests.city import City
from tests.posts import post
from tests.published import confirmed, proposed, publishers
from tests.work import list_in_effect

from fangxian.core.programmes.models import Programme


@pytest.fixture
def reader(city: City, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.cookies["language"] = "en"
    return client


def read(client, path, **asked):
    answer = client.get(f"/api/{path}", asked)
    return answer.status_code, answer.json()


def test_health_says_in_words_what_is_behind(reader):
    assert read(reader, "health")[1]["behind"][0]["code"] == "reactions.no_worker"


def test_the_rules_of_an_edition_come_with_sources_and_a_hash_that_fits(reader):
    _, pack = read(reader, "packs/cn.protocol.6")
    assert hashlib.sha256(pack["canonical"].encode()).hexdigest() == pack["sha256"]
    assert pack["rules"] and all(rule["explain"]["zh"] and rule["explain"]["en"] for rule in pack["rules"])
    assert any(rule["ceiling_days"] for rule in pack["rules"]) and all(rule["sources"] for rule in pack["rules"])


def test_a_post_names_its_order_and_when_it_is_reviewed(reader, city):
    opened = post(city)
    _, (shown,) = read(reader, "posts")
    assert (shown["name"], shown["order_number"]) == (opened.name, opened.order.number) and shown["review_at"]


def test_only_lists_in_effect_are_shown_and_by_the_page(reader, city):
    assert read(reader, "area-lists") == (200, [])
    list_in_effect(city)
    _, (shown,) = read(reader, "area-lists", limit=1, offset=1)
    assert (shown["listing_count"], shown["listings"]) == (1, [])


def test_a_published_day_leads_to_its_figures(reader, city):
    confirmed(city, proposed(publishers(city)))
    _, (day,) = read(reader, "figures")
    assert reader.get(day["path"]).status_code == 200


def test_what_is_not_there_is_answered_in_words_of_both_languages(reader):
    status, said = read(reader, "packs/cn.nothing")
    assert (status, said["code"], said["text"]["en"]) == (404, "api.no_pack", "There are no rules of this id.")
    assert said["text"]["zh"] == "没有这个规则版本。"
    assert read(reader, "nothing/here")[1]["code"] == "api.no_page"
    status, said = read(reader, "posts", programme="00000000-0000-7000-8000-000000000000")
    assert (status, said["code"]) == (404, "api.no_programme")


def test_what_is_not_understood_is_named_and_not_repeated(reader):
    status, said = read(reader, "area-lists", limit="张三")
    assert (status, said["code"]) == (422, "api.not_understood") and "limit" in said["text"]["en"]
    assert "张三" not in str(said)


def test_where_several_programmes_run_one_is_named(reader, city):
    other = Programme.objects.get()
    other.pk, other.name = None, "另一次演练"
    other.id = Programme._meta.get_field("id").get_default()
    other.save(force_insert=True)
    assert read(reader, "posts")[1]["code"] == "api.which_programme"
    assert read(reader, "posts", programme=city.programme.id) == (200, [])


@pytest.mark.invariant("INV-17")
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_through_the_api(reader, method):
    assert getattr(reader, method)("/api/posts").status_code == 405


@pytest.mark.parametrize("rest", ["nothing", "packs/a%0Ab", "packs/%0A", "a/b/c"])
def test_an_address_of_nothing_is_answered_as_the_api_answers(client, rest):
    answer = client.get(f"/api/{rest}")
    assert answer.status_code == 404 and set(answer.json()) == {"code", "text"}
