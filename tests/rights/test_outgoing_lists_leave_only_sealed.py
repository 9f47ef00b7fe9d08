"""Attacks on the way out: an export, an approval of one's own, a grant to the police (INV-17, INV-25, O2)."""

import ast
import re
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import fangxian
from fangxian.core.actors.rules import POWERS, Purpose, Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.outgoing import rules, services
from fangxian.outgoing.models import OutsideRequest, Package, PackageSubject
from fangxian.publication.queries import months_until
from tests.extent import IS_THOROUGH
from tests.packages import approved, asked_for, fetched, made
from tests.published import HERE, NEXT, follow_up

pytestmark = pytest.mark.django_db
SOURCE = Path(fangxian.__file__).parent
# Every place that sends a file, and why none of them is a list of people.
FILES_SENT = {
    "outgoing/views/handing.py": "the hand-over package, sealed for its recipient",
    "publication/views/public.py": "public counts",
    "publication/views/places.py": "public places and times, which name nobody",
    "briefing/views.py": "a bulletin of counts",
    "measures/views/papers.py": "the notice of one measure, for the person herself",
    "intake/sources/pushed_list/views/arriving.py": "an empty template; a manifest of counts and hashes",
    "intake/sources/pushed_list/views/deciding.py": "row numbers, columns and reasons for a list's sender",
    "erasure/views.py": "the certificate of an end: counts, keys and roots",
    "letters/views/letter.py": "a letter to a department on a place; one that names a person is refused",
    "supervision/views/papers.py": "what inspectors found at places; findings name nobody",
    "core/staff/views/lists.py": "an empty template for a list of staff",
    "intake/sources/service_request/views/photos.py": "a picture of a place, which one person found to show nobody",
    "intake/sources/service_request/views/files.py": "an empty template for another desk's requests",
    "core/areas/views.py": "an empty template for a list of grids",
    "intake/sources/sweep/views/lists.py": "an empty template for a list of doors",
}


@pytest.fixture
def house(city):
    follow_up(city, HERE, 8)
    follow_up(city, NEXT, 3)
    return city


@pytest.fixture
def living(house, settings):
    from fangxian.core import clock

    settings.CLOCK_OFFSET = house.at - (clock.now() - settings.CLOCK_OFFSET)
    return house


def refused(act, *given, **more) -> str:
    with pytest.raises(Refused) as caught:
        act(*given, **more)
    return caught.value.problem.code


def addresses(person_id) -> list[str]:
    """Every address of the site, with this person's id wherever an address takes an id."""
    found: list[str] = []

    def walk(patterns, above: str) -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                walk(one.url_patterns, above + str(one.pattern))
            elif isinstance(one, URLPattern):
                found.append(above + str(one.pattern))

    walk(get_resolver().url_patterns, "/")
    plain = [address for address in found if "(" not in address]
    return [_filled(address, str(person_id)) for address in plain]


def _filled(address: str, person_id: str) -> str:
    given = {"uuid": person_id, "slug": "files_open", "str": "x", "int": "1"}
    return re.sub(r"<(?:(\w+):)?\w+>", lambda m: given.get(m[1] or "str", "x"), address)


