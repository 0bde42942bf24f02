"""How a verdict came about: the steps of `closeout.engine.report.verdicts`, one by one, with what each found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..policy.pack import Effect
from ..report.findings import ContractResult, Finding, Undetermined, Verdict
from ..report.verdicts import ENDED
from .model import Step

WAITING = (
    (Effect.WAIT, Verdict.WAIT, "Does something have to be waited for?"),
    (Effect.PREPARE, Verdict.PREPARE, "Does something have to be done first?"),
    (Effect.KEEP, Verdict.KEEP_OPEN, "Is it better kept open?"),
)
HINDERING = tuple(effect for effect, _, _ in WAITING)


def steps_of(
    result: ContractResult,
    findings: Sequence[Finding],
    undetermined: Sequence[Undetermined],
    closing_allowed: bool,
) -> tuple[Step, ...]:
    """The steps for a contract, in order; the first that holds decided.

    `findings` and `undetermined` are the contract's own and its milestones'.
    """
    if result.is_invalid:
        return (Step("Could the contract not be read?", Verdict.CANNOT_TELL, True),)
    if result.status == ENDED:
        return _ended(findings)
    unsure = [item for item in undetermined if not item.is_annotation_only]
    return tuple(_open(result, findings, unsure, closing_allowed))


def decisive(steps: Sequence[Step]) -> int:
    """Index of the step that decided."""
    return next(index for index, step in enumerate(steps) if step.holds)


def _open(
    result: ContractResult,
    findings: Sequence[Finding],
    unsure: Sequence[Undetermined],
    closing_allowed: bool,
) -> Iterable[Step]:
    blocking, may_block = _with(findings, Effect.BLOCK), _unsure(unsure, Effect.BLOCK)
    yield Step("Does a rule say not to end it?", Verdict.DO_NOT_END, bool(blocking), blocking)
    question = "Could one say so that cannot be decided?"
    yield Step(question, Verdict.CANNOT_TELL, bool(may_block), (), may_block)
    for effect, verdict, question in WAITING:
        found = _with(findings, effect)
        yield Step(question, verdict, bool(found), found)
    closing = _with(findings, Effect.CLOSE)
    is_ready = bool(closing) or (result.closing_planned and closing_allowed)
    hindering = _unsure(unsure, *HINDERING)
    question = "May it be ended, and is nothing undecided that could hinder it?"
    yield Step(question, Verdict.CLOSE, is_ready and not hindering, closing)
    question = "May it be ended, but for what cannot be decided?"
    yield Step(question, Verdict.CANNOT_TELL, is_ready and bool(hindering), closing, hindering)
    question = "Is it to be ended, without it being certain that it may be?"
    yield Step(question, Verdict.CANNOT_TELL, result.closing_planned)
    yield Step("Nothing of all this.", Verdict.NOTHING_TO_DO, True)


def _ended(findings: Sequence[Finding]) -> tuple[Step, ...]:
    acting = _with(findings, Effect.PREPARE, Effect.BLOCK)
    waiting = _with(findings, Effect.WAIT)
    return (
        Step(
            "It has ended. Does its owner still have to act?", Verdict.PREPARE, bool(acting), acting
        ),
        Step("Do others have to act?", Verdict.WAIT, bool(waiting), waiting),
        Step("Nothing of all this.", Verdict.NOTHING_TO_DO, True),
    )


def _with(findings: Sequence[Finding], *effects: Effect) -> tuple[Finding, ...]:
    return tuple(item for item in findings if item.action.effect in effects)


def _unsure(items: Sequence[Undetermined], *effects: Effect) -> tuple[Undetermined, ...]:
    return tuple(item for item in items if item.action.effect in effects)
