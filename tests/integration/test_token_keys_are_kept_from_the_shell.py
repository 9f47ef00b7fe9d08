"""`fangxian keys tokens`: the root's fingerprint, the keys that sign, and a stolen one put out of use."""

import pytest
from click.testing import CliRunner
from tests.city import found_city

from fangxian.cli.main import main
from fangxian.core.tokens import queries

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


def run(*arguments: str):
    return CliRunner().invoke(main, ["keys", "tokens", *arguments])


def test_it_says_the_fingerprint_that_a_phone_shows_and_a_new_root_has_another():
    city = found_city()
    root = queries.root_of(city.programme.id)
    first, after = run(), run("--new-root")
    assert queries.fingerprint(root) in first.output and queries.fingerprint(root) not in after.output
    assert root.to_dict()[-4].hex() not in first.output + after.output


def test_a_stolen_key_is_put_out_of_use_and_another_signs():
    city = found_city()
    (stolen,) = queries.signing_keys(city.programme.id)
    assert run("--distrust", str(stolen.row_id)).exit_code == 0
    (left,) = queries.signing_keys(city.programme.id)
    again = run("--distrust", str(stolen.row_id))
    assert left.row_id != stolen.row_id and again.exit_code == 1 and "no such living key" in again.output
