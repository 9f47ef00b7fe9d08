"""Documents other than orders are approved by somebody else, served with a count, and public ones read by everybody."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.city import GRID
from tests.integration.test_the_boards_of_the_field_count_what_happened import counts
from tests.letters import refused, who

from fangxian.core.actors.rules import Role
from fangxian.letters import queries, services
from fangxian.letters.models import Document, DocumentServed
from fangxian.letters.rules import documents as rules

pytestmark = pytest.mark.django_db
TITLE, TEXT = "致娱乐经营场所告知书", "请暂停接待聚集性活动，配合检查。"


def drafted(city, *, is_public=True, **changes) -> Document:
    given = {"kind": "notice", "audience": "venues", "area_code": "330502", "title_zh": TITLE, "text_zh": TEXT}
    return services.draft_document(
        text=services.Text(**(given | changes)), is_public=is_public, programme=city.programme, by=who(city), at=city.at
    )


def in_use(city, **changes) -> Document:
    return services.approve_document(document=drafted(city, **changes), by=who(city, "commander"), at=city.at)


def served(city, document, **changes) -> DocumentServed:
    given = {
        "area_code": GRID,
        "place": "东街棋牌室",
        "way": "handed",
        "receipt": "signed",
        "explained": True,
        "count": 1,
    }
    return services.serve_document(document=document, by=who(city, "grid"), at=city.at, **(given | changes))


def test_a_document_is_approved_served_counted_and_withdrawn(city):
    document = in_use(city)
    served(city, document)
    served(city, document, way="posted", receipt="none", explained=False, count=38, place="")
    assert counts(city, "documents_in_use", "documents_served", "documents_explained") == (1, 39, 1)
    found = queries.document_of(who(city, "grid"), document.id)
    assert (found.served, found.explained) == (39, 1)
    document = services.withdraw_document(document=document, by=who(city), at=city.at)
    assert rules.state_of(document) == "withdrawn" and counts(city, "documents_in_use") == (0,)
    again = {"area_code": GRID, "place": "", "way": "handed", "receipt": "none", "explained": False, "count": 1}
    assert refused(services.serve_document, document=document, by=who(city, "grid"), at=city.at,
                   **again) == "letters.document_not_in_use"  # fmt: skip


def test_who_wrote_a_document_does_not_approve_it(city):
    document = drafted(city)
    city.post("chief", Role.COMMANDER, "", "指挥部办公室", "command")
    city.posts["chief"].user = city.posts["duty"].user
    city.posts["chief"].save()
    assert refused(services.approve_document, document=document, by=who(city, "chief"),
                   at=city.at) == "letters.own_document"  # fmt: skip
    with pytest.raises(IntegrityError, match="who_wrote_a_document_does_not_approve_it"), transaction.atomic():
        Document.objects.filter(id=document.id).update(approved_by=document.drafted_by_id)


def test_nobody_is_named_in_a_document_or_where_it_was_served(city):
    given = {"kind": "notice", "audience": "venues", "area_code": GRID, "title_zh": TITLE}
    for text in ("店主王先生须配合。", "邻居从湖北回来，请登记。"):
        code = refused(services.draft_document, text=services.Text(text_zh=text, **given), is_public=True,
                       programme=city.programme, by=who(city), at=city.at)  # fmt: skip
        assert code.startswith("letters.names_")
    serving = {"area_code": GRID, "way": "handed", "receipt": "signed", "explained": True, "count": 1}
    assert refused(services.serve_document, document=in_use(city), by=who(city, "grid"), at=city.at,
                   place="李女士签收", **serving) == "letters.names_name"  # fmt: skip
    assert not DocumentServed.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"text_zh": ""}, "half"), ({"title_zh": "", "text_zh": ""}, "no_text"), ({"kind": "order"}, "document_kind"),
     ({"area_code": "3401"}, "area")],
)  # fmt: skip
def test_half_a_document_is_not_kept(city, changes, code):
    given = {"kind": "notice", "audience": "venues", "area_code": GRID, "title_zh": TITLE, "text_zh": TEXT} | changes
    assert refused(services.draft_document, text=services.Text(**given), is_public=True, programme=city.programme,
                   by=who(city), at=city.at) == f"letters.{code}"  # fmt: skip


def test_others_drafts_are_not_read_and_what_is_in_use_above_is(city):
    document = drafted(city)
    assert queries.document_of(who(city, "grid"), document.id) is None
    services.approve_document(document=document, by=who(city, "commander"), at=city.at)
    assert queries.document_of(who(city, "grid"), document.id) == document
    assert queries.document_of(who(city, "next"), document.id) is None


def test_the_pages_write_approve_serve_and_show_it_to_everybody(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)

    def signed_in(name):
        client.force_login(city.posts[name].user)
        client.cookies["language"] = "en"
        return client

    form = {"kind": "notice", "audience": "venues", "area": "330502", "title_zh": TITLE, "text_zh": TEXT,
            "title_en": "", "text_en": "", "is_public": "on"}  # fmt: skip
    assert signed_in("duty").post(reverse("letters:write_document"), form | {"text_zh": ""}).status_code == 422
    assert TEXT in signed_in("duty").post(reverse("letters:write_document"), form, follow=True).text
    document = Document.objects.get()
    public = reverse("letters:public_one", args=[document.id])
    assert client.get(public).status_code == 404
    act = reverse("letters:act_on_document", args=[document.id, "approve"])
    assert "In use" in signed_in("commander").post(act, follow=True).text
    act = reverse("letters:act_on_document", args=[document.id, "serve"])
    given = {"area": GRID, "place": "东街棋牌室", "way": "handed", "receipt": "signed", "explained": "on", "count": "1"}
    assert signed_in("grid").post(act, given | {"count": "0"}).status_code == 422
    assert "explained in person" in signed_in("grid").post(act, given, follow=True).text
    assert TITLE in signed_in("grid").get(reverse("letters:documents")).text
    client.logout()
    assert TEXT in client.get(public).text and TITLE in client.get(reverse("letters:public")).text
    assert "东街棋牌室" not in client.get(public).text
