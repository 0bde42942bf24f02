"""May a contract be ended now? One verdict per contract, from the effects of its findings.

`steps` says in what order is asked, and what each question found; the first that holds decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from ..meaning.needs import remedies
from ..policy.pack import Effect, Severity
from ..snapshot.fields import EXPORTED_AT, PLATFORM
from .findings import Closing, Finding, Item, Undetermined, Verdict

ENDED = "ended"
HINDERING = (Effect.BLOCK, Effect.WAIT, Effect.PREPARE, Effect.KEEP)
"""Effects of rules that stand against the end of a contract."""


Assumed = Callable[[Collection[Effect], bool], Iterable[str]]
"""The assumptions that alone decide rules of these effects; with True, as far as a closing may rest on
them."""


def nothing_assumed(effects: Collection[Effect], for_closing: bool) -> Iterable[str]:
    """For a contract of which everything is stated or implied."""
    return ()


Hindrances = Callable[[], Sequence[Undetermined]]
"""What could hinder a closing, as far as it is known in the careful state of knowledge."""


def nothing_hinders() -> Sequence[Undetermined]:
    """For a contract of which everything is known."""
    return ()


class Standing(NamedTuple):
    """What decides the verdict of one contract.

    `findings` and `undetermined` are the contract's own and its milestones': of the working state of
    knowledge, but for those that end the contract, which are of the careful one.
    """

    status: str | None
    findings: Sequence[Finding] = ()
    undetermined: Sequence[Undetermined] = ()
    hindering: Hindrances = nothing_hinders
    """Asked for only where the contract could be ended."""
    closing: Closing | None = None
    """None: nobody plans to end it."""
    is_fresh: bool = True
    """Whether the export is recent enough to end the contract by it."""
    is_stale: bool = False
    """Whether the export is so old that what it says may have changed."""
    assumed: Assumed = nothing_assumed
    """Asked for what nothing but assumptions decides."""
    is_invalid: bool = False
    """It could not be read."""
    is_covered: bool = True
    """Whether there is a policy for its platform."""
    nearly: Sequence[Undetermined] = ()
    """What would end it, but for an assumption that a closing may not rest on."""


class Step(NamedTuple):
    """One question on the way to a verdict, what it found, and the verdict that it gives if it holds."""

    question: str
    verdict: Verdict
    holds: bool
    findings: tuple[Finding, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()
    needs: tuple[str, ...] = ()
    """The fields that would decide, where the verdict is that this cannot be told."""


class Judged(NamedTuple):
    """A verdict and what it rests on. `until`: the latest deadline of what is waited for, UTC seconds."""

    verdict: Verdict
    until: int | None
    needs: tuple[str, ...]
    assumes: tuple[str, ...] = ()


def judge(standing: Standing) -> Judged:
    """The verdict of one contract: that of the first step that holds."""
    signs = _plain_signs(standing)
    if signs is None:
        return _judged(standing)
    known = _PLAIN.get(signs)
    if known is None:
        known = _PLAIN[signs] = _judged(standing)
    if Effect.WAIT not in signs[2]:
        return known
    return Judged(known.verdict, _until(standing), known.needs, known.assumes)


_PlainSigns = tuple[bool, bool, tuple[Effect, ...]]
_PLAIN: dict[_PlainSigns, Judged] = {}
"""Judgements by all that decides of a contract of which nothing is open and nothing assumed; but for `until`."""


def _plain_signs(standing: Standing) -> _PlainSigns | None:
    """All that decides, where nothing is open, nothing assumed, and nobody could end the contract now."""
    if (
        standing.undetermined
        or standing.closing is not None
        or standing.is_invalid
        or not standing.is_covered
        or standing.hindering is not nothing_hinders
        or standing.assumed is not nothing_assumed
    ):
        return None
    found = standing.findings
    if not found:
        return standing.status == ENDED, standing.is_fresh, ()
    for each in found:
        if each.assumes or each.action.effect is Effect.CLOSE:
            return None
    return (
        standing.status == ENDED,
        standing.is_fresh,
        tuple([each.action.effect for each in found]),
    )


def _judged(standing: Standing) -> Judged:
    step = _decisive(standing)
    needs = step.needs
    if standing.is_stale and step.verdict is Verdict.CANNOT_TELL:
        needs = (EXPORTED_AT,)  # nobody is asked to supply what a new export would say
    return Judged(step.verdict, _until(standing), needs, _assumes(step, standing))


_Signs = tuple[bool, frozenset[Effect], frozenset[tuple[Effect, bool]], bool]
_KNOWN: dict[_Signs, tuple[Verdict, frozenset[Effect]]] = {}
"""By all that the steps look at: the verdict of the first that holds, and the effects of its findings."""


def _decisive(standing: Standing) -> Step:
    """The first step that holds. Where nobody could end the contract now it is known from others like it."""
    found = standing.findings
    effects = frozenset([item.action.effect for item in found])
    is_judged = standing.is_covered and not standing.is_invalid
    is_near = standing.closing is not None or standing.nearly or Effect.CLOSE in effects
    if not is_judged or is_near:
        return deciding_step(standing)
    unsure = frozenset(
        [(item.action.effect, item.severity is Severity.INFO) for item in standing.undetermined]
    )
    signs = (standing.status == ENDED, effects, unsure, standing.is_fresh)
    known = _KNOWN.get(signs)
    if known is None:
        step = deciding_step(standing)
        if step.verdict is not Verdict.CANNOT_TELL:
            of_step = frozenset([item.action.effect for item in step.findings])
            _KNOWN[signs] = step.verdict, of_step
        return step
    verdict, of_step = known
    return Step("", verdict, True, _with(found, *of_step) if of_step else ())


def deciding_step(standing: Standing) -> Step:
    """The first step that holds, with all that it found."""
    return next(step for step in steps(standing) if step.holds)


ASKED_BEFORE: dict[Verdict, tuple[Effect, ...]] = {
    Verdict.WAIT: (Effect.BLOCK,),
    Verdict.PREPARE: (Effect.BLOCK, Effect.WAIT),
    Verdict.KEEP_OPEN: (Effect.BLOCK, Effect.WAIT, Effect.PREPARE),
    Verdict.CLOSE: HINDERING,
    Verdict.NOTHING_TO_DO: HINDERING,
}
"""What must not hold for a verdict to be reached."""


def _assumes(step: Step, standing: Standing) -> tuple[str, ...]:
    """The assumptions without all of which the verdict would not be certain."""
    if step.verdict is Verdict.CANNOT_TELL:
        return ()
    found: set[str] = set()
    ways = [finding.assumes for finding in step.findings]
    closing = standing.closing if step.verdict is Verdict.CLOSE else None
    if closing is not None and closing.is_allowed and not (ways and closing.assumes):
        ways.append(closing.assumes)  # the plan alone may be reason enough
    if () not in ways:
        found.update(*ways)
    before = ASKED_BEFORE.get(step.verdict, ())
    found.update(standing.assumed(before, step.verdict is Verdict.CLOSE))
    return tuple(sorted(found))


def _until(standing: Standing) -> int | None:
    if standing.is_invalid:
        return None
    found = [
        each.deadline
        for each in standing.findings
        if each.action.effect is Effect.WAIT and each.deadline is not None
    ]
    return max(found) if found else None


def steps(standing: Standing) -> Iterable[Step]:
    """The steps for a contract, in order; the last one always holds."""
    if standing.is_invalid:
        yield Step("Could the contract not be read?", Verdict.CANNOT_TELL, True)
    elif not standing.is_covered:
        question = "Is there no policy for its platform?"
        yield Step(question, Verdict.CANNOT_TELL, True, needs=(PLATFORM,))
    elif standing.status == ENDED:
        yield from _ended(standing)
    else:
        yield from _open(standing)


def _open(standing: Standing) -> Iterable[Step]:
    findings, unsure = standing.findings, standing.undetermined
    blocking = _with(findings, Effect.BLOCK)
    yield Step("Does a rule say not to end it?", Verdict.DO_NOT_END, bool(blocking), blocking)
    may_block = _with(unsure, Effect.BLOCK)
    yield _cannot_tell("Could one say so that cannot be decided?", may_block)
    waits, prepares = _with(findings, Effect.WAIT), _with(findings, Effect.PREPARE)
    yield Step("Does something have to be waited for?", Verdict.WAIT, bool(waits), waits)
    yield Step("Does something have to be done first?", Verdict.PREPARE, bool(prepares), prepares)
    keeps = _with(findings, Effect.KEEP)
    if not keeps:
        yield from _closing(standing)
    delaying = _with(unsure, Effect.WAIT, Effect.PREPARE)
    yield _cannot_tell("Could something come first that cannot be decided?", delaying)
    yield Step("Is it better kept open?", Verdict.KEEP_OPEN, bool(keeps), keeps)
    yield _nothing()


def _closing(standing: Standing) -> Iterable[Step]:
    """Whether it may be ended: by what is stated, implied, and assumed as far as a closing may rest on it."""
    closing, closes = standing.closing, _with(standing.findings, Effect.CLOSE)
    is_ready = bool(closes) or (closing is not None and closing.is_allowed)
    hindering = _with(standing.hindering(), *HINDERING) if is_ready else ()
    question = "May it be ended, and is nothing undecided that could hinder it?"
    is_free = is_ready and not hindering and standing.is_fresh
    yield Step(question, Verdict.CLOSE, is_free, closes)
    question = "May it be ended, but for what cannot be decided?"
    yield _cannot_tell(question, hindering, closes, is_ready)
    question = "May it be ended, but by an export that is too old for it, or dated later?"
    is_old = is_ready and not standing.is_fresh
    yield Step(question, Verdict.CANNOT_TELL, is_old, closes, needs=(EXPORTED_AT,))
    question = "Is it to be ended, without it being certain that it may be?"
    is_planned = closing is not None
    yield Step(question, Verdict.CANNOT_TELL, is_planned, needs=_needed(standing))
    if standing.nearly:
        question = "Would it be ended, but for what nobody said and an end may not rest on?"
        yield _cannot_tell(question, tuple(standing.nearly))


def _needed(standing: Standing) -> tuple[str, ...]:
    """What would tell whether it may be ended; where it certainly may not, what would tell what comes first."""
    if standing.closing is None:
        return ()
    delaying = _with(standing.undetermined, Effect.WAIT, Effect.PREPARE)
    first = [need for item in delaying for need in item.needs]
    return remedies(standing.closing.needs or first)


def _ended(standing: Standing) -> Iterable[Step]:
    """An ended contract: its owner must act, others must, or nothing is left to do."""
    findings = standing.findings
    acting, waiting = _with(findings, Effect.PREPARE, Effect.BLOCK), _with(findings, Effect.WAIT)
    question = "It has ended. Does its owner still have to act?"
    yield Step(question, Verdict.PREPARE, bool(acting), acting)
    yield Step("Do others have to act?", Verdict.WAIT, bool(waiting), waiting)
    unsure = _with(standing.undetermined, Effect.BLOCK, Effect.WAIT, Effect.PREPARE)
    weighty = tuple(item for item in unsure if item.severity is not Severity.INFO)
    yield _cannot_tell("Could somebody have to act, which cannot be decided?", weighty)
    yield _nothing()


def _nothing() -> Step:
    return Step("Nothing of all this.", Verdict.NOTHING_TO_DO, True)


def _cannot_tell(
    question: str,
    undetermined: tuple[Undetermined, ...],
    findings: tuple[Finding, ...] = (),
    applies: bool = True,
) -> Step:
    needs = remedies(need for item in undetermined for need in item.needs) if undetermined else ()
    holds = applies and bool(undetermined)
    return Step(question, Verdict.CANNOT_TELL, holds, findings, undetermined, needs)


def _with(items: Sequence[Item], *effects: Effect) -> tuple[Item, ...]:
    return tuple([item for item in items if item.action.effect in effects])
