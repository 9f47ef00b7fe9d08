"""Each closed day's stays go to the lake under numbers: reconciled, whole, the same again, forgotten in time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests import stand_down
from tests.gates import gate, passed, send
from tests.stays import AT_TABLE, PATIENT, SPOUSE, YESTERDAY, Days

from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Canary
from fangxian.core.privacy import registry
from fangxian.core.privacy.queries import blind_index
from fangxian.core.problems.rules import Refused
from fangxian.engine.rules.packs import read_pack
from fangxian.erasure import services as erasure
from fangxian.intake.sources.checkpoint.models import Passage
from fangxian.snapshots.models import PersonNumber, PlaceNumber, SnapshotDay
from fangxian.snapshots.services import Asked, asking, count_files, keep_lakes
from fangxian.snapshots.services.opening import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def days(city, settings, tmp_path) -> Days:
    settings.LAKE_URL, settings.LAKE_INDEX = str(tmp_path / "lake"), tmp_path / "index"
    return Days(city)


def rows_in(days: Days) -> list[tuple]:
    with opened(days.city.programme) as place:
        table = place.lake.stays(place.connection).to_pyarrow().to_pylist()
    return sorted(tuple(row.values()) for row in table)


def test_a_check_in_is_a_stay_and_rows_read_are_what_became_of_them(days):
    days.a_meal()
    row = days.take()
    assert row.became["venue"] == {"stay": 3} and row.stay_count == len(rows_in(days)) == 3
    assert row.rows_read == sum(sum(one.values()) for one in row.became.values())
    assert PlaceNumber.objects.get(kind="venue").name == "试验食堂"


def test_what_was_shown_goes_under_the_number_of_whom_we_know_and_else_under_its_own(days):
    days.a_meal()
    days.take()
    known, unknown = (PersonNumber.objects.filter(person__isnull=flag) for flag in (False, True))
    assert known.count() == 1 and unknown.count() == 2  # the patient is not known before she is a case
    assert all(row.subject_index for row in unknown)


def test_a_phone_that_a_family_shares_is_nobodys_number(days):
    place = days.place()
    for name in ("试验母亲", "试验女儿"):
        days.person(type(SPOUSE)(name=name, area_code=SPOUSE.area_code, phone=SPOUSE.phone))
    days.checks_in(place, "phone", SPOUSE.phone, hours_ago=14)
    days.take()
    assert PersonNumber.objects.get().person_id is None


def test_a_stay_that_nobody_ended_has_the_length_of_the_edition_and_is_marked(days):
    days.checks_in(days.place(), "phone", AT_TABLE.phone, hours_ago=14, minutes=None)
    row = days.take()
    ((_, _, t_in, t_out),) = rows_in(days)
    assert t_out - t_in == 60 * read_pack("cn.stays").rule("venue").params["minutes"]
    assert row.marks == {"length_supposed": 1}


def test_passages_at_a_gate_are_paired_and_close_at_midnight(days):
    place, city = gate(days.before, under=days.registers), days.city
    shown = [{"kind": "phone", "value": "13800138000"}]
    for hours, direction in ((20, "in"), (18, "out"), (16, "in")):
        send(city, passed(city, place, minutes=-60 * hours, direction=direction, shown=shown), minutes=-60 * hours + 1)
    row = days.take()
    assert row.became["gate"] == {"other_end": 1, "stay": 2}
    assert row.marks == {"closed_at_midnight": 1} and len(rows_in(days)) == 2


def test_people_of_one_door_spend_the_night_together_and_a_village_is_no_door(days):
    for name, address in (("试验甲", "试验路1号302室"), ("试验乙", "试验路 1号302室"), ("试验丙", "试验村")):
        days.person(type(SPOUSE)(name=name, area_code=SPOUSE.area_code, phone=f"+86138{ord(name[-1]):08d}",
                                 address=address))  # fmt: skip
    row = days.take()
    assert row.became["household"] == {"no_door": 1, "stay": 2}
    assert row.stay_count == 4  # the two pieces of a night on one day, of two people


def test_one_train_of_one_day_is_one_place_however_its_number_is_written(days):
    people = [days.person(one) for one in (SPOUSE, AT_TABLE)]
    for person, number in zip(people, ("G7321", "ｇ 7321"), strict=True):
        days.rides(person, number)
    assert days.take().became["vehicle"] == {"stay": 2}
    assert PlaceNumber.objects.get(kind="vehicle").name == "G7321 2020-03-09"


def test_a_post_is_a_stay_of_two_minutes_and_a_plate_is_nobody(days):
    document = "id_card:110105188912310024"
    check = days.passes_a_post()
    for shown, value in (("document", document), ("plate", "浙E00001")):
        index = blind_index(value, programme_id=days.city.programme.id, label=f"people.{shown}")
        Passage.objects.create(
            programme=days.city.programme, check_record=check, area_code=check.area_code, direction="in",
            passed_at=days.at(14), shown=shown, subject_index=index,
        )  # fmt: skip
    assert days.take().became["post"] == {"a_vehicle": 1, "stay": 1}
    assert [t_out - t_in for _, _, t_in, t_out in rows_in(days)] == [120]


def test_a_declared_visit_to_a_village_is_a_whole_day_and_a_county_is_too_wide(days):
    person = days.person(SPOUSE)
    days.visits(person, "330521100001", "2020-03-08", "2020-03-09")
    days.visits(person, "420100", "2020-03-01", "2020-03-09")
    days.visits(person, "330521100001", "2020-03-01", "2020-03-02")
    assert days.take().became["declared"] == {"other_day": 1, "stay": 1, "too_wide": 1}
    assert [t_out - t_in for _, _, t_in, t_out in rows_in(days)] == [86_400]


def test_whoever_was_made_up_to_be_watched_is_in_no_household(days):
    made_up, real = days.person(SPOUSE), days.person(replace(AT_TABLE, address=SPOUSE.address))
    Canary.objects.create(programme=days.city.programme, person_id=made_up.id, seeded_at=days.at(40))
    assert days.take().became["household"] == {"alone": 1, "watched": 1} and real.id
    assert not PersonNumber.objects.exists()


def test_a_day_again_gives_the_same_rows_and_a_late_record_joins_them(days):
    place = days.a_meal()
    first, rows = days.take(), rows_in(days)
    assert days.take().digest == first.digest and rows_in(days) == rows
    assert AuditEvent.objects.filter(action="snapshots.day_taken").count() == 1
    days.checks_in(place, "phone", "+8613800138007", hours_ago=13)
    assert days.take().stay_count == 4 and set(rows) < set(rows_in(days))


def test_a_record_that_was_taken_back_is_gone_when_the_day_is_taken_again(days):
    days.a_meal()
    made = days.checks_in(days.place(name="试验工间", kind="workshop"), "phone", AT_TABLE.phone, hours_ago=20)
    assert days.take().stay_count == 4
    made.delete()
    assert days.take().stay_count == len(rows_in(days)) == 3


def test_a_run_that_dies_before_the_day_is_visible_leaves_the_old_day(days, monkeypatch):
    place = days.a_meal()
    days.take()
    before = rows_in(days)
    days.checks_in(place, "phone", "+8613800138007", hours_ago=13)

    def dies(*given, **named):
        raise OSError("the power went")

    with monkeypatch.context() as broken, pytest.raises(OSError):
        broken.setattr("fangxian.engine.stays.store.Store.put", dies)
        days.take()
    assert rows_in(days) == before and days.take().stay_count == 4


def test_a_day_that_is_not_over_is_not_taken(days):
    with pytest.raises(Refused) as refused:
        days.take(days.city.at.date())
    assert refused.value.problem.code == "snapshots.not_over"


def test_the_nightly_job_takes_what_is_due_and_asks_an_old_day_no_more(days):
    days.a_meal()
    keep_lakes(at=days.city.at)
    assert SnapshotDay.objects.count() == 14 and SnapshotDay.objects.get(on=YESTERDAY).stay_count == 3
    assert keep_lakes(at=days.city.at + timedelta(hours=1)) == 0
    keep_lakes(at=days.city.at + timedelta(days=1))
    again = SnapshotDay.objects.filter(taken_on=days.city.at.date() + timedelta(days=1))
    assert sorted(row.on.day for row in again) == [8, 9, 10]


@pytest.mark.invariant("INV-24")
def test_days_and_numbers_are_forgotten_when_their_time_has_run_out(days):
    days.a_meal()
    keep_lakes(at=days.city.at)
    later = days.city.at + timedelta(days=15)
    keep_lakes(at=later)
    erasure.forget(at=later)
    assert not rows_in(days) and not PersonNumber.objects.exists() and not PlaceNumber.objects.exists()
    assert AuditEvent.objects.get(action="snapshots.days_dropped").count == 3


def test_the_index_answers_after_the_nightly_job(days):
    days.a_meal()
    keep_lakes(at=days.city.at)
    number = PersonNumber.objects.get(person__isnull=False).number
    with asking(days.city.programme) as lake:
        shared = lake.shared([Asked(number, days.at(40), None)], min_minutes=15)
    assert (lake.engine, len(shared), lake.why_not_index) == ("index", 2, "")


def test_the_register_of_stores_knows_the_lake_and_its_index():
    known = {store.name for store in registry.stores() if store.kind == registry.LAKE and store.is_built}
    assert known == {"lake", "lake-index"}


@pytest.mark.invariant("INV-24")
def test_an_erased_programme_has_no_lake_and_its_certificate_counts_what_there_was(days):
    days.a_meal()
    days.take()
    held = count_files(days.city.programme)
    stand_down.end(days.city)
    lines = {line["name"]: line for line in stand_down.erase(days.city).certificate["tables"]}
    assert (lines["lake"]["before"], lines["lake-index"]["before"]) == held and min(held) > 0
    assert lines["lake"]["after"] == lines["lake-index"]["after"] == lines["snapshots_personnumber"]["after"] == 0
    assert count_files(days.city.programme) == (0, 0)


def test_nothing_in_the_lake_names_anybody(days, settings):
    days.a_meal()
    days.take()
    held = b"".join(path.read_bytes() for path in sorted(days_folder(settings)) if path.is_file())
    for told in (AT_TABLE.phone, AT_TABLE.name, str(PATIENT.document_number)):
        assert told.encode() not in held


def days_folder(settings):
    from pathlib import Path

    return Path(settings.LAKE_URL).rglob("*")
