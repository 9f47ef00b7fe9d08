"""A key is replaced while everything goes on, and goes only when nothing needs it; a lost one is said plainly."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from importlib import import_module

import pytest
from click.testing import CliRunner
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from fangxian.cli.main import main
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim, know_people
from fangxian.core.privacy import fields, queries, services
from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.privacy.rules import Unreadable, seal
from fangxian.core.privacy.services import resealing
from fangxian.core.problems.rules import Refused
from fangxian.intake.sources.pushed_list.models import ImportFilePart
from fangxian.intake.sources.pushed_list.queries import content_of
from fangxian.reactions import jobs
from tests import lists
from tests.city import AT, GRID, found_city
from tests.databases import connected_as, tamper

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer", "owner"])
NEXT_DAY = AT + timedelta(days=1)


@pytest.fixture
def people():
    """A city that knows thirty people, each with a name, a phone and an address."""
    return known(found_city(), 30)


def known(city, count):
    claims = [
        Claim(name=f"试验{n}", area_code=GRID, phone=f"+86138{n:08d}", address=f"试验路{n}号") for n in range(count)
    ]
    know_people(claims, programme=city.programme, by=city.actor("duty", Purpose.RECEIVE_FACTS), at=AT)
    return city.programme


def rotate(programme):
    old, _ = queries.newest_key(programme.id, "identifiers")
    (new,) = services.rotate_keys(programme_id=programme.id, at=NEXT_DAY)
    return old, new.id


def under(programme):
    """How many values are under which key."""
    return {key: sum(columns.values()) for key, columns in fields.values_by_key(programme.id).items()}


def names():
    return sorted(person.name for person in Person.objects.all())


def run(*arguments):
    return CliRunner().invoke(main, ["keys", *arguments])


def code_of(refused):
    return refused.value.problem.code


def test_everything_comes_under_the_new_key_and_stays_as_it_was(people):
    before, (old, new) = names(), rotate(people)
    held = under(people)[old]
    done = sum(portion.resealed_count for portion in services.reseal(programme_id=people.id, at_once=7))
    assert under(people) == {new: held} and done == held and names() == before
    assert not list(services.reseal(programme_id=people.id))


def test_a_list_that_waits_can_be_read_after_its_first_key_is_gone():
    city = found_city()
    source_list = lists.receive(city, lists.as_csv([lists.row(1)]))
    before = content_of(source_list)
    old, _ = rotate(city.programme)
    list(services.reseal(programme_id=city.programme.id))
    services.destroy_key(old, at=NEXT_DAY + timedelta(hours=1))
    assert before is not None and content_of(source_list) == before


@pytest.mark.invariant("INV-18")
def test_a_piece_of_another_list_does_not_pass_for_this_one():
    city = found_city()
    one, other = (lists.receive(city, lists.as_csv([lists.row(n)])) for n in (1, 2))
    swap = "UPDATE intake_importfilepart p SET sealed = o.sealed FROM intake_importfilepart o "
    with connected_as("postgres") as superuser:
        superuser.execute(swap + "WHERE p.source_list_id = %s AND o.source_list_id = %s", [one.id, other.id])
    with pytest.raises(Unreadable):
        content_of(one)


@pytest.mark.thorough
def test_a_list_of_an_older_edition_is_labelled_anew():
    city = found_city()
    source_list = lists.receive(city, lists.as_csv([lists.row(1)]))
    before = content_of(source_list)
    part = ImportFilePart.objects.get(source_list=source_list)
    key_id, key = queries.newest_key(city.programme.id, "identifiers")
    as_it_was = seal(part.sealed, key=key, key_id=key_id, label=f"intake.ImportFilePart:{source_list.id}:{part.number}")
    with connected_as("postgres") as superuser:
        superuser.execute("UPDATE intake_importfilepart SET sealed = %s", [as_it_was])
    with pytest.raises(Unreadable):
        content_of(source_list)
    state = MigrationLoader(connection).project_state(("intake", "0016_files_of_other_desks"))
    step = import_module("fangxian.intake.migrations.0017_lists_under_the_key_of_their_column")
    step.label_anew(state.apps, None)
    assert content_of(source_list) == before


@pytest.mark.invariant("INV-18")
def test_an_old_key_goes_only_when_nothing_needs_it_and_never_the_newest(people):
    old, new = rotate(people)
    for key_id, at, code in [
        (old, NEXT_DAY + timedelta(minutes=1), "privacy.too_fresh"),
        (old, NEXT_DAY + timedelta(hours=1), "privacy.still_needed"),
        (new, NEXT_DAY + timedelta(hours=1), "privacy.still_newest"),
        (queries.newest_key(people.id, "audit")[0], NEXT_DAY + timedelta(hours=1), "privacy.not_rotated"),
    ]:
        with pytest.raises(Refused) as refused:
            services.destroy_key(key_id, at=at)
        assert code_of(refused) == code
    list(services.reseal(programme_id=people.id))
    services.destroy_key(old, at=NEXT_DAY + timedelta(hours=1))
    assert ProgrammeKey.objects.get(id=old).wrapped is None and names()[0] is not None
    with pytest.raises(Refused):
        services.destroy_key(old, at=NEXT_DAY + timedelta(hours=1))


def test_a_value_written_meanwhile_is_not_written_over(people):
    rotate(people)
    person = Person.objects.order_by("id").first()
    column = Person._meta.get_field("name")
    key_id, key = resealing._newest(people.id)
    rows = resealing._next(Person, column, programme_id=people.id, key_id=key_id, after=None, limit=1)
    assert rows[0][0] == (person.id,)
    person.name = "改过名"
    person.save()
    assert resealing._reseal(Person, column, rows, key_id=key_id, key=key).resealed_count == 0
    list(services.reseal(programme_id=people.id))
    assert Person.objects.get(id=person.id).name == "改过名"


def test_a_run_that_is_killed_is_simply_run_again(people):
    before = names()
    old, new = rotate(people)
    command = [sys.executable, "-m", "fangxian.cli.main", "keys", "re-encrypt", "--at-once", "1"]
    process = subprocess.Popen(command, env=os.environ.copy(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not under(people).get(new) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    half = under(people)
    assert half.get(old) and half.get(new), half  # it was killed in the middle
    queries.forget_keys()
    assert names() == before and guards_are_on()
    done = run("re-encrypt")
    assert done.exit_code == 0 and set(under(people)) == {new} and names() == before and guards_are_on()
    assert AuditEvent.objects.filter(action="privacy.resealed", count=half[old]).exists()


def guards_are_on():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'")
        return cursor.fetchone()[0] == 0


def test_a_decision_that_is_never_changed_is_still_sealed_anew(people):
    with connected_as("postgres") as superuser:
        guarded = superuser.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 16 > 0"
        ).fetchall()
    tables = {table for (table,) in guarded}
    encrypted = {model._meta.db_table for model, _ in fields.encrypted_columns()}
    assert tables & encrypted  # there are guarded tables with encrypted columns: the owner reseals them
    person, column = Person.objects.order_by("id").first(), Person._meta.get_field("name")
    with connected_as("fangxian_owner") as owner:
        owner.execute("CREATE FUNCTION refuse_it() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'kept'; END$$")
        owner.execute("CREATE TRIGGER kept BEFORE UPDATE ON people_person FOR EACH ROW EXECUTE FUNCTION refuse_it()")
        try:
            _, new = rotate(people)
            list(services.reseal(programme_id=people.id))
            assert set(under(people)) == {new} and guards_are_on()
            rows = resealing._next(Person, column, programme_id=people.id, key_id=new, after=None, limit=1)
            assert rows == [] and Person.objects.get(id=person.id).name == person.name
        finally:
            owner.execute("DROP TRIGGER kept ON people_person")
            owner.execute("DROP FUNCTION refuse_it()")


def test_the_worker_reseals_by_itself_and_records_it(people):
    _, new = rotate(people)
    jobs.reseal(at=NEXT_DAY)
    assert set(under(people)) == {new}
    assert AuditEvent.objects.filter(action="privacy.resealed", programme=people).count() == 1
    jobs.reseal(at=NEXT_DAY)
    assert AuditEvent.objects.filter(action="privacy.resealed").count() == 1


def test_a_check_opens_a_sample_of_every_column_and_prints_no_value(people):
    result = run("check", "--sample", "3")
    assert result.exit_code == 0 and "people.Person.phone" in result.output and "3/3" in result.output
    assert "试验" not in result.output.replace("试验路", "") and "+86" not in result.output


@pytest.mark.invariant("INV-18")
def test_a_lost_key_an_altered_value_and_a_missing_master_are_each_said(people, settings):
    old, _ = rotate(people)
    tamper(f"DELETE FROM privacy_programmekey WHERE id = '{old}'")
    queries.forget_keys()
    lost = run("check")
    assert lost.exit_code == 1 and "LOST" in lost.output
    person = Person.objects.order_by("id").first()
    person.name = "试验新"
    person.save()
    tamper(f"UPDATE people_person SET name = set_byte(name, 40, 255 - get_byte(name, 40)) WHERE id = '{person.id}'")
    assert "ALTERED" in run("check").output
    settings.MASTER_KEY = bytes(32)
    queries.forget_keys()
    assert "master key that is not given" in run("check").output
    queries.forget_keys()


def test_what_a_lost_key_sealed_is_counted_and_left_as_it_is(people):
    old, _ = rotate(people)
    tamper(f"DELETE FROM privacy_programmekey WHERE id = '{old}'")
    queries.forget_keys()
    held = under(people)[old]
    result = run("re-encrypt", "--programme", str(people.id))
    assert f"cannot be read: {held}" in result.output and under(people)[old] == held


def test_the_shell_destroys_an_old_key_and_refuses_in_both_languages(people):
    old, _ = rotate(people)
    refused = run("destroy-old", str(old))
    assert refused.exit_code == 1 and "re-encrypt" in refused.output
    run("re-encrypt")
    done = run("destroy-old", str(old))
    assert done.exit_code == 0 and AuditEvent.objects.filter(action="privacy.key_destroyed").exists()
    assert run("destroy-old", str(old)).exit_code == 1
