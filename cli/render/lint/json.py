"""What lint found, for a program; see schemas/lint.schema.json."""

from __future__ import annotations

from typing import Any

from ....engine.lint.checks import CHECKS
from ....engine.lint.model import LintFinding, LintReport
from ....engine.problems import shown
from ..json_writing import document
from ..layout import LONG_TEXT, plain


def render(report: LintReport) -> str:
    """All findings, the silenced ones too."""
    found: dict[str, Any] = {
        "version": 1,
        "packs": [plain(pack) for pack in report.packs],
        "findings": [_finding(finding) for finding in report.findings],
        "checks": [
            {
                "id": check.id,
                "severity": str(check.severity),
                "title": check.title,
                "page": check.page,
            }
            for check in CHECKS.values()
        ],
        "summary": {
            **{str(severity): number for severity, number in report.counts.items()},
            "silenced": len(report.findings) - len(report.told),
        },
    }
    if report.firings is not None:
        found["firings"] = [
            {"rule": plain(one.rule), "holds": one.holds, "open": one.open}
            for one in report.firings
        ]
    return document(found)


def _finding(finding: LintFinding) -> dict[str, Any]:
    place = finding.place
    return {
        "check": finding.check.id,
        "severity": str(finding.check.severity),
        "file": shown(place.file),
        "line": place.line or None,
        "column": place.column or None,
        "about": plain(finding.about),
        "message": plain(finding.message, LONG_TEXT),
        "hint": plain(finding.hint, LONG_TEXT) if finding.hint else None,
        "witness": [plain(line, LONG_TEXT) for line in finding.witness],
        "page": finding.check.page,
        "silenced": plain(finding.silenced, LONG_TEXT) if finding.silenced else None,
    }
