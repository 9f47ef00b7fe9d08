"""Rule packs: one dated edition of the rules, its rules and its sources, read from data.

A pack is immutable: a changed text is a new pack or a new rule version. What ships with the software
is a DRAFT until an adopting authority records its sign-offs against the pack's hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

from fangxian.engine.rules import reading
from fangxian.engine.texts import Bilingual


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read. `quality` is the evidence tag: V read, S secondary, M memory, D our decision."""

    ref: str
    text: str
    url: str | None
    quality: str


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most a measure may ever be: its most intrusive type and its total length in days."""

    type: str
    days: int


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule of one edition.

    id           `<pack id>/<name>`, never re-used
    inputs       the only facts the rule may see
    params       its numbers, lists and words; lists are tuples, mappings are read-only
    logic        CertLogic subset, or None where the engine reads the params directly
    outcome      what holds if the logic says yes; None if the logic itself names the outcome
    otherwise    what holds if the logic says no
    milder       measures to be considered first, least intrusive first (MEASURE only)
    ceiling      hard maximum (MEASURE only)
    explain      plain words, shown to a resident verbatim
    tests        worked examples: `in` facts, `out` result
    """

    id: str
    version: str
    kind: str
    evidence: str
    sources: tuple[Source, ...]
    inputs: tuple[str, ...]
    params: Mapping[str, Any]
    logic: Any
    outcome: str | None
    otherwise: str | None
    milder: tuple[str, ...]
    ceiling: Ceiling | None
    explain: Bilingual
    legal_basis: tuple[str, ...]
    tests: tuple[Mapping[str, Any], ...]
    pack_id: str

    @property
    def name(self) -> str:
        """The part of the id after the pack's own id, such as `contact/aircraft`."""
        return self.id.removeprefix(f"{self.pack_id}/")


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """One edition: `valid_from` inclusive, `valid_to` exclusive or None while no end is known.

    family      editions that follow one another share it; at most one of them is in force
    sha256      hash of the canonical JSON (RFC 8785) of the whole document
    canonical   that JSON, for keeping beside a decision
    """

    id: str
    family: str
    edition: str
    title: Bilingual
    issuer: str
    doc_no: str | None
    disease: Mapping[str, Any]
    jurisdiction: tuple[str, ...]
    timezone: str
    published_on: date | None
    valid_from: datetime
    valid_to: datetime | None
    dates_evidence: str
    supersedes: str | None
    status: str
    must_sign: tuple[str, ...]
    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]
    sha256: str
    canonical: bytes

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the pack counts days."""
        return ZoneInfo(self.timezone)

    def rule(self, name: str) -> Rule:
        """The rule with this full id, or whose id ends in `/<name>`.

        Errors: LookupError if there is none, or if a short name fits several.
        """
        found = [rule for rule in self.rules if rule.id == name or rule.id.endswith(f"/{name}")]
        if len(found) != 1:
            known = ", ".join(rule.name for rule in self.rules)
            raise LookupError(f"{self.id} has {len(found)} rules named {name!r}; it has: {known}")
        return found[0]

    def rules_of(self, kind: str) -> tuple[Rule, ...]:
        """The rules of one kind, in the order of the document; empty if it has none."""
        return tuple(rule for rule in self.rules if rule.kind == kind)

    def in_force(self, at: datetime) -> bool:
        """Whether the edition holds at this moment; its last moment is not included."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


def parse_pack(text: str, *, name: str) -> Pack:
    """A pack from its YAML text; `name` says in an error which file it was.

    Errors: PackError with every problem found, each with its place and a reason in both languages.
    """
    document = reading.read_document(text, name=name)
    canonical, sha256 = reading.canonical(document)
    head = document["pack"]
    sources = {item["ref"]: Source(item["ref"], item["text"], item["url"], item["quality"]) for item in head["sources"]}
    return Pack(
        id=head["id"],
        family=head["family"],
        edition=head["edition"],
        title=Bilingual(**head["title"]),
        issuer=head["issuer"],
        doc_no=head["doc_no"],
        disease=reading.frozen(head["disease"]),
        jurisdiction=tuple(head["jurisdiction"]),
        timezone=head["timezone"],
        published_on=date.fromisoformat(head["published"]) if head["published"] else None,
        valid_from=datetime.fromisoformat(head["valid"]["from"]),
        valid_to=datetime.fromisoformat(head["valid"]["to"]) if head["valid"]["to"] else None,
        dates_evidence=head["valid"]["evidence"],
        supersedes=head["supersedes"],
        status=head["status"],
        must_sign=tuple(head["signatures"]),
        sources=tuple(sources.values()),
        rules=tuple(_rule(item, pack_id=head["id"], sources=sources) for item in head["rules"]),
        sha256=sha256,
        canonical=canonical,
    )


