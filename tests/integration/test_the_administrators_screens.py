"""What an administrator does on the web; and what others are not shown."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fangxian.core.areas.models import Area
from fangxian.core.orders.models import Order
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Post, Sponsorship, User

LIST = """工号,姓名,岗位,单位,负责区域,籍贯
W1,试验员甲,网格员,月河街道办,吴兴区/月河街道/浮星桥社区/第三网格,某省
W2,试验员乙,大王,月河街道办,330502,某省
grid,Synthetic grid,网格员,月河街道办,33050200100501,某省
"""


@pytest.fixture
def as_(city, client):
    """A browser with somebody signed in, in English."""

    def sign_in(name):
        client.force_login(city.posts[name].user, backend="fangxian.core.staff.services.backend.StaffBackend")
        client.cookies["language"] = "en"
        return client

    return sign_in


def send(client, text=LIST, name="list.csv"):
    return client.post("/staff/lists/", {"file": SimpleUploadedFile(name, text.encode())}, follow=True)


def test_a_list_goes_from_file_to_people_in_post(as_):
    browser = as_("admin")
    page = send(browser)
    assert "3 received = 1 accepted + 1 duplicate + 0 to be answered + 1 rejected" in page.text
    assert "籍贯" in page.text and "某省" not in page.text  # the column is named, its cells are gone
    sheet = browser.post(re.search(r'action="(/staff/lists/[^"]+/commit/)"', page.text).group(1))
    password = re.search(r'class="code big">([^<]+)<', sheet.text).group(1)
    assert User.objects.get(username="W1").check_password(password)
    assert sheet.headers["Cache-Control"].startswith("max-age=0, no-cache")


@pytest.mark.parametrize("content", ["", "工号,姓名\n", "just words"])
def test_a_file_that_is_no_list_is_refused_with_its_reason(as_, content):
    page = send(as_("admin"), content)
    assert page.status_code == 422 or "empty" in page.text
    assert "errorlist" in page.text


def test_the_template_is_read_back_by_the_import(as_):
    from fangxian.core.staff.tables import FIELDS
    from fangxian.engine.tables.columns import recognise_columns

    for language in ("en", "zh-hans"):
        browser = as_("admin")
        browser.cookies["language"] = language
        import python_calamine

        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(browser.get("/staff/lists/template/").content))
        heads = book.get_sheet_by_index(0).to_python()[0]
        assert set(recognise_columns(heads, FIELDS).found) == {item.name for item in FIELDS}


def test_one_person_is_typed_in_and_judged_like_a_list(as_):
    browser = as_("admin")
    typed = {"staff_no": "W9", "full_name": "试验员丁", "role": "grid_worker", "body": "月河街道办", "area": "第三网格"}
    page = browser.post("/staff/add/", typed, follow=True)
    assert "1 accepted" in page.text and not User.objects.filter(username="W9").exists()


def test_a_programme_begins_on_the_web(as_):
    browser = as_("admin")
    terms = {
        "name": "第二次演练", "city_name": "湖州市", "disease_name": "流感", "areas": "3305", "starts_on": "2020-03-10",
        "review_on": "2020-04-10", "staff_no": "admin", "full_name": "Synthetic admin", "body": "指挥部办公室",
    }  # fmt: skip
    assert browser.post("/staff/programmes/new/", {**terms, "review_on": "2020-03-01"}).status_code == 422
    browser.post("/staff/programmes/new/", terms)
    begun = Programme.objects.get(name="第二次演练")
    assert Post.objects.filter(programme=begun, role="administrator", user__username="admin").count() == 1


def test_areas_load_step_by_step_and_say_how_far(as_):
    browser = as_("admin")
    step = browser.post("/areas/load/", {"finest": "county"}, headers={"hx-request": "true"})
    assert 'max="5" value="1"' in step.text and Area.objects.filter(name="南浔区").count() == 0
    for part in range(1, 5):
        step = browser.post("/areas/load/", {"finest": "county", "part": part}, headers={"hx-request": "true"})
    assert step.headers["HX-Redirect"] == "/areas/" and Area.objects.filter(name="南浔区").count() == 1


def test_a_grid_added_on_the_web_is_vacant_until_somebody_comes(as_):
    browser = as_("admin")
    village = Area.objects.get(code="330502001005")
    browser.post(f"/areas/{village.id}/grids/", {"count": 1, "names": "河东", "households": 210})
    page = browser.get("/staff/coverage/")
    assert "Hedong" in page.text and "33050200100504" in page.text


def test_a_wrong_figure_is_shown_beside_its_field(as_):
    village = Area.objects.get(code="330502001005")
    page = as_("admin").post(f"/areas/{village.id}/grids/", {"count": 98})
    assert page.status_code == 422 and "A village has at most 99 grids" in page.text


def test_a_leader_is_named_once(as_, city):
    wanted = {"leader": city.posts["commander"].user_id, "function": "副市长", "kind": "area", "area_code": "吴兴区"}
    browser = as_("admin")
    browser.post("/staff/responsibility/", wanted)
    again = browser.post("/staff/responsibility/", wanted)
    assert Sponsorship.objects.count() == 1 and "already answers for it" in again.text


def test_a_greyed_button_says_why_and_who_may(as_, city):
    from tests.integration.test_orders_have_two_signatures import draft, reviewed

    page = as_("admin").get(f"/orders/{draft(city).id}/")
    assert 'aria-disabled="true"' in page.text and "Who drafted an order does not review it." in page.text
    Order.objects.all().delete()
    page = as_("admin").get(f"/orders/{reviewed(city).id}/")
    assert "These may: Signatory." in page.text


def test_two_people_sign_on_the_web_and_everybody_can_read_it(as_, city, client):
    from tests.integration.test_orders_have_two_signatures import reviewed

    order = reviewed(city)
    Order.objects.update(effective_from="2000-01-01T00:00Z", expires_at="2100-01-01T00:00Z")
    for name in ("signatory", "signatory2"):
        as_(name).post(f"/orders/{order.id}/sign/")
    client.logout()
    assert order.title in client.get("/orders/register/").text
    assert order.text[:4] in client.get(f"/orders/register/{order.id}/").text


def test_the_auditor_reads_events_and_that_is_an_event(as_):
    browser = as_("auditor")
    browser.get("/audit/")
    page = browser.get("/audit/?action=audit.")
    assert "audit.saw_events" in page.text and "Synthetic grid" not in page.text
    assert browser.get("/audit/?from_on=2020-01-01&until_on=2020-12-31").status_code == 422


PAGES = ["/staff/", "/staff/lists/", "/staff/add/", "/areas/", "/areas/load/", "/orders/", "/rules/", "/audit/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", ["grid", "next"])
def test_grid_workers_are_shown_none_of_it(as_, path, name):
    assert as_(name).get(path).status_code == 403


@pytest.mark.parametrize("path", [*PAGES, "/staff/coverage/", "/staff/me/"])
def test_strangers_are_sent_to_the_sign_in(city, client, path):
    assert client.get(path).url.startswith("/account/login/")


def test_an_administrator_of_one_county_sees_and_appoints_no_further(city, as_):
    from fangxian.core.actors.rules import Role

    city.post("county", Role.ADMINISTRATOR, "330521", "德清县政府", "command")
    browser = as_("county")
    page = browser.get("/staff/")
    assert "Synthetic next" in page.text and "Synthetic grid2" not in page.text
    assert browser.get(f"/staff/people/{city.posts['grid'].user_id}/").status_code == 404
    assert browser.post(f"/staff/posts/{city.posts['grid'].id}/end/").status_code == 404
    assert "outside yours" in send(browser).text
