"""`fangxian line-lists`: what would become of other systems' files, with reasons and without a name."""

import json

from click.testing import CliRunner

from fangxian.cli.line_lists import line_lists
from tests.public_data import data_set


def tried(*names, **options):
    given = [str(data_set("interop") / name) for name in names]
    more = [part for key, value in options.items() for part in (f"--{key}", value)]
    return CliRunner().invoke(line_lists, [*given, "--today", "2024-06-01", *more, "--json"])


def test_rows_reconcile_and_reasons_are_counted():
    result = tried("godata/cases_clean.csv", "saraalert/Epi-X-Format.csv")
    cases, manifest = json.loads(result.output)
    assert result.exit_code == 0
    assert (cases["received"], cases["quarantined"], cases["rejected"], cases["accepted"]) == (56, 55, 1, 0)
    assert {"code": "needs_laboratory", "rows": 55}.items() <= cases["reasons"][0].items()
    assert manifest["received"] == manifest["accepted"] + manifest["quarantined"] + manifest["rejected"] == 15
    assert "Abdoulaye" not in result.output and "Hermione" not in result.output


def test_a_file_that_is_no_list_is_refused_and_the_others_are_read():
    result = tried("sormas/sormas_event_import_test_success.csv", "godata/contacts_clean.csv")
    refused, read = json.loads(result.output)
    assert result.exit_code == 2
    assert refused["refused"]["code"] == "not_taken" and read["received"] == 66


def test_another_outbreak_reads_the_same_file_otherwise():
    (report,) = json.loads(tried("sormas/sormas_import_test_comment_success.csv", disease="A98.4").output)
    assert (report["rejected"], report["quarantined"]) == (0, 5)