def unpacked(content: bytes) -> bytes:
    """A file's bytes, and those of the parts within it."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.invariant("INV-17")
def test_no_other_code_sends_a_file():
    sends = set()
    for file in SOURCE.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        names = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(tree)}
        if "Content-Disposition" in texts or names & {"FileResponse", "StreamingHttpResponse"}:
            sends.add(str(file.relative_to(SOURCE)))
    assert sends == set(FILES_SENT)


EVERYBODY = ["supervisor", "commander", "duty", "epi", "auditor", "admin", "grid"]
ASKING = EVERYBODY if IS_THOROUGH else ["epi"]


@pytest.mark.invariant("INV-17")
@pytest.mark.parametrize("name", ASKING)
def test_no_address_gives_anybody_a_file_with_people_in_it(living, client, name):
    person = follow_up(living, "33050200100502", 1)[0]
    client.force_login(living.posts[name].user)
    files = []
    for address in addresses(person.id):
        with transaction.atomic():
            answer = client.get(address)
        if "Content-Disposition" in answer.headers or "html" not in answer.headers.get("Content-Type", "html"):
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            files.append(address)
            assert "试验".encode() not in unpacked(content) and b"86138" not in unpacked(content), address
    assert files


@pytest.mark.invariant("INV-17")
def test_a_supervisor_exports_nothing_and_the_attempt_is_written_down(living, client):
    package = made(living)
    client.force_login(living.posts["supervisor"].user)
    for answer in (
        client.get(reverse("outgoing:list")),
        client.get(reverse("outgoing:ask", args=["supplies"])),
        client.post(reverse("outgoing:fetch", args=[package.id])),
    ):
        assert answer.status_code == 403
    assert AuditEvent.objects.filter(action="audit.refused", role="supervisor").count() == 3
    package.refresh_from_db()
    assert package.handed_over_at is None and package.sealed


@pytest.mark.invariant("INV-17", "INV-03")
def test_nobody_approves_a_package_of_her_own_or_of_her_body(house):
    house.post("duty_signs", Role.SIGNATORY, "", "指挥部办公室", "command")
    package = asked_for(house)
    assert refused(approved, house, package, by="duty_signs") == "staff.same_body"
    assert refused(approved, house, package, by="duty") == "actors.no_power"
    mine = asked_for(house, by="epi")
    user = house.posts["epi"].user
    both = house.posts["approver"]
    both.user = user
    both.save()
    assert refused(approved, house, mine, by="approver") == "staff.same_person"


@pytest.mark.invariant("INV-17", "INV-03")
def test_not_even_sql_makes_or_approves_a_package_one_handed(house):
    package = asked_for(house)
    rows = Package.objects.filter(id=package.id)
    for change in (
        {"approved_at": house.at, "decided_by": package.requested_by},
        {"approved_at": house.at},
        {"made_at": house.at, "sealed": b"x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


@pytest.mark.invariant("INV-17")
@pytest.mark.parametrize("column", ["document_number", "address", "birth_year"])
def test_a_column_that_the_purpose_does_not_need_does_not_leave(house, column):
    code = refused(asked_for, house, purpose="interpreting", columns=["phone", "language", column])
    assert code == "outgoing.column_not_allowed" and not Package.objects.exists()


@pytest.mark.invariant("INV-17")
def test_no_purpose_has_a_column_of_health_stays_or_reasons():
    from fangxian.core.people.models import Person

    of_rows = (rules.LIST_ROWS, rules.REQUEST_ROWS)
    about_people = [purpose for purpose in rules.PURPOSES.values() if purpose.people not in of_rows]
    columns = {column for purpose in about_people for column in purpose.columns}
    assert columns <= set(rules.COLUMNS) <= {field.name for field in Person._meta.concrete_fields}
    assert (
        set(rules.PURPOSES["list_results"].columns) == set(rules.RESULT_COLUMNS) == {"row_number", "result", "found_at"}
    )
    assert set(rules.PURPOSES["request_results"].columns) == {*rules.RESULT_COLUMNS, "request_number", "answer"}
    assert all(set(purpose.needed) <= set(purpose.columns) for purpose in rules.PURPOSES.values())


@pytest.mark.invariant("INV-17", "INV-16")
def test_a_list_of_the_next_county_is_not_asked_for_and_not_seen(house):
    house.post("county", Role.DUTY_OFFICER, "330502", "吴兴区指挥部", "command")
    assert refused(asked_for, house, by="county", area_code="330521") == "actors.out_of_area"
    package = asked_for(house, area_code="330521")
    from fangxian.outgoing.queries import package_of

    assert package_of(house.actor("county", Purpose.HAND_OVER), package.id) is None


@pytest.mark.invariant("INV-17")
@pytest.mark.parametrize("name", ["approver", "auditor", "epi"])
def test_nobody_but_whoever_asked_fetches_a_package(house, name):
    package = made(house)
    assert refused(fetched, house, package, by=name) in ("outgoing.not_yours", "actors.no_power")


@pytest.mark.invariant("INV-17")
def test_nothing_readable_of_a_package_lies_in_the_database(house):
    package = made(house)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM outgoing_package p WHERE id = %s", [package.id])
        text = cursor.fetchone()[0]
    assert "试验" not in text and "861380" not in text and "杭州市指挥部" in text
    assert PackageSubject.objects.filter(package=package).count() == 8


def _asked(city, **changed):
    terms = {
        "asker": "police", "asker_body": "某公安分局", "channel": "letter", "wanted": "whereabouts",
        "received_at": city.at - timedelta(hours=1),
    } | changed  # fmt: skip
    return services.register_outside_request(
        programme=city.programme, by=city.actor("duty", Purpose.ADMINISTER), at=city.at, **terms
    )


@pytest.mark.invariant("INV-25")
@pytest.mark.parametrize("asker", rules.ASKERS)
def test_every_outside_request_is_refused_as_it_is_written_down(city, asker):
    request = _asked(city, asker=asker)
    assert request.refused_at == city.at
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == [
        "outgoing.outside_request_received", "outgoing.outside_request_refused",
    ]  # fmt: skip


@pytest.mark.invariant("INV-25")
def test_there_is_no_way_to_grant_a_request():
    words = ("grant", "allow", "approve", "data", "person", "result", "decision")
    columns = {field.name for field in OutsideRequest._meta.concrete_fields}
    assert not {column for column in columns if any(word in column for word in words)}
    assert not {power for powers in POWERS.values() for power in powers if "grant" in power}
    views = (SOURCE / "outgoing" / "views" / "refusing.py").read_text("utf-8")
    assert "people" not in views and "Person" not in views
    service = (SOURCE / "outgoing" / "services" / "refusing.py").read_text("utf-8")
    assert service.count("def ") == 1 and "people" not in service


@pytest.mark.invariant("INV-25")
def test_not_even_sql_leaves_a_request_unrefused(city):
    request = _asked(city)
    for change in ({"refused_at": None}, {"refused_at": city.at + timedelta(days=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutsideRequest.objects.filter(id=request.id).update(**change)


@pytest.mark.invariant("INV-25")
def test_the_public_reads_how_many_asked_and_were_refused(house):
    for _ in range(3):
        _asked(house)
    fetched(house, made(house))
    march = months_until(house.programme, day=house.at.date())[-1]
    assert (march["requests_received"], march["requests_refused"], march["packages"]) == (3, 3, 1)


@pytest.mark.invariant("INV-25")
def test_the_answer_names_the_law_and_nobody(living, client):
    request = _asked(living, reference="公函〔2020〕7号")
    client.force_login(living.posts["duty"].user)
    page = client.get(reverse("outgoing:answer", args=[request.id])).content.decode()
    assert "某公安分局" in page and "公函" in page and "试验" not in page
    for name, status in (("auditor", 200), ("supervisor", 403), ("grid", 403)):
        client.force_login(living.posts[name].user)
        assert client.get(reverse("outgoing:answer", args=[request.id])).status_code == status


@pytest.mark.invariant("INV-25")
def test_a_request_is_written_down_on_the_page_and_refused(living, client):
    client.force_login(living.posts["duty"].user)
    answers = {
        "asker": "police", "asker_body": "某公安分局", "channel": "phone", "wanted": "list",
        "received_at": "2020-03-10T08:00", "reference": "",
    }  # fmt: skip
    assert client.post(reverse("outgoing:requests"), answers | {"received_at": "2020-03-11T08:00"}).status_code == 422
    assert client.post(reverse("outgoing:requests"), answers).status_code == 302
    assert OutsideRequest.objects.get().refused_at is not None
