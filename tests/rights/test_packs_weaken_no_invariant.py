"""A pack that would weaken an invariant does not load; nobody brings one in; a case without a laboratory is none."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources

import pytest
from django.urls import reverse

from fangxian.cases.models import Case
from fangxian.core.audit.models import AuditEvent
from fangxian.core.packs.models import Adoption
from fangxian.core.packs.queries import refused_count
from fangxian.core.packs.services import check_editions
from fangxian.engine.rules.packs import parse_pack
from fangxian.engine.rules.reading import PackError
from tests.city import AT
from tests.integration.test_measure_pages_show_only_what_a_role_may_see import CASE

SHIPPED = resources.files("fangxian").joinpath("rulepacks", "cn.protocol.9.yaml").read_text(encoding="utf-8")


def _measure(document: dict) -> dict:
    return next(rule for rule in document["pack"]["rules"] if rule["kind"] == "MEASURE")


def _without(*names: str) -> Callable[[dict], object]:
    return lambda document: [_measure(document).pop(name) for name in names]


def _longer(document: dict) -> None:
    _measure(document)["params"]["phases"][0]["days"] = 60


def _endless(document: dict) -> None:
    _measure(document)["params"]["phases"][0]["days"] = None


def _without_basis(document: dict) -> None:
    _measure(document)["legal_basis"] = []


def _by_origin(document: dict) -> None:
    document["pack"]["rules"][0]["inputs"].append("person.household_registration")


def _turning_back(document: dict) -> None:
    document["pack"]["rules"][0]["outcome"] = "TURN_BACK"


def _signed_by_itself(document: dict) -> None:
    document["pack"]["status"] = "SIGNED"


@pytest.mark.invariant("INV-01", "INV-04", "INV-07", "INV-14")
@pytest.mark.parametrize(
    ("weaken", "reason"),
    [
        (_without("ceiling"), "no_ceiling"),
        (_without("milder"), "no_milder"),
        (_longer, "over_ceiling"),
        (_endless, "no_end"),
        (_without_basis, "no_legal_basis"),
        (_by_origin, "forbidden_input"),
        (_turning_back, "turn_back"),
        (_signed_by_itself, None),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_pack_that_would_weaken_an_invariant_does_not_load(weaken, reason):
    document = json.loads(parse_pack(SHIPPED, name="ninth").canonical)
    weaken(document)
    with pytest.raises(PackError) as refused:
        parse_pack(json.dumps(document, ensure_ascii=False), name="weakened.yaml")
    codes = {problem.code for problem in refused.value.problems}
    assert codes and (reason is None or reason in codes)


@pytest.fixture
def files(db, tmp_path):
    """The shipped editions, copied to where somebody may change them; returns the check of them."""
    for item in resources.files("fangxian").joinpath("rulepacks").iterdir():
        if item.name.endswith(".yaml"):
            (tmp_path / item.name).write_bytes(item.read_bytes())
    return lambda: check_editions(at=AT, folder=tmp_path)


@pytest.mark.invariant("INV-04", "INV-14")
def test_a_file_that_would_weaken_an_invariant_is_on_record_and_alarms(files, tmp_path):
    document = json.loads(parse_pack(SHIPPED, name="ninth").canonical)
    _turning_back(document)
    (tmp_path / "cn.protocol.9.yaml").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    assert files() and files()
    told = AuditEvent.objects.get(action="packs.refused")
    assert any("turn_back" in fault for fault in told.detail["faults"]) and refused_count() == told.detail["count"]


def test_an_edition_that_reads_otherwise_than_at_the_start_is_on_record_until_it_is_put_back(files, tmp_path):
    changed = tmp_path / "cn.protocol.9.yaml"
    changed.write_text(SHIPPED.replace("doc_no:", "doc_no: X #", 1), encoding="utf-8")
    assert files() == 1
    changed.write_text(SHIPPED, encoding="utf-8")
    assert files() == 0 and refused_count() == 0
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == [
        "packs.refused", "packs.all_read",
    ]  # fmt: skip


def test_a_file_that_is_no_text_is_on_record_too(files, tmp_path):
    (tmp_path / "cn.protocol.9.yaml").write_bytes(b"\xff\xfe pack")
    assert files() == 1
    assert AuditEvent.objects.get(action="packs.refused").detail["faults"] == ["unreadable: UnicodeDecodeError"]


def test_editions_in_order_leave_no_trace(files):
    assert files() == 0 and not AuditEvent.objects.exists()


@pytest.fixture
def sent_by(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)

    def send(username, page, *args, **data):
        client.force_login(city.posts[username].user, backend="fangxian.core.staff.services.backend.StaffBackend")
        return client.post(reverse(page, args=args), data)

    return send


@pytest.mark.invariant("INV-03")
@pytest.mark.parametrize("what", ["propose", "sign", "withdraw"])
def test_who_has_no_power_over_rules_is_refused_and_it_is_on_record(sent_by, what):
    assert sent_by("grid", "packs:act", "cn.protocol.9", what, capacity="health_authority").status_code == 403
    event = AuditEvent.objects.get(action="audit.refused")
    assert (event.role, event.detail["code"]) == ("grid_worker", "actors.no_power") and not Adoption.objects.exists()


@pytest.mark.invariant("INV-01")
def test_a_pack_from_elsewhere_cannot_be_proposed(sent_by):
    assert sent_by("admin", "packs:act", "cn.protocol.9-local-60-days", "propose").status_code == 404
    assert not Adoption.objects.exists()


@pytest.mark.invariant("INV-02")
def test_a_fake_case_without_a_laboratory_reference_is_no_case(sent_by):
    without = CASE | {"lab_name": "", "sample_number": ""}
    page = sent_by("epi", "cases:new", **without)
    assert {"lab_name", "sample_number"} <= set(page.context["form"].errors) and not Case.objects.exists()


@pytest.mark.invariant("INV-02", "INV-05")
@pytest.mark.parametrize("username", ["grid", "duty", "supervisor", "commander", "admin"])
def test_a_case_is_opened_by_nobody_outside_health_and_the_attempt_is_on_record(sent_by, username):
    assert sent_by(username, "cases:new", **CASE).status_code == 403
    event = AuditEvent.objects.get(action="audit.refused")
    assert event.detail["code"] == "actors.no_power" and not Case.objects.exists()
