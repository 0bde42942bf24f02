"""What comes first: how near an instant is, and the few things that cannot wait."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from ...engine.policy.pack import RANK, Effect, Severity
from ...engine.report.findings import ContractResult, Finding, Report, Subject
from ...engine.units import Scope, Unit
from ...engine.written import DAY, HOUR, MINUTE, counted

MOST = 5
"""How many things are to be done first, at most."""

SOON = 2 * DAY
"""In seconds: money of which something happens so soon is no less urgent for being told as an info."""
UNDATED = 7
"""As so many days counts the time for what has no date."""

AMOUNT = re.compile(r"\d+(\.\d+)?")

ACTING = frozenset({Effect.PREPARE, Effect.CLOSE, Effect.NONE})
"""Effects of actions that a person does; the others say what to leave alone."""

DEEDS = ACTING | {Effect.BLOCK}
"""Effects of what may come first: to look something up is a deed, though nothing may end before it."""


def relative(instant: int, as_of: int) -> str:
    """`in 4 days`, `in 3 hours`, `2 days ago`, `now`: rounded towards as-of, so never too late.

    Hours are told up to two days, days from there on.
    """
    distance = abs(instant - as_of)
    if not distance:
        return "now"
    if distance < MINUTE:
        length = "less than a minute"
    elif distance < HOUR:
        length = counted(distance // MINUTE, "minute")
    elif distance < 2 * DAY:
        length = counted(distance // HOUR, "hour")
    else:
        length = counted(distance // DAY, "day")
    return f"in {length}" if instant > as_of else f"{length} ago"


def dated(instant: int, report: Report) -> str:
    """`2026-03-15 09:00 UTC, in 4 days`."""
    return f"{report.zone.text(instant)}, {relative(instant, report.as_of)}"


def due_words(report: Report, finding: Finding) -> str:
    """`by 2026-03-12 15:30 UTC`, `by the end of 2026-03-11 UTC`, `at once, until ... at the latest`,
    `overdue since ...`, or nothing. A wait lasts up to its deadline, not only up to the time that is safe.
    """
    instant = due(finding, report.as_of)
    if instant is None:
        return ""
    if finding.action.effect not in DEEDS and finding.deadline is not None:
        instant = finding.deadline
    if instant < report.as_of:
        return f"overdue since {report.zone.text(instant)}"
    if is_safe_time_over(finding, report):
        return f"at once, until {report.zone.end(instant)} at the latest"
    word = "by" if finding.action.effect in ACTING else "until"
    return f"{word} {report.zone.end(instant)}"


def due(finding: Finding, as_of: int) -> int | None:
    """The instant to act by: the safe one as long as it lies ahead, else the deadline."""
    if finding.safe_by is not None and (finding.safe_by > as_of or finding.deadline is None):
        return finding.safe_by
    return finding.deadline


def is_safe_time_over(finding: Finding, report: Report) -> bool:
    """Whether the safe instant of what the reader does has passed and its deadline has not: it may be too late."""
    safe_by, deadline = finding.safe_by, finding.deadline
    if safe_by is None or deadline is None or finding.action.effect not in DEEDS:
        return False
    return safe_by <= report.as_of < deadline and is_for_reader(finding, report.role)


def safe_time_words(report: Report, finding: Finding) -> str:
    """`The safe time ended on 2026-03-12 00:00 UTC.`, where it has and the deadline lies ahead."""
    if finding.safe_by is None or not is_safe_time_over(finding, report):
        return ""
    return f"The safe time ended on {report.zone.text(finding.safe_by)}."


def time_left(report: Report, finding: Finding, instant: int) -> str:
    """`in 36 hours`, or `at once, in 2 days at the latest`. `instant`: until when it is to be done."""
    near = relative(instant, report.as_of)
    return f"at once, {near} at the latest" if is_safe_time_over(finding, report) else near


def act_at(finding: Finding, report: Report) -> int | None:
    """By what a deed takes its place among others: when it is due, or as-of where its safe time is over."""
    as_of = report.as_of
    return as_of if is_safe_time_over(finding, report) else due(finding, as_of)


def first_things(report: Report) -> list[Finding]:
    """The most urgent, at most `MOST`: what no baseline has, errors by their time, then what most money
    hangs on soonest, then the rest by its time.

    Each contract, client and account is named once, with what is most urgent for it.
    """
    ranked = [
        (
            finding.is_known is True,
            *_weight(finding, report),
            *_nearness(finding, report),
            place,
        )
        for place, finding in enumerate(report.findings)
        if _comes_first(finding, report)
    ]
    chosen: dict[Subject, Finding] = {}
    for *_, place in sorted(ranked):
        finding = report.findings[place]
        chosen.setdefault(_whole(finding.subject), finding)
    return list(chosen.values())[:MOST]


def first_of(report: Report, findings: Sequence[Finding]) -> Finding | None:
    """What a contract's findings ask for first: their first one, but for the next thing that has a time to act by
    where that has none.
    """
    first = findings[0] if findings else None
    if first is None or act_at(first, report) is not None:
        return first
    dated = (
        (instant, place)
        for place, one in enumerate(findings)
        if (instant := act_at(one, report)) is not None
        and instant >= report.as_of
        and _comes_first(one, report)
    )
    return findings[min(dated, default=(0, 0))[1]]


def _weight(finding: Finding, report: Report) -> tuple[int, float]:
    """Severity, then for all but errors the money at stake a day; no date counts as `UNDATED`, money at stake
    `SOON` as a warning.
    """
    if finding.severity is Severity.ERROR:
        return RANK[finding.severity], 0
    instant = act_at(finding, report)
    days = UNDATED if instant is None else max(instant - report.as_of, DAY) // DAY
    at_stake = _at_stake(finding)
    is_near = at_stake > 0 and _is_near(instant, report.as_of)
    return RANK[Severity.WARNING if is_near else finding.severity], -at_stake / days


def is_soon(finding: Finding, report: Report) -> bool:
    """Whether the reader has to do it within `SOON`."""
    is_deed = finding.action.effect in DEEDS and is_for_reader(finding, report.role)
    return is_deed and _is_near(act_at(finding, report), report.as_of)


def _is_near(instant: int | None, as_of: int) -> bool:
    return instant is not None and as_of <= instant < as_of + SOON


def _at_stake(finding: Finding) -> float:
    """The largest amount that the message tells, whatever its currency; 0 for none."""
    told = (part for part in finding.told if not isinstance(part, str))
    amounts = (AMOUNT.match(part.text) for part in told if part.unit is Unit.MONEY)
    return max((float(amount[0]) for amount in amounts if amount), default=0.0)


def _whole(subject: Subject) -> Subject:
    """What a finding counts for: the contract, where it is about one of its milestones."""
    if subject.scope is not Scope.MILESTONE:
        return subject
    return replace(subject, scope=Scope.CONTRACT, milestone=None)


def _nearness(finding: Finding, report: Report) -> tuple[int, int]:
    """What can still be met comes first, then what was missed, then what has no date."""
    instant = act_at(finding, report)
    if instant is None:
        return 2, 0
    return (0, instant) if instant >= report.as_of else (1, -instant)


def _comes_first(finding: Finding, report: Report) -> bool:
    """Errors always unless waived or they answer a planned closing; else what the reader does.

    For info only what comes before the end of a contract, while there is a date ahead.
    """
    if finding.waived is not None or is_answer(finding, report):
        return False
    if finding.severity is Severity.ERROR:
        return True
    if finding.action.effect not in DEEDS or not is_for_reader(finding, report.role):
        return False
    if finding.severity is Severity.WARNING:
        return True
    instant = due(finding, report.as_of)
    is_optional = finding.action.effect is Effect.NONE
    return not is_optional and instant is not None and instant > report.as_of


def is_answer(finding: Finding, report: Report) -> bool:
    """Whether it answers that a planned closing cannot be; that is told at the top, and no deed."""
    contract = report.contract_of(finding)
    return (
        contract is not None and contract.closing_planned and finding.action.effect is Effect.BLOCK
    )


def contracts_by_urgency(report: Report) -> list[ContractResult]:
    """By their first finding, then as in the export."""
    places: dict[str, int] = {}
    for place, finding in enumerate(report.findings):
        places.setdefault(finding.subject.contract or "", place)
    last = len(report.findings)
    return sorted(report.contracts, key=lambda one: places.get(one.id, last))


def others_by_subject(report: Report) -> list[Finding]:
    """The findings without a contract, by account and client."""
    return sorted(report.elsewhere, key=lambda finding: of_subject(finding.subject))


def of_subject(subject: Subject) -> tuple[str, str, str]:
    """Sorts by account, client and contract."""
    return subject.account or "", subject.client or "", subject.contract or ""


def is_for_reader(finding: Finding, role: str) -> bool:
    """Whether the one who exported has to act: an agency acts for its freelancers."""
    who = finding.action.who
    return who in ("owner", role) or (role == "agency" and who == "freelancer")


def open_errors(report: Report) -> int:
    """How many findings are errors, not waived, and no answer to a planned closing."""
    return sum(
        finding.severity is Severity.ERROR
        and finding.waived is None
        and not is_answer(finding, report)
        for finding in report.findings
    )
