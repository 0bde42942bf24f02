"""What a run fails for although no rule holds: rules that cannot be decided, contracts that may not be ended."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ..units import Scope
from .findings import ContractResult, Report, Subject, Undetermined
from .telling import fingerprint

VERDICT = "verdict"
"""Stands for the rule where a contract was named to be ended and may not be."""


class Unfound(Struct, frozen=True):
    """One of them, with the ids by which it is known from run to run."""

    pack: str
    """Empty for a verdict, which is that of all packs."""
    rule: str
    subject: Subject
    contract: ContractResult | None
    """The contract that it is about."""
    undetermined: Undetermined | None
    """The rule that cannot be decided; None: the contract may not be ended."""

    @property
    def fingerprint(self) -> str:
        """As of a finding of that rule."""
        return fingerprint(self.pack, self.rule, self.subject)


def unfound(report: Report) -> Iterator[Unfound]:
    """All that is marked in a report as failing the run, beside its findings; refused endings first."""
    for contract in report.contracts:
        if contract.is_refused:
            subject = Subject(Scope.CONTRACT, contract.account, None, contract.id)
            yield Unfound("", VERDICT, subject, contract, None)
    for one in report.undetermined:
        if one.fails:
            about = report.by_id.get(one.subject.contract or "")
            yield Unfound(one.pack, one.rule, one.subject, about, one)