def _rule(item: Mapping[str, Any], *, pack_id: str, sources: Mapping[str, Source]) -> Rule:
    ceiling = item.get("ceiling")
    return Rule(
        id=item["id"],
        version=item["version"],
        kind=item["kind"],
        evidence=item["evidence"],
        sources=tuple(sources[ref] for ref in item["sources"]),
        inputs=tuple(item["inputs"]),
        params=reading.frozen(item["params"]),
        logic=reading.frozen(item.get("logic")),
        outcome=item.get("outcome"),
        otherwise=item.get("otherwise"),
        milder=tuple(item.get("milder", ())),
        ceiling=Ceiling(**ceiling) if ceiling else None,
        explain=Bilingual(**item["explain"]),
        legal_basis=tuple(item["legal_basis"]),
        tests=tuple(reading.frozen(test) for test in item["tests"]),
        pack_id=pack_id,
    )


@cache
def read_packs() -> tuple[Pack, ...]:
    """Every pack shipped with the software, ordered by id; read once in the life of a process. Errors: PackError."""
    return packs_in(shipped())


def shipped() -> Traversable:
    """The folder of the packs that come with the software."""
    return resources.files("fangxian").joinpath("rulepacks")


def packs_in(folder: Traversable) -> tuple[Pack, ...]:
    """Every pack in a folder as it is now, ordered by id.

    Errors: PackError if one is invalid, two share an id, or two of one family are in force at once; OSError or
    UnicodeDecodeError if a file cannot be read as text.
    """
    files = (item for item in folder.iterdir() if item.name.endswith(".yaml"))
    return _parsed(tuple(sorted((item.name, item.read_text(encoding="utf-8")) for item in files)))


@lru_cache(maxsize=2)
def _parsed(texts: tuple[tuple[str, str], ...]) -> tuple[Pack, ...]:
    """The packs that these files hold, by (name, text); the same texts are not read again."""
    packs = tuple(parse_pack(text, name=name) for name, text in texts)
    refuse_clashes(packs)
    return tuple(sorted(packs, key=lambda pack: pack.id))


@cache
def read_pack(pack_id: str) -> Pack:
    """The shipped pack with this id. Errors: LookupError naming those that exist."""
    for pack in read_packs():
        if pack.id == pack_id:
            return pack
    known = ", ".join(pack.id for pack in read_packs())
    raise LookupError(f"no rule pack {pack_id!r}; shipped are: {known}")


def pack_in_force(family: str, at: datetime, packs: tuple[Pack, ...] | None = None) -> Pack | None:
    """The edition of a family in force at a moment; None before the first or after the last.

    packs   where to look; the shipped packs unless given
    """
    for pack in read_packs() if packs is None else packs:
        if pack.family == family and pack.in_force(at):
            return pack
    return None


def refuse_clashes(packs: tuple[Pack, ...]) -> None:
    """Refuse packs that share an id, or editions of one family whose validity overlaps.

    Errors: PackError naming both.
    """
    problems: list[reading.PackProblem] = []
    for index, one in enumerate(packs):
        for other in packs[index + 1 :]:
            if one.id == other.id:
                problems.append(reading.problem(one.id, "pack.id", "duplicate_pack", id=one.id))
            elif one.family == other.family and _overlap(one, other):
                problems.append(reading.problem(one.id, "pack.valid", "two_in_force", other=other.id))
    if problems:
        raise reading.PackError(tuple(problems))


def _overlap(one: Pack, other: Pack) -> bool:
    starts_in_time = other.valid_to is None or one.valid_from < other.valid_to
    ends_late = one.valid_to is None or other.valid_from < one.valid_to
    return starts_in_time and ends_late
