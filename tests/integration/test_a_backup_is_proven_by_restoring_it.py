"""`fangxian backup`, `fangxian restore`: a sealed file, keys apart, a restore that is tried before it is needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.city import AT, GRID, found_city
from tests.databases import connected_as, tamper

from fangxian.cli.main import main
from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.audit.models import AuditEvent
from fangxian.core.backups import queries, rules, services
from fangxian.core.backups.models import Backup
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim, know_people
from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.privacy.services import destroy_keys
from fangxian.core.problems.rules import Refused

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer", "owner"])
NAME, PHONE = "试验甲", "+8613800138000"
BY = system(None, Purpose.ADMINISTER)


@pytest.fixture
def lived(settings, tmp_path):
    """A city with a person, a sealed audit and an uploaded file."""
    city = found_city()
    claim = Claim(name=NAME, area_code=GRID, phone=PHONE, address="试验路1号")
    know_people([claim], programme=city.programme, by=city.actor("duty", Purpose.RECEIVE_FACTS), at=AT)
    audit.record("tests.happened", by=system(city.programme.id), at=AT)
    audit.seal(at=AT)
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "list.csv").write_text("a,b\n")
    return city


@pytest.fixture
def folders(tmp_path):
    place = tmp_path / "backups"
    place.mkdir()
    return place, tmp_path / "keys.json"


@pytest.fixture
def backup(lived, folders):
    return services.make_backup(place=folders[0], keys_place=folders[1], by=BY, at=AT)


def code_of(refused) -> str:
    return refused.value.problem.code


def test_a_backup_is_sealed_and_says_what_it_holds(backup, folders):
    content = queries.path_of(backup).read_bytes()
    assert NAME.encode() not in content and b"people_person" not in content and b"PGDMP" not in content
    assert backup.manifest["counts"]["public.people_person"] == 1 and backup.manifest["files"]["count"] == 1
    assert backup.manifest["chain"]["position"] > 0 and oct(queries.path_of(backup).stat().st_mode)[-3:] == "600"
    event = AuditEvent.objects.get(action="backups.made")
    assert bytes(event.digest).hex() == backup.sha256


@pytest.mark.invariant("INV-24")
def test_no_key_of_people_lies_in_a_backup(backup, folders):
    wrapped = [bytes(key.wrapped) for key in ProgrammeKey.objects.all()]
    with services.restored(queries.path_of(backup)) as (_, connection):
        assert connection.execute("SELECT count(*) FROM privacy_programmekey").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM people_person").fetchone() == (1,)
    kept = json.loads(folders[1].read_text())["keys"]
    assert {bytes.fromhex(key["wrapped"]) for key in kept} == set(wrapped)


def test_a_drill_restores_compares_and_leaves_no_database_behind(backup):
    found = services.drill(backup, by=BY, at=AT)
    assert (found.is_proven, found.differences, found.findings) == (True, {}, 0)
    assert next(one for one in found.readable if one.column == "people.Person.name").readable_count == 1
    backup.refresh_from_db()
    assert backup.proven_at == AT and queries.last_proven() == backup
    assert AuditEvent.objects.get(action="backups.drilled").detail["is_proven"] is True
    with connected_as("postgres") as connection:
        assert not connection.execute("SELECT 1 FROM pg_database WHERE datname LIKE 'fangxian_drill%'").fetchall()


def test_a_drill_tells_a_backup_whose_audit_is_not_ours(backup):
    services.drill(backup, by=BY, at=AT)
    tamper("UPDATE audit_auditseal SET hash = '\\x00' WHERE position = 1")
    altered = services.make_backup(
        place=Path(backup.place), keys_place=Path(backup.keys_place), by=BY, at=AT.replace(hour=2)
    )
    found = services.drill(altered, by=BY, at=AT)
    assert not found.is_proven and found.findings and queries.last_proven() == backup


def test_a_backup_that_is_cut_off_or_altered_is_refused(backup):
    file = queries.path_of(backup)
    whole = file.read_bytes()
    for spoilt in (whole[:-1], whole[: len(whole) // 2], whole[:200] + bytes([whole[200] ^ 1]) + whole[201:], b"zip"):
        file.write_bytes(spoilt)
        with pytest.raises(Refused) as refused:
            services.drill(backup, by=BY, at=AT)
        assert code_of(refused) == "backups.not_a_backup"


def test_a_backup_of_another_key_names_the_key(backup, settings):
    settings.BACKUP_KEY = bytes(32)
    with pytest.raises(Refused) as refused:
        services.drill(backup, by=BY, at=AT)
    assert code_of(refused) == "backups.other_key"


def test_keys_never_lie_with_the_backups(lived, folders):
    with pytest.raises(Refused) as refused:
        services.make_backup(place=folders[0], keys_place=folders[0] / "keys.json", by=BY, at=AT)
    assert code_of(refused) == "backups.keys_inside" and not list(folders[0].iterdir())


def test_what_fails_half_way_leaves_nothing_behind(lived, folders, monkeypatch):
    monkeypatch.setenv("FANGXIAN_PG_BIN", str(folders[0]))
    with pytest.raises(Refused) as refused:
        services.make_backup(place=folders[0], keys_place=folders[1], by=BY, at=AT)
    assert code_of(refused) == "backups.no_tool"
    assert not list(folders[0].iterdir()) and not Backup.objects.exists()


@pytest.mark.invariant("INV-24")
def test_after_the_keys_are_destroyed_no_backup_gives_an_identifier_back(lived, backup, folders):
    programme_id = lived.programme.id
    before = services.prove_unreadable(backup, programme_id=programme_id, by=BY, at=AT)
    assert sum(one.readable_count for one in before) == sum(one.value_count for one in before) > 0
    destroy_keys(programme_id=programme_id, at=AT)
    after = services.prove_unreadable(backup, programme_id=programme_id, by=BY, at=AT)
    assert sum(one.readable_count for one in after) == 0 < sum(one.value_count for one in after)
    assert services.renew_keys_copies(at=AT) == [str(folders[1])]
    assert all(key["wrapped"] is None for key in json.loads(folders[1].read_text())["keys"])


def test_backups_are_erased_with_their_files_and_a_missing_one_is_named(backup, folders):
    other = services.make_backup(place=folders[0], keys_place=folders[1], by=BY, at=AT.replace(hour=3))
    queries.path_of(other).unlink()
    assert len(services.erase_backups(by=BY, at=AT)) == 2 and not list(folders[0].iterdir())
    events = AuditEvent.objects.filter(action="backups.erased")
    assert {event.detail["was_there"] for event in events} == {True, False}
    assert queries.backups_kept() == []


def test_the_worker_makes_one_a_day_and_forgets_old_ones(lived, folders, settings):
    from datetime import timedelta

    services.back_up_daily(at=AT)
    assert not Backup.objects.exists()  # no folder is named
    settings.BACKUP_FOLDER, settings.BACKUP_KEYS_FILE = map(str, folders)
    settings.BACKUPS_KEPT_DAYS = 1
    for days in (0, 0, 1, 2, 3):
        services.back_up_daily(at=AT + timedelta(days=days))
    assert Backup.objects.count() == 4 and len(queries.backups_kept()) == len(list(folders[0].iterdir())) == 2


def run_anew(home: Path, *arguments: str) -> subprocess.CompletedProcess:
    """A command in an installation of its own, with the master key and the key of backups of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    environment = kept | {"FANGXIAN_HOME": str(home)}
    command = [sys.executable, "-m", "fangxian.cli.main", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)


