"""A city's grids come as one list: judged row by row, corrected, never doubled."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.city import GRID

from fangxian.core.areas.models import Area

LIST = """村社区,网格编号,网格名称,户数,人数,服务电话
330502001005,1,河东,210,640,0572-1000001
吴兴区/月河街道/浮星桥社区,,河西,180,,
330502001005,04,河西,180,,
东安社区,100,,,,
330502,5,,,,
月球村,1,,,,
330502001005,7,,许多,,
"""


@pytest.fixture
def browser(city, client):
    client.force_login(city.posts["admin"].user, backend="fangxian.core.staff.services.backend.StaffBackend")
    client.cookies["language"] = "en"
    return client


def rehearse(browser, text=LIST):
    return browser.post("/areas/grids/", {"file": SimpleUploadedFile("grids.csv", text.encode())})


def take(browser, page):
    sealed = re.search(r'name="sealed" value="([^"]+)"', page.text).group(1)
    return browser.post("/areas/grids/take/", {"sealed": sealed}, follow=True)


def test_each_row_comes_out_once_with_its_reason(browser):
    page = rehearse(browser)
    assert "7 received = 2 accepted + 1 duplicate + 0 to be answered + 4 rejected" in page.text
    for reason in (
        "a grid number is 1 to 99",
        "is no village",
        "has no village",
        "is not a count",
        "the same as row 3",
    ):
        assert reason in page.text, reason


def test_new_grids_are_added_and_known_ones_corrected(browser):
    take(browser, rehearse(browser))
    grid = Area.objects.get(code=GRID)
    assert (grid.name, grid.households, grid.population) == ("河东", 210, 640)
    assert Area.objects.get(code="33050200100504").name == "河西"


def test_the_same_list_again_changes_nothing(browser):
    take(browser, rehearse(browser))
    numbered = LIST.replace(",,河西", ",4,河西", 1)
    assert "7 received = 0 accepted + 3 duplicate" in rehearse(browser, numbered).text


def test_an_altered_page_is_not_believed(browser):
    page = browser.post("/areas/grids/take/", {"sealed": "made:up"}, follow=True)
    assert "read the list again" in page.text and not Area.objects.filter(name="河西").exists()


@pytest.mark.parametrize("name", ["grid", "next"])
def test_others_send_no_list_of_grids(city, client, name):
    client.force_login(city.posts[name].user, backend="fangxian.core.staff.services.backend.StaffBackend")
    assert client.get("/areas/grids/").status_code == client.post("/areas/grids/take/").status_code == 403
