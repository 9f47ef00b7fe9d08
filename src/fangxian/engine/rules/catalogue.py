"""The reference page of all shipped packs, written from the packs themselves: `docs/reference/packs.md`."""

from collections.abc import Iterator
from datetime import datetime

from fangxian.engine.rules.packs import Pack, Rule, read_packs

_EVIDENCE = {
    "V": "read in the primary or a near-primary text",
    "S": "seen only in secondary or cut-off copies",
    "M": "from general knowledge, not verified",
    "D": "our decision, to be confirmed by whoever adopts the pack",
}


def page() -> str:
    """The page as Markdown, ending in a line break."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Rule packs 规则包"
    yield ""
    yield "Written from `src/fangxian/rulepacks/`; do not edit. Every shipped pack is a **draft**: usable in a"
    yield "demonstration, watermarked, until the authority that adopts it has recorded its sign-offs."
    yield ""
    yield "Evidence: " + "; ".join(f"**{tag}** {meaning}" for tag, meaning in _EVIDENCE.items()) + "."
    yield ""
    yield "| pack | title | from | until | dates | rules |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for pack in read_packs():
        anchor = pack.id.replace(".", "").lower()
        yield (
            f"| [{pack.id}](#{anchor}) | {pack.title.zh} {pack.title.en} | {_day(pack, pack.valid_from)} |"
            f" {_day(pack, pack.valid_to)} | {pack.dates_evidence} | {len(pack.rules)} |"
        )
    for pack in read_packs():
        yield from _pack(pack)


def _day(pack: Pack, moment: datetime | None) -> str:
    return moment.astimezone(pack.zone).date().isoformat() if moment else "no end known"


def _pack(pack: Pack) -> Iterator[str]:
    yield ""
    yield f"## {pack.id}"
    yield ""
    yield f"{pack.title.zh} · {pack.title.en}. Issued by {pack.issuer}; document number {pack.doc_no or 'not known'};"
    yield f"days counted in {pack.timezone}; SHA-256 `{pack.sha256}`."
    yield ""
    yield "| rule | kind | evidence | sources | in words |"
    yield "| --- | --- | --- | --- | --- |"
    for rule in pack.rules:
        refs = " ".join(source.ref for source in rule.sources)
        yield f"| `{rule.name}` | {rule.kind} | {rule.evidence} | {refs} | {_words(rule)} |"
    yield ""
    for source in pack.sources:
        where = f", `{source.url}`" if source.url else ""
        yield f"- {source.ref} ({source.quality}): {source.text}{where}"


def _words(rule: Rule) -> str:
    limit = f" Ceiling: {rule.ceiling.type}, {rule.ceiling.days} days." if rule.ceiling else ""
    return f"{rule.explain.zh} {rule.explain.en}{limit}".replace("|", "\\|")
