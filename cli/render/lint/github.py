"""What lint found as workflow commands, which annotate the policy files; the worst first."""

from __future__ import annotations

from ....engine.lint.model import LintFinding, LintReport
from ....engine.policy.pack import SEVERITIES
from ..github import COMMANDS, command
from ..whereabouts import spot
from .text import totals
from .words import told


def render(report: LintReport) -> str:
    """A command for each finding that is not silenced, and a line for people who read the log."""
    worst_first = sorted(report.told, key=lambda one: SEVERITIES.index(one.check.severity))
    return "\n".join([*map(_finding, worst_first), totals(report)]) + "\n"


def _finding(finding: LintFinding) -> str:
    title = f"{finding.check.title} [{finding.check.id}]"
    return command(COMMANDS[finding.check.severity], told(finding), title, spot(finding.place))
