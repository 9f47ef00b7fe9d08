"""The demonstration city is founded and lives its two days; every sum holds, and nobody in it could be real."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import transaction

from fangxian.cases.models import Trace
from fangxian.cases.queries import chains
from fangxian.cases.queries.attack import attack_rates
from fangxian.cli.brief import brief, write
from fangxian.cli.demo.between import SENT
from fangxian.cli.demo.force import TOUR_TOWN, log_ins_of
from fangxian.cli.demo.hotline import CALLS, request_of
from fangxian.cli.demo.reckoning import reckon
from fangxian.cli.demo.stage import STORY_ENDS_AT
from fangxian.cli.demo.story import found, live
from fangxian.cli.demo.sums import DoesNotReconcile
from fangxian.cli.demo.voices import OPINIONS
from fangxian.core.actors.rules import Purpose
from fangxian.core.people.models import Person, PersonFile
from fangxian.core.staff.models import Post
from fangxian.core.staff.rules import APPOINTABLE
from fangxian.feedback.models import FeedbackDigest
from fangxian.inquiries.models import Inquiry
from fangxian.inquiries.rules import state_at as inquiry_state
from fangxian.intake.sources.checkpoint.models import Check
from fangxian.intake.sources.checkpoint.rules import VERDICTS
from fangxian.intake.sources.pushed_list.models import Import
from fangxian.intake.sources.service_request.models import ServiceRequestEvent
from fangxian.letters.models import Letter
from fangxian.letters.rules import state_of as state_of_letter
from fangxian.measures import queries as measures
from fangxian.mediation.models import Incident
from fangxian.outgoing.models import Package
from fangxian.publication.models import PlaceList
from fangxian.publication.queries.places import newest
from fangxian.screening.models import Verdict
from fangxian.supervision.models import FindingEvent
from fangxian.tasks.models import Task

pytestmark = pytest.mark.thorough  # founding the city and living its two days take most of a minute


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    """A small city after its two days, and its bulletins; gone after this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        told = []
        counties = ("330502", "330521")
        stage = found(seed=7, size=40, password="x", only_counties=counties, tell=lambda zh, en: told.append(en))
        yield stage, live(stage, tell=lambda zh, en: told.append(en))
        transaction.set_rollback(True)


def test_every_sum_of_the_two_days_holds(lived):
    assert all(balance.holds for balance in reckon(*lived, at=STORY_ENDS_AT))


def test_a_sum_that_does_not_hold_stops_the_demonstration(lived):
    stage, bulletins = lived
    forgetful = replace(stage, counted=stage.counted + Counter({"rows": 1}))
    with pytest.raises(DoesNotReconcile, match="Rows that were pushed"):
        reckon(forgetful, bulletins, at=STORY_ENDS_AT)


def test_one_measure_has_ended_by_itself_and_five_bind_while_two_wait(lived):
    states = Counter(measures.state_of(m, at=STORY_ENDS_AT) for m in measures.measures(lived[0].programme.id))
    assert states == {"expired": 1, "active": 5, "approved": 1, "proposed": 1}


def test_three_named_people_answer_for_everybody_at_home(lived):
    served = measures.measures(lived[0].programme.id).filter(served_at__isnull=False)
    assert {PersonFile.objects.get(person=measure.person).care_team.count() for measure in served} == {3}


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


# --- the desks: what people, departments and other areas sent
def test_every_caller_is_answered_or_waits_and_the_bulletins_say_so(lived):
    sums = [one for one in reckon(*lived, at=STORY_ENDS_AT) if one.label.en == "Requests to the hotline"]
    assert [one.whole for one in sums] == [len(CALLS)] * 2
    assert all(sums[0].parts[word] > 0 for word in ("answered", "advice alone", "not answered"))


def test_a_forgotten_call_stops_the_demonstration(lived):
    stage, bulletins = lived
    forgetful = replace(stage, counted=stage.counted + Counter({"calls": 1}))
    with pytest.raises(DoesNotReconcile, match="Requests to the hotline"):
        reckon(forgetful, bulletins, at=STORY_ENDS_AT)


def test_four_callers_who_said_the_same_are_one_piece_of_work(lived):
    lead = request_of(lived[0], "cards")
    assert lead.task_id is not None and lead.duplicates.count() == 3


