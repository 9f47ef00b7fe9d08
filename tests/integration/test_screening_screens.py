"""The screens of verdicts and area lists: who may open them, and what they say."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.work import HOME_STAY, HUBEI_HIGH, WUHAN_STAY, arrival, list_in_effect, load_list, react, record, verdict_on

from fangxian.screening.models import AreaList
from fangxian.tasks.models import Task


@pytest.fixture
def signed_in(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)

    def sign_in(name, language="en"):
        client.force_login(city.posts[name].user)
        client.cookies["language"] = language
        return client

    return sign_in


def page(client, name, *args, **query):
    return client.get(reverse(f"screening:{name}", args=args), query)


def upload(client, text, name="list.csv"):
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    data = {"title": "演练名单", "source_name": "演练公布", "file": file}
    return client.post(reverse("screening:load_list"), data, follow=True)


@pytest.mark.parametrize(("name", "status"), [("epi", 200), ("approver", 200), ("grid", 403), ("duty", 403)])
def test_verdicts_are_for_health_roles(city, signed_in, name, status):
    assert page(signed_in(name), "verdicts").status_code == status


@pytest.mark.invariant("INV-17")
def test_the_list_of_verdicts_says_reasons_and_no_names(city, signed_in):
    list_in_effect(city)
    record(city, arrival(1), arrival(2, {**WUHAN_STAY, "area_code": ""}))
    react(city)
    text = page(signed_in("epi"), "verdicts").text
    assert "The place is not known" in text and "试验" not in text and "138000" not in text
    assert "Stayed in a listed area" in page(signed_in("epi"), "verdicts", result="follow_up").text


def test_a_verdict_shows_rule_listing_and_that_it_comes_out_again(city, signed_in):
    list_in_effect(city)
    (fact,) = record(city, arrival())
    react(city)
    text = page(signed_in("epi"), "verdict", verdict_on(fact).id).text
    assert "cn.screen.2020-02/look-back" in text and "the same" in text and "Draft edition" in text
    assert "湖北省武汉市" in text and "2020-01-23" in text


def test_an_epidemiologist_answers_what_could_not_be_decided(city, signed_in):
    list_in_effect(city)
    (fact,) = record(city, arrival(1, {**WUHAN_STAY, "area_code": ""}))
    react(city)
    answer = signed_in("epi").post(
        reverse("screening:correct", args=[verdict_on(fact).id]),
        {
            "arrives_on": "2020-03-06", "reason": "asked by phone",
            "stays-TOTAL_FORMS": "2", "stays-INITIAL_FORMS": "1",
            "stays-0-place": "武汉", "stays-0-from_on": "2020-02-20", "stays-0-until_on": "2020-03-05",
            "stays-1-place": "",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    react(city)
    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "words"),
    [("鼓楼区", "could be"), ("哪儿也不是", "not known"), ("99", "no area"), ("", "required")],
)
def test_a_place_that_nobody_can_tell_is_asked_again(city, signed_in, place, words):
    list_in_effect(city)
    (fact,) = record(city, arrival(1, {**WUHAN_STAY, "area_code": ""}))
    react(city)
    answer = signed_in("epi").post(
        reverse("screening:correct", args=[verdict_on(fact).id]),
        {"reason": "x", "stays-TOTAL_FORMS": "1", "stays-INITIAL_FORMS": "1", "stays-0-place": place},
    )
    assert answer.status_code == 422 and words in answer.text


@pytest.mark.invariant("INV-16")
def test_another_countys_verdict_is_not_there(city, signed_in):
    list_in_effect(city)
    (fact,) = record(city, arrival(1, HOME_STAY))
    react(city)
    city.posts["epi"].area_code = "330521"
    city.posts["epi"].save()
    assert page(signed_in("epi"), "verdict", verdict_on(fact).id).status_code == 404


def test_a_list_is_loaded_and_signed_by_two_bodies_from_the_screen(city, signed_in):
    assert "Loaded. Check the rows" in upload(signed_in("duty"), HUBEI_HIGH).text
    made = AreaList.objects.get()
    for name in ("epi", "approver"):
        signed_in(name).post(reverse("screening:sign_off", args=[made.id]))
    assert "In effect" in page(signed_in("epi"), "lists").text


@pytest.mark.parametrize(
    ("content", "words"),
    [("", "empty"), ("姓名,电话\n试验,1\n", "no column"), (HUBEI_HIGH.replace("high", "purple"), "No row")],
)
def test_a_file_that_is_no_list_is_refused_with_its_reason(city, signed_in, content, words):
    answer = upload(signed_in("duty"), content)
    assert answer.status_code == 422 and words in answer.text
    assert not AreaList.objects.exists()


def test_rows_that_were_not_taken_stand_beside_the_list(city, signed_in):
    made = load_list(city, HUBEI_HIGH + "鼓楼区,鼓楼区,high,2020-02-01,,\n")
    assert "row 3" in page(signed_in("epi"), "list", made.id).text


def test_a_list_is_withdrawn_only_with_a_reason(city, signed_in):
    made = load_list(city)
    url = reverse("screening:withdraw", args=[made.id])
    assert signed_in("epi").post(url, {"reason": " "}).status_code == 422
    signed_in("epi").post(url, {"reason": "wrong file"})
    assert AreaList.objects.get().withdrawn_reason == "wrong file"


@pytest.mark.parametrize("name", ["verdicts", "lists", "load_list"])
def test_every_page_opens_in_chinese(city, signed_in, name):
    load_list(city)
    assert page(signed_in("epi", "zh-hans"), name).status_code == 200
