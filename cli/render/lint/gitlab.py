"""What lint found as the code quality report of GitLab; what is silenced is none of its issues."""

from __future__ import annotations

from typing import Any

from ....engine.lint.model import LintFinding, LintReport
from ..gitlab import Marks, issue
from ..json_writing import document
from ..whereabouts import spot
from ..words import capital
from .words import told


def render(report: LintReport) -> str:
    """The list of issues."""
    marks = Marks()
    return document([_issue(marks, finding) for finding in report.told])


def _issue(marks: Marks, finding: LintFinding) -> dict[str, Any]:
    check = finding.check
    fingerprint = marks.next(check.id, finding.about, finding.message)
    description = f"{capital(check.title)}: {told(finding)}"
    return issue(description, check.id, fingerprint, check.severity, spot(finding.place))
