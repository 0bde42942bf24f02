"""The format `concise`: one line a finding, `file:line:column: severity: message [rule]`.

For editors, for `grep`, and for a quick look. What fails a run without being a finding has its line as
well: a rule of severity error that cannot be decided, a contract that was named to be ended and may not be, one
that could not be checked at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...engine.policy.pack import Severity
from ...engine.problems import unheard
from ...engine.report.findings import Report, Verdict
from ...engine.report.unfound import VERDICT, unchecked
from ...engine.snapshot.fields import EXPORTED_AT, currencies_of
from . import RenderOptions
from .layout import LONG_TEXT, plain
from .missing import remedy
from .phrases import between_phrases, dates_phrase, unmet_phrase
from .unfound import contract_spot, undecided_spot, unfound_phrase, unfound_severity
from .whereabouts import Spot, finding_spot, first_file
from .words import subject_phrase

NOWHERE = "-"
"""Stands for the place of what has none."""


def render(report: Report, options: RenderOptions) -> str:
    """The lines; none where nothing was found."""
    lines = [
        *_findings(report),
        *_undecided(report),
        *_closings(report, options),
        *_unchecked(report),
    ]
    return "".join(f"{unheard(line)}\n" for line in lines)


def _findings(report: Report) -> Iterator[str]:
    otherwise = first_file(report)
    for finding in report.findings:
        where = finding_spot(report, finding, otherwise)
        parts = (
            f"{subject_phrase(finding.subject)}: {plain(finding.message, LONG_TEXT)}",
            dates_phrase(report, finding),
            "(waived)" if finding.waived is not None else "",
            "(known)" if finding.is_known else "",
        )
        text = " ".join(filter(None, parts))
        yield _line(where, str(finding.severity), text, finding.rule)


def _undecided(report: Report) -> Iterator[str]:
    otherwise = first_file(report)
    for one in report.undetermined:
        if one.fails or one.severity is Severity.ERROR:
            where = undecided_spot(report, one, otherwise)
            supply = f"; {_remedy(one.needs)}" if one.needs else ""
            mark = " (known)" if one.is_known else ""
            text = f"{subject_phrase(one.subject)}: cannot be decided{supply}{mark}"
            yield _line(where, _level(one.fails), text, one.rule)


def _remedy(needs: Sequence[str]) -> str:
    """`supply budget, escrow`; what an old file holds is not supplied but exported again."""
    if EXPORTED_AT in needs:
        return remedy(EXPORTED_AT)
    fields = ", ".join(plain(need) for need in needs if not currencies_of(need))
    return "; ".join([*([f"supply {fields}"] if fields else []), *between_phrases(needs)])


def _closings(report: Report, options: RenderOptions) -> Iterator[str]:
    for contract in report.contracts:
        if contract.id in options.closing and contract.verdict is not Verdict.CLOSE:
            why = f"; {unmet_phrase(contract)}" if contract.unmet else ""
            told = f"may not be ended now: {contract.verdict.words}{why}"
            text = f"Contract {plain(contract.id)}: {told}"
            yield _line(contract_spot(contract), _level(contract.is_refused), text, VERDICT)


def _unchecked(report: Report) -> Iterator[str]:
    for contract in report.contracts:
        one = unchecked(contract)
        if one is not None:
            text = unfound_phrase(report, one)
            yield _line(contract_spot(contract), str(unfound_severity(one)), text, one.rule)


def _level(fails: bool) -> str:
    """An error is what the run fails for."""
    return str(Severity.ERROR if fails else Severity.INFO)


def _line(where: Spot | None, severity: str, text: str, rule: str) -> str:
    return f"{where or NOWHERE}: {severity}: {text} [{plain(rule)}]"
