"""The format `ndjson`, version 1: one JSON object a line, for programs that read line by line.

Each line has a `kind`: first `report` (as-of, packs, counts), then every `contract`, with `--facts`
every `account`, every `finding`, every `question`, every rule that is `undetermined`, and every
`assumption` that a contract or a finding names. The other keys are those of the format `json`, in its
order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...engine.report.counts import Counts
from ...engine.report.findings import ContractResult, Finding, Report, Undetermined
from ...engine.report.granted import Granted, granted
from ...engine.report.question import Question
from . import RenderOptions
from .entry_wise import Parts
from .json import (
    account_json,
    contract_json,
    finding_json,
    granted_json,
    header_json,
    question_json,
    undetermined_json,
)
from .json_writing import line


def render(report: Report, options: RenderOptions) -> str:
    """The report, one object a line."""
    return "".join(_lines(report, options.facts))


def _lines(report: Report, facts: bool) -> Iterator[str]:
    yield _head(report, Counts.of(report))
    yield from (_contract(report, contract, facts) for contract in report.contracts)
    if facts:
        yield from (_line("account", account_json(account)) for account in report.accounts)
    yield from (_finding(finding) for finding in report.findings)
    yield from _questions(report.questions)
    yield from (_undetermined(one) for one in report.undetermined)
    yield from _assumptions(granted(report))


class ENTRIES:
    """The lines one by one, for a report that is not held: see `entry_wise`."""

    @staticmethod
    def contract(report: Report, contract: ContractResult) -> str:
        """The line of a verdict."""
        return _contract(report, contract, facts=False)

    @staticmethod
    def finding(finding: Finding) -> str:
        """The line of a finding."""
        return _finding(finding)

    @staticmethod
    def undetermined(one: Undetermined) -> str:
        """The line of a rule that could not be decided."""
        return _undetermined(one)

    @staticmethod
    def whole(parts: Parts) -> Iterator[str]:
        """All lines."""
        yield _head(parts.report, parts.counts)
        yield from parts.contracts
        yield from parts.findings
        yield from _questions(parts.questions)
        yield from parts.undetermined
        yield from _assumptions(parts.granted)


def _line(kind: str, value: dict[str, Any]) -> str:
    return line({"kind": kind, **value})


def _head(report: Report, counts: Counts) -> str:
    return _line("report", header_json(report, counts))


def _contract(report: Report, contract: ContractResult, facts: bool) -> str:
    return _line("contract", contract_json(report, contract, facts))


def _finding(finding: Finding) -> str:
    return _line("finding", finding_json(finding))


def _undetermined(one: Undetermined) -> str:
    return _line("undetermined", undetermined_json(one))


def _questions(questions: Iterable[Question]) -> Iterator[str]:
    return (_line("question", question_json(one)) for one in questions)


def _assumptions(assumptions: Iterable[Granted]) -> Iterator[str]:
    return (_line("assumption", granted_json(one)) for one in assumptions)
