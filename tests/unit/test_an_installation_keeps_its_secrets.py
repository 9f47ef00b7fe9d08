"""What is not given by the environment is made once, kept beside the database, and readable by its owner alone."""

import os
import stat
import time

import pytest

from fangxian.cli import environment
from fangxian.core.privacy import rules

GIVEN = ("FANGXIAN_SECRET_KEY", "FANGXIAN_MASTER_KEY", "PREVIOUS_FANGXIAN_MASTER_KEY", "FANGXIAN_CLOCK_STARTS_AT",
         "FANGXIAN_CLOCK_STARTED")  # fmt: skip


@pytest.fixture
def home(tmp_path):
    """An empty home; the database is given, so none is started. The environment is put back afterwards."""
    before = dict(os.environ)
    os.environ.update(FANGXIAN_HOME=str(tmp_path), DATABASE_URL="postgresql:///unused")
    forget()
    yield tmp_path
    os.environ.clear()
    os.environ.update(before)


def forget(*names: str):
    """What a new process would not know."""
    for name in names or GIVEN:
        os.environ.pop(name, None)


def test_secrets_are_made_once(home):
    environment.prepare()
    first = {name: os.environ[name] for name in GIVEN[:2]}
    forget()
    environment.prepare()
    assert {name: os.environ[name] for name in GIVEN[:2]} == first


def test_nobody_else_reads_them(home):
    environment.prepare()
    files = list((home / "keys").iterdir())
    assert len(files) == 2
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_what_the_environment_gives_is_not_kept(home):
    os.environ["FANGXIAN_MASTER_KEY"] = "given"
    environment.prepare()
    assert [file.name for file in (home / "keys").iterdir()] == ["fangxian_secret_key"]
    with pytest.raises(SystemExit):
        environment.change_master_key()


def test_a_changed_master_key_leaves_the_old_one_readable_until_it_is_forgotten(home):
    environment.prepare()
    old = os.environ["FANGXIAN_MASTER_KEY"]
    environment.change_master_key()
    forget()
    environment.prepare()
    assert os.environ["FANGXIAN_MASTER_KEY"] != old == os.environ["PREVIOUS_FANGXIAN_MASTER_KEY"]
    environment.forget_previous_master_key()
    forget()
    environment.prepare()
    assert "PREVIOUS_FANGXIAN_MASTER_KEY" not in os.environ


def test_a_second_change_waits_for_the_first_to_be_finished(home):
    environment.prepare()
    environment.change_master_key()
    forget()
    environment.prepare()
    with pytest.raises(SystemExit, match="rewrap"):
        environment.change_master_key()


def test_a_demonstration_clock_runs_on_over_a_restart(home):
    os.environ["FANGXIAN_CLOCK_STARTS_AT"] = "2020-03-10T09:00:00+08:00"
    environment.prepare()
    started = os.environ["FANGXIAN_CLOCK_STARTED"]
    forget("FANGXIAN_CLOCK_STARTED")
    time.sleep(0.01)
    environment.prepare()
    assert os.environ["FANGXIAN_CLOCK_STARTED"] == started


def test_a_demonstration_of_another_day_starts_its_own_clock(home):
    for day in ("2020-03-10", "2020-04-10"):
        os.environ["FANGXIAN_CLOCK_STARTS_AT"] = f"{day}T09:00:00+08:00"
        forget("FANGXIAN_CLOCK_STARTED")
        time.sleep(0.01)
        environment.prepare()
    assert float(os.environ["FANGXIAN_CLOCK_STARTED"]) == pytest.approx(time.time(), abs=5)


def test_two_master_keys_have_two_names():
    assert rules.master_id(b"1" * 32) == rules.master_id(b"1" * 32) != rules.master_id(b"2" * 32)
