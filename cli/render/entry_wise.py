"""Formats that tell a report entry by entry: they can be written without the report being held.

The module of such a format has `ENTRIES`, and stands in `ENTRY_WISE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Protocol

from msgspec import Struct

from ...engine.report.counts import Counts
from ...engine.report.findings import (
    AccountResult,
    ContractResult,
    Report,
    Undetermined,
)
from ...engine.report.forms import Form
from ...engine.report.granted import Granted, granted
from ...engine.report.question import Question
from . import FORMATS

ENTRY_WISE = frozenset({"json", "ndjson"})


class Parts(Struct, frozen=True):
    """A report in parts: what is said once, and the texts of its entries, each kind in its order."""

    report: Report
    """Its entries are not looked at."""
    counts: Counts
    contracts: Iterable[str]
    findings: Iterable[str]
    undetermined: Iterable[str]
    questions: Iterable[Question]
    granted: Sequence[Granted]
    accounts: Iterable[AccountResult] | None = None
    """None: their facts were not asked for."""


class Entries(Form, Protocol):
    """How a format tells an entry of one report, and puts all of them together."""

    def contract(self, report: Report, contract: ContractResult, facts: bool = False) -> str:
        """The text of a verdict; `report`: one that has all that was found of the contract."""
        ...

    def undetermined(self, one: Undetermined) -> str:
        """The text of a rule that could not be decided."""
        ...

    def whole(self, parts: Parts) -> Iterator[str]:
        """The whole text, piece by piece."""
        ...


def parts_of(report: Report, entries: Entries, facts: bool) -> Parts:
    """Those of a report that is held; `facts`: of contracts and accounts as well."""
    return Parts(
        report,
        Counts.of(report),
        (entries.contract(report, one, facts) for one in report.contracts),
        map(entries.finding, report.findings),
        map(entries.undetermined, report.undetermined),
        report.questions,
        granted(report),
        report.accounts if facts else None,
    )


def entries_of(format: str) -> Entries:
    """Those of a format of `ENTRY_WISE`, for one report."""
    found: Entries = import_module(f".{FORMATS[format]}", __package__).ENTRIES()
    return found
