"""The format `gitlab`: a code quality report, for the widget of a merge request.

Every finding is an issue with a fingerprint of its own, at its contract's line; findings on clients
and accounts stand at the first line of the first input file. Waived ones are kept as `info`.
"""

from __future__ import annotations

from typing import Any

from ...engine.policy.pack import Effect, Severity
from ...engine.report.findings import Finding, Report
from . import RenderOptions
from .json_writing import document
from .layout import plain
from .markdown_text import escaped
from .phrases import action_phrase, as_of_phrase, policies_phrase, told_phrase
from .whereabouts import STDIN, Spot, finding_spot, first_file

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}
BLOCKER, QUIET = "blocker", "info"


def render(report: Report, options: RenderOptions) -> str:
    """The findings as a list of issues."""
    otherwise = first_file(report) or Spot(STDIN)
    body = escaped(f"As of {as_of_phrase(report)}. Policies: {policies_phrase(report)}.")
    issues = (
        _issue(report, finding, finding_spot(report, finding, otherwise))
        | {"content": {"body": body}}
        for finding in report.findings
    )
    return document(list(issues))


def _issue(report: Report, finding: Finding, spot: Spot | None) -> dict[str, Any]:
    place = spot or Spot(STDIN)
    return {
        "description": f"{action_phrase(report, finding)}. {told_phrase(report, finding)}",
        "check_name": plain(finding.rule),
        "fingerprint": finding.fingerprint,
        "severity": _severity(finding),
        "location": {"path": place.path, "lines": {"begin": max(place.line, 1)}},
    }


def _severity(finding: Finding) -> str:
    if finding.waived is not None or finding.is_known:
        return QUIET
    if finding.severity is Severity.ERROR and finding.action.effect is Effect.BLOCK:
        return BLOCKER
    return SEVERITIES[finding.severity]
