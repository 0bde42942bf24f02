"""May a contract be ended now? One verdict per contract, from the effects of its findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..policy.pack import Effect
from .findings import Finding, Undetermined, Verdict

ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict and what it rests on. `until`: the latest deadline of what is waited for, UTC seconds."""

    verdict: Verdict
    until: int | None
    needs: tuple[str, ...]


def judge(
    status: str | None,
    findings: Sequence[Finding],
    undetermined: Sequence[Undetermined],
    closing_planned: bool,
    closing_allowed: bool,
    closing_needs: frozenset[str],
) -> Judged:
    """The verdict of one contract; the first step that holds decides.

    `findings` and `undetermined` are the contract's own and its milestones'. `closing_allowed`: what
    closing requires is certainly fulfilled; `closing_needs`: the fields that would tell.
    """
    effects = {finding.action.effect for finding in findings}
    waits = [
        finding.deadline
        for finding in findings
        if finding.action.effect is Effect.WAIT and finding.deadline is not None
    ]
    until = max(waits, default=None)
    if status == ENDED:
        return Judged(_ended(effects), until, ())
    open_ends = [item for item in undetermined if not item.is_annotation_only]
    unsure = {item.action.effect for item in open_ends}
    if Effect.BLOCK in effects:
        return Judged(Verdict.DO_NOT_END, until, ())
    if Effect.BLOCK in unsure:
        return Judged(Verdict.CANNOT_TELL, until, _needs(open_ends, {Effect.BLOCK}))
    for effect, verdict in _IN_TURN:
        if effect in effects:
            return Judged(verdict, until, ())
    if Effect.CLOSE in effects or (closing_planned and closing_allowed):
        hindering = unsure & _HINDERING
        if not hindering:
            return Judged(Verdict.CLOSE, until, ())
        return Judged(Verdict.CANNOT_TELL, until, _needs(open_ends, _HINDERING))
    if closing_planned:
        return Judged(Verdict.CANNOT_TELL, until, tuple(sorted(closing_needs)))
    return Judged(Verdict.NOTHING_TO_DO, until, ())


_IN_TURN = (
    (Effect.WAIT, Verdict.WAIT),
    (Effect.PREPARE, Verdict.PREPARE),
    (Effect.KEEP, Verdict.KEEP_OPEN),
)
_HINDERING = {effect for effect, _ in _IN_TURN}


def _ended(effects: set[Effect]) -> Verdict:
    """An ended contract: its owner must act, others must, or nothing is left to do."""
    if Effect.PREPARE in effects or Effect.BLOCK in effects:
        return Verdict.PREPARE
    return Verdict.WAIT if Effect.WAIT in effects else Verdict.NOTHING_TO_DO


def _needs(items: Sequence[Undetermined], effects: set[Effect]) -> tuple[str, ...]:
    return tuple(
        sorted({need for item in items if item.action.effect in effects for need in item.needs})
    )