@pytest.mark.thorough
def test_an_empty_installation_is_filled_from_a_backup_and_a_full_one_is_not(backup, folders, tmp_path):
    file, home = str(queries.path_of(backup)), tmp_path / "anew"
    done = run_anew(home, "restore", file, "--keys", str(folders[1]))
    assert (done.returncode, "Restored" in done.stdout) == (0, True), done.stderr
    assert (home / "files" / "list.csv").read_text() == "a,b\n"
    verified = run_anew(home, "audit", "verify", "--json")
    if not verified.stdout:  # seen twice while another run of the tests shared the machine, cause not known yet
        warning, verified = verified.stderr, run_anew(home, "audit", "verify", "--json")
        assert verified.stdout, (warning, verified.stderr)
    found = json.loads(verified.stdout)
    assert found["whole"] and found["sealed"] == backup.manifest["chain"]["position"]
    again = run_anew(home, "restore", file, "--keys", str(folders[1]))
    assert again.returncode == 1 and "not empty" in again.stderr


def test_the_shell_makes_a_backup_and_drills_it(lived, folders):
    made = CliRunner().invoke(main, ["backup", str(folders[0]), "--keys-to", str(folders[1])])
    assert made.exit_code == 0 and "sha256" in made.output and NAME not in made.output
    drilled = CliRunner().invoke(main, ["restore", "--drill"])
    assert drilled.exit_code == 0 and "is proven" in drilled.output
    with_it = CliRunner().invoke(main, ["backup", str(folders[0]), "--keys-to", str(folders[0] / "k")])
    assert with_it.exit_code == 1 and "must lie apart" in with_it.output and "密钥" in with_it.output


@pytest.mark.thorough
def test_a_restore_without_its_keys_says_plainly_that_they_are_lost(backup, folders, tmp_path):
    folders[1].write_text('{"keys": []}')
    done = run_anew(tmp_path / "anew", "restore", str(queries.path_of(backup)), "--keys", str(folders[1]))
    assert done.returncode == 1 and "cannot be read" in done.stderr


def test_nothing_to_drill_is_said():
    result = CliRunner().invoke(main, ["restore", "--drill"])
    assert result.exit_code == 1 and "no such backup" in result.output


def test_an_operator_is_told_what_is_due(backup):
    from datetime import timedelta

    assert [problem.code for problem in queries.what_is_due(at=AT)] == ["backups.never_proven"]
    services.drill(backup, by=BY, at=AT)
    assert queries.what_is_due(at=AT) == []
    assert [p.code for p in queries.what_is_due(at=AT + timedelta(days=40))] == ["backups.proven_long_ago"]
    Backup.objects.all().delete()
    assert [problem.code for problem in queries.what_is_due(at=AT)] == ["backups.never_made"]


def test_the_last_proven_restore_stands_on_the_operations_page(client, backup, lived):
    services.drill(backup, by=BY, at=AT)
    for username, status in {"admin": 200, "auditor": 200, "grid": 403, "next": 403}.items():
        client.force_login(lived.posts[username].user, backend="fangxian.core.staff.services.backend.StaffBackend")
        page = client.get("/operations/", headers={"accept-language": "en"})
        told = page.status_code, "Last proven restore" in page.content.decode()
        assert told == (status, status == 200), username


def test_a_backup_of_a_newer_edition_is_refused():
    manifest = rules.Manifest(AT.isoformat(), "9.0", "180000", ["people.0099_future"], {}, {"position": 0, "hash": ""})
    problem = rules.why_not_restore(manifest=manifest, known_migrations={"people.0001_initial"}, table_count=0)
    assert problem is not None and problem.code == "backups.newer"
    assert Person.objects.count() == 0
