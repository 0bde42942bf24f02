"""How old an export is, in words, and what that means for ending a contract."""

from __future__ import annotations

from ...engine.report.findings import Age, AsOfOrigin, ContractResult, Report
from ...engine.report.running_out import running_out_on
from .urgency import relative


def as_of_words(report: Report) -> str:
    """`as of 2026-03-10 12:00 UTC`, `as of the export, 2 hours ago`."""
    as_of = report.zone.text(report.as_of)
    if report.exported_at >= report.as_of:
        return f"as of {as_of}"
    ago = relative(report.exported_at, report.as_of)
    if report.as_of_origin is AsOfOrigin.CLOCK:
        return f"as of the export, {ago}"
    return f"as of {as_of}, by an export of {ago.removesuffix('ago')}before"


def age_sentence(report: Report) -> str:
    """What the age of the export means, said once; "" where it is recent."""
    match report.age:
        case Age.OLD if report.exported_at > report.as_of:
            dated = report.zone.text(report.exported_at)
            return f"Export again before you end a contract: the export is dated {dated}, which is later."
        case Age.OLD:
            return "Export again before you end a contract: the export is older than a day."
        case Age.STALE:
            return "Export again: the export is too old, and what may have changed since is open."
        case Age.FRESH:
            return ""


def export_again(report: Report, contract: ContractResult) -> str:
    """What to do about a contract that a newer export would decide, and until when, where time may be running."""
    first = running_out_on(report, [contract.id])
    until = (
        ""
        if first is None or first.deadline is None
        else f", by {report.zone.text(first.deadline)}"
    )
    return f"export again{until}" if report.age is Age.STALE else "export again before you end it"
