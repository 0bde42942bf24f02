"""What the formats `json` and `ndjson` hold, version 1: plain values, keys in a fixed order.

The shape is `schemas/findings.schema.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...engine.policy.pack import SEVERITIES
from ...engine.report.counts import Counts
from ...engine.report.findings import (
    AccountResult,
    ContractResult,
    Finding,
    Report,
    Shown,
    Subject,
    Undetermined,
)
from ...engine.report.granted import Granted, granted, look_before
from ...engine.report.question import Question
from ...engine.written import instant_json, known_instant_json
from .overrides import override_json

VERSION = 1


def report_json(report: Report) -> dict[str, Any]:
    """The report as plain values, keys in the order of the schema.

    The long lists are generators, so that a large report is not held twice.
    """
    return document_json(
        report,
        header_json(report),
        contracts=(contract_json(report, contract, False) for contract in report.contracts),
        findings=(finding_json(finding) for finding in report.findings),
        questions=(question_json(one) for one in report.questions),
        undetermined=(undetermined_json(one) for one in report.undetermined),
        assumptions=[granted_json(one) for one in granted(report)],
    )


def document_json(
    report: Report,
    header: dict[str, Any],
    *,
    contracts: Iterator[Any],
    findings: Iterator[Any],
    questions: Iterator[Any],
    undetermined: Iterator[Any],
    assumptions: list[Any],
    accounts: Iterator[Any] | None = None,
) -> dict[str, Any]:
    """What the document holds, in order."""
    found = header
    origin = found.pop("as_of_origin")
    assumed = {"assumed_role": found.pop("assumed_role")} if report.role_is_assumed else {}
    exported_at, age = found.pop("exported_at"), found.pop("export_age")
    found["contracts"] = contracts
    if accounts is not None:
        found["accounts"] = accounts
    found |= {"findings": findings, "questions": questions, "undetermined": undetermined}
    found["assumptions"] = assumptions
    if report.overrides:
        found["overrides"] = [override_json(one) for one in report.overrides]
    found |= {"as_of_origin": origin, "exported_at": exported_at, "export_age": age}
    return found | assumed


def header_json(report: Report, counts: Counts | None = None) -> dict[str, Any]:
    """What is said once for the whole report; `counts` where its entries are not in it."""
    return {
        "version": VERSION,
        "as_of": instant_json(report.as_of),
        "as_of_origin": str(report.as_of_origin),
        "exported_at": instant_json(report.exported_at),
        "export_age": str(report.age),
        **({"assumed_role": report.role} if report.role_is_assumed else {}),
        "engine": report.engine,
        "policies": [{"id": id_, "version": version} for id_, version in report.policies],
        "summary": _summary(Counts.of(report) if counts is None else counts),
    }


def _summary(counts: Counts) -> dict[str, int]:
    found = {
        "contracts": counts.contracts,
        "findings": counts.findings,
        "undetermined": counts.undetermined,
        **{str(severity): counts.by_severity[severity] for severity in SEVERITIES},
    }
    found |= {"waived": counts.waived} if counts.waived else {}
    return found | ({"known": counts.known} if counts.known else {})


def contract_json(report: Report, contract: ContractResult, facts: bool) -> dict[str, Any]:
    """One verdict; of a contract that may be ended, what to look at before."""
    found: dict[str, Any] = {
        "id": contract.id,
        "verdict": str(contract.verdict),
        "until": known_instant_json(contract.until),
        "end_reason": contract.end_reason,
        "needs": list(contract.needs),
        "assumes": list(contract.assumes),
    }
    if contract.is_invalid:
        found["not_read"] = True
    look = look_before(report, contract)
    if look:
        found["look_before"] = look
    if contract.unmet:
        found["unmet"] = list(contract.unmet)
    if facts:
        found["facts"] = _values(contract.facts)
    return found


def account_json(account: AccountResult) -> dict[str, Any]:
    """The facts of an account."""
    return {"id": account.id, "facts": _values(account.facts)}


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding."""
    found = {
        "rule": finding.rule,
        **subject_json(finding.subject),
        "action": finding.action.id,
        "severity": str(finding.severity),
        "basis": str(finding.basis),
        "message": finding.message,
        "deadline": known_instant_json(finding.deadline),
        "safe_by": known_instant_json(finding.safe_by),
        "evidence": _values(finding.evidence),
        "events": {name: known_instant_json(at) for name, at in finding.events.items()},
        "sources": [source.id for source in finding.sources],
        "assumes": list(finding.assumes),
        "fingerprint": finding.fingerprint,
    }
    if finding.page:
        found["page"] = finding.page
    waived = finding.waived
    if waived is not None:
        until = instant_json(waived.until)
        found["waived"] = {"reason": waived.reason, "until": until, "who": waived.who}
    return found | ({"known": True} if finding.is_known else {})


def undetermined_json(one: Undetermined) -> dict[str, Any]:
    """A rule that could not be decided."""
    return {
        "rule": one.rule,
        **subject_json(one.subject),
        "needs": list(one.needs),
        "severity": str(one.severity),
        **({"known": True} if one.is_known else {}),
    }


def granted_json(one: Granted) -> dict[str, Any]:
    """An assumption that verdicts and findings name."""
    reading = one.reading
    return {
        "id": reading.id,
        "says": reading.says,
        "because": reading.because,
        "basis": str(reading.basis),
        "may_close": reading.may_close,
        "contracts": one.contracts,
    }


def question_json(one: Question) -> dict[str, Any]:
    """What a person could say."""
    found = {
        "contract": one.contract,
        "milestone": one.milestone,
        "field": one.field,
        "text": one.text,
        "decides": list(one.decides),
        "until": known_instant_json(one.until),
    }
    return found if one.decides_for is None else found | {"decides_for": one.decides_for}


def subject_json(subject: Subject) -> dict[str, str | None]:
    """What something is about."""
    return {
        "scope": str(subject.scope),
        "account": subject.account,
        "client": subject.client,
        "contract": subject.contract,
        "milestone": subject.milestone,
    }


def _values(values: Mapping[str, Shown | None]) -> dict[str, Any]:
    return {name: None if value is None else value.json for name, value in values.items()}
