"""An installation gets its first programme and administrator from the shell."""

import pytest
from click.testing import CliRunner

from fangxian.cli.found import command
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import User

TERMS = [
    "--name", "首次演练", "--city", "湖州市", "--disease", "流感", "--area", "3305", "--starts", "2020-03-10",
    "--staff-no", "A-1", "--full-name", "试验管理员", "--body", "指挥部",
]  # fmt: skip


@pytest.mark.django_db
def test_it_prints_the_password_once_and_it_works():
    told = CliRunner().invoke(command, [*TERMS, "--review", "2020-04-10"])
    assert told.exit_code == 0, told.output
    password = told.output.strip().rsplit(" ", 1)[-1]
    assert User.objects.get(username="A-1").check_password(password)
    assert Programme.objects.get().area_codes == ["3305"]


@pytest.mark.django_db
def test_wrong_terms_are_refused_and_nothing_is_written():
    told = CliRunner().invoke(command, [*TERMS, "--review", "2020-03-01"])
    assert told.exit_code == 1 and "review date" in told.output
    assert not Programme.objects.exists() and not User.objects.exists()
