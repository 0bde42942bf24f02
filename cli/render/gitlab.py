"""The format `gitlab`: a code quality report, for the widget of a merge request.

Every finding is an issue with a fingerprint of its own, at its contract's line; findings on clients
and accounts stand at the first line of the first input file. So is what the run fails for although no
rule holds. Waived ones are kept as `info`.
"""

from __future__ import annotations

from typing import Any

from ...engine.policy.pack import Effect, Severity
from ...engine.report.findings import Finding, Report
from ...engine.report.unfound import Unfound, unfound
from . import RenderOptions
from .json_writing import document
from .layout import plain
from .markdown_text import escaped
from .phrases import action_phrase, as_of_phrase, policies_phrase, told_phrase
from .unfound import contract_spot, unfound_phrase
from .whereabouts import STDIN, Spot, finding_spot, first_file

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}
BLOCKER, QUIET = "blocker", "info"


def render(report: Report, options: RenderOptions) -> str:
    """The findings as a list of issues."""
    otherwise = first_file(report) or Spot(STDIN)
    body = escaped(f"As of {as_of_phrase(report)}. Policies: {policies_phrase(report)}.")
    issues = [
        _issue(report, finding, finding_spot(report, finding, otherwise))
        for finding in report.findings
    ]
    issues += [_unfound(report, one, contract_spot(one.contract)) for one in unfound(report)]
    return document([issue | {"content": {"body": body}} for issue in issues])


def _issue(report: Report, finding: Finding, spot: Spot | None) -> dict[str, Any]:
    return {
        "description": f"{action_phrase(report, finding)}. {told_phrase(report, finding)}",
        "check_name": plain(finding.rule),
        "fingerprint": finding.fingerprint,
        "severity": _severity(finding),
        "location": _location(spot),
    }


def _unfound(report: Report, one: Unfound, spot: Spot | None) -> dict[str, Any]:
    return {
        "description": f"{unfound_phrase(report, one)}.",
        "check_name": plain(one.rule),
        "fingerprint": one.fingerprint,
        "severity": SEVERITIES[Severity.ERROR],
        "location": _location(spot or first_file(report)),
    }


def _location(spot: Spot | None) -> dict[str, Any]:
    place = spot or Spot(STDIN)
    return {"path": place.path, "lines": {"begin": max(place.line, 1)}}


def _severity(finding: Finding) -> str:
    if finding.waived is not None or finding.is_known:
        return QUIET
    if finding.severity is Severity.ERROR and finding.action.effect is Effect.BLOCK:
        return BLOCKER
    return SEVERITIES[finding.severity]
