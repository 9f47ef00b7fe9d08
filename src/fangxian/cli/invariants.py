"""docs/reference/invariants.md: what each invariant promises, where the code keeps it, which tests attack it.

The promises and their guards stand in docs/reference/invariants.yaml. The attacks are read from the
tests themselves: every function under `@pytest.mark.invariant("INV-03")`, its sentence made from its name.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

IDS = tuple(f"INV-{number:02d}" for number in range(1, 27))
ACRONYMS = {"sql": "SQL", "csv": "CSV", "id": "ID", "ids": "IDs", "inv": "INV", "html": "HTML", "json": "JSON"}
TRIGGER = re.compile(r"CREATE (?:CONSTRAINT )?TRIGGER (\w+)")


@dataclass(frozen=True)
class Attack:
    """One test that attacks an invariant. Row grain: invariant × test function.

    path, line   where it stands, `path` relative to the root of the project
    sentence     its name as a sentence: what the attack meets
    """

    invariant: str
    path: Path
    line: int
    sentence: str


def invariants(docs: Path) -> list[dict[str, Any]]:
    """The promises in their order, with what keeps each: from invariants.yaml."""
    return yaml.safe_load((docs / "reference" / "invariants.yaml").read_text("utf-8"))


def attacks(tests: Path) -> list[Attack]:
    """Every marked test below `tests`, in the order of files and lines."""
    return [found for path in sorted(tests.rglob("*.py")) for found in _attacks_in(path)]


def _attacks_in(path: Path) -> Iterator[Attack]:
    tree = ast.parse(path.read_text("utf-8"), filename=str(path))
    of_file = [mark for node in tree.body if _is_pytestmark(node) for mark in _ids_under(node)]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            marked = [mark for decorator in node.decorator_list for mark in _ids_under(decorator)]
            for invariant in dict.fromkeys([*of_file, *marked]):
                yield Attack(invariant, path, node.lineno, sentence(node.name))


def _is_pytestmark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets)


def _ids_under(node: ast.AST) -> Iterator[str]:
    """The ids that `pytest.mark.invariant(...)` names anywhere below this node."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.invariant":
            yield from (ast.literal_eval(argument) for argument in call.args)


def sentence(name: str) -> str:
    """A test's name as the sentence that it is."""
    words = [ACRONYMS.get(word, word) for word in name.removeprefix("test_").split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


# -- what keeps a promise


def why_not_kept(guard: dict[str, str]) -> str | None:
    """Why a guard keeps nothing: it is of no known sort, or nothing of that name exists."""
    ((sort, name),) = guard.items()
    if sort == "constraint":
        return None if name in _constraints() else f"no constraint {name}"
    if sort == "trigger":
        return None if name in _triggers() else f"no trigger {name}"
    if sort == "code":
        return None if _is_in_the_code(name) else f"no code {name}"
    return f"no sort of guard {sort}"


@cache
def _constraints() -> frozenset[str]:
    from django.apps import apps

    return frozenset(constraint.name for model in apps.get_models() for constraint in model._meta.constraints)


@cache
def _triggers() -> frozenset[str]:
    """The triggers that the migrations make; dropped ones leave no trace before the first release."""
    migrations = Path(__file__).resolve().parents[1].rglob("migrations/*.py")
    return frozenset(name for path in migrations for name in TRIGGER.findall(path.read_text("utf-8")))


def _is_in_the_code(full_name: str) -> bool:
    """Whether a module, or something that a module defines, has this full name."""
    parts = full_name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part, None)
        return found is not None
    return False


# -- the page


def page(docs: Path, tests: Path) -> str:
    """The page, in the order of the invariants."""
    found = attacks(tests)
    lines = [
        "# The 26 invariants, and the tests that attack them\n",
        "What must hold whatever a rule pack, an officer or a line of SQL says. Each stands with the places in the "
        "code that keep it and with every test that tries to break it: the sentence is the test's name, and it is "
        "what the attack meets. A test fails if an invariant has no attack, a guard does not exist, or this page is "
        "out of date.\n",
        f"{len(IDS)} invariants, {len({(a.path, a.line) for a in found})} tests.\n",
        "| invariant | guards | attacks |",
        "|---|---|---|",
    ]
    known = invariants(docs)
    for item in known:
        count = sum(1 for attack in found if attack.invariant == item["id"])
        lines.append(f"| [{item['id']}](#{item['id'].lower()}) | {len(item['kept'])} | {count} |")
    for item in known:
        lines += _section(item, [attack for attack in found if attack.invariant == item["id"]], docs)
    return "\n".join(lines) + "\n"


def _section(item: dict[str, Any], found: list[Attack], docs: Path) -> list[str]:
    guards = [f"{sort} `{name}`" for guard in item["kept"] for sort, name in guard.items()]
    lines = [f"\n## {item['id']}\n", item["promise"] + "\n", "Kept by " + ", ".join(guards) + ".\n"]
    if item.get("open"):
        lines.append(f"Not yet: {item['open']}\n")
    up = "../" * (len(docs.parts) + 1)
    return lines + [f"- {attack.sentence}. [{attack.path.stem}]({up}{attack.path.as_posix()})" for attack in found]
