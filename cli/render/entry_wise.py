"""Formats that tell a report entry by entry: they can be written without the report being held.

The module of such a format has `ENTRIES`, a kind of `EntryWise`, and stands in `ENTRY_WISE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ...engine.report.counts import Counts
from ...engine.report.granted import Granted, granted
from . import FORMATS, RenderOptions
from .whereabouts import Spot, first_file

if TYPE_CHECKING:
    from ...engine.report.findings import (
        AccountResult,
        ContractResult,
        Finding,
        Report,
        Undetermined,
    )
    from ...engine.report.forms import Form
    from ...engine.report.question import Question

ENTRY_WISE = frozenset(
    {
        *("json", "ndjson", "sarif", "gitlab", "github", "junit"),
        *("csv", "contracts-csv", "undetermined-csv"),
        *("parquet", "contracts-parquet", "undetermined-parquet"),
    }
)


Rank = tuple[int, ...]


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
    options: RenderOptions
    head: Any = None
    """As `EntryWise.head` gives it, of the whole."""
    refused: Iterable[str] = ()
    accounts: Iterable[AccountResult] | None = None
    """None: their facts were not asked for."""


class EntryWise:
    """How a format tells an entry of one report, and puts all of them together.

    A report that is given with an entry has all that was found of its contract; "" tells nothing.
    """

    form: Form | None = None
    """The format as findings are written by it while they are found; None: they are told when all are there."""
    names_contracts = True
    """Whether it tells by what people know a contract."""
    asks = False
    """Whether it tells questions."""

    def __init__(self, options: RenderOptions, otherwise: Spot | None) -> None:
        """`otherwise`: where stands what has no place of its own."""
        self.options, self.otherwise = options, otherwise

    def contract(self, report: Report, contract: ContractResult) -> str:
        """The text of a verdict."""
        return ""

    def finding(self, report: Report, finding: Finding) -> str:
        """The text of a finding."""
        return ""

    def undetermined(self, report: Report, one: Undetermined) -> str:
        """The text of a rule that could not be decided."""
        return ""

    def refused(self, report: Report, contract: ContractResult) -> str:
        """The text of a contract that was named to be ended and may not be, if that is told apart."""
        return ""

    def rank(self, one: Finding | Undetermined) -> Rank:
        """What entries of its kind are told by first, before their own order."""
        return ()

    def head(self, report: Report) -> Any:
        """What has to be known of all entries before the first is written."""

    def joined(self, one: Any, other: Any) -> Any:
        """The heads of two reports as one."""

    def whole(self, parts: Parts) -> Iterator[str] | Iterator[bytes]:
        """The whole text, or the bytes of the file, piece by piece."""
        raise NotImplementedError


def whole(entries: EntryWise, report: Report) -> Iterator[str] | Iterator[bytes]:
    """The whole of a report that is held, piece by piece."""
    return entries.whole(
        Parts(
            report,
            Counts.of(report),
            (entries.contract(report, one) for one in report.contracts),
            (entries.finding(report, one) for one in sorted(report.findings, key=entries.rank)),
            (
                entries.undetermined(report, one)
                for one in sorted(report.undetermined, key=entries.rank)
            ),
            report.questions,
            granted(report),
            entries.options,
            entries.head(report),
            (entries.refused(report, one) for one in report.contracts),
            report.accounts if entries.options.facts else None,
        )
    )


def text_of(kind: type[EntryWise], report: Report, options: RenderOptions) -> str:
    """A report that is held in a format, which is a text."""
    pieces = whole(kind(options, first_file(report)), report)
    return "".join(piece for piece in pieces if isinstance(piece, str))


def bytes_of(kind: type[EntryWise], report: Report, options: RenderOptions) -> bytes:
    """The same in a format that is no text."""
    pieces = whole(kind(options, first_file(report)), report)
    return b"".join(piece for piece in pieces if isinstance(piece, bytes))


def entries_of(format: str, options: RenderOptions, otherwise: Spot | None) -> EntryWise:
    """Those of a format of `ENTRY_WISE`, for one report. Raises `UsageError` where it cannot be written."""
    kind: type[EntryWise] = import_module(f".{FORMATS[format]}", __package__).ENTRIES
    return kind(options, otherwise)
