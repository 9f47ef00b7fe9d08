"""The demonstration city is founded and lives its two days; every sum holds, and nobody in it could be real."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import transaction

from fangxian.cases.models import Trace
from fangxian.cli.brief import brief, write
from fangxian.cli.demo.reckoning import DoesNotReconcile, reckon
from fangxian.cli.demo.stage import STORY_ENDS_AT
from fangxian.cli.demo.story import found, live
from fangxian.core.people.models import Person, PersonFile
from fangxian.core.staff.models import Post
from fangxian.intake.sources.checkpoint.models import Check
from fangxian.intake.sources.checkpoint.rules import VERDICTS
from fangxian.measures import queries as measures
from fangxian.screening.models import Verdict
from fangxian.tasks.models import Task


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    """A small city after its two days, and its bulletins; gone after this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        told = []
        stage = found(seed=7, size=40, password="x", only_counties=("330502",), tell=lambda zh, en: told.append(en))
        yield stage, live(stage, tell=lambda zh, en: told.append(en))
        transaction.set_rollback(True)


def test_every_sum_of_the_two_days_holds(lived):
    assert all(balance.holds for balance in reckon(*lived, at=STORY_ENDS_AT))


def test_a_sum_that_does_not_hold_stops_the_demonstration(lived):
    stage, bulletins = lived
    forgetful = replace(stage, counted=stage.counted + Counter({"rows": 1}))
    with pytest.raises(DoesNotReconcile, match="Rows that were pushed"):
        reckon(forgetful, bulletins, at=STORY_ENDS_AT)


def test_one_measure_has_ended_by_itself_and_three_bind_while_two_wait(lived):
    states = Counter(measures.state_of(m, at=STORY_ENDS_AT) for m in measures.measures(lived[0].programme.id))
    assert states == {"expired": 1, "active": 3, "approved": 1, "proposed": 1}


def test_three_named_people_answer_for_everybody_at_home(lived):
    served = measures.measures(lived[0].programme.id).filter(served_at__isnull=False)
    assert [PersonFile.objects.get(person=measure.person).care_team.count() for measure in served] == [3, 3, 3, 3]


def test_who_did_not_sign_has_appealed(lived):
    mother = measures.by_id(lived[0].named["measure_mother"])
    assert (mother.served_how, measures.appeal_state(mother)) == ("refused_to_sign", "lodged")


def test_the_correction_closed_the_file_and_the_task(lived):
    overtaken = Verdict.objects.get(superseded_by__isnull=False)
    assert PersonFile.objects.get(person=overtaken.person).closed_at is not None
    assert Task.objects.get(verdict_id=overtaken.id).conclusion == "corrected"


def test_the_posts_used_every_one_of_the_six_words(lived):
    assert set(Check.objects.values_list("verdict", flat=True)) == set(VERDICTS)


def test_some_grids_are_vacant_and_their_work_went_up(lived):
    stage, _ = lived
    staffed = set(Post.objects.filter(role="grid_worker").values_list("area_code", flat=True))
    assert stage.force.vacant_grid_count > 0
    assert not Task.objects.exclude(area_code__in=[*staffed, "3305"]).exists()


def test_nobody_has_a_document_or_a_phone_that_could_be_real(lived):
    for person in Person.objects.all():
        assert not person.document_number or person.document_number[6:10] < "1900"
        assert not person.phone or person.phone.startswith("+86169")


def test_a_bulletin_is_written_as_word_and_as_a_page(lived, tmp_path):
    stage, (first, _) = lived
    paths = write(first, stage.programme, folder=tmp_path, language="en")
    assert sorted(path.suffix for path in paths) == [".docx", ".html"]
    assert "every person and every order in it is fictional" in (tmp_path / f"{paths[1].name}").read_text("utf-8")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--date", "2019-12-31"], "The programme began on 2020-01-21"),
        (["--date", "2099-01-01"], "There are no figures for days to come"),
        (["--from", "2020-03-10", "--to", "2020-03-09"], "The last day is before the first"),
        (["--from", "2020-03-10"], "Give --date, or both --from and --to"),
    ],
)
def test_days_that_cannot_be_told_of_are_refused_in_words(lived, asked, words):
    result = CliRunner().invoke(brief, asked)
    assert (result.exit_code, words in result.output) == (2, True)


def test_a_bulletin_that_is_out_is_not_computed_again(lived, tmp_path):
    result = CliRunner().invoke(brief, ["--date", "2020-03-09", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert [issue.version for issue in lived[1]] == [1, 1]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"bulletin_{date(2020, 3, 9)}_v1.zh.{end}" for end in ("docx", "html")
    ]


def test_a_trace_filled_the_contact_list_from_the_lake(lived):
    trace = Trace.objects.get(case_id=lived[0].named["case"])
    assert list(trace.days)[-1] == "2020-03-09" and trace.row_count == lived[0].counted["traced"] >= 3
    assert {"new", "unnamed"} <= set(trace.found.values_list("word", flat=True))
