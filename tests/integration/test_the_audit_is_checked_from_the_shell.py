"""`fangxian audit` and `fangxian keys`: what an operator runs and an auditor publishes."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from tests.databases import tamper

from fangxian.cli.main import main
from fangxian.core import clock
from fangxian.core.actors.rules import system
from fangxian.core.audit import services
from fangxian.core.audit.models import AuditEvent
from fangxian.core.privacy import queries as privacy
from fangxian.core.privacy.models import ProgrammeKey

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


def run(*arguments: str):
    return CliRunner().invoke(main, arguments)


def sealed(days_ago: int = 2) -> datetime:
    at = datetime.now(UTC) - timedelta(days=days_ago)
    for _ in range(3):
        services.record("tests.happened", by=system(None), at=at)
    services.seal(at=at)
    return at


def test_a_whole_audit_ends_well():
    sealed()
    result = run("audit", "verify")
    assert result.exit_code == 0 and "完整 / whole" in result.output and result.output.startswith("3 条")


def test_a_touched_audit_ends_badly_and_names_the_row():
    sealed()
    event = AuditEvent.objects.order_by("id").first()
    tamper(f"UPDATE audit_auditevent SET action = 'tests.other' WHERE id = {event.id}")
    result = run("audit", "verify")
    assert result.exit_code == 1 and f"event {event.id}" in result.output and "被改动 / edited" in result.output


def test_the_findings_are_there_for_programs_too():
    sealed()
    tamper("DELETE FROM audit_auditseal WHERE position = 3")
    result = run("audit", "verify", "--json")
    found = json.loads(result.output)
    assert (found["whole"], [f["kind"] for f in found["findings"]]) == (False, ["cut"])


def test_a_root_is_printed_kept_and_checked_against(tmp_path):
    at = sealed()
    kept = tmp_path / "roots.jsonl"
    kept.write_text(run("audit", "root", "--date", f"{at:%Y-%m-%d}", "--json").output)
    assert json.loads(kept.read_text())["last"] == 3
    assert run("audit", "verify", "--published", str(kept)).exit_code == 0
    kept.write_text(kept.read_text().replace('"root": "', '"root": "00')[:-5] + '"}')
    assert run("audit", "verify", "--published", str(kept)).exit_code == 1


def test_a_root_is_printed_as_one_line_that_is_read_back(tmp_path):
    at = sealed()
    printed = run("audit", "root", "--day", f"{at:%Y-%m-%d}", "--sheet", str(tmp_path / "sheet.html")).output
    kept = tmp_path / "roots.txt"
    kept.write_text(printed)
    assert printed.startswith(f"fangxian-root {at:%Y-%m-%d} 1 3 ") and printed.count("\n") == 1
    page = (tmp_path / "sheet.html").read_text("utf-8")
    assert printed.strip() in page and "<svg" in page
    assert run("audit", "verify", "--roots", str(kept)).exit_code == 0


def test_every_closed_day_is_printed_at_once_for_whoever_keeps_them():
    sealed(days_ago=3)
    lines = run("audit", "root", "--all").output.splitlines()
    assert len(lines) == 3 and len(set(lines)) == 3


def test_a_day_that_is_not_over_has_no_root_yet():
    sealed(days_ago=0)
    result = run("audit", "root", "--date", f"{clock.now():%Y-%m-%d}")
    assert result.exit_code == 1 and "not over" in result.output


def test_a_file_that_is_no_list_of_roots_is_refused_by_line(tmp_path):
    kept = tmp_path / "roots.jsonl"
    kept.write_text('\n{"day": "2020-03-10"}\n')
    result = run("audit", "verify", "--published", str(kept))
    assert result.exit_code == 1 and "line 2" in result.output


def test_rotating_keys_is_audited_and_prints_no_key():
    from tests.city import found_city

    city = found_city()
    result = run("keys", "rotate", "--programme", str(city.programme.id))
    assert result.exit_code == 0 and ProgrammeKey.objects.filter(purpose="identifiers").count() == 2
    assert AuditEvent.objects.filter(action="privacy.keys_rotated", programme=city.programme).exists()
    _, key = privacy.newest_key(city.programme.id, "identifiers")
    listed = run("keys", "list").output
    assert listed.count("identifiers") == 2 and key.hex() not in listed + result.output


def test_an_unknown_programme_is_refused():
    result = run("keys", "rotate", "--programme", "00000000-0000-0000-0000-000000000001")
    assert result.exit_code == 1 and "No such live programme" in result.output


def test_a_house_that_falls_behind_says_so_in_both_languages():
    result = run("health")
    assert result.exit_code == 1 and "never run here" in result.output and "从未" in result.output
