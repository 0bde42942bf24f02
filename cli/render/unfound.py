"""What a run fails for although no rule holds, in words and with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...engine.report.findings import ContractResult, Report, Undetermined
from ...engine.report.unfound import Unfound
from ...engine.written import counted
from .answers import planned_answer
from .layout import plain
from .missing import remedy
from .whereabouts import Spot, spot
from .words import subject_phrase

MOST_RULES = 3
"""Rules that are named in one sentence."""
TITLE = "A contract that is to be ended may be ended now"
"""What `verdict` asks, where it stands for a rule."""


def unfound_title(one: Unfound) -> str:
    """What the rule asks."""
    return TITLE if one.undetermined is None else plain(one.undetermined.title)


def unfound_phrase(report: Report, one: Unfound) -> str:
    """`Contract C1: may not be ended now: wait`, `Contract C1: cannot be decided: supply budget`."""
    if one.undetermined is not None:
        return undecided_phrase(one.undetermined)
    assert one.contract is not None
    answer = planned_answer(report, one.contract)
    return f"{subject_phrase(one.subject)}: may not be ended now: {answer}"


def undecided_phrase(one: Undetermined) -> str:
    """`Contract C1: cannot be decided: supply budget`."""
    needs = ", ".join(map(remedy, one.needs)) or "more than the export can say"
    return f"{subject_phrase(one.subject)}: cannot be decided: {needs}"


def contract_spot(contract: ContractResult | None) -> Spot | None:
    """Where a contract stands; None for none, and for one without a place."""
    return None if contract is None or contract.place is None else spot(contract.place)


def undecided_spot(report: Report, one: Undetermined, otherwise: Spot | None) -> Spot | None:
    """Where a rule that cannot be decided stands: what is about no contract stands where its findings would."""
    return contract_spot(report.by_id.get(one.subject.contract or "")) or otherwise


def undecided_words(undetermined: Sequence[Undetermined]) -> str:
    """`The run fails for 2 rules that cannot be decided: acct, rate.`; "" where it fails for none."""
    rules = list(dict.fromkeys(plain(one.rule) for one in undetermined if one.fails))
    if not rules:
        return ""
    named = ", ".join(_named(rules))
    return f"The run fails for {counted(len(rules), 'rule')} that cannot be decided: {named}."


def _named(rules: Sequence[str]) -> Iterator[str]:
    yield from rules[:MOST_RULES]
    if len(rules) > MOST_RULES:
        yield f"{len(rules) - MOST_RULES} more"
