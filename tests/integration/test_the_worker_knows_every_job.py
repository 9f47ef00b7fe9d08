"""Whatever is asked for by name is known to the worker that takes it up."""

import pytest
from procrastinate.contrib.django import app

from fangxian.intake.sources.pushed_list.services.jobs_by_name import COMMIT, READ
from fangxian.reactions.table import EVERY


@pytest.mark.parametrize("name", [READ, COMMIT])
def test_a_job_asked_for_by_name_is_found(name):
    assert name in app.tasks


def test_lists_whose_worker_died_are_taken_up_again_periodically():
    assert "resume_lists" in {function.__name__ for _, function in EVERY}
