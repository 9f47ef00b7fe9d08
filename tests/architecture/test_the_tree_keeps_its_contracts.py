"""Who may import whom: the contracts of pyproject.toml, and what they cannot say."""

import ast
import tomllib
from functools import cache

import grimp
from importlinter.cli import lint_imports

from tests.architecture import tree

ROOT = tree.PACKAGE.parents[1]
ENVELOPE = "fangxian.core.programmes.models"  # what every record is made of
READS_THROUGH_QUERIES = {"views", "forms", "urls", "tables", "templatetags", "api", "export"}
OPENS_MODELS_OF_OTHERS = {"services", "queries", "cli"}
MANAGERS = {"objects", "_base_manager", "_default_manager"}
EDGES = {"views", "jobs", "cli"}


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("fangxian", exclude_type_checking_imports=True, cache_dir=None)


def app_of(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[:3]) if parts[1] == "core" else ".".join(parts[:2])


def imports_of_models() -> list[tuple[str, str]]:
    """(importer, models module) wherever one app imports another's models."""
    opened = [m for m in graph().modules if {"models"} & set(m.split(".")) and m != ENVELOPE]
    found = [(i, m) for m in opened for i in graph().find_modules_that_directly_import(m) if app_of(i) != app_of(m)]
    return [(i, m) for i, m in found if ".migrations." not in i]


def test_every_contract_holds(capsys):
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert broken == 0, capsys.readouterr().out


def test_no_contract_ignores_an_import():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert not [c["name"] for c in config["tool"]["importlinter"]["contracts"] if c.get("ignore_imports")]


def test_models_of_another_app_are_opened_by_services_and_queries_only():
    rest = OPENS_MODELS_OF_OTHERS | {"views", "forms"}  # those name them in annotations, see the next test
    assert not [(i, m) for i, m in imports_of_models() if not rest & set(i.split("."))]


def test_a_page_reads_through_queries_and_writes_through_services():
    pages = {m: t for m, t in tree.modules().items() if READS_THROUGH_QUERIES & tree.layers_of(m)}
    assert [f"{module}:{line}" for module, page in pages.items() for line in lines_with_managers(page)] == []


def lines_with_managers(page: ast.Module) -> list[int]:
    """Where a module opens a model's manager; `.objects.none()`, which reads nothing, is a form's placeholder."""
    found = [node for node in ast.walk(page) if isinstance(node, ast.Attribute)]
    placeholders = {id(node.value) for node in found if node.attr == "none"}
    return [node.lineno for node in found if node.attr in MANAGERS and id(node) not in placeholders]


def test_only_the_edge_reads_the_clock():
    readers = graph().find_modules_that_directly_import("fangxian.core.clock")
    assert not [m for m in readers if not EDGES & set(m.split("."))]


def test_nobody_goes_round_the_clock():
    """The moment is passed as `at`; nobody but the clock asks the machine for it."""
    below = {m: t for m, t in tree.modules().items() if not {"cli", "config", "clock"} & tree.layers_of(m)}
    calls = [(m, n.func) for m, t in below.items() for n in ast.walk(t) if isinstance(n, ast.Call)]
    asked = [(m, f) for m, f in calls if isinstance(f, ast.Attribute) and asks_the_machine(f)]
    assert [f"{module}:{function.lineno}" for module, function in asked] == []


def asks_the_machine(function: ast.Attribute) -> bool:
    return (ast.unparse(function.value).split(".")[-1], function.attr) in ROUND_THE_CLOCK


ROUND_THE_CLOCK = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("timezone", "now"), ("timezone", "localdate"), ("timezone", "localtime"),
}  # fmt: skip
