"""Reading a rule pack's document: strict YAML, the published schema, and what no pack may do.

The schema says what a pack looks like; the checks here say what it may not contain. They are code
because a pack must never be able to weaken them.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import jsonschema
import rfc8785
import yaml

from fangxian.engine.rules.guards import guard_problems
from fangxian.engine.rules.packproblems import PackError, PackProblem, problem

__all__ = [
    "PackError",
    "PackProblem",
    "canonical",
    "frozen",
    "problem",
    "read_document",
    "schema",
]


class _StrictLoader(yaml.CSafeLoader):
    """YAML without its two traps: dates and yes/no stay text, and a key may appear only once."""


_StrictLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}
    ]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool",
    re.compile(r"^(?:true|false)$"),
    list("tf"),
)


class _Repeated(Exception):
    """A key that stands twice in one mapping."""

    def __init__(self, key: str, line: str) -> None:
        super().__init__(key)
        self.key = key
        self.line = line


def _line(mark: Any) -> str:
    return f"line {mark.line + 1}" if mark is not None else "document"


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node))
        if key in seen:
            raise _Repeated(key, _line(key_node.start_mark))
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


@cache
def schema() -> Mapping[str, Any]:
    """The published JSON Schema of a pack, shipped beside the packs."""
    file = resources.files("fangxian").joinpath("rulepacks", "pack.schema.json")
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(dict(schema()))


def read_document(text: str, *, name: str) -> dict[str, Any]:
    """The document of a pack, checked against the schema and the guards.

    Errors: PackError with every problem found; the guards run only on a document of the right shape.
    """
    try:
        _refuse_aliases(text, name)
        document = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 -- derives from the safe loader
    except _Repeated as repeated:
        raise PackError((problem(name, repeated.line, "repeated_key", key=repeated.key),)) from repeated
    except (yaml.YAMLError, RecursionError) as broken:
        raise PackError((problem(name, "document", "not_yaml", detail=str(broken)),)) from broken
    problems = tuple(_schema_problems(document, name=name)) or tuple(guard_problems(document["pack"], name=name))
    if problems:
        raise PackError(problems)
    checked: dict[str, Any] = document
    return checked


def _refuse_aliases(text: str, name: str) -> None:
    """Anchors and aliases say nothing a rule needs and let a small file unfold into a huge one."""
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise PackError((problem(name, _line(event.start_mark), "alias"),))


def _schema_problems(document: Any, *, name: str) -> Iterator[PackProblem]:
    for error in sorted(_validator().iter_errors(document), key=lambda error: error.json_path):
        where = error.json_path.removeprefix("$.") or "document"
        yield problem(name, where, "wrong_shape", detail=_deepest(error))


def _deepest(error: jsonschema.ValidationError) -> str:
    """The message that says most: the deepest of the alternatives that failed."""
    inner = jsonschema.exceptions.best_match([error])
    return inner.message if inner is not None else error.message


def canonical(document: Mapping[str, Any]) -> tuple[bytes, str]:
    """The canonical JSON of a document (RFC 8785) and its SHA-256 in hexadecimal."""
    content = rfc8785.dumps(dict(document))
    return content, hashlib.sha256(content).hexdigest()


def frozen(value: Any) -> Any:
    """The same value that nobody can change: mappings read-only, lists as tuples."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: frozen(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    return value
