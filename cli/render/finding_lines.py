"""The lines of a finding: what to do, by when, and why, and with `-v` how, the evidence and the sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...engine.policy.pack import Basis, Effect, Severity
from ...engine.report.findings import Finding, Report, Shown
from ...engine.written import NOT_KNOWN
from .answers import tells_deadline
from .layout import LONG_TEXT, plain, wrapped
from .page import LONGEST_ID, Page
from .phrases import action_phrase, is_folded
from .urgency import (
    dated,
    due,
    due_words,
    is_soon,
    relative,
    safe_time_words,
    time_left,
)

LONGEST_LINK = 2_000

BASES = {
    Basis.OFFICIAL: "official, the platform states it",
    Basis.MIXED: "mixed, an official rule and a reading of it",
    Basis.ADVICE: "advice, not a rule of the platform",
}


def findings_lines(page: Page, findings: Iterable[Finding]) -> list[str]:
    """Findings of one contract, client or account; what the baseline has is counted, with `-v` told."""
    lines: list[str] = []
    known = 0
    for finding in findings:
        if is_folded(page.report, finding, page.options):
            known += 1
        else:
            lines += finding_lines(page, finding)
    return [*lines, f"    {known} known"] if known else lines


def finding_lines(
    page: Page, finding: Finding, titles: Sequence[str] = (), near: str = ""
) -> list[str]:
    """What to do, by when, and why, in one paragraph; with `-v` apart, and how, the evidence and the sources.

    `titles`: what it is about, where no line above says it; the first of those that take the fewest lines.
    """
    width, report = page.width, page.report
    if not near and not page.options.verbose and is_soon(finding, report):
        near = nearness(report, finding)
    known = ", known" if finding.is_known else ""
    action = f"{finding.severity}{known}{near}: {action_phrase(report, finding)}"
    is_told = tells_deadline(report, finding)
    if is_told and finding.deadline is not None and page.options.verbose:
        action += f", {time_left(report, finding, finding.deadline)}"
    dates = "" if is_told else _deadline(finding, report, is_near_told=bool(near))
    if not page.options.verbose:
        text = f"{action}{_in_short(page, finding, dates)} [{plain(finding.rule)}]"
        found = [wrapped(f"{title}: {text}", width, 2, 4) for title in titles]
        told = min(found, key=len) if found else wrapped(text, width, 4, 6)
        return [*page.tinted(told, finding), *_waived(page, finding)]
    lines = page.tinted(wrapped(action, width, 4, 6), finding)
    if dates:
        lines += wrapped(dates, width, 6, 8)
    return [*lines, *_message(page, finding), *_waived(page, finding), *_details(page, finding)]


def action_lines(page: Page, place: int, finding: Finding, about: str) -> list[str]:
    """`1. error: C121: Respond to the refund request, by 2026-03-12 09:00 UTC, in 2 days`.

    The date stays in one piece: it has a line of its own where the first has no room for it.
    """
    report = page.report
    text = f"{place}. {finding.severity}: {about}: {action_phrase(page.report, finding)}"
    instant = due(finding, report.as_of)
    if instant is None:
        return page.tinted(wrapped(text, page.width, 2, 5), finding)
    by = due_words(report, finding)
    date = f"{by}, {relative(instant, report.as_of)}"
    for told in (date, by):
        if len(in_one := wrapped(f"{text}, {told}", page.width, 2)) == 1:
            return page.tinted(in_one, finding)
    apart = [*wrapped(f"{text},", page.width, 2, 5), *wrapped(date, page.width, 5)]
    return page.tinted(apart, finding)


def nearness(report: Report, finding: Finding) -> str:
    """`, in 36 hours`, `, at once, in 2 days at the latest`, `, overdue, 2 days ago`; nothing without a date."""
    instant = due(finding, report.as_of)
    if instant is None:
        return ""
    overdue = ", overdue" if instant < report.as_of else ""
    return f"{overdue}, {time_left(report, finding, instant)}"


def is_brief(finding: Finding) -> bool:
    """Whether it asks for nothing but patience: its message is told with `-v` alone."""
    is_patient = finding.action.effect in (Effect.WAIT, Effect.KEEP)
    return is_patient and finding.severity is Severity.INFO and finding.waived is None


def until_words(page: Page, finding: Finding, *, is_near_told: bool = True) -> str:
    """`, until 2026-03-15 10:00 CET, in 4 days`, while that is ahead; `is_near_told`: how long that is."""
    at, report = finding.deadline, page.report
    if at is None or at <= report.as_of:
        return ""
    return f", until {dated(at, report) if is_near_told else report.zone.text(at)}"


def _in_short(page: Page, finding: Finding, dates: str) -> str:
    """What follows the action in the same paragraph."""
    if is_brief(finding):
        return until_words(page, finding)
    return ". " + " ".join(filter(None, [dates and f"{dates}.", _told(page.report, finding)]))


def _deadline(finding: Finding, report: Report, *, is_near_told: bool) -> str:
    deadline, safe_by, as_of = finding.deadline, finding.safe_by, report.as_of
    if deadline is None and safe_by is None:
        return ""
    if deadline is None:
        return f"Safe until {dated(safe_by, report)}" if safe_by is not None else ""
    text = f"Deadline {report.zone.text(deadline) if is_near_told else dated(deadline, report)}"
    if safe_by is None or safe_by == deadline or deadline <= as_of:
        return text
    if safe_by <= as_of:
        return text  # what has passed is no plan
    return f"{text}; safe until {report.zone.text(safe_by).removesuffix(' UTC')}"


def _message(page: Page, finding: Finding) -> list[str]:
    basis = "" if finding.basis is Basis.OFFICIAL else f" (basis: {finding.basis})"
    return wrapped(f"{_told(page.report, finding)} [{plain(finding.rule)}]{basis}", page.width, 6)


def _told(report: Report, finding: Finding) -> str:
    """The message, of which milestone it speaks, and since when its time is not safe any more."""
    message = plain(finding.message, LONG_TEXT)
    text = " ".join(filter(None, (message, safe_time_words(report, finding))))
    if finding.subject.milestone is None:
        return text
    return f"Milestone {plain(finding.subject.milestone, LONGEST_ID)}: {text}"


def _waived(page: Page, finding: Finding) -> list[str]:
    """`Waived until 2026-06-30 00:00 UTC by Ana: agreed with the client`."""
    waived = finding.waived
    if waived is None:
        return []
    by = "" if waived.who is None else f" by {plain(waived.who)}"
    reason = plain(waived.reason, LONG_TEXT)
    text = f"Waived until {page.report.zone.text(waived.until)}{by}: {reason}"
    return wrapped(text, page.width, 6, 8)


def _details(page: Page, finding: Finding) -> list[str]:
    width = page.width
    lines: list[str] = []
    if finding.why:
        lines += wrapped(f"Why: {plain(finding.why, LONG_TEXT)}", width, 6, 8)
    for place, step in enumerate(finding.action.how, start=1):
        lines += wrapped(f"Step {place}: {plain(step, LONG_TEXT)}", width, 6, 8)
    for name, at in finding.events.items():
        when = NOT_KNOWN if at is None else dated(at, page.report)
        lines += wrapped(f"Event {plain(name)}: {when}", width, 6, 8)
    for name, value in finding.evidence.items():
        lines += value_lines(page, f"Evidence {plain(name)}", value, 6)
    lines += wrapped(f"Basis: {BASES[finding.basis]}", width, 6, 8)
    if finding.page:
        lines += wrapped(f"Rule: {plain(finding.page, LONGEST_LINK)}", width, 6, 8)
    for source in finding.sources:
        title = f"{plain(source.title)} ({plain(source.id)})"
        lines += wrapped(f"Source: {title}", width, 6, 8)
        if source.url:
            lines.append(" " * 8 + plain(source.url, LONGEST_LINK))
    return lines


def facts_lines(page: Page, facts: Mapping[str, Shown | None]) -> list[str]:
    """The facts of a contract or an account, one a line."""
    return [
        line
        for name, value in facts.items()
        for line in value_lines(page, f"Fact {plain(name)}", value, 4)
    ]


def value_lines(page: Page, label: str, value: Shown | None, indent: int) -> list[str]:
    """A named value."""
    text = NOT_KNOWN if value is None else plain(value.text, LONG_TEXT)
    return wrapped(f"{label}: {text}", page.width, indent, indent + 2)
