"""The format `csv` (RFC 4180, UTF-8): one row a finding, for spreadsheets.

No cell can become a formula: one that would begin with `= + - @` (also in their wide forms), a
tabulator or a carriage return gets an apostrophe before it. The same holds after a semicolon, which
many spreadsheets take for the end of a cell. Characters that do not print are made visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from csv import writer
from io import StringIO

from ...engine.problems import shown
from ...engine.report.findings import Finding, Report
from ...engine.written import instant_json, known_instant_json
from . import RenderOptions
from .layout import SPACES
from .whereabouts import Spot, finding_spot, first_file

COLUMNS = (
    "severity",
    "rule",
    "scope",
    "account",
    "client",
    "contract",
    "milestone",
    "contract_title",
    "verdict",
    "action",
    "action_title",
    "message",
    "deadline",
    "safe_by",
    "basis",
    "sources",
    "waived",
    "waived_until",
    "fingerprint",
    "file",
    "line",
    "column",
    "as_of",
    "as_of_origin",
    "assumes",
    "known",
)

FORMULA = re.compile("(^|;)(?=\\s*[=+\\-@\t\r＝＋－＠])")


def render(report: Report, options: RenderOptions) -> str:
    """The findings as a table with a header; lines end in CR LF."""
    out = StringIO()
    rows = writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    otherwise = first_file(report)
    for finding in report.findings:
        spot = finding_spot(report, finding, otherwise)
        rows.writerow([cell(value) for value in _row(report, finding, spot)])
    return out.getvalue()


def cell(value: str | int | None) -> str:
    """A value as a spreadsheet may have it; what there is not is empty."""
    if value is None:
        return ""
    text = shown(SPACES.sub(" ", str(value)))
    # A build server looks for ##[name] anywhere in a line, for ::name:: only where no cell begins.
    return FORMULA.sub(r"\1'", text.replace("##[", r"\x23#["))


def _row(report: Report, finding: Finding, spot: Spot | None) -> Iterator[str | int | None]:
    subject, contract = finding.subject, report.contract_of(finding)
    yield from (finding.severity, finding.rule, subject.scope)
    yield from (subject.account, subject.client, subject.contract, subject.milestone)
    yield contract.title if contract else None
    yield contract.verdict if contract else None
    yield from (finding.action.id, finding.action.title, finding.message)
    yield from (
        known_instant_json(finding.deadline),
        known_instant_json(finding.safe_by),
        finding.basis,
    )
    yield " ".join(source.id for source in finding.sources)
    yield finding.waived.reason if finding.waived else None
    yield known_instant_json(finding.waived.until) if finding.waived else None
    yield finding.fingerprint
    yield spot.path if spot else None
    yield (spot.line or None) if spot else None
    yield (spot.column or None) if spot else None
    yield instant_json(report.as_of)
    yield str(report.as_of_origin)
    yield " ".join(finding.assumes)
    yield "yes" if finding.is_known else None
