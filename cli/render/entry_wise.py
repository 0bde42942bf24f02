"""Formats that tell a report entry by entry: they can be written without the report being held.

The module of such a format has `ENTRIES`, and stands in `ENTRY_WISE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from ...engine.report.counts import Counts
from ...engine.report.findings import ContractResult, Finding, Report, Undetermined
from ...engine.report.granted import Granted
from ...engine.report.question import Question
from . import FORMATS

ENTRY_WISE = frozenset({"json", "ndjson"})


@dataclass(frozen=True, slots=True)
class Parts:
    """A report in parts: what is said once, and the texts of its entries, each kind in its order."""

    report: Report
    """Without entries."""
    counts: Counts
    contracts: Iterable[str]
    findings: Iterable[str]
    undetermined: Iterable[str]
    questions: Iterable[Question]
    granted: Sequence[Granted]


class Entries(Protocol):
    """How a format tells an entry, and puts all of them together."""

    @staticmethod
    def contract(report: Report, contract: ContractResult) -> str:
        """The text of a verdict; `report`: one that has all that was found of the contract."""
        ...

    @staticmethod
    def finding(finding: Finding) -> str:
        """The text of a finding."""
        ...

    @staticmethod
    def undetermined(one: Undetermined) -> str:
        """The text of a rule that could not be decided."""
        ...

    @staticmethod
    def whole(parts: Parts) -> Iterator[str]:
        """The whole text, piece by piece: to the byte what `render` gives for the report in one."""
        ...


def entries_of(format: str) -> Entries:
    """Those of a format of `ENTRY_WISE`."""
    found: Entries = import_module(f".{FORMATS[format]}", __package__).ENTRIES
    return found
