"""What lint found, for a person: place, message, the line, the remedy and the proof."""

from __future__ import annotations

from collections.abc import Iterator

from ....engine.lint.model import LintFinding, LintReport
from ....engine.problems import harmless, quotation, shown
from ....engine.written import counted
from ..layout import plain


def render(report: LintReport) -> str:
    """The findings that are not silenced, how often rules hold, and the totals."""
    lines = [line for finding in report.told for line in _finding(finding)]
    lines += _firings(report)
    lines.append(totals(report))
    return harmless("\n".join(lines) + "\n")


def _finding(finding: LintFinding) -> Iterator[str]:
    check = finding.check
    yield (f"{shown(str(finding.place))}: {check.severity}: {shown(finding.message)} [{check.id}]")
    yield from quotation(finding.place) or ()
    if finding.hint:
        yield f"  {shown(finding.hint)}"
    for line in finding.witness:
        yield f"  proof: {shown(line)}"
    yield f"  {check.page}"


def _firings(report: LintReport) -> Iterator[str]:
    if report.firings is None:
        return
    yield "In the export:"
    for firing in report.firings:
        undecided = f", open for {firing.open}" if firing.open else ""
        yield f"  {plain(firing.rule)}: holds {counted(firing.holds, 'time')}{undecided}"


def totals(report: LintReport) -> str:
    """`1 pack: 2 errors, 1 warning, 3 silenced.`"""
    levels = [counted(number, str(level)) for level, number in report.counts.items() if number]
    silenced = len(report.findings) - len(report.told)
    levels += [f"{silenced} silenced"] if silenced else []
    return f"{counted(len(report.packs), 'pack')}: {', '.join(levels) or 'nothing found'}."
