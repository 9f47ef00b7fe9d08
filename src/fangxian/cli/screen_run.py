"""One run of `fangxian screen`: what was asked, what was read, what came of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fangxian.engine.rules.packs import Pack
from fangxian.engine.screening import ListReading, Reconciliation, Screening
from fangxian.engine.tables import Finding

KEPT_FINDINGS = 100


@dataclass(slots=True)
class Run:
    """`as_of` is the day whose lists count; None: those in force at each stay."""

    pack: Pack
    zone: ZoneInfo
    at: datetime
    as_of: date | None
    language: str
    lists: list[ListReading]
    screening: Screening
    counts: Reconciliation = field(default_factory=Reconciliation)
    findings: dict[str, list[Finding]] = field(default_factory=dict)

    def keep(self, fate: str, findings: tuple[Finding, ...]) -> None:
        """Remember the first findings of each fate, to be shown; the workbook holds all."""
        kept = self.findings.setdefault(fate, [])
        if len(kept) < KEPT_FINDINGS:
            kept.extend(findings)
