"""Pages of inspectors, of who sends them, and of the unit that was visited (F35)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from tests import inspecting
from tests.signing_in import live_now

from fangxian.core.actors.rules import Role
from fangxian.supervision.models import Draw, Finding, Inspection, Team
from fangxian.supervision.rules import words


@pytest.fixture
def desk(city, client, settings):
    """Sign somebody in at the city's own present; returns her client."""
    live_now(city, settings)

    def sign_in(name="supervisor"):
        client.force_login(city.posts[name].user)
        client.cookies["language"] = "en"
        return client

    return sign_in


@pytest.fixture
def later(settings):
    """Let the site's clock be so many minutes later, for pages after what happened."""
    return lambda minutes: setattr(settings, "CLOCK_OFFSET", settings.CLOCK_OFFSET + timedelta(minutes=minutes))


def at(name, *args):
    return reverse(f"supervision:{name}", args=args)


def test_an_inspector_begins_fills_in_and_ends_a_visit(city, desk):
    visit = inspecting.planned(city)
    assert "浮星桥东门" in desk().get(at("mine")).text
    desk().post(at("begin", visit.id))
    lines = ("order_shown", "staffed", "paper_valid", "ask_duty", "exits_open", "protected")
    answers = dict.fromkeys(lines, "in_order") | {"staffed": "not_in_order"}
    page = desk().post(at("answers", visit.id), answers, follow=True)
    assert "Write down what was found for each line that is not in order: 1." in page.text
    told = {"code": "staffed", "severity": "serious", "text": "试验：无人值守。", "owner": str(visit.owner_unit_id)}
    page = desk().post(at("write_finding", visit.id), told, follow=True)
    assert "试验：无人值守。" in page.text
    assert "Visit over" in desk().post(at("end", visit.id), follow=True).text


def test_a_finding_with_a_mistake_keeps_what_was_typed(city, desk):
    visit = inspecting.begun(city, minutes=0)
    told = {
        "code": "exits_open",
        "severity": "urgent",
        "text": "门卫电话13800138000",
        "owner": str(visit.owner_unit_id),
    }
    page = desk().post(at("write_finding", visit.id), told | {"code": "staffed"})
    assert page.status_code == 422 and "long number" in page.text and "13800138000" in page.text
    page = desk().post(at("write_finding", visit.id), told | {"severity": "ordinary"})
    assert page.status_code == 422 and not Finding.objects.exists()


def test_places_are_drawn_with_their_reasons_and_planned_for_a_team(city, desk):
    inspecting.a_gate(city)
    team = inspecting.team(city)
    page = desk().post(at("draws"), {"area": "", "kinds": [words.GATE], "count": 3}, follow=True)
    draw = Draw.objects.get()
    assert "浮星桥东门" in page.text and "Not visited for long" in page.text and draw.seed in page.text
    desk().post(at("draw", draw.id), {"team": str(team.id), "planned_on": "2020-03-10", "is_announced": "0"})
    visit = Inspection.objects.get()
    assert (visit.draw, visit.is_announced, visit.reasons) == (draw, False, {"not_visited": 1})


def test_drawing_again_with_the_seed_gives_the_same_places(city, desk):
    for _ in range(2):
        seed = {"seed": Draw.objects.first().seed} if Draw.objects.exists() else {}
        desk().post(at("draws"), {"area": "330502", "kinds": [words.UNIT], "count": 3} | seed)
    first, second = Draw.objects.order_by("drawn_at")
    assert [row["ref"] for row in first.drawn] == [row["ref"] for row in second.drawn]
    assert (first.digest, len(first.drawn)) == (second.digest, 3)


@pytest.mark.parametrize(
    ("given", "text"),
    [({"count": 0}, "greater than or equal"), ({"seed": "XYZ"}, "A seed has"), ({"kinds": [words.POST]}, "nothing to")],
)
def test_a_draw_with_a_mistake_says_which(city, desk, given, text):
    page = desk().post(at("draws"), {"area": "330502", "kinds": [words.UNIT], "count": 3, "seed": ""} | given)
    assert page.status_code == 422 and text in page.text and not Draw.objects.exists()


def test_a_team_is_set_up_and_dissolved(city, desk):
    terms = {"name": "驻吴兴督导组", "area": "330502", "is_resident": "on", "leader": str(city.posts["supervisor"].id),
             "members": [str(city.posts["epi"].id)]}  # fmt: skip
    page = desk().post(at("teams"), terms, follow=True)
    assert "疾控中心 · 督导组" in page.text or "督导组 · 疾控中心" in page.text
    assert "A team of this name exists." in desk().post(at("teams"), terms).text
    desk().post(at("dissolve", Team.objects.get().id))
    assert Team.objects.get().ended_at is not None


def test_the_unit_claims_what_it_put_right_and_sees_no_other_units(city, desk, later):
    finding = inspecting.assigned(city)
    later(60)
    assert "试验：无人值守。" in desk("liaison_of_place").get(at("unit")).text
    page = desk("liaison_of_place").post(at("claim", finding.id), {"words": "已"})
    assert page.status_code == 422
    page = desk("liaison_of_place").post(at("claim", finding.id), {"words": "试验：已安排人值守。"}, follow=True)
    assert "Somebody of another body comes and looks" in page.text
    assert desk("grid").post(at("claim", finding.id), {"words": "试验：别人的。"}).status_code == 404
    assert "试验：无人值守。" not in desk("grid").get(at("unit")).text


def test_the_board_tells_age_owner_and_county_and_looks_back(city, desk, later):
    finding = inspecting.claimed(city)
    later(70)
    page = desk().get(at("board"))
    assert "月河卫生站" not in page.text and "浮星物业" in page.text and "吴兴区" in page.text
    page = desk().post(at("finding", finding.id), {"result": "false", "words": "试验：仍无人。"}, follow=True)
    assert "With its owner" in page.text and "Looked back: it does not hold" in page.text
    assert "1 false claim" in desk().get(at("board")).text


def test_next_county_and_people_without_the_role_see_none_of_it(city, desk):
    finding = inspecting.claimed(city)
    city.post("far_supervisor", Role.SUPERVISOR, "330521", "德清督导组", "oversight")
    assert desk("far_supervisor").get(at("finding", finding.id)).status_code == 404
    assert "浮星桥东门" not in desk("far_supervisor").get(at("board")).text
    for name in ("keeper", "signatory"):
        assert desk(name).get(at("board")).status_code == desk(name).get(at("unit")).status_code == 403


def test_a_visit_and_a_day_are_printed_as_word(city, desk, later):
    finding = inspecting.assigned(city)
    later(60)
    for url in (at("visit_word", finding.inspection_id), at("day_word")):
        page = desk().get(url)
        text = "\n".join(
            cell.text for table in Document(BytesIO(page.content)).tables for row in table.rows for cell in row.cells
        )
        assert "试验：无人值守。" in text and "Somebody keeps the gate" in text
    assert "试验：无人值守。" in desk().get(at("day")).text
    assert desk().get(at("day") + "?day=2020-03-09").text.count("No visit ended on this day.") == 1
