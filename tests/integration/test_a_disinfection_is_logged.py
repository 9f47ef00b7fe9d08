"""The log of disinfection: place, agent, strength, time and unit; put right by another entry, never lost (F48)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.city import GRID
from tests.gates import gate
from tests.integration.test_the_boards_of_the_field_count_what_happened import value
from tests.posts import order, post
from tests.venues import venue

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.fieldsync.queries import places_to_disinfect
from fangxian.intake.sources.disinfection import queries, services
from fangxian.intake.sources.disinfection.models import Disinfection
from fangxian.intake.sources.disinfection.services import Entry

pytestmark = pytest.mark.django_db


def writer(city, name: str = "grid"):
    return city.actor(name, Purpose.COMMAND)


def entry(city, **changes) -> Entry:
    told = {
        "place_kind": "estate", "place_name": "浮星桥小区", "area_code": GRID, "agent": "chlorine",
        "concentration": Decimal(500), "started_at": city.at - timedelta(minutes=40), "ended_at": city.at,
        "done_by": "月河街道消杀队",
    }  # fmt: skip
    return Entry(**(told | changes))


def logged(city, *, name: str = "grid", client_id=None, **changes) -> Disinfection:
    return services.log_disinfection(
        entry=entry(city, **changes), client_id=client_id or uuid4(), programme=city.programme, by=writer(city, name),
        at=city.at,
    )  # fmt: skip


def refused(act, *given, **named) -> str:
    with pytest.raises(Refused) as problem:
        act(*given, **named)
    return problem.value.problem.code


def sent(city, **changes) -> dict:
    """An entry as a phone sends it."""
    return {
        "kind": "disinfection", "client_id": str(uuid4()), "place_kind": "firm", "place_name": "星火纺织厂",
        "minutes": 20, "agent": "alcohol", "concentration": "75", "done_by": "星火厂安环科", "at": city.at.isoformat(),
    } | changes  # fmt: skip


def land(city, *records: dict, name: str = "grid"):
    return services.land_disinfections(
        records, programme=city.programme, ahead_by=timedelta(0), by=writer(city, name),
        at=city.at + timedelta(minutes=1),
    )  # fmt: skip


def test_an_entry_sent_twice_from_a_page_is_one(city):
    once = uuid4()
    assert logged(city, client_id=once) == logged(city, client_id=once)
    assert AuditEvent.objects.filter(action="intake.disinfection_logged").count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"place_kind": "person"}, "disinfection.kind"),
        ({"place_name": " "}, "disinfection.place"),
        ({"area_code": "110101"}, "disinfection.outside"),
        ({"agent": "vinegar"}, "disinfection.agent"),
        ({"concentration": None}, "disinfection.strength"),
        ({"concentration": Decimal(60_000)}, "disinfection.strength"),
        ({"agent": "alcohol", "concentration": Decimal(101)}, "disinfection.strength"),
        ({"agent": "ultraviolet"}, "disinfection.no_strength"),
        ({"done_by": ""}, "disinfection.unit"),
    ],
)
def test_what_cannot_have_been_meant_is_refused_with_its_reason(city, changes, code):
    assert refused(logged, city, **changes) == code
    assert not Disinfection.objects.exists()


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [(0, -1, "times"), (-2, 1, "to_come"), (-30, -1, "times"), (-24 * 20, -24 * 20 + 1, "too_old")],
)
def test_it_ends_after_it_starts_and_is_neither_to_come_nor_long_ago(city, start, end, code):
    times = {"started_at": city.at + timedelta(hours=start), "ended_at": city.at + timedelta(hours=end)}
    assert refused(logged, city, **times) == f"disinfection.{code}"


def test_a_wrong_entry_stays_and_another_takes_its_place_once(city):
    wrong, by = logged(city), writer(city)
    given = {"entry": entry(city, agent="alcohol", concentration=Decimal(75)), "by": by, "at": city.at}
    right = services.correct_disinfection(wrong=wrong, reason="药剂写错", client_id=uuid4(), **given)
    assert (list(queries.standing(by)), queries.logged(by).count()) == ([right], 2)
    assert refused(
        services.correct_disinfection, wrong=wrong, reason="再改", client_id=uuid4(), **given
    ) == "disinfection.corrected"  # fmt: skip
    assert refused(
        services.correct_disinfection, wrong=right, reason=" ", client_id=uuid4(), **given
    ) == "disinfection.reason"  # fmt: skip


@pytest.mark.invariant("INV-16")
def test_only_whoever_works_there_writes_and_the_next_county_reads_nothing(city):
    made = logged(city)
    assert queries.entry_of(writer(city), made.id) == made
    assert queries.entry_of(writer(city, "next"), made.id) is None
    for name in ("next", "commander", "publisher"):
        if name in city.posts:
            assert refused(logged, city, name=name).startswith("actors.")


def test_what_a_phone_sends_lands_once_and_what_is_none_is_named(city):
    first = sent(city)
    bad = [
        sent(city, agent="vinegar"), sent(city, concentration="200"), sent(city, concentration=True),
        sent(city, place_name=""), sent(city, done_by=""), sent(city, minutes=0), sent(city, concentration="NaN"),
    ]  # fmt: skip
    assert [one.word.value for one in land(city, first, *bad)] == ["new"] + ["invalid"] * 7
    assert [one.word.value for one in land(city, first, first | {"agent": "peroxide", "concentration": 3})] == [
        "identical", "discarded",
    ]  # fmt: skip
    held = Disinfection.objects.get()
    assert (held.area_code, held.ended_at - held.started_at) == (GRID, timedelta(minutes=20))
    assert (held.agent, held.concentration, held.unit) == ("alcohol", Decimal(75), "%")


def test_a_place_on_a_list_keeps_its_area_unless_it_is_another_countys(city):
    land(city, sent(city, area_code="330521"), sent(city, area_code=GRID), name="post_worker")
    assert set(Disinfection.objects.values_list("area_code", flat=True)) == {"330502001", GRID}


def test_a_phone_is_handed_the_places_of_its_area_and_those_typed_before_page_by_page(city):
    under = order(city, "gate", "checkpoint")
    gate(city, under=under)
    venue(city)
    post(city, under=under)
    logged(city)
    page = places_to_disinfect(by=writer(city), after="", limit=2, at=city.at)
    rest = places_to_disinfect(by=writer(city), after=page.next, limit=2, at=city.at)
    assert [row["place_kind"] for row in [*page.rows, *rest.rows]] == ["gate", "venue", "estate"]
    assert (rest.next, rest.rows[0]["is_listed"]) == (None, False)


@pytest.mark.invariant("INV-22")
def test_a_post_of_which_nobody_told_is_missing_and_not_clean(city):
    here = post(city)
    assert value(city, "disinfections").missing == (here.name,)
    logged(city, name="checkpoint", place_kind="post", place_name=here.name, area_code=here.area_code, place_id=here.id)
    assert (value(city, "disinfections").count, value(city, "disinfections").missing) == (1, ())


@pytest.fixture
def signed_in(client, city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    client.force_login(city.posts["grid"].user)
    return client


def test_the_pages_write_correct_and_print(signed_in, city):
    first = signed_in.get(reverse("disinfection:log_entry"), {"kind": "post", "name": "织里收费站"})
    told = {name: first.context["form"].initial[name] for name in ("client_id", "agent", "concentration", "done_by")}
    form = told | {
        "place_kind": "estate", "place_name": "浮星桥小区", "area": GRID, "started_at": "2020-03-10T08:20",
        "ended_at": "2020-03-10T08:50",
    }  # fmt: skip
    assert first.context["form"].initial["place_name"] == "织里收费站"
    assert signed_in.post(reverse("disinfection:log_entry"), form | {"concentration": "0"}).status_code == 422
    assert signed_in.post(reverse("disinfection:log_entry"), form).status_code == 302
    made = Disinfection.objects.get()
    assert made.started_at == datetime(2020, 3, 10, 0, 20, tzinfo=UTC) and made.city_day == date(2020, 3, 10)
    page = reverse("disinfection:correct", args=[made.id])
    again = form | {"client_id": uuid4(), "concentration": "1000", "reason": "浓度写错"}
    assert (signed_in.get(page).status_code, signed_in.post(page, again).status_code) == (200, 302)
    shown = signed_in.get(reverse("disinfection:log"), {"kind": "estate", "text": "浮星"}).content.decode()
    paper = signed_in.get(reverse("disinfection:paper")).content.decode()
    assert "浓度写错" in shown and "1000" in paper and ">500" not in paper
