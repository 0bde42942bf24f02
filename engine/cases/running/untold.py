"""Says why what holds is not told: a finding that ends a contract stands under the verdict `close` alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...policy.pack import Effect
from ...report.subjects import subject_of
from ...report.verdicts import Step, deciding_step
from ...snapshot.fields import EXPORTED_AT
from ...units import Scope
from .batch import Outcome

_ALONE = "it holds, but a finding that ends a contract is told only under the verdict close"


def why_untold(outcome: Outcome, effect: Effect, scope: Scope, row: list[object]) -> str:
    """One sentence for a rule that certainly holds for a subject, and is not among the findings."""
    if effect is not Effect.CLOSE:
        return "it holds"
    contract = subject_of(scope, row).contract
    standing = None if contract is None else outcome.standings.get(contract)
    if standing is None:
        return f"{_ALONE}, and {scope}s have none"
    step = deciding_step(standing)
    reasons = "; ".join(_against(step))
    return f"{_ALONE}, and that of {contract} is {step.verdict}" + (reasons and f": {reasons}")


def _against(step: Step) -> Iterator[str]:
    """What leads to another verdict."""
    holding = _names(one.rule for one in step.findings if one.action.effect is not Effect.CLOSE)
    if holding:
        yield f"{holding} holds" if "," not in holding else f"{holding} hold"
    undecided = _names(one.rule for one in step.undetermined)
    if undecided:
        yield f"{undecided} cannot be decided without {', '.join(step.needs)}"
    elif EXPORTED_AT in step.needs:
        yield "the export is too old for it"


def _names(rules: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(rules))
