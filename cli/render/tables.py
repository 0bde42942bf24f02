"""The findings, the contracts and the undecided rules of a report as tables: named columns, rows of typed cells.

Every format that spreadsheets read is made of these; how a cell is written is its own affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct

from ...engine.report.findings import ContractResult, Finding, Report, Shown, Undetermined
from ...engine.written import ABSENT
from .overrides import numbers_of
from .urgency import due, first_of
from .whereabouts import Spot, finding_spot, first_file, spot


class At(Struct, frozen=True):
    """An instant, UTC seconds."""

    seconds: int


INSTANTS = frozenset(("deadline", "safe_by", "waived_until", "until", "act_by", "as_of"))
NUMBERS = frozenset(("line", "column", "findings"))
AMOUNTS = frozenset(("escrow",))
FLAGS = frozenset(("closing_planned", "known", "not_read"))
"""Columns by what they hold, for formats with types; every other holds texts."""

Cell = str | int | Fraction | At | None
"""A Fraction is an amount of money; None: there is nothing to write."""


class Table(Struct, frozen=True):
    """What it holds, its columns, and its rows."""

    name: Literal["findings", "contracts", "undetermined"]
    """What each row is of."""
    columns: tuple[str, ...]
    cells: Callable[[Report, Any, Spot | None], Iterator[Cell]]
    """Those of one of them; the spot is that of what has no place of its own."""

    def rows(self, report: Report) -> Iterator[tuple[Cell, ...]]:
        """All rows of a report."""
        otherwise = first_file(report)
        entries: Sequence[Any] = getattr(report, self.name)
        return (tuple(self.cells(report, one, otherwise)) for one in entries)


def _finding(report: Report, finding: Finding, otherwise: Spot | None) -> Iterator[Cell]:
    subject, contract = finding.subject, report.contract_of(finding)
    place = finding_spot(report, finding, otherwise)
    yield from (finding.severity, finding.rule, subject.scope)
    yield from (subject.account, subject.client, subject.contract, subject.milestone)
    yield contract.title if contract else None
    yield contract.verdict if contract else None
    yield from (finding.action.id, finding.action.title, finding.message)
    yield from (_at(finding.deadline), _at(finding.safe_by), finding.basis)
    yield " ".join(source.id for source in finding.sources)
    yield finding.waived.reason if finding.waived else None
    yield _at(finding.waived.until) if finding.waived else None
    yield finding.fingerprint
    yield from _stands(place)
    yield from (At(report.as_of), report.as_of_origin)
    yield " ".join(finding.assumes)
    yield "yes" if finding.is_known else None
    yield "; ".join(numbers_of(report, finding.rule))


FINDINGS = Table(
    "findings",
    (
        *("severity", "rule", "scope", "account", "client", "contract", "milestone"),
        *("contract_title", "verdict", "action", "action_title", "message", "deadline", "safe_by"),
        *("basis", "sources", "waived", "waived_until", "fingerprint", "file", "line", "column"),
        *("as_of", "as_of_origin", "assumes", "known", "numbers"),
    ),
    _finding,
)
"""One row a finding, in the order of the report."""


def _contract(report: Report, contract: ContractResult, _: Spot | None) -> Iterator[Cell]:
    findings = report.by_contract.get(contract.id, ())
    first = first_of(report, findings)
    yield from (contract.id, contract.title, contract.client, contract.account, contract.status)
    yield "yes" if contract.closing_planned else None
    yield from (contract.verdict, _at(contract.until), contract.end_reason)
    yield " ".join(contract.needs)
    yield first.action.title if first else None
    yield first.severity if first else None
    yield _at(due(first, report.as_of)) if first else None
    yield _at(first.deadline) if first else None
    yield len(findings)
    yield from _money(contract.escrow)
    yield from _stands(None if contract.place is None else spot(contract.place))
    yield from (At(report.as_of), report.as_of_origin)
    yield "yes" if contract.is_invalid else None


CONTRACTS = Table(
    "contracts",
    (
        *("contract", "title", "client", "account", "status", "closing_planned", "verdict"),
        *("until", "end_reason", "needs", "first_action", "severity", "act_by", "deadline"),
        *("findings", "escrow", "currency", "file", "line", "column", "as_of", "as_of_origin"),
        "not_read",
    ),
    _contract,
)
"""One row a contract, in the order of the input; its first action is that of `first_of` its findings."""


def _undetermined(report: Report, one: Undetermined, otherwise: Spot | None) -> Iterator[Cell]:
    subject = one.subject
    contract = report.by_id.get(subject.contract or "")
    yield from (one.severity, one.rule, subject.scope)
    yield from (subject.account, subject.client, subject.contract, subject.milestone)
    yield contract.title if contract else None
    yield contract.verdict if contract else None
    yield from (one.action.id, one.action.title, " ".join(one.needs), _at(one.deadline))
    place = otherwise if contract is None or contract.place is None else spot(contract.place)
    yield from _stands(place)
    yield from (At(report.as_of), report.as_of_origin)
    yield "yes" if one.is_known else None


UNDETERMINED = Table(
    "undetermined",
    (
        *("severity", "rule", "scope", "account", "client", "contract", "milestone"),
        *("contract_title", "verdict", "action", "action_title", "needs", "deadline"),
        *("file", "line", "column", "as_of", "as_of_origin", "known"),
    ),
    _undetermined,
)
"""One row a rule that cannot be decided for something, in the order of the report."""


def _at(seconds: int | None) -> At | None:
    return None if seconds is None else At(seconds)


def _stands(place: Spot | None) -> Iterator[Cell]:
    """File, line and column, as far as they are known."""
    yield place.path if place else None
    yield (place.line or None) if place else None
    yield (place.column or None) if place else None


def _money(shown: Shown | None) -> Iterator[Cell]:
    """Amount and currency of `250.00 USD`; neither of `none`."""
    is_amount = shown is not None and shown.text != ABSENT
    amount, _, currency = shown.text.partition(" ") if shown and is_amount else ("", "", "")
    yield Fraction(amount) if amount else None
    yield currency or None
