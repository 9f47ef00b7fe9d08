"""docs/reference/functions.md: the functions of the field, each with its states, figures, guards and practices.

What belongs to a function stands in docs/reference/functions.yaml; the practices come from seeds.yaml.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .invariants import sentence


def functions(docs: Path) -> list[dict[str, Any]]:
    return yaml.safe_load((docs / "reference" / "functions.yaml").read_text("utf-8"))


def why_not_proven(function: dict[str, Any], *, states: Iterable[str], seeds: Iterable[dict[str, Any]]) -> list[str]:
    """What a function lacks, in words; empty if each of its lines is drawn, counted, attacked and answered.

    states  names of the state diagrams that are drawn from the code
    seeds   the practices of seeds.yaml
    """
    drawn = set(states)
    lacks = [f"no states {name}" for name in function["states"] if name not in drawn] or []
    lacks += [] if function["states"] else ["no states at all"]
    lacks += [why for line in function["figures"] for why in _not_counted(line)]
    attempts = [attempt for line in function["guards"] for attempt in line["attempts"]]
    lacks += [f"no attempt {attempt}" for attempt in attempts if not _is_a_test(attempt)]
    lacks += [f"nothing tries to get past: {line['guard']}" for line in function["guards"] if not line["attempts"]]
    mine = [item for item in seeds if function["id"] in item["functions"]]
    lacks += [f"practice {item['n']} is not answered" for item in mine if "not_yet" in item["answer"]]
    return lacks if mine else [*lacks, "no practice of the seeds"]


def _not_counted(line: dict[str, Any]) -> Iterator[str]:
    """Figures that no board has, or that none of their tests names."""
    from fangxian.briefing.registry import FIGURES

    tests = [Path(name) for name in line["counted_by"].split()]
    text = "".join(path.read_text("utf-8") for path in tests if path.exists())
    for key in line["keys"]:
        if key not in FIGURES:
            yield f"no figure {key}"
        elif f'"{key}"' not in text:
            yield f"{key} is counted by no test"


@cache
def _tests_in(path: Path) -> frozenset[str]:
    if not path.exists():
        return frozenset()
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _is_a_test(attempt: str) -> bool:
    path, _, name = attempt.partition("::")
    return name.startswith("test_") and name in _tests_in(Path(path))


# -- the page


def page(docs: Path, seeds: list[dict[str, Any]]) -> str:
    lines = [
        "# The functions of the field\n",
        "Each function as [the domain brief](../domain.md) has it: the states that are drawn from the code, the "
        "figures that stand on the boards and in every bulletin with the test that counts them, each guard with the "
        "tests that try to get past it, and the practices of the seeds that it answers. A test fails if one is "
        "missing.\n",
        "| function | states | figures | guards | practices |",
        "|---|---|---|---|---|",
    ]
    known = functions(docs)
    for one in known:
        figures = sum(len(line["keys"]) for line in one["figures"])
        practices = sum(one["id"] in item["functions"] for item in seeds)
        cells = (len(one["states"]), figures, len(one["guards"]), practices)
        lines.append(f"| [{one['id']}](#{one['id'].lower()}) {one['en']} | " + " | ".join(map(str, cells)) + " |")
    for one in known:
        lines += _section(one, [item for item in seeds if one["id"] in item["functions"]], docs)
    return "\n".join(lines) + "\n"


def _section(one: dict[str, Any], seeds: list[dict[str, Any]], docs: Path) -> list[str]:
    up = "../" * (len(docs.parts) + 1)
    lines = [f"\n## {one['id']}\n", f"{one['en']} ({one['zh']}).\n"]
    lines.append("States: " + ", ".join(f"[{name}](states.md#{name.lower()})" for name in one["states"]) + ".\n")
    lines += ["| figures | keys | counted by |", "|---|---|---|"]
    for line in one["figures"]:
        tests = ", ".join(f"[{Path(name).stem}]({up}{name})" for name in line["counted_by"].split())
        lines.append(f"| {line['as']} | {', '.join(f'`{key}`' for key in line['keys'])} | {tests} |")
    lines += ["", "| guard | what the attempt meets |", "|---|---|"]
    for line in one["guards"]:
        met = [
            f"[{sentence(attempt.partition('::')[2])}]({up}{attempt.partition('::')[0]})"
            for attempt in line["attempts"]
        ]
        lines.append(f"| {line['guard']} | {'; '.join(met)} |")
    numbers = ", ".join(str(item["n"]) for item in seeds)
    return [*lines, "", f"Practices of [the seeds](seeds.md): {numbers}."]
