"""A report in which pages for people tell of some contracts alone: for --rule and --min-severity."""

from __future__ import annotations

from dataclasses import replace

from ...engine.report.findings import Report
from ...engine.report.granted import only_named
from ...engine.report.question import Questions
from . import RenderOptions


def narrowed(report: Report, options: RenderOptions) -> Report:
    """The report with only the contracts that are to be told of, and what is about them."""
    told = options.told
    if told is None:
        return report
    kept = replace(
        report,
        contracts=tuple(contract for contract in report.contracts if contract.id in told),
        undetermined=tuple(
            one
            for one in report.undetermined
            if one.subject.contract is None or one.subject.contract in told
        ),
        questions=Questions(one for one in report.questions if one.contract in told),
    )
    return only_named(kept)


def told_phrase(report: Report, options: RenderOptions) -> str:
    """`Told of 3 of 32 contracts.`, or nothing where all are."""
    if options.told is None:
        return ""
    ids = sum(contract.id in options.told for contract in report.contracts)
    return f"Told of {ids} of {len(report.contracts)} contracts."
