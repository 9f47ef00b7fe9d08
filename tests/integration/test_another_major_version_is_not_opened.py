"""An embedded database of another major version is left as it is, and the way on is told."""

import pytest

from fangxian.cli.embedded import Cluster


@pytest.fixture
def old(tmp_path):
    """A home whose database was made by PostgreSQL 12."""
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("12\n")
    return Cluster(tmp_path)


def test_it_is_refused_in_both_languages_with_the_way_on(old):
    with pytest.raises(SystemExit) as refused:
        old.start()
    told = str(refused.value)
    assert "PostgreSQL 12" in told and "fangxian backup" in told and "fangxian restore" in told and "旧版" in told


def test_nothing_in_it_is_changed(old):
    with pytest.raises(SystemExit):
        old.start()
    assert [path.name for path in old.data.iterdir()] == ["PG_VERSION"] and not old.is_running()


def test_our_own_version_and_a_new_home_are_opened(tmp_path):
    from tests import conftest

    assert conftest.CLUSTER.why_not_open() is None and Cluster(tmp_path).why_not_open() is None
