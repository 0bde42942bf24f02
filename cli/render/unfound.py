"""What a run tells although no rule holds, in words and with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...engine.policy.pack import Severity
from ...engine.report.findings import ContractResult, Report, Undetermined
from ...engine.report.unfound import UNCHECKED, Unfound
from ...engine.written import counted
from .answers import planned_answer, unchecked_phrase
from .layout import plain
from .missing import remedies
from .whereabouts import Spot, spot
from .words import subject_phrase

MOST_NAMED = 3
"""Rules or contracts that are named in one sentence."""
TITLE = "A contract that is to be ended may be ended now"
"""What `verdict` asks, where it stands for a rule."""
UNCHECKED_TITLE = "Cannot be checked"


def unfound_title(one: Unfound) -> str:
    """What the rule asks."""
    if one.undetermined is not None:
        return plain(one.undetermined.title)
    return UNCHECKED_TITLE if one.rule == UNCHECKED else TITLE


def unfound_help(one: Unfound) -> str:
    """What to do about it."""
    if one.undetermined is not None:
        return "Supply what the message names, or answer the questions of closeout ask."
    if one.rule == UNCHECKED:
        return "Correct what the error output names, or name a policy pack for its platform."
    return "Do first what the report says of it, or answer the questions of closeout ask."


def unfound_phrase(report: Report, one: Unfound) -> str:
    """`Contract C1: may not be ended now: wait`, `Contract C1: cannot be decided: supply budget`."""
    if one.undetermined is not None:
        return undecided_phrase(one.undetermined)
    assert one.contract is not None
    if one.rule == UNCHECKED:
        return f"{subject_phrase(one.subject)}: {unchecked_phrase(one.contract)}"
    answer = planned_answer(report, one.contract)
    return f"{subject_phrase(one.subject)}: may not be ended now: {answer}"


def unfound_severity(one: Unfound) -> Severity:
    """That of an error where the run fails for it."""
    return Severity.ERROR if one.fails else Severity.WARNING


def undecided_phrase(one: Undetermined) -> str:
    """`Contract C1: cannot be decided: supply budget`."""
    return f"{subject_phrase(one.subject)}: cannot be decided: {remedies(one)}"


def contract_spot(contract: ContractResult | None) -> Spot | None:
    """Where a contract stands; None for none, and for one without a place."""
    return None if contract is None or contract.place is None else spot(contract.place)


def undecided_spot(report: Report, one: Undetermined, otherwise: Spot | None) -> Spot | None:
    """Where a rule that cannot be decided stands: what is about no contract stands where its findings would."""
    return contract_spot(report.by_id.get(one.subject.contract or "")) or otherwise


def undecided_words(report: Report) -> str:
    """`The run fails for 2 rules that cannot be decided: acct, rate.`; "" where it fails for none. The contracts
    that could not be checked likewise.
    """
    rules = dict.fromkeys(plain(one.rule) for one in report.undetermined if one.fails)
    unread = [plain(one.id) for one in report.contracts if one.fails]
    told = (
        _failing(list(rules), "rule", "cannot be decided"),
        _failing(unread, "contract", "could not be checked"),
    )
    return " ".join(filter(None, told))


def _failing(names: Sequence[str], what: str, why: str) -> str:
    named = ", ".join(_named(names))
    return f"The run fails for {counted(len(names), what)} that {why}: {named}." if names else ""


def _named(names: Sequence[str]) -> Iterator[str]:
    yield from names[:MOST_NAMED]
    if len(names) > MOST_NAMED:
        yield f"{len(names) - MOST_NAMED} more"
