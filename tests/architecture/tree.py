"""The source tree, parsed once, for the tests of its shape."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "fangxian"
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[str, ast.Module]:
    """Every module by its path below src, migrations left out: "fangxian/tasks/rules.py"."""
    files = (p for p in sorted(PACKAGE.rglob("*.py")) if "migrations" not in p.parts)
    return {str(p.relative_to(PACKAGE.parent)): ast.parse(p.read_text(encoding="utf-8")) for p in files}


def line_count(module: str) -> int:
    return len((PACKAGE.parent / module).read_text(encoding="utf-8").splitlines())


def functions() -> list[tuple[str, ast.AST]]:
    return [(m, node) for m, tree in modules().items() for node in ast.walk(tree) if isinstance(node, FUNCTION)]


def statement_lines(function: ast.AST) -> int:
    """Lines of a function's statements: its signature and docstring are not counted."""
    body = list(function.body)  # type: ignore[attr-defined]
    if ast.get_docstring(function) is not None:  # type: ignore[arg-type]
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def layers_of(module: str) -> set[str]:
    """The parts of a module's name below the package: {"core", "staff", "views", "session"}."""
    return set(module.removesuffix(".py").replace(".", "/").split("/")[1:])
