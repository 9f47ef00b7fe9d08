"""The pages of letters: written from a request, approved, answered by the addressee, printed as Word."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from tests.city import GRID
from tests.letters import PROBLEM, REQUEST, again, drafted, issued, market_supervision, replied, who
from tests.requests import request

from fangxian.core.actors.rules import Role
from fangxian.letters import services
from fangxian.letters.models import AnsweringUnit, Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(city):
    return market_supervision(city)


@pytest.fixture
def desk(town, client, settings):
    settings.CLOCK_OFFSET = town.at - datetime.now(UTC)

    def sign_in(name="duty"):
        client.force_login(town.posts[name].user)
        client.cookies["language"] = "en"
        return client

    return sign_in


def form(town, **changes) -> dict:
    return {
        "topic": "market", "area": GRID, "place": "西街农贸市场", "problem": PROBLEM, "request": REQUEST,
        "to_unit": str(town.posts["liaison"].unit_id), "evidence": "诉求 0A1B2C3D\n任务 1B2C3D4E",
    } | changes  # fmt: skip


def test_a_letter_is_begun_from_a_request_with_what_was_told(town, desk):
    one = request(town, service="goods", text="东街药房卖假口罩", place="东街药房")
    address = reverse("letters:write") + f"?request={one.id}"
    page = desk().get(address).text
    assert "东街药房卖假口罩" in page and f"Request {one.number}" in page
    page = desk().post(address, form(town, topic="goods", goods_name="口罩", goods_count="2300"), follow=True).text
    letter = Letter.objects.get()
    assert (letter.origin, letter.origin_id, letter.goods_count) == ("request", one.id, 2300)
    assert letter.evidence == ["诉求 0A1B2C3D", "任务 1B2C3D4E"] and "2300" in page
    assert letter.number in desk().get(address).text


def test_what_the_writer_may_not_read_begins_no_letter(town, desk):
    one = request(town)
    for name in ("supervisor", "duty"):
        status = desk(name).get(reverse("letters:write"), {"request": str(one.id)}).status_code
        assert status == (404 if name == "supervisor" else 200)
    assert desk().get(reverse("letters:write"), {"request": "nothing"}).status_code == 404


def test_a_form_that_names_a_person_comes_back_with_advice_and_all_that_was_typed(town, desk):
    page = desk().post(reverse("letters:write"), form(town, problem="摊主王先生不配合"))
    assert page.status_code == 422 and "A letter names nobody" in page.text and "摊主王先生不配合" in page.text
    page = desk().post(reverse("letters:write"), form(town, to_unit="", topic="queue"))
    assert page.status_code == 422 and "Nobody is named who answers" in page.text
    assert not Letter.objects.exists()


def test_each_page_offers_what_its_reader_may_do(town, desk):
    letter = drafted(town)
    address = reverse("letters:letter", args=[letter.id])
    assert "Approve the letter" in desk("commander").get(address).text
    assert "Approve the letter" not in desk("duty").get(address).text
    page = desk("duty").post(reverse("letters:act", args=[letter.id, "approve"]), follow=True).text
    assert "These may" in page and again(letter).approved_at is None
    desk("commander").post(reverse("letters:act", args=[letter.id, "approve"]))
    assert "Letter 1 of 2020" in desk().post(reverse("letters:act", args=[letter.id, "issue"]), follow=True).text
    page = desk("liaison").get(reverse("letters:to_us")).text
    assert "Letter 1 of 2020" in page and "Approve" not in page
    desk("liaison").post(reverse("letters:act", args=[letter.id, "receive"]))
    page = desk("liaison").post(
        reverse("letters:act", args=[letter.id, "reply"]), {"reply": "plan", "words": "改造出口"}
    )
    assert page.status_code == 422 and "A plan says by which day" in page.text and "改造出口" in page.text
    assert desk("liaison").get(reverse("letters:act", args=[letter.id, "reply"])).status_code == 405


def test_a_letter_of_another_area_is_not_there(town, desk):
    town.post("writer_b", Role.DUTY_OFFICER, "330521", "德清县疾控", "health")
    letter = issued(town)
    for name in ("writer_b", "liaison_b", "next"):
        for address in ("letters:letter", "letters:word"):
            assert desk(name).get(reverse(address, args=[letter.id])).status_code == 404
    for name in ("checkpoint", "admin"):
        status = desk(name).get(reverse("letters:letter", args=[letter.id])).status_code
        assert status == (403 if name == "checkpoint" else 200)


def test_the_letter_as_word_holds_what_was_written_and_says_if_it_is_a_draft(town, desk):
    def text_of(letter) -> str:
        answer = desk().get(reverse("letters:word", args=[letter.id]))
        assert answer["Content-Disposition"].endswith('.docx"')
        return "\n".join(paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs)

    sent, kept = text_of(replied(town)), text_of(drafted(town, topic="goods", goods_name="口罩", goods_batch="B<1>&2"))
    for part in (PROBLEM, REQUEST, "西街农贸市场", "市市场监督管理局", "Letter 1 of 2020", "2020-03-13", "It is done"):
        assert part in sent
    assert "Draft, not issued" in kept and "B<1>&2" in kept and "Within 3 working days" in kept


def test_units_are_named_for_a_kind_and_taken_back(town, desk):
    given = {"topic": "market", "area": "3305", "unit": str(town.posts["liaison"].unit_id), "order": ""}
    assert "市市场监督管理局" in desk("admin").post(reverse("letters:answering"), given, follow=True).text
    late = desk("admin").post(reverse("letters:answering"), given | {"topic": "late_replies"})
    assert late.status_code == 422 and "an order in force" in late.text
    naming = AnsweringUnit.objects.get()
    desk("admin").post(reverse("letters:end_naming", args=[naming.id]))
    naming.refresh_from_db()
    assert naming.ended_at is not None
    assert desk("liaison").get(reverse("letters:answering")).status_code == 403


def test_the_board_shows_what_is_late_and_how_long_it_has_waited(town, desk):
    assert "No letter fits" in desk().get(reverse("letters:board")).text
    services.escalate_late(town.at)
    issued(town)
    page = desk("supervisor").get(reverse("letters:board"), {"text": "农贸"}).text
    assert "How long they have waited" in page and "Letter 1 of 2020" in page
    assert "No letter fits" in desk("supervisor").get(reverse("letters:board"), {"is_late": "on"}).text
    assert desk("grid").get(reverse("letters:board")).status_code == 403
    assert who(town).can("letters.write")
