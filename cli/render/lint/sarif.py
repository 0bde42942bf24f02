"""What lint found as SARIF 2.1.0: each check is a rule, each finding a result in a policy file."""

from __future__ import annotations

from typing import Any

from ....engine.lint.checks import CHECKS
from ....engine.lint.model import LintFinding, LintReport
from ..json_writing import document
from ..layout import LONG_TEXT, plain
from ..sarif_log import LEVELS, log_of, mark_of, plain_rule, run_of, sarif_message
from ..whereabouts import spot
from .words import told

Json = dict[str, Any]


def render(report: LintReport) -> str:
    """The report as a SARIF log."""
    order = [*CHECKS]
    rules = [
        plain_rule(check.id, check.title, f"{check.title}; see {check.page}", check.severity)
        for check in CHECKS.values()
    ]
    run = run_of("closeout-lint", "closeout lint: checks policy packs", rules)
    results = [_result(one, order.index(one.check.id)) for one in report.findings]
    return document(log_of({**run, "results": results}))


def _result(finding: LintFinding, index: int) -> Json:
    place = spot(finding.place)
    region: Json = {"startLine": max(place.line, 1)}
    if place.column:
        region["startColumn"] = place.column
    physical = {"artifactLocation": {"uri": place.uri}, "region": region}
    found: Json = {
        "ruleId": finding.check.id,
        "ruleIndex": index,
        "level": LEVELS[finding.check.severity],
        "message": {"text": sarif_message(f"{told(finding)}.")},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"closeoutLint/v1": fingerprint(finding)},
    }
    if finding.silenced:
        reason = sarif_message(plain(finding.silenced, LONG_TEXT))
        found["suppressions"] = [{"kind": "inSource", "justification": reason}]
    return found


def fingerprint(finding: LintFinding) -> str:
    """Stays the same when lines move: the check, what it is about, and what is said."""
    return mark_of(finding.check.id, finding.about, finding.message)
