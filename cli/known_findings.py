"""`--baseline`: reads the known findings, and tells what has become of them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ..engine.problems import Level, Place, Problem
from ..engine.written import counted
from .settings.keys import BASELINE
from .text_file import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..engine.report.baseline import Baseline, Known
    from ..engine.report.findings import Report
    from .settings.settings import Settings

MOST = 9
"""How many findings that have gone are told one by one."""


def known_findings(settings: Settings) -> Baseline | None:
    """The baseline that the settings name. Raises `UsageError` for one that cannot be used."""
    file = settings[BASELINE]
    if file is None:
        return None
    from ..engine.report.baseline import read_baseline

    return read_baseline(read_text(file), str(file))


def marked(report: Report, baseline: Baseline) -> Report:
    """The report with what the baseline has marked as known, and all else as new."""
    return dataclasses.replace(
        report,
        findings=tuple(replace(item, is_known=baseline.knows(item)) for item in report.findings),
        undetermined=tuple(
            replace(item, is_known=baseline.knows(item)) for item in report.undetermined
        ),
    )


def noted(report: Report, gone: int) -> Report:
    """The report with a note about the baseline, of which so many findings are there no more."""
    known = report.known
    verb = "is" if known == 1 else "are"
    notes = [f"{counted(known, 'finding')} {verb} known from the baseline and cannot fail the run"]
    if gone:
        verb = "has" if gone == 1 else "have"
        notes.append(f"{counted(gone, 'finding')} of the baseline {verb} gone")
    return dataclasses.replace(report, notes=(*report.notes, *notes))


def about_gone(gone: Sequence[Known], file: str) -> list[Problem]:
    """What was known and is there no more: time to write the baseline anew."""
    place = Place(file)
    told = [
        Problem(
            place,
            f"gone: {known.rule}{f' for {known.subject}' if known.subject else ''}",
            "",
            Level.WARNING,
        )
        for known in gone[:MOST]
    ]
    if len(gone) > MOST:
        told.append(Problem(place, f"gone: {len(gone) - MOST} more", "", Level.WARNING))
    if told:
        hint = "write it anew to keep them from coming back: closeout baseline write"
        told[-1] = replace(told[-1], hint=hint)
    return told
