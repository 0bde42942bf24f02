"""Contracts that nothing tells and of which nothing is asked: why no answer helps, and what does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..engine.policy.pack import Severity
from ..engine.report.findings import ContractResult, Report, Verdict
from ..engine.snapshot.fields import EXPORTED_AT, PLATFORM, POSITION
from ..engine.snapshot.model import Contract
from ..engine.units import Scope
from .render.layout import LONG_TEXT, plain
from .render.page import LONGEST_ID
from .render.phrases import between_phrases, needs_phrase, unmet_phrase


def untold_lines(
    report: Report,
    open_ones: Iterable[tuple[Contract, ContractResult]],
    asked: Iterable[str | None],
) -> Iterator[str]:
    """One line for each contract that no answer tells, and for each rule of severity error about an account that
    no answer decides; none for those that an answer may tell.

    Where anything is asked it may decide others, too: then of those alone that it cannot decide.
    """
    about = set(asked)
    for contract, result in open_ones:
        if result.verdict is not Verdict.CANNOT_TELL or (result.id in about and not result.unmet):
            continue
        why = why_untold(report, contract, result)
        if not why and not about:
            why = needs_phrase(report, result) if result.needs else "no field of an export tells it"
        if why:
            yield f"{plain(result.id, LONGEST_ID)}: cannot tell; {plain(why, LONG_TEXT)}."
    for one in report.undetermined:
        if one.subject.contract is None and one.severity is Severity.ERROR:
            for why in between_phrases(one.needs):
                yield f"{one.rule} (account): cannot be decided; {why}."


def why_untold(report: Report, contract: Contract, result: ContractResult) -> str:
    """`ending it requires that ...`, `amounts in EUR and USD are neither ...`, `correct escrow, which contradicts
    what else is stated`; "" where an answer may tell.
    """
    if result.unmet:
        return unmet_phrase(result)
    if result.needs in ((EXPORTED_AT,), (PLATFORM,)):
        return needs_phrase(report, result)
    if between := between_phrases(result.needs):
        return "; ".join(between)
    position = POSITION[Scope.CONTRACT]
    stated = [one for one in result.needs if one in position and contract.get(one) is not None]
    return f"correct {', '.join(stated)}, which contradicts what else is stated" if stated else ""
