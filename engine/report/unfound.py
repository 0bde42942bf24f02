"""What a run fails for although no rule holds: rules that cannot be decided, contracts that may not be ended."""

from __future__ import annotations

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


def refused(contract: ContractResult) -> Unfound | None:
    """A contract that was named to be ended and may not be; None for every other."""
    if not contract.is_refused:
        return None
    subject = Subject(Scope.CONTRACT, contract.account, None, contract.id)
    return Unfound("", VERDICT, subject, contract, None)


def undecided(report: Report, one: Undetermined) -> Unfound | None:
    """A rule that cannot be decided and that the run fails for; None for every other."""
    if not one.fails:
        return None
    about = report.by_id.get(one.subject.contract or "")
    return Unfound(one.pack, one.rule, one.subject, about, one)
