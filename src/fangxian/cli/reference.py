"""`fangxian reference`: writes docs/reference from the code, so that it cannot tell another story."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
import yaml

from fangxian.cli import functions, invariants
from fangxian.cli.environment import settings_only

GENERATED = "<!-- Written by `fangxian reference`; do not edit. -->\n\n"
TESTS = Path("tests")


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; fail if a page is out of date.")
@click.option("--docs", type=click.Path(path_type=Path, file_okay=False), default=Path("docs"), show_default=True)
def reference(check: bool, docs: Path) -> None:
    """Write the pages of docs/reference that are made from the code."""
    settings_only()
    made = pages(docs)
    stale = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    if check:
        for path in stale:
            click.echo(f"{path} is out of date: run `fangxian reference`", err=True)
        sys.exit(1 if stale else 0)
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        click.echo(str(path))


def pages(docs: Path) -> dict[Path, str]:
    """Every generated page: its path and its text."""
    makers: dict[str, Callable[[Path], str]] = {
        "seeds.md": _seeds,
        "functions.md": lambda docs: functions.page(docs, seeds_items(docs)),
        "data-dictionary.md": _data_dictionary,
        "states.md": _states,
        "commands.md": _commands,
    }
    if TESTS.is_dir():  # an installed tree has none: the page of its attacks is left as it came
        makers["invariants.md"] = lambda docs: invariants.page(docs, TESTS)
    from django.utils.translation import override

    with override("en"):  # the framework's own help texts follow the language of whoever asks
        return {docs / "reference" / name: GENERATED + make(docs) for name, make in makers.items()}


# -- the practices of the seeds


def seeds_items(docs: Path) -> list[dict[str, Any]]:
    """The 159 practices with their answers, from docs/reference/seeds.yaml."""
    return yaml.safe_load((docs / "reference" / "seeds.yaml").read_text("utf-8"))


def why_not_answered(item: dict[str, Any]) -> str | None:
    """What is wrong with an answer: a link that leads nowhere, or a refusal without its substitute."""
    from fangxian.briefing.registry import FIGURES
    from fangxian.cli.main import COMMANDS

    answer = item["answer"]
    if "not_yet" in answer:
        return None if answer["not_yet"] else "says no function"
    if "not_built" in answer:
        return None if answer.get("instead") else "not built, without saying what instead"
    if "page" in answer:
        return None if answer["page"] in _page_names() else f"no page {answer['page']}"
    if "command" in answer:
        return None if answer["command"].split()[1] in COMMANDS else f"no command {answer['command']}"
    if "figure" in answer:
        return None if answer["figure"] in FIGURES else f"no figure {answer['figure']}"
    if "file" in answer:
        return None if Path(answer["file"]).exists() else f"no file {answer['file']}"
    return "no answer"


def _page_names() -> set[str]:
    """Every page that has a name: "app:page"."""
    from django.urls import get_resolver

    spaces = get_resolver().namespace_dict.items()
    return {
        f"{space}:{name}" for space, (_, resolver) in spaces for name in resolver.reverse_dict if isinstance(name, str)
    }


def _seeds(docs: Path) -> str:
    items = seeds_items(docs)
    shown = sum(1 for item in items if "not_yet" not in item["answer"] and "not_built" not in item["answer"])
    refused = sum(1 for item in items if "not_built" in item["answer"])
    lines = [
        "# What the seeds mention, and where it is\n",
        "Five reports of February and March 2020 name 159 practices, systems, figures and rules. Each line leads to "
        "the page, command, figure or file that shows it, says “not yet”, or says why it is not built and what "
        "stands in its place.\n",
        f"{len(items)} practices: {shown} shown, {refused} not built, {len(items) - shown - refused} not yet.\n",
    ]
    section = None
    for item in items:
        if item["section"] != section:
            section = item["section"]
            lines += [f"\n## {section}\n", "| # | seed | 中文 | practice | function | answer |", "|" + "---|" * 6]
        seeds, functions = " ".join(item["seeds"]), " ".join(item["functions"])
        row = (item["n"], seeds, item["zh"], item["practice"], functions, _answer_text(item["answer"]))
        lines.append("| " + " | ".join(str(cell) for cell in row) + " |")
    return "\n".join(lines) + "\n"


def _answer_text(answer: dict[str, str]) -> str:
    note = f" — {answer['note']}" if answer.get("note") else ""
    if "not_yet" in answer:
        return f"not yet ({answer['not_yet']}){note}"
    if "not_built" in answer:
        return f"not built, because {answer['not_built']}; instead {answer['instead']}"
    if "file" in answer:
        return f"[`{answer['file']}`](../../{answer['file']}){note}"
    kind = next(key for key in ("page", "command", "figure") if key in answer)
    return f"{kind} `{answer[kind]}`{note}"


# -- the tables of the database


def _data_dictionary(_docs: Path) -> str:
    from django.apps import apps

    lines = [
        "# Data dictionary\n",
        "Every table, its columns, and the class of each: personal (who), sensitive (health, whereabouts, reasons) or "
        "operational. Retention classes are explained in the retention pack.\n",
    ]
    models = [m for m in apps.get_models() if m.__module__.startswith("fangxian.")]
    for model in sorted(models, key=lambda m: m._meta.label):
        privacy = model.Privacy  # type: ignore[attr-defined]
        lines += [
            f"\n## {model._meta.label}\n",
            _first_sentence(model) + f" Retention: `{privacy.retention}`.\n",
            "| column | type | class | meaning |",
            "|---|---|---|---|",
        ]
        for column in model._meta.concrete_fields:
            of_class = next(
                (c for c in ("personal", "sensitive", "operational") if column.name in getattr(privacy, c, ())), "?"
            )
            null = ", or null" if column.null else ""
            lines.append(f"| `{column.name}` | {type(column).__name__}{null} | {of_class} | {column.help_text or ''} |")
    return "\n".join(lines) + "\n"


def _first_sentence(model: type) -> str:
    text = inspect.getdoc(model) or ""
    return " ".join(text.split("\n\n")[0].split())


# -- states and moves, drawn from the tables that the services use


def state_tables() -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Name, where it stands, and the moves of each kind of record."""
    from fangxian.core.orders import rules as orders
    from fangxian.erasure.rules import standing_down
    from fangxian.followup import rules as followups
    from fangxian.intake.sources.checkpoint import rules as posts
    from fangxian.intake.sources.checkpoint.rules import around
    from fangxian.intake.sources.gate import rules as gates
    from fangxian.intake.sources.sweep.rules import rounds as sweeps
    from fangxian.intake.sources.venue import rules as venues
    from fangxian.measures import rules as measures
    from fangxian.readiness import rules as readiness
    from fangxian.supervision.rules import findings, inspections
    from fangxian.tasks import rules as tasks
    from fangxian.tasks.kinds.controlled_entry import rules as entries

    for name, module in (
        ("Order", orders),
        ("Task", tasks),
        ("ControlledEntry", entries),
        ("Measure", measures),
        ("FollowUp", followups),
        ("Checkpoint", posts),
        ("Gate", gates),
        ("StandDown", standing_down),
    ):
        yield name, module.__name__, module.MOVES
    yield from _states_of_cases()
    yield from _states_of_what_was_told()
    yield "Round", sweeps.__name__, sweeps.ROUND_MOVES
    yield "Transit", around.__name__, around.TRANSIT_MOVES
    yield "PostComplaint", around.__name__, around.COMPLAINT_MOVES
    yield "GateReport", gates.__name__, gates.REPORT_MOVES
    yield "Venue", venues.__name__, venues.MOVES
    yield "CheckIn", venues.__name__, venues.CHECK_IN_MOVES
    yield "RoundDoor", sweeps.__name__, sweeps.DOOR_MOVES
    yield "LiaisonDuty", readiness.__name__, readiness.DUTY_MOVES
    yield "MorningSheet", readiness.__name__, readiness.SHEET_MOVES
    yield "ChatGroup", readiness.__name__, readiness.GROUP_MOVES
    yield "Inspection", inspections.__name__, inspections.MOVES
    yield "Finding", findings.__name__, findings.MOVES


