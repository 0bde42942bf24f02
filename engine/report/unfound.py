"""What a run tells although no rule holds: rules that cannot be decided, contracts that may not be ended, and
those of which no rule could be asked.
"""

from __future__ import annotations

from msgspec import Struct

from ..units import Scope
from .findings import ContractResult, Report, Subject, Undetermined
from .telling import fingerprint

VERDICT = "verdict"
"""Stands for the rule where a contract was named to be ended and may not be."""

UNCHECKED = "cannot-be-checked"
"""Stands for it where a contract, or a whole file, could not be checked at all."""


class Unfound(Struct, frozen=True):
    """One of them, with the ids by which it is known from run to run."""

    pack: str
    """Empty for what no pack has a say in."""
    rule: str
    subject: Subject
    contract: ContractResult | None
    """The contract that it is about."""
    undetermined: Undetermined | None
    """The rule that cannot be decided; None: the contract may not be ended, or was not checked."""
    fails: bool = True
    """Whether the run fails for it."""

    @property
    def fingerprint(self) -> str:
        """As of a finding of that rule."""
        return fingerprint(self.pack, self.rule, self.subject)


def refused(contract: ContractResult) -> Unfound | None:
    """A contract that was named to be ended and may not be; None for every other."""
    return Unfound("", VERDICT, _subject(contract), contract, None) if contract.is_refused else None


def unchecked(contract: ContractResult) -> Unfound | None:
    """A contract of which no rule could be asked; None for every other, and for what `refused` tells."""
    if contract.is_refused or not contract.is_unchecked:
        return None
    return Unfound("", UNCHECKED, _subject(contract), contract, None, contract.fails)


def _subject(contract: ContractResult) -> Subject:
    return Subject(Scope.CONTRACT, contract.account, None, contract.id)


def undecided(report: Report, one: Undetermined) -> Unfound | None:
    """A rule that cannot be decided and that the run fails for; None for every other."""
    if not one.fails:
        return None
    about = report.by_id.get(one.subject.contract or "")
    return Unfound(one.pack, one.rule, one.subject, about, one)
