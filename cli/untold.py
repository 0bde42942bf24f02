"""Contracts that cannot be told, or not all of them: why no answer helps, or which answer is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ..engine.policy.pack import Severity
from ..engine.questions.outcome import Outcome
from ..engine.report.findings import ContractResult, Report, Undetermined, Verdict, by_contract
from ..engine.snapshot.escrow import MONEY_NEEDS, clashes, clashes_of_contract
from ..engine.snapshot.fields import EXPORTED_AT, PLATFORM, POSITION
from ..engine.snapshot.model import ID, Contract
from ..engine.units import Scope
from .render.layout import LONG_TEXT, plain
from .render.needed import needed_elsewhere
from .render.page import LONGEST_ID
from .render.phrases import between_phrases, needs_phrase, unmet_phrase


def untold_lines(
    report: Report,
    open_ones: Iterable[tuple[Contract, ContractResult]],
    asked: Iterable[str | None],
) -> Iterator[str]:
    """One line for each contract that no answer tells, or of which no answer decides a rule of severity error, and
    for each such rule about an account; none for those that an answer may tell.

    Where anything is asked it may decide others, too: then of those alone that it cannot decide.
    """
    about = set(asked)
    unsure = by_contract(report.undetermined)
    for contract, result in open_ones:
        if result.id in about and not result.unmet:
            continue
        is_open = result.verdict is Verdict.CANNOT_TELL
        why = why_untold(report, contract, result, unsure.get(result.id, ()))
        if is_open and not why and not about:
            why = needs_phrase(report, result) if result.needs else "no field of an export tells it"
        if why:
            yield f"{plain(result.id, LONGEST_ID)}: {result.verdict.words}; {plain(why, LONG_TEXT)}."
    for one in report.undetermined:
        if one.subject.contract is None and one.severity is Severity.ERROR:
            for why in between_phrases(one.needs):
                yield f"{one.rule} (account): cannot be decided; {why}."


def untold_after(report: Report, contract: Contract, outcome: Outcome) -> str:
    """The same of a contract that was asked about, without its name: `cannot tell without work_state;
    hours.unlogged of M`; "" where all of it is told.
    """
    result = outcome.result
    own = outcome.own(result.needs)
    corrections = _corrections(contract, result, own, outcome.undetermined)
    if result.verdict is not Verdict.CANNOT_TELL or result.unmet or corrections:
        why = _why(report, contract, result, own, outcome.undetermined)
        return f"{result.verdict.words}; {plain(why, LONG_TEXT)}" if why else ""
    missing = [", ".join(own)]
    missing += (
        f"{', '.join(dict.fromkeys(there))} of {plain(id, LONGEST_ID)}"
        for id, there in outcome.beyond(result.needs).items()
    )
    without = "; ".join(filter(None, missing))
    told = f"{result.verdict.words} without {without}" if without else result.verdict.words
    return "; ".join([told, *between_phrases(result.needs)])


def why_untold(
    report: Report,
    contract: Contract,
    result: ContractResult,
    undetermined: Iterable[Undetermined] = (),
) -> str:
    """`ending it requires that ...`, `amounts in EUR and USD are neither ...`, `correct escrow: 50.00, but the
    milestones hold 100.00`; "" where an answer may tell.

    `undetermined`: rules of the contract, of which those of severity error count where it is told.
    """
    elsewhere = needed_elsewhere(report, result)
    own = [need for need in result.needs if need not in elsewhere]
    return _why(report, contract, result, own, undetermined)


def _why(
    report: Report,
    contract: Contract,
    result: ContractResult,
    own: Collection[str],
    undetermined: Iterable[Undetermined],
) -> str:
    if result.verdict is not Verdict.CANNOT_TELL:
        return _corrected(_corrections(contract, result, own, undetermined))
    if result.unmet:
        return unmet_phrase(result)
    if result.needs in ((EXPORTED_AT,), (PLATFORM,)):
        return needs_phrase(report, result)
    if between := between_phrases(result.needs):
        return "; ".join(between)
    return _corrected(_corrections(contract, result, own, undetermined))


def _corrected(corrections: Collection[str]) -> str:
    return f"correct {'; '.join(corrections)}" if corrections else ""


def _corrections(
    contract: Contract,
    result: ContractResult,
    own: Collection[str],
    undetermined: Iterable[Undetermined],
) -> list[str]:
    """What is stated and is waited for all the same, since it contradicts what else is stated.

    `own`: the needs that are open at the contract itself; others may be stated here, and missing there.
    """
    against = {one.field: one.message for one in clashes_of_contract(contract)}
    if result.verdict is Verdict.CANNOT_TELL:
        needs = result.needs
        position = POSITION[Scope.CONTRACT]
        stated = [one for one in own if one in position and contract.get(one) is not None]
    else:
        # Other fields may be stated and open, of an export that is not fresh.
        errors = (one for one in undetermined if one.severity is Severity.ERROR)
        needs = tuple(sorted({need for one in errors for need in one.needs}))
        stated = [one for one in needs if one in against]
    found = [
        f"{one}: {against[one]}"
        if one in against
        else f"{one}, which contradicts what else is stated"
        for one in stated
    ]
    if MONEY_NEEDS.isdisjoint(needs):
        return found
    return found + [
        f"{one.field} of milestone {plain(str(record[ID]), LONGEST_ID)}: {one.message}"
        for record in contract.milestones or ()
        for one in clashes(record)
        if one.hides
    ]
