"""May a contract be ended now? One verdict per contract, from the effects of its findings.

`steps` says in what order is asked, and what each question found; the first that holds decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..policy.pack import Effect
from .findings import Closing, Finding, Undetermined, Verdict

ENDED = "ended"
WAITING = (
    (Effect.WAIT, Verdict.WAIT, "Does something have to be waited for?"),
    (Effect.PREPARE, Verdict.PREPARE, "Does something have to be done first?"),
    (Effect.KEEP, Verdict.KEEP_OPEN, "Is it better kept open?"),
)
HINDERING = tuple(effect for effect, _, _ in WAITING)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides the verdict of one contract.

    `findings` and `undetermined` are the contract's own and its milestones'.
    """

    status: str | None
    findings: Sequence[Finding] = ()
    undetermined: Sequence[Undetermined] = ()
    closing: Closing | None = None
    """None: nobody plans to end it."""
    is_invalid: bool = False
    """It could not be read."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question on the way to a verdict, what it found, and the verdict that it gives if it holds."""

    question: str
    verdict: Verdict
    holds: bool
    findings: tuple[Finding, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()
    needs: tuple[str, ...] = ()
    """The fields that would decide, where the verdict is that this cannot be told."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict and what it rests on. `until`: the latest deadline of what is waited for, UTC seconds."""

    verdict: Verdict
    until: int | None
    needs: tuple[str, ...]


def judge(standing: Standing) -> Judged:
    """The verdict of one contract: that of the first step that holds."""
    step = next(step for step in steps(standing) if step.holds)
    return Judged(step.verdict, _until(standing), step.needs)


def _until(standing: Standing) -> int | None:
    if standing.is_invalid:
        return None
    waits = _with(standing.findings, Effect.WAIT)
    return max((each.deadline for each in waits if each.deadline is not None), default=None)


def steps(standing: Standing) -> Iterable[Step]:
    """The steps for a contract, in order; the last one always holds."""
    if standing.is_invalid:
        yield Step("Could the contract not be read?", Verdict.CANNOT_TELL, True)
    elif standing.status == ENDED:
        yield from _ended(standing.findings)
    else:
        yield from _open(standing)


def _open(standing: Standing) -> Iterable[Step]:
    findings, closing = standing.findings, standing.closing
    unsure = [item for item in standing.undetermined if not item.is_annotation_only]
    blocking, may_block = _with(findings, Effect.BLOCK), _unsure(unsure, Effect.BLOCK)
    yield Step("Does a rule say not to end it?", Verdict.DO_NOT_END, bool(blocking), blocking)
    yield _cannot_tell("Could one say so that cannot be decided?", bool(may_block), (), may_block)
    for effect, verdict, question in WAITING:
        found = _with(findings, effect)
        yield Step(question, verdict, bool(found), found)
    closes = _with(findings, Effect.CLOSE)
    is_ready = bool(closes) or (closing is not None and closing.is_allowed)
    hindering = _unsure(unsure, *HINDERING)
    question = "May it be ended, and is nothing undecided that could hinder it?"
    yield Step(question, Verdict.CLOSE, is_ready and not hindering, closes)
    question = "May it be ended, but for what cannot be decided?"
    yield _cannot_tell(question, is_ready and bool(hindering), closes, hindering)
    yield Step(
        "Is it to be ended, without it being certain that it may be?",
        Verdict.CANNOT_TELL,
        closing is not None,
        needs=() if closing is None else tuple(sorted(closing.needs)),
    )
    yield _nothing()


def _ended(findings: Sequence[Finding]) -> Iterable[Step]:
    """An ended contract: its owner must act, others must, or nothing is left to do."""
    acting, waiting = _with(findings, Effect.PREPARE, Effect.BLOCK), _with(findings, Effect.WAIT)
    question = "It has ended. Does its owner still have to act?"
    yield Step(question, Verdict.PREPARE, bool(acting), acting)
    yield Step("Do others have to act?", Verdict.WAIT, bool(waiting), waiting)
    yield _nothing()


def _nothing() -> Step:
    return Step("Nothing of all this.", Verdict.NOTHING_TO_DO, True)


def _cannot_tell(
    question: str,
    holds: bool,
    findings: tuple[Finding, ...],
    undetermined: tuple[Undetermined, ...],
) -> Step:
    needs = sorted({need for item in undetermined for need in item.needs})
    return Step(question, Verdict.CANNOT_TELL, holds, findings, undetermined, tuple(needs))


def _with(findings: Sequence[Finding], *effects: Effect) -> tuple[Finding, ...]:
    return tuple(item for item in findings if item.action.effect in effects)


def _unsure(items: Sequence[Undetermined], *effects: Effect) -> tuple[Undetermined, ...]:
    return tuple(item for item in items if item.action.effect in effects)