def _states_of_what_was_told() -> Iterable[tuple[str, str, dict[str, Any]]]:
    from fangxian.clarification import rules as clarifications
    from fangxian.feedback import rules as feedback
    from fangxian.inquiries import rules as inquiries
    from fangxian.intake.sources.service_request import rules as requests
    from fangxian.intake.sources.service_request.rules import files, photos
    from fangxian.letters import rules as letters
    from fangxian.letters.rules import documents
    from fangxian.mediation import rules as mediation

    yield "ServiceRequest", requests.__name__, requests.MOVES
    yield "PlacePhoto", photos.__name__, photos.MOVES
    yield "RequestFile", files.__name__, files.MOVES
    yield "Inquiry", inquiries.__name__, inquiries.MOVES
    yield "Clarification", clarifications.__name__, clarifications.MOVES
    yield "Incident", mediation.__name__, mediation.MOVES
    yield "Topic", feedback.__name__, feedback.MOVES
    yield "Letter", letters.__name__, letters.MOVES
    yield "Document", documents.__name__, documents.MOVES


def _states_of_cases() -> Iterable[tuple[str, str, dict[str, Any]]]:
    from fangxian.cases.rules import batches as contacts
    from fangxian.cases.rules import exposed, interviews
    from fangxian.publication.rules import places

    yield "Interview", interviews.__name__, interviews.MOVES
    yield "Exposure", contacts.__name__, contacts.MOVES
    yield "ExposedPlace", exposed.__name__, exposed.MOVES
    yield "PlaceList", places.__name__, places.MOVES


def _states(_docs: Path) -> str:
    lines = ["# States\n", "Drawn from the tables in the code. Effective states are computed from times when read.\n"]
    for name, module, moves in state_tables():
        lines += [f"\n## {name}\n", f"From `{module}`.\n", "```mermaid", "stateDiagram-v2"]
        lines += [f"    {a} --> {b}" for a, targets in moves.items() for b in sorted(targets)]
        lines.append("```")
    return "\n".join(lines) + "\n"


# -- the commands


def _commands(_docs: Path) -> str:
    from fangxian.cli.main import COMMANDS, main

    lines = ["# Commands\n"]
    context = main.make_context("fangxian", [], resilient_parsing=True)
    for name in sorted(COMMANDS):
        command = main.get_command(context, name)
        if command is None:
            raise click.ClickException(f"`fangxian {name}` is listed but cannot be loaded")
        command._help_option = None  # kept from whoever asked first, who may have called it by itself and not by -h
        help_ = command.get_help(click.Context(command, parent=context, info_name=name, terminal_width=100))
        lines += [f"\n## fangxian {name}\n", "```", help_, "```"]
    return "\n".join(lines) + "\n"
