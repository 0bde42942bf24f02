"""What comparing gives: the values that every renderer of it reads."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from ..policy.pack import Effect, Severity
from ..report.findings import ContractResult, Finding, Report, Subject, Undetermined, Verdict
from ..variants.edits import Edit

Item = Finding | Undetermined | None
"""How a rule stands for a subject: it holds, cannot be decided, or is silent."""


class Of(StrEnum):
    """What differs between the two sides; never both."""

    POLICIES = "policies"
    EXPORTS = "exports"


class What(StrEnum):
    """What became of a rule for one subject."""

    NEW = "new"
    """It holds, and did not."""
    GONE = "gone"
    """It held, and is decided not to hold, or is no more."""
    DECIDED = "decided"
    """It could not be decided, and now holds, or does not."""
    UNDECIDED = "undecided"
    """It was decided, and is not any more."""
    CHANGED = "changed"
    """It holds, or is undecided, on both sides, and says something else."""


class Side(Struct, frozen=True):
    """One of the two evaluations."""

    name: str
    """As it was asked for: a pack, a folder, a revision, a file."""
    as_of: int
    exported_at: int
    policies: tuple[tuple[str, str], ...]
    contracts: int
    verdicts: Mapping[Verdict, int]
    findings: Mapping[Severity, int]
    undetermined: int

    @classmethod
    def of(cls, name: str, report: Report) -> Side:
        """The counts of a report."""
        verdicts = dict.fromkeys(Verdict, 0)
        for contract in report.contracts:
            verdicts[contract.verdict] += 1
        findings = dict.fromkeys(Severity, 0)
        for finding in report.findings:
            findings[finding.severity] += 1
        return cls(
            name,
            report.as_of,
            report.exported_at,
            report.policies,
            len(report.contracts),
            verdicts,
            findings,
            len(report.undetermined),
        )


class Causes(Struct, frozen=True):
    """The smallest set of edits that brings a change about, evaluated to prove it."""

    edits: tuple[Edit, ...]
    is_smallest: bool = True
    """Every smaller part of it was tried; False: only what is one edit smaller."""


class ContractChange(Struct, frozen=True):
    """A contract of which the verdict differs, or until when it holds, or the end reason."""

    before: ContractResult
    after: ContractResult
    fields: tuple[str, ...]
    """Of `verdict`, `until`, `end_reason`: what differs."""
    unblocked: tuple[str, ...] = ()
    """Rules that said not to end it and do not say so any more."""
    data: tuple[DataChange, ...] = ()
    """Of exports: what they say differently of the contract."""
    causes: Causes | None = None
    """Of policies, where they were looked for."""

    @property
    def id(self) -> str:
        """Of the contract."""
        return self.after.id

    @property
    def became_close(self) -> bool:
        """Whether it may be ended now, and could not before."""
        return self.after.verdict is Verdict.CLOSE and self.before.verdict is not Verdict.CLOSE

    @property
    def is_let_go(self) -> bool:
        """Whether less holds it back than before: what has to be looked at first."""
        return self.became_close or bool(self.unblocked)


class RuleChange(Struct, frozen=True):
    """A rule that stands otherwise for one subject."""

    rule: str
    title: str
    subject: Subject
    what: What
    before: Item
    after: Item
    fields: tuple[str, ...] = ()
    """Of what changed: severity, action, deadline, safe_by, events, text."""
    causes: Causes | None = None

    @property
    def lost_block(self) -> bool:
        """Whether it said not to end a contract and does not say so any more."""
        return blocks(self.before) and not blocks(self.after)

    @property
    def severity(self) -> Severity:
        """That of the newer side, where it says something there."""
        item = self.after or self.before
        assert item is not None
        return item.severity


def blocks(item: Item) -> bool:
    """Whether it is a finding that forbids to end the contract."""
    return isinstance(item, Finding) and item.action.effect is Effect.BLOCK


class DataChange(Struct, frozen=True):
    """One field that two exports give another value."""

    milestone: str | None
    field: str
    before: str
    after: str


class Witness(Struct, frozen=True):
    """A smallest invented contract for which an edit makes a difference."""

    text: str
    """The snapshot, as JSON that can be checked."""
    says: tuple[str, ...]
    """What is different: `verdict wait -> prepare`, `late-payment: new`."""
    edits: tuple[Edit, ...]
    """The edit, and those without which it does nothing."""


class EditTold(Struct, frozen=True):
    """One edit, and what it does."""

    edit: Edit
    changes: int = 0
    """How many of the changes it takes part in."""
    witness: Witness | None = None
    """Where it takes part in none."""


class Comparison(Struct, frozen=True):
    """Everything that differs between two evaluations."""

    of: Of
    before: Side
    after: Side
    contracts: tuple[ContractChange, ...]
    """Those that are let go first."""
    rules: tuple[RuleChange, ...]
    """Blocks that are gone first."""
    appeared: tuple[ContractResult, ...] = ()
    """Contracts that the newer export alone has."""
    disappeared: tuple[ContractResult, ...] = ()
    edits: tuple[EditTold, ...] = ()
    """Of policies: all of them."""
    has_causes: bool = False
    """Whether causes were looked for."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs in what comes out."""
        return not (self.contracts or self.rules or self.appeared or self.disappeared)

    @property
    def became_close(self) -> tuple[str, ...]:
        """Ids of contracts that may be ended now, and could not before."""
        return tuple(one.id for one in self.contracts if one.became_close) + tuple(
            one.id for one in self.appeared if one.verdict is Verdict.CLOSE
        )

    @property
    def unblocked(self) -> tuple[str, ...]:
        """Ids of contracts that lost a block."""
        return tuple(one.id for one in self.contracts if one.unblocked)
