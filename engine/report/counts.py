"""How much a report tells: what its head says of all that follows."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct, field

from ..policy.pack import Severity
from .findings import Report


class Counts(Struct):
    """Contracts, findings and rules that are not decided, in one report or in several."""

    contracts: int = 0
    findings: int = 0
    undetermined: int = 0
    by_severity: Counter[Severity] = field(default_factory=Counter)
    """Of the findings."""
    waived: int = 0
    known: int = 0
    """Findings that the baseline has."""

    @classmethod
    def of(cls, report: Report) -> Counts:
        """Those of one report."""
        return cls(
            contracts=len(report.contracts),
            findings=len(report.findings),
            undetermined=len(report.undetermined),
            by_severity=Counter(finding.severity for finding in report.findings),
            waived=sum(finding.waived is not None for finding in report.findings),
            known=report.known,
        )

    def add(self, other: Counts) -> None:
        """Count what another report tells as well."""
        self.contracts += other.contracts
        self.findings += other.findings
        self.undetermined += other.undetermined
        self.by_severity += other.by_severity
        self.waived += other.waived
        self.known += other.known
