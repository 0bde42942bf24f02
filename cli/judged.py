"""A checked report as it is shown: what the options leave of it, and whether it fails the run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .checking import Asked, Checked, checked
from .known import about_gone, known_findings, noted
from .outcome import all_may_close, fails, only, rule_notes, told_of, visible
from .redaction import renamed, under_pseudonyms
from .settings.choices import FailOn
from .settings.keys import BASELINE, FAIL_ON, MIN_SEVERITY, UNDECIDED
from .warned import warn, warn_of_sentences, warn_without_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..engine.collecting import Progress
    from ..engine.problems import Problem
    from ..engine.report.findings import Report
    from .settings.settings import Settings


@dataclass(frozen=True, slots=True)
class Judged:
    """A report and what it means."""

    found: Checked
    report: Report
    """As it is shown."""
    hidden: Mapping[str, int]
    """How many findings of each severity are left out."""
    failed: bool
    gone: Sequence[Problem]
    """About findings of the baseline that are there no more."""
    telling: Sequence[str]
    """Rules that say what --redact hides."""
    is_redacted: bool
    told: frozenset[str] | None
    """Ids of the contracts that pages for people tell of; None: all."""
    closing: frozenset[str]
    """Ids of the contracts that were named to be ended, as they are shown."""


def judged(
    asked: Asked, settings: Settings, key: bytes | None, progress: Progress | None = None
) -> Judged:
    """The judged report; `key` for pseudonyms. Raises `CloseoutError` for whatever cannot be used."""
    known = known_findings(settings)
    found = checked(asked, settings, progress)
    shown = only(found.report, found.rules)
    fail_on = settings[FAIL_ON]
    failed = fails(shown, fail_on, known, settings[UNDECIDED]) or (
        fail_on is not FailOn.NEVER and not all_may_close(found.report, found.closing)
    )
    reported, hidden = visible(shown, settings[MIN_SEVERITY])
    told = told_of(shown, found.rules, settings[MIN_SEVERITY], found.closing)
    closing = found.closing
    notes = rule_notes(shown, found.rules)
    reported = replace(reported, notes=(*reported.notes, *notes))
    gone: Sequence[Problem] = ()
    if known is not None:
        reported = noted(reported, found.report, known)
        gone = about_gone(found.report, known, str(settings[BASELINE]))
    telling: Sequence[str] = ()
    if key is not None:
        reported, telling = under_pseudonyms(reported, found.snapshot, key)
        told = renamed(told, shown, reported)
        closing = renamed(closing, shown, reported) or frozenset()
    return Judged(found, reported, hidden, failed, gone, telling, key is not None, told, closing)


def tell(one: Judged) -> None:
    """What is odd about snapshot, waivers and baseline, on stderr."""
    found = one.found
    if one.is_redacted:
        warn_without_names([*found.snapshot.problems, *found.warnings, *one.gone])
    else:
        warn(found.snapshot.problems)
        warn(found.warnings, "correct these first")
        warn(one.gone, "")
    if one.telling:
        warn_of_sentences(one.telling)
