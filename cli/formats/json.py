"""The format `json`, version 1: for programs. Its shape is `schemas/findings.schema.json`.

The text is valid UTF-8, two spaces of indent, keys in a fixed order, the same bytes every time.
Characters that could act on a terminal or on a build log (controls, bidirectional overrides,
lone surrogates, `##[`) are written as JSON escapes: what a parser reads is unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from json.encoder import encode_basestring as quoted
from typing import Any

from ...engine.findings import (
    AccountResult,
    ContractResult,
    Finding,
    Report,
    Shown,
    Subject,
    Undetermined,
)
from ...engine.language.policy import SEVERITIES
from ...engine.show import instant_json
from . import RenderOptions

VERSION = 1
CONSTANTS = {None: "null", True: "true", False: "false"}

UNSAFE = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]|##(?=\\[)"
)


def render(report: Report, options: RenderOptions) -> str:
    """The report as one JSON document."""
    pieces: list[str] = []
    _write(_document(report, options.facts), "\n", pieces)
    pieces.append("\n")
    text = "".join(pieces)
    if text.isascii() and "\x7f" not in text and "##[" not in text:
        return text
    return UNSAFE.sub(_escaped, text)


def _document(report: Report, facts: bool = False) -> dict[str, Any]:
    """The report as plain values, keys in the order of the schema.

    The long lists are generators, so that a large report is not held twice.
    """
    found: dict[str, Any] = {
        "version": VERSION,
        "as_of": instant_json(report.as_of),
        "engine": report.engine,
        "policies": [{"id": id_, "version": version} for id_, version in report.policies],
        "summary": _summary(report),
        "contracts": (_contract(contract, facts) for contract in report.contracts),
    }
    if facts:
        found["accounts"] = (_account(account) for account in report.accounts)
    found["findings"] = (_finding(finding) for finding in report.findings)
    found["undetermined"] = (_undetermined(one) for one in report.undetermined)
    return found


def _summary(report: Report) -> dict[str, int]:
    by_severity = {str(severity): 0 for severity in SEVERITIES}
    for finding in report.findings:
        by_severity[finding.severity] += 1
    return {
        "contracts": len(report.contracts),
        "findings": len(report.findings),
        "undetermined": len(report.undetermined),
        **by_severity,
    }


def _contract(contract: ContractResult, facts: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": contract.id,
        "verdict": str(contract.verdict),
        "until": _instant(contract.until),
        "end_reason": contract.end_reason,
        "needs": list(contract.needs),
    }
    if facts:
        found["facts"] = _values(contract.facts)
    return found


def _account(account: AccountResult) -> dict[str, Any]:
    return {"id": account.id, "facts": _values(account.facts)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        **_subject(finding.subject),
        "action": finding.action.id,
        "severity": str(finding.severity),
        "basis": str(finding.basis),
        "message": finding.message,
        "deadline": _instant(finding.deadline),
        "safe_by": _instant(finding.safe_by),
        "evidence": _values(finding.evidence),
        "events": {name: _instant(at) for name, at in finding.events.items()},
        "sources": [source.id for source in finding.sources],
        "fingerprint": finding.fingerprint,
    }


def _undetermined(one: Undetermined) -> dict[str, Any]:
    return {"rule": one.rule, **_subject(one.subject), "needs": list(one.needs)}


def _subject(subject: Subject) -> dict[str, str | None]:
    return {
        "scope": str(subject.scope),
        "account": subject.account,
        "client": subject.client,
        "contract": subject.contract,
        "milestone": subject.milestone,
    }


def _values(values: Mapping[str, Shown | None]) -> dict[str, Any]:
    return {name: None if value is None else value.json for name, value in values.items()}


def _instant(seconds: int | None) -> str | None:
    return None if seconds is None else instant_json(seconds)


def _write(value: Any, newline: str, out: list[str]) -> None:
    """Append the pieces of a list's or mapping's JSON, as `json.dumps(indent=2)` would write it."""
    is_mapping = isinstance(value, dict)
    opening, closing = "{}" if is_mapping else "[]"
    inner = newline + "  "
    before = opening + inner
    for key in value:
        item = value[key] if is_mapping else key
        label = f"{before}{quoted(key)}: " if is_mapping else before
        before = "," + inner
        if isinstance(item, str):
            out.append(label + quoted(item))
        elif item is None or isinstance(item, bool):
            out.append(label + CONSTANTS[item])
        elif isinstance(item, int | float):
            out.append(label + repr(item))
        else:
            out.append(label)
            _write(item, inner, out)
    out.append(opening + closing if before[0] == opening else newline + closing)


def _escaped(match: re.Match[str]) -> str:
    char = match.group()
    if char == "##":
        return "\\u0023#"
    point = ord(char)
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000
    return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"
