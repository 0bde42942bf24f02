"""What the formats of a plan say in words: steps, reasons for their order, rows, and the whole at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....engine.planning.model import Ending, Left, Plan, Planned, Row
from ....engine.report.findings import ContractResult, Finding, Report
from ....engine.written import counted
from ..answers import WORDS
from ..layout import LONG_TEXT, plain
from ..phrases import action_phrase, basis_phrase, contract_phrase
from ..urgency import due_words, safe_time_words
from ..words import capital, other_role, subject_words
from .calendar import Kind, Step, steps, untold

ADVICE = (
    "This is advice. It takes for granted that nothing happens but these endings and that nobody leaves "
    "feedback; each step names its rules. Export again before each ending, and plan again."
)
ROW_AT_WORST, ALL_AT_ONCE = "Row of endings without feedback, at worst", "All at once instead"
"""What stands above `row_lines` and `at_once_lines`."""
FEW_NAMES = 6
MINUTE = 60
"""Seconds."""


def open_lines(planned: Planned) -> Iterator[str]:
    """Of which contracts nothing can be planned yet; that there is nothing else to plan, where that is so."""
    report, found = planned.report, steps(planned)
    with_steps = {step.subject.contract for step in found}
    dark = [one.id for one in untold(report) if one.id not in with_steps]
    if dark:
        they = "it" if len(dark) == 1 else "they"
        yield f"Nothing can be planned for {_names(dark)} yet: {they} cannot be told."
    if len(dark) < len(report.contracts) and not found:
        yield f"Nothing {'else ' if dark else ''}to do, to wait for or to end."


def headline(step: Step, report: Report) -> str:
    """`by 2026-03-12 01:00 CET: Answer the dispute`, `end it, with the reason other`."""
    if step.kind is Kind.END:
        assert step.ending is not None
        reason = step.ending.end_reason
        how = "" if reason is None else f", with the reason {plain(reason).replace('_', ' ')}"
        return f"{_since(report, step.at)}: End it{how}"
    finding = step.rules[0]
    action = action_phrase(report, finding)
    if step.kind is Kind.LET_END:
        return f"Before the next ending: {action}"
    if step.kind is Kind.WAIT and finding.deadline is not None:
        is_over = finding.deadline <= report.as_of
        until = f"Until {report.zone.end(finding.deadline)}"
        return f"{'The wait is over, export again' if is_over else until}: {action}"
    when = due_words(report, finding)
    return f"{capital(when)}: {action}" if when else action


def _since(report: Report, at: int) -> str:
    """`Today`, `From 2026-03-19 on`, `After 2026-03-18 15:00 UTC`: what waits until then."""
    if at <= report.as_of + 1:
        return "Today"
    start = report.zone.start(at)
    is_second_after = start != report.zone.day(at) and at % MINUTE == 1
    return f"After {report.zone.text(at - 1)}" if is_second_after else f"From {start} on"


def subject_line(step: Step, report: Report) -> str:
    """`C121: Checks of tax tables (client Hillside Accounting)`."""
    contract = report.by_id.get(step.subject.contract or "")
    if contract is None:
        return capital(subject_words(step.subject))
    milestone = step.subject.milestone
    where = "" if milestone is None else f", milestone {plain(milestone)}"
    return named(contract, report.role, where)


def named(contract: ContractResult, role: str, where: str = "") -> str:
    """`C7: Logo (client Blum)`; `where`: which part of it."""
    id = f"{plain(contract.id)}{where}"
    return ": ".join(filter(None, (id, contract_phrase(contract, role))))


def rules_phrase(findings: Iterable[Finding]) -> str:
    """`[end-as-planned] (basis: mixed)`."""
    return " ".join(
        " ".join(filter(None, (f"[{plain(one.rule)}]", basis_phrase(one)))) for one in findings
    )


def notes(step: Step, planned: Planned) -> Iterator[str]:
    """What a step rests on, why it stands where it does, and what it leads to."""
    for finding in step.rules:
        message, safe = plain(finding.message, LONG_TEXT), safe_time_words(planned.report, finding)
        yield " ".join(filter(None, (message, safe, rules_phrase([finding]))))
    if step.ending is not None:
        if not step.rules:
            yield "Its end is planned, and nothing stands against it."
        yield from _why_then(step.ending, planned)
        yield from _row_notes("If nobody leaves feedback", step.ending.rows)
    if step.between is not None:
        then = f"If it ends with feedback before {plain(step.between.before)} is ended"
        yield from _row_notes(then, step.between.rows)


def _why_then(ending: Ending, planned: Planned) -> Iterator[str]:
    report = planned.report
    if ending.after:
        yield f"After {_names(ending.after)}{_window_of(ending, planned)}."
    for finding in ending.waited:
        yield f"Why not before: {plain(finding.why, LONG_TEXT)} {rules_phrase([finding])}"
    if ending.window_until is not None:
        until = report.zone.day(ending.window_until)
        yield f"The {other_role(report.role)} can leave feedback until {until}."


def _window_of(ending: Ending, planned: Planned) -> str:
    """What is waited for after those that were ended before, where they have a window."""
    before = (one for one in planned.plan.endings if one.contract in ending.after)
    if all(one.window_until is None for one in before):
        return ""
    sooner = ", or sooner, once that feedback is there" if ending.sooner else ""
    return f" and the {other_role(planned.report.role)}'s time for feedback{sooner}"


def _row_notes(begin: str, rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        if row.length is not None:
            limit = f"; rules speak of it from {row.limit} on" if row.reaches_limit else ""
            yield f"{begin}, the row without feedback is {row.length} long{limit}."


def row_lines(plan: Plan) -> Iterator[str]:
    """`Account A1: 7 now, 10 after this plan; rules speak of it from 3 on.`"""
    after = {(row.account, row.fact): row for row in plan.rows_after}
    at_once = {(row.account, row.fact): row for row in plan.all_at_once.rows}
    for row in plan.rows_before:
        key = (row.account, row.fact)
        later, all_now = after.get(key, row), at_once.get(key, row)
        name = "The account" if row.account is None else f"Account {plain(row.account)}"
        text = f"{name}: {_length(row)} now, {_length(later)} after this plan"
        if plan.all_at_once.contracts:
            text += f", {_length(all_now)} if all were ended today"
        yield f"{text}{_limit(later)}."


def _length(row: Row) -> str:
    return "not known" if row.length is None else str(row.length)


def _limit(row: Row) -> str:
    if row.limit is None:
        return ""
    if stays_below(row):
        return f"; it stays below {row.limit}, from where on rules speak of it"
    return f"; rules speak of it from {row.limit} on"


def stays_below(row: Row) -> bool:
    """Whether a row is known to be shorter than any that a rule speaks of."""
    return row.length is not None and row.limit is not None and row.length < row.limit


def at_once_lines(planned: Planned) -> Iterator[str]:
    """What ending everything today would lead to; nothing where the plan does just that."""
    found, report = planned.plan.all_at_once, planned.report
    if not found.contracts or _is_the_plan(planned):
        return
    if found.windows:
        other = other_role(report.role)
        yield (
            f"Ending {_names(found.contracts)} today: {counted(found.windows, other)} would have time for "
            f"feedback at once, in this plan {planned.plan.most_windows} at most."
        )
    for finding in found.findings:
        yield f"Rules would say: {plain(finding.message, LONG_TEXT)} {rules_phrase([finding])}"


def _is_the_plan(planned: Planned) -> bool:
    """Whether the plan ends the same contracts, all of them today."""
    endings, today = planned.plan.endings, planned.report.as_of + 1
    ended = {one.contract for one in endings if one.at <= today}
    return len(ended) == len(endings) and ended == set(planned.plan.all_at_once.contracts)


def left_line(left: Left, report: Report) -> str:
    """`C114: Programme booklet: from 2026-03-31 on something comes first: ...`."""
    contract = report.by_id[left.contract]
    since = "" if left.since <= report.as_of else f"from {report.zone.day(left.since)} on "
    word = WORDS.get(left.verdict, left.verdict.words)
    if left.is_in_line:
        word = "still in line"
    what = "; ".join(plain(one.action.title) for one in left.findings)
    text = f"{named(contract, report.role)}: {since}{word}"
    return f"{text}: {what} {rules_phrase(left.findings)}" if what else text


def horizon_lines(planned: Planned) -> Iterator[str]:
    """How far the simulation went, and how closely it looked."""
    plan, zone = planned.plan, planned.report.zone
    if plan.is_too_old:
        why = (
            "dated later" if planned.report.exported_at > planned.report.as_of else "too old for it"
        )
        yield f"Nothing is ended in this plan: the export is {why}. Export again, and plan again."
        return
    day = zone.day(plan.looked_until)
    if plan.is_cut_short:
        yield f"Looked ahead until {day}; so many contracts allow no more. Plan again then."
    else:
        yield f"Looked ahead until {day}."
    if plan.gap:
        days = max(1, plan.gap // 86_400)
        yield f"With so many contracts, what ends within {counted(days, 'day')} is looked at together."


def _names(ids: Iterable[str]) -> str:
    names = [plain(id) for id in ids]
    if len(names) > FEW_NAMES:
        return f"{', '.join(names[:FEW_NAMES])} and {len(names) - FEW_NAMES} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
