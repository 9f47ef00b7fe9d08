"""The pages that everybody may open: declaring, correcting, limits, and what is on no page (F08, F19, INV-15)."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests import stand_down
from tests.city import GRID

from fangxian.core.areas.models import Area
from fangxian.core.people.models import Person
from fangxian.intake.models import Fact, Receipt
from fangxian.intake.sources.declaration.models import Declaration
from fangxian.portal.views.public import address_of

DATA = {
    "for_whom": "self", "name": "试验甲", "document_kind": "id_card", "document_number": "440524188001010014",
    "phone": "13800138000", "language": "zh-hans", "arrives_on": "2020-03-09", "transport_mode": "train",
    "transport_number": "g100", "transport_on": "2020-03-09", "carriage": "5", "seat": "12f",
    "destination": "浮星桥社区第一网格", "address": "试验路1号", "receiver_kind": "family",
    "stays-TOTAL_FORMS": "1", "stays-INITIAL_FORMS": "0", "stays-0-place": "湖北省武汉市",
    "stays-0-from_on": "2020-03-01", "stays-0-until_on": "2020-03-08", "act": "send",
}  # fmt: skip


@pytest.fixture
def visitor(city, client, settings):
    """Somebody without an account, at the city's own present, reading English."""
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    cache.clear()
    client.cookies["language"] = "en"
    return client


def url(name, *args):
    return reverse(f"portal:{name}", args=args)


def send(client, page="declare", *args, **changes):
    data = {"client_id": str(uuid4()), **DATA} | changes
    return client.post(url(page, *args), {key: value for key, value in data.items() if value is not None})


def test_a_declaration_without_a_script_ends_in_a_receipt(visitor):
    response = send(visitor)
    receipt = Receipt.objects.get()
    assert response.status_code == 302 and response.url == url("receipt", receipt.number)
    text = visitor.get(response.url).text
    assert receipt.spoken_number in text and "Wuhan Shi" in text and "G100" in text
    assert "440524188001010014" not in text and "试验甲" not in text and "…0014" in text
    fact = Fact.objects.get()
    assert (fact.area_code, fact.content["stays"][0]["area_code"], fact.recorded_role) == (GRID, "4201", "resident")


def test_a_form_that_is_sent_twice_is_one_declaration(visitor):
    client_id = str(uuid4())
    assert {send(visitor, client_id=client_id).url for _ in range(2)} == {url("receipt", Receipt.objects.get().number)}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"document_number": "440524188001010015"}, "The check digit does not fit"),
        ({"name": ""}, "Please enter the name"),
        ({"phone": "123"}, "This is not a phone number we can call"),
        ({"stays-0-until_on": "2020-02-01"}, "The last day is before the first day"),
        ({"stays-0-until_on": "2020-03-10"}, "This stay is after the day of arrival"),
        ({"stays-0-from_on": "abc"}, "such as 2020-03-10"),
        ({"stays-0-place": "鼓楼区"}, "Several places have this name"),
        ({"stays-0-place": "没有这个地方"}, "We do not know this place"),
        ({"stays-0-place": ""}, "Please enter the place"),
        ({"destination": "第一网格"}, "Several places have this name"),
        ({"destination": "没有这个地方"}, "We do not know this place"),
        ({"celsius": "365"}, "between 34.0 and 43.0"),
        ({"arrives_on": "2019-03-09"}, "more than 60 days away"),
        ({"for_whom": "helped"}, "Please enter your name"),
        ({"document_kind": "none", "document_number": "", "phone": ""}, "with it you can correct this later"),
    ],
)
def test_a_slip_is_named_beside_its_field_and_nothing_is_lost(visitor, change, words):
    response = send(visitor, **change)
    assert response.status_code == 422 and words in response.text
    assert "试验路1号" in response.text and not Fact.objects.exists() and not Person.objects.exists()


def test_an_unclear_place_is_chosen_from_what_it_could_mean(visitor):
    assert 'value="110105"' in send(visitor, **{"stays-0-place": "朝阳区"}).text
    send(visitor, **{"stays-0-place": "朝阳区", "stays-0-place_code": "110105"})
    assert Fact.objects.get().content["stays"][0]["area_code"] == "110105"


def test_a_choice_that_does_not_fit_the_name_is_not_believed(visitor):
    send(visitor, **{"stays-0-place_code": "110105"})
    assert Fact.objects.get().content["stays"][0]["area_code"] == "4201"


def test_a_place_that_is_not_listed_is_kept_as_it_was_written(visitor):
    send(visitor, **{"stays-0-place": "Torino", "stays-0-is_not_listed": "on"})
    stay = Fact.objects.get().content["stays"][0]
    assert (stay["area_code"], stay["area_text"]) == ("", "Torino")


@pytest.mark.invariant("INV-15")
@pytest.mark.parametrize("kind", ["passport", "hk_macau_permit", "taiwan_permit", "residence_permit", "other"])
def test_every_document_is_as_good_as_another(visitor, kind):
    assert send(visitor, document_kind=kind, document_number="E12345678").status_code == 302


def test_no_document_is_needed(visitor):
    assert send(visitor, document_kind="none", document_number="").status_code == 302


@pytest.mark.invariant("INV-14")
def test_a_plate_is_not_kept(visitor):
    send(visitor, transport_mode="car", transport_number="鄂A12345")
    assert Fact.objects.get().content["transport"]["number"] == ""


@pytest.mark.invariant("INV-15")
def test_a_helper_declares_for_somebody_without_a_phone(visitor):
    send(visitor, for_whom="helped", helper_name="试验丙", helper_phone="13800138003", phone="")
    declaration = Declaration.objects.get()
    assert declaration.is_helped and declaration.helper_name == "试验丙"


