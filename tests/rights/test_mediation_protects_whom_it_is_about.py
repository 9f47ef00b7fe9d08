"""Attacks on the mediation of incidents: finding out who is shunned, who told of it, or opening something on her."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from fangxian.core.actors.rules import POWERS, Role
from fangxian.core.people.models import Person, PersonFile
from fangxian.core.problems.rules import Refused
from fangxian.engine.anonymity import without_identity
from fangxian.measures.models import Measure
from fangxian.mediation import services
from fangxian.mediation.models import Incident, MediationStep
from fangxian.reactions.jobs import run_all
from fangxian.reactions.table import REACTIONS
from fangxian.tasks.models import Task
from tests.city import GRID
from tests.incidents import STIGMA, WORDS, incident, mediator, talked
from tests.requests import request

OF_A_PERSON = ("person", "name", "phone", "contact", "document", "address", "caller", "offender", "complainant")


@pytest.mark.invariant("INV-05")
@pytest.mark.parametrize("model", [Incident, MediationStep])
def test_there_is_no_column_for_a_person_on_any_side(model):
    columns = [field.name for field in model._meta.get_fields()]
    assert not [column for column in columns if any(word in column.split("_") for word in OF_A_PERSON)]
    related = {field.related_model for field in model._meta.get_fields() if field.related_model}
    assert not related & {Person, PersonFile, *apps.get_app_config("cases").get_models()}


@pytest.mark.invariant("INV-05")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        "住户王小虎老师被赶出门",
        "打13912345678问问那家人",
        "那家人刚从武汉回来",
        "邻居确诊过所以不让进",
        "微信号huzhou2020说的",
    ],
)
def test_what_names_somebody_or_tells_of_her_is_refused(city, words):
    with pytest.raises(Refused) as refused:
        incident(city, words=words)
    assert refused.value.problem.code in ("mediation.names_somebody", "mediation.about_people")
    with pytest.raises(Refused):
        services.write_step(incident=incident(city), kind="visit", note=words, by=mediator(city), at=city.at)
    assert not MediationStep.objects.exists() and without_identity(WORDS).left_out == ()


@pytest.mark.invariant("INV-05", "INV-02")
@pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
def test_a_stigma_case_opens_nothing_about_anybody(city):
    talked(city, incident(city, **STIGMA), kind="group_talk", note="在业主群做了科普")
    run_all(at=city.at)
    assert not any(action.startswith("mediation.") for action in REACTIONS)
    assert not any(model.objects.exists() for model in (Person, PersonFile, Task, Measure))


@pytest.mark.invariant("INV-05")
@pytest.mark.django_db
@pytest.mark.parametrize("terms", [{"target": "王小虎"}, {"target": ""}, {"done_to": "x"}, {"kind": "neighbours"}])
def test_the_database_itself_keeps_a_target_to_a_role(city, terms):
    post = city.posts["grid"]
    with pytest.raises(IntegrityError, match="only_as_a_role"), transaction.atomic():
        Incident.objects.create(
            programme=city.programme, area_code=GRID, action="nothing_yet", occurred_at=city.at, recorded_at=city.at,
            recorded_by=post, **(STIGMA | terms),
        )  # fmt: skip


@pytest.mark.invariant("INV-13", "INV-16")
@pytest.mark.django_db
def test_no_gate_post_hotline_or_police_reads_it(city, client):
    one = incident(city, **STIGMA)
    readers = {role for role, powers in POWERS.items() if "mediation.work" in powers}
    assert readers == {Role.DUTY_OFFICER, Role.GRID_WORKER}
    for name, status in (("grid", 200), ("next", 404), ("checkpoint", 403), ("commander", 403)):
        client.force_login(city.posts[name].user)
        page = client.get(reverse("mediation:one", args=[one.id]))
        assert page.status_code == status and (WORDS in page.content.decode()) == (name == "grid")


@pytest.mark.invariant("INV-05")
@pytest.mark.django_db
def test_whoever_told_of_it_reads_nothing_of_it(city, client):
    told = request(city, service="dispute", text="小区里两家人在吵架")
    talked(city, incident(city, request_id=told.id, **STIGMA))
    told.refresh_from_db()
    assert (told.answer, told.proposed, told.answered_at) == (None, None, None)
    assert not told.events.exclude(step__in=("received", "classified")).exists()
