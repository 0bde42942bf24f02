"""A report as rows of the tables that come out, each with its line of the format ndjson."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from ..cli.render.ndjson import lines_of
from .columns import storable

if TYPE_CHECKING:
    from ..engine.report.findings import ContractResult, Finding, Report, Subject, Undetermined

Row = dict[str, object]
_SECOND = 1_000_000
"""Instants are written in microseconds."""


def rows_of(report: Report, ids: Collection[str]) -> Iterator[Row]:
    """The contracts with these ids, and all that is about them, their clients and their accounts."""
    lines = lines_of()
    for contract in report.contracts:
        if storable(contract.id) in ids:
            yield _contract(contract, lines.contract(report, contract))
    for finding in report.findings:
        if _is_about(finding.subject, ids):
            yield _finding(finding, lines.finding(finding))
    for undecided in report.undetermined:
        if _is_about(undecided.subject, ids):
            yield _undetermined(undecided, lines.undetermined(undecided))


def _is_about(subject: Subject, ids: Collection[str]) -> bool:
    return subject.contract is None or storable(subject.contract) in ids


def _contract(one: ContractResult, line: str) -> Row:
    return {
        "kind": "contract",
        "contract": storable(one.id),
        "account": storable(one.account),
        "verdict": str(one.verdict),
        "until": _instant(one.until),
        "end_reason": storable(one.end_reason),
        "needs": list(one.needs),
        "assumes": list(one.assumes),
        "line": line.removesuffix("\n"),
    }


def _finding(one: Finding, line: str) -> Row:
    return {
        "kind": "finding",
        "rule": one.rule,
        "severity": str(one.severity),
        "action": one.action.id,
        **_subject(one.subject),
        "message": storable(one.message),
        "deadline": _instant(one.deadline),
        "safe_by": _instant(one.safe_by),
        "assumes": list(one.assumes),
        "fingerprint": one.fingerprint,
        "line": line.removesuffix("\n"),
    }


def _undetermined(one: Undetermined, line: str) -> Row:
    return {
        "kind": "undetermined",
        "rule": one.rule,
        "severity": str(one.severity),
        **_subject(one.subject),
        "needs": list(one.needs),
        "line": line.removesuffix("\n"),
    }


def _subject(subject: Subject) -> Row:
    return {
        "scope": str(subject.scope),
        "account": storable(subject.account),
        "client": storable(subject.client),
        "contract": storable(subject.contract),
        "milestone": storable(subject.milestone),
    }


def _instant(seconds: int | None) -> int | None:
    return None if seconds is None else seconds * _SECOND