def test_a_destination_in_another_city_is_taken_and_marked(visitor):
    send(visitor, destination="杭州市")
    assert Fact.objects.get().content["destination"] == {"area_code": "3301", "in_programme": False}


@pytest.mark.invariant("INV-14")
def test_a_place_more_or_less_and_another_language_judge_nobody(visitor):
    more = send(visitor, act="add_stay", name="")
    assert more.status_code == 200 and "Place 2" in more.text and "Please enter the name" not in more.text
    rows = {"stays-TOTAL_FORMS": "2", "stays-1-place": "杭州市"}
    less = send(visitor, act="remove_stay-0", **rows)
    assert "Place 2" not in less.text and 'value="杭州市"' in less.text and "湖北省武汉市" not in less.text
    chinese = send(visitor, act="language-zh-hans")
    assert 'lang="zh-Hans"' in chinese.text and "试验路1号" in chinese.text and chinese.cookies["language"].value
    assert not Fact.objects.exists()


def test_too_many_declarations_from_one_phone_wait_and_keep_what_was_entered(visitor):
    for _ in range(6):
        assert send(visitor).status_code == 302
    response = send(visitor)
    assert response.status_code == 429
    assert "Please wait" in response.text and "试验路1号" in response.text


def test_a_desk_that_helps_many_is_not_held_up(visitor, city):
    visitor.force_login(city.posts["duty"].user)
    assert {send(visitor).status_code for _ in range(8)} == {302}
    assert set(Fact.objects.values_list("recorded_role", flat=True)) == {"duty_officer"}


def open_receipt(client, **changes):
    return client.post(url("open_receipt"), {"number": Receipt.objects.get().number, "answer": "0014"} | changes)


def test_a_receipt_is_closed_to_others_until_it_is_opened(visitor, city):
    send(visitor)
    number = Receipt.objects.get().number
    visitor.post(url("leave"))
    assert visitor.get(url("receipt", number)).status_code == 302
    assert open_receipt(visitor, answer="9999").status_code == 403
    assert open_receipt(visitor, answer="138 0013 8000").status_code == 302
    assert visitor.get(url("receipt", number)).status_code == 200


def test_a_mistyped_receipt_number_is_told_apart(visitor):
    send(visitor)
    number = Receipt.objects.get().number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert "One digit of this receipt number is wrong" in open_receipt(visitor, number=wrong).text


def test_guessing_receipts_has_an_end(visitor):
    send(visitor)
    answers = [open_receipt(visitor, answer=f"{n:04d}").status_code for n in range(32)]
    assert answers[-1] == 429


def test_a_correction_shows_what_was_said_but_not_the_document(visitor):
    send(visitor)
    number = Receipt.objects.get().number
    page = visitor.get(url("correct", number)).text
    assert "试验甲" in page and "440524188001010014" not in page and "free of any penalty" in page
    was = str(Receipt.objects.get().fact_id)
    response = send(visitor, "correct", number, was=was, document_number="", **{"stays-0-place": "杭州市"})
    assert response.status_code == 302
    newest = Fact.objects.get(id=Receipt.objects.get().fact_id)
    assert newest.supersedes is not None and newest.content["stays"][0]["area_code"] == "3301"
    assert Person.objects.get().document_number == "440524188001010014"
    assert visitor.get(response.url).text.count("Wuhan Shi") == 1


def test_suggestions_are_places_and_nothing_else(visitor):
    found = visitor.post(url("places"), {"field": "stays-0-place", "stays-0-place": "wuhan"}).text
    assert 'name="stays-0-place_code"' in found and 'value="4201"' in found
    inside = visitor.post(url("places"), {"field": "destination", "destination": "浮星桥"}).text
    assert 'value="330502001005"' in inside
    assert visitor.get(url("places")).status_code == 405


def test_what_applies_is_the_rule_of_the_day_in_its_own_words(visitor):
    text = visitor.get(url("before"), {"on": "2020-03-20"}).text
    assert "cn.screen.2020-02/look-back" in text and "never where you are from" in text
    assert "cn.screen.2020-02" not in visitor.get(url("before"), {"on": "2030-03-20"}).text


def test_who_answers_can_be_searched(visitor, city):
    Area.objects.filter(programme=city.programme, code="330502001").update(phone="0572-2398001")
    assert "0572-2398001" in visitor.get(url("phones")).text
    assert "0572-2398001" in visitor.get(url("phones"), {"q": "月河"}).text
    assert "No community of this name" in visitor.get(url("phones"), {"q": "没有"}).text


def test_after_the_programme_nothing_is_asked(visitor, city):
    stand_down.end(city)
    text = visitor.get(url("declare")).text
    assert "Nothing is asked of you" in text and "<form id" not in text
    assert send(visitor).status_code == 200 and not Fact.objects.exists()


def test_pages_about_people_are_kept_by_no_cache(visitor):
    assert "no-store" in visitor.get(url("declare"))["cache-control"]


@pytest.mark.invariant("INV-14")
def test_no_page_asks_for_origin(visitor):
    text = visitor.get(url("declare")).text.lower()
    assert not [word for word in ("nationality", "ethnic", "hukou", "birth") if word in text.replace("childbirth", "")]


@pytest.mark.usefixtures("city")
def test_the_city_day_decides_what_today_is(visitor):
    assert f'value="{date(2020, 3, 10).isoformat()}"' in visitor.get(url("declare")).text


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.9")])
def test_an_address_is_believed_only_from_our_own_proxies(rf, settings, proxies, address):
    settings.TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/p/", headers={"x-forwarded-for": "203.0.113.9, 198.51.100.7"})
    assert address_of(request) == address
