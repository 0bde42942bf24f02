"""The plan of a report: the course of endings from as-of on, and what it is to be compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ..calendar import LAST
from ..evaluation.evaluate import Options
from ..policy.pack import Pack
from ..report.findings import Age, Finding, Report, Verdict
from ..report.verdicts import ENDED
from ..snapshot.model import Contract, Snapshot
from ..snapshot.planned import with_planned
from .course import WEEK, Course
from .ended import ended, ended_with_feedback
from .looks import MOST_LOOKS, Look, Looks
from .model import AllAtOnce, Between, Ending, Left, Plan

LOOKS_A_STEP = 2
"""One before the endings of an instant, and one after them."""


def plan_of(
    report: Report, snapshot: Snapshot, packs: Sequence[Pack], options: Options, weeks: int
) -> Plan:
    """What to end when, within so many weeks, if nothing else happens and no client leaves feedback.

    `options`: those of the report. The simulation is bounded: it looks at the contracts `MOST_LOOKS`
    times at most, and less often the more there are, and ends with the calendar.
    """
    planned = with_planned(snapshot, options.closing)
    looks = Looks(planned, packs, replace(options, closing=frozenset()))
    state = {contract.id: contract for contract in planned.contracts}
    first = looks.look(state, report.as_of, is_first=True)
    until = min(report.as_of + weeks * WEEK, LAST)
    gap = 0 if looks.most == MOST_LOOKS else weeks * WEEK * LOOKS_A_STEP // looks.most
    course = Course(looks, dict(state), first, snapshot.role, gap, report.as_of)
    is_too_old = report.age is not Age.FRESH
    if not is_too_old:
        course.run(until)
    between = tuple(_between(course, first, looks, snapshot.role))
    left = tuple(course.left())
    return Plan(
        endings=tuple(course.endings),
        left=left,
        between=between,
        rows_before=first.rows,
        rows_after=course.look.rows if course.endings else first.rows,
        most_windows=_most_windows(course.endings),
        all_at_once=_all_at_once(course.endings, left, first, state, looks, snapshot.role),
        looked_until=course.look.at if course.is_cut_short else until,
        gap=gap,
        is_cut_short=course.is_cut_short,
        is_too_old=is_too_old,
    )


def _between(course: Course, first: Look, looks: Looks, role: str) -> Iterator[Between]:
    """Before each ending that makes a row too long, a contract whose client could end it with feedback."""
    left = dict(_could_end_with_feedback(first))
    done = {ending.contract: ending.at for ending in course.endings}
    batches = set()
    for ending in course.endings:
        if (ending.account, ending.at) in batches or looks.are_used_up:
            continue
        batches.add((ending.account, ending.at))
        if not any(row.reaches_limit for row in ending.rows):
            continue
        for id, finding in left.items():
            same_account = first.contracts[id].account == ending.account
            if same_account and done.get(id, ending.at + 1) > ending.at:
                del left[id]
                yield _if_ended_first(course, ending, id, finding, looks, role)
                break


def _could_end_with_feedback(look: Look) -> Iterator[tuple[str, Finding]]:
    """Open contracts with the advice to let the client end them."""
    for one in look.contracts.values():
        if one.status != ENDED and one.verdict is not Verdict.DO_NOT_END:
            for finding in look.by_contract.get(one.id, ()):
                if finding.action.ends_by_other:
                    yield one.id, finding
                    break


def _if_ended_first(
    course: Course, ending: Ending, id: str, finding: Finding, looks: Looks, role: str
) -> Between:
    """The rows after an ending, if another contract ended with feedback a second before."""
    at = ending.at
    state = dict(course.states[ending.contract])
    state[id] = ended_with_feedback(state[id], at - 1, role)
    for other in course.endings:
        if (other.account, other.at) == (ending.account, ending.at):
            state[other.contract] = ended(state[other.contract], at, role)
    rows = looks.look(state, at + 1).rows_of(ending.account)
    return Between(id, ending.contract, at, finding, rows)


def _most_windows(endings: Sequence[Ending]) -> int:
    """How many windows are open at the same time, at most."""
    return max((_windows_at(endings, one.at) for one in endings), default=0)


def _windows_at(endings: Sequence[Ending], at: int) -> int:
    return sum(one.at <= at <= one.window_until for one in endings if one.window_until is not None)


def _all_at_once(
    endings: Sequence[Ending],
    left: Sequence[Left],
    first: Look,
    state: dict[str, Contract],
    looks: Looks,
    role: str,
) -> AllAtOnce:
    """Everything that the plan ends, or that is still in line, ended as of now."""
    in_line = (one.contract for one in left if one.is_in_line)
    ids = (*(one.contract for one in endings), *in_line)
    if not ids:
        return AllAtOnce((), first.rows, 0, ())
    changed = state | {id: ended(state[id], first.at, role) for id in ids}
    look = looks.look(changed, first.at + 1)
    known = {(one.rule, one.subject) for one in first.findings}
    new = tuple(
        one
        for one in look.findings
        if one.subject.contract is None and (one.rule, one.subject) not in known
    )
    windows = sum(look.contracts[id].until is not None for id in ids)
    return AllAtOnce(ids, look.rows, windows, new)
