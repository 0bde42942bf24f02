"""A plan on one calendar: the deeds and waits of the report, and the endings of the simulation, by their time."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from ....engine.planning.model import Between, Ending, Planned
from ....engine.policy.pack import RANK, Effect, Severity
from ....engine.report.findings import ContractResult, Finding, Report, Subject, Verdict
from ....engine.units import Scope
from ..urgency import act_at, due, is_answer, is_for_reader


class Kind(StrEnum):
    """What a step of a plan is."""

    DO = "do"
    WAIT = "wait"
    LET_END = "let-end"
    """Have the other side end a contract, with feedback, before the ending that follows."""
    END = "end"


class Step(Struct, frozen=True):
    """One entry of the calendar."""

    kind: Kind
    at: int
    """Where it stands, UTC seconds: what is to be done stands where it is due, or at as-of if it is overdue,
    has no date, or is safe no more by every reading of the sources."""
    due: int | None
    """Until when, for deeds and waits that have a date."""
    subject: Subject
    rules: tuple[Finding, ...]
    """What it comes from; an ending's reasons for its place in the order stand in `ending.waited`."""
    ending: Ending | None = None
    between: Between | None = None


ORDER = {Kind.DO: 0, Kind.WAIT: 1, Kind.LET_END: 2, Kind.END: 3}


def steps(planned: Planned) -> list[Step]:
    """Every step, by its time; of the same time deeds first, the most severe first."""
    report, plan = planned.report, planned.plan
    found = [*_of_findings(report)]
    for ending in plan.endings:
        subject = Subject(Scope.CONTRACT, contract=ending.contract)
        found.append(Step(Kind.END, ending.at, None, subject, ending.findings, ending))
    for one in plan.between:
        subject = Subject(Scope.CONTRACT, contract=one.contract)
        found.append(Step(Kind.LET_END, one.at, None, subject, (one.finding,), None, one))
    return sorted(found, key=lambda step: (step.at, ORDER[step.kind], _rank(step)))


def _rank(step: Step) -> int:
    is_deed = step.kind is Kind.DO
    return RANK[step.rules[0].severity] if is_deed else 0


def _of_findings(report: Report) -> Iterator[Step]:
    for finding in report.findings:
        if finding.waived is not None:
            continue
        if finding.action.effect is Effect.WAIT:
            if finding.deadline is not None or not finding.behind:
                at = max(finding.deadline or report.as_of, report.as_of)
                yield Step(Kind.WAIT, at, finding.deadline, finding.subject, (finding,))
        elif is_deed(report, finding):
            until = due(finding, report.as_of)
            at = max(act_at(finding, report) or report.as_of, report.as_of)
            yield Step(Kind.DO, at, until, finding.subject, (finding,))


def is_deed(report: Report, finding: Finding) -> bool:
    """Whether the reader has something to do, and not only something to know or to leave alone."""
    if not is_for_reader(finding, report.role) or is_answer(finding, report):
        return False
    if finding.action.effect is Effect.NONE:
        return finding.severity is not Severity.INFO
    return finding.action.effect in (Effect.PREPARE, Effect.BLOCK)


def left_alone(report: Report) -> list[ContractResult]:
    """The contracts that must not be ended for now."""
    return [one for one in report.contracts if one.verdict is Verdict.DO_NOT_END]


def untold(report: Report) -> list[ContractResult]:
    """The contracts of which nothing can be planned, as it is not known how they stand."""
    return [one for one in report.contracts if one.verdict is Verdict.CANNOT_TELL]