def test_of_a_complaint_about_an_origin_nothing_is_kept_but_advice(lived):
    request = request_of(lived[0], "origin")
    assert (request.text, request.place, request.left_out, request.task_id) == (None, None, ["origin"], None)
    assert "没有保存" in request.answer


def test_who_was_not_content_has_somebody_sent_again(lived):
    request = request_of(lived[0], "again")
    steps = list(ServiceRequestEvent.objects.filter(request=request).values_list("step", flat=True))
    assert request.reopen_count == 1 and steps.count("dispatched") == 2 and "called_back" in steps


def test_the_hotline_takes_no_name_and_opens_no_file(lived):
    linked = Task.objects.filter(programme=lived[0].programme, kind="answer_request")
    assert linked.exists() and not linked.filter(person__isnull=False).exists()


def test_letters_stand_in_different_states_and_one_was_looked_back_at(lived):
    states = Counter(state_of_letter(one) for one in Letter.objects.filter(programme=lived[0].programme))
    assert states == {"closed": 1, "escalated": 1, "issued": 1, "draft": 1}
    settled = Letter.objects.get(programme=lived[0].programme, closed_at__isnull=False)
    assert settled.verified_by.unit_id != settled.to_unit_id and settled.drafted_by_id != settled.approved_by_id


def test_an_incident_of_stigma_says_what_was_done_and_never_to_whom(lived):
    incident = Incident.objects.get(programme=lived[0].programme, kind="stigma")
    assert (incident.target, incident.outcome) == ("medical_staff", "access")
    assert not any(field.name.startswith("person") for field in Incident._meta.get_fields())


def test_a_topic_of_seven_messages_is_told_and_one_of_three_is_not(lived):
    digest = FeedbackDigest.objects.filter(programme=lived[0].programme).latest("day")
    assert digest.message_count == len(OPINIONS)
    assert [topic["count"] for topic in digest.topics] == [7]


def test_a_false_claim_of_a_finding_was_found_out(lived):
    looked = FindingEvent.objects.filter(programme=lived[0].programme, action__in=("false", "confirmed"))
    assert list(looked.order_by("at").values_list("action", flat=True)) == ["false", "confirmed"]


def test_three_generations_of_cases_make_one_chain_without_a_circle(lived):
    by = lived[0].force.actor("epi", Purpose.INVESTIGATE_CASE)
    standing = chains.standing_of(by)
    assert (standing.chains.clusters[0].depth, len(standing.chains.clusters[0].members)) == (2, 4)
    assert standing.chains.flags == {}
    rates = {rate.setting: rate.rate.ill_count for rate in attack_rates(by, at=STORY_ENDS_AT)}
    assert rates["meal"] == 2 and rates["household"] == 1
    assert chains.forecast_of(by, programme=lived[0].programme, at=STORY_ENDS_AT).contacts > 0


@pytest.mark.invariant("INV-19")
def test_a_place_is_told_to_the_public_as_place_and_time_and_another_waits_for_its_second(lived):
    programme = lived[0].programme
    public, waiting = newest(programme.id, at=STORY_ENDS_AT), PlaceList.objects.get(programme=programme, version=2)
    assert [(visit.kind, visit.area_code) for visit in public.visits] == [("market", TOUR_TOWN)]
    assert waiting.confirmed_at is None and len(waiting.visits) == 2
    assert set(waiting.visits[0]) == {"area", "place", "from_at", "until_at", "all_contacts_known"}


def test_results_went_back_without_a_name(lived):
    package = Package.objects.get(programme=lived[0].programme)
    sent = Import.objects.get(programme=lived[0].programme, sender_reference=SENT)
    assert package.columns == ["row_number", "result", "found_at"] and package.row_count == sent.row_count > 0
    assert package.handed_over_at is not None and package.sealed is None


def test_every_role_that_somebody_can_sign_in_with_has_a_log_in(lived):
    assert {post.role for post in log_ins_of(lived[0].force)} == set(APPOINTABLE)


def test_two_counties_have_asked_each_other(lived):
    states = Counter(inquiry_state(one.times, STORY_ENDS_AT) for one in Inquiry.objects.all())
    assert states == {"answered": 1, "open": 1}
