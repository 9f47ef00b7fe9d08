"""A reader finds everything in files she can read in one go, under names that say what is in them."""

import ast
import re

from tests.architecture import tree

MODULE_LINES = 400
FUNCTION_LINES = 40  # of statements
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base", "tools"}
# what was put off says in a few words why, after a colon; a bare mark is a thing forgotten
MARKS = ("TODO", "FIXME", "XXX", "HACK")  # what the test below looks for; none is one itself
UNFINISHED = re.compile(rf"#\s*({'|'.join(MARKS)})\b(?!: .{{10,}})")
PATH_OF_ONE_MACHINE = re.compile(r"(?<![\w./])/(home|root|tmp|work)/\w")

# Modules and functions that may be longer, each with the reason.
LONGER: dict[str, str] = {}


def text_of(module: str) -> str:
    return (tree.PACKAGE.parent / module).read_text(encoding="utf-8")


def long_modules() -> set[str]:
    return {module for module in tree.modules() if tree.line_count(module) >= MODULE_LINES}


def long_functions() -> set[str]:
    return {f"{m}:{f.name}" for m, f in tree.functions() if tree.statement_lines(f) >= FUNCTION_LINES}


def test_a_module_is_shorter_than_its_limit():
    assert long_modules() - set(LONGER) == set()


def test_a_function_is_shorter_than_its_limit():
    assert long_functions() - set(LONGER) == set()


def test_nothing_stands_in_the_list_of_longer_ones_without_need():
    assert set(LONGER) - long_modules() - long_functions() == set()


def test_no_folder_or_module_has_a_name_that_says_nothing():
    assert [m for m in tree.modules() if SAYS_NOTHING & tree.layers_of(m)] == []


def test_what_is_unfinished_says_why():
    assert [m for m in tree.modules() if UNFINISHED.search(text_of(m))] == []


def test_no_module_names_a_path_of_one_machine():
    assert [m for m in tree.modules() if PATH_OF_ONE_MACHINE.search(text_of(m))] == []


def test_no_error_is_swallowed_in_silence():
    found = [(m, n) for m, t in tree.modules().items() for n in ast.walk(t) if isinstance(n, ast.ExceptHandler)]
    assert [f"{module}:{handler.lineno}" for module, handler in found if is_silent(handler)] == []


def is_silent(handler: ast.ExceptHandler) -> bool:
    """A handler of any error at all that does nothing about it."""
    if handler.type is None:
        return True
    is_broad = isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"}
    return is_broad and all(isinstance(statement, ast.Pass) for statement in handler.body)
